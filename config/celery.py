"""The Celery application: messages are hints, PostgreSQL is the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")
app = Celery("e-business")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
