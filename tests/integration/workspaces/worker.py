"""A Celery application of the tests' own, on the product's settings: its tasks tell where they ran.

celery -A tests.integration.workspaces.worker worker
"""

import os
from typing import Any

import django
from celery import Celery
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.testing")
if not apps.ready:
    django.setup()

from django.conf import settings
from django.db import connection, transaction
from redis import Redis

from assets.models import Product
from workspaces import tenancy
from workspaces.task import WorkspaceTask

app = Celery("tests-of-workspaces", set_as_current=False)
app.config_from_object("django.conf:settings", namespace="CELERY")


def tell(place: str, *more: str) -> None:
    """Say which process stands where, by the wrapper and by the server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), current_setting('search_path')")
        backend, path = cursor.fetchone()
    line = "|".join([str(os.getpid()), str(backend), tenancy.current(), path, *more])
    Redis.from_url(settings.REDIS_URL).rpush(place, line)


@app.task(base=WorkspaceTask, name="tests.visit")
def visit(schema_name: str, place: str, how: str = "") -> None:
    """Tell what is seen in a workspace, then do what `how` says."""
    tell(place, ",".join(Product.objects.values_list("name", flat=True)), how)
    if how == "raise":
        raise RuntimeError("broken on purpose")
    if how == "transaction":
        with transaction.atomic():
            Product.objects.create(sku="Lost", name="Lost")
            raise RuntimeError("broken on purpose")
    if how == "stay":
        tenancy.enter(schema_name)
        raise RuntimeError("went in again and did not leave")
    if how == "kill":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@app.task(name="tests.between")
def between(place: str, **_later: Any) -> None:
    """Tell where an ordinary task stands."""
    tell(place)
