"""Browsers that were signed in before: they are listed, and signed out, like all others."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations
from django.utils import timezone

# As accounts.client calls an address that is not known.
UNKNOWN = "::"
MANY = 500


def list_them(apps: Any, _editor: Any) -> None:
    """Write the row of each living session of somebody that has none."""
    rows = apps.get_model("usersessions", "UserSession")
    keys = apps.get_model("accounts", "User").objects.values_list("pk", flat=True)
    people = {str(key) for key in keys}
    living = apps.get_model("sessions", "Session").objects.filter(expire_date__gt=timezone.now())
    unknown = living.exclude(session_key__in=rows.objects.values("session_key"))
    store = SessionStore()
    made = []
    for session in unknown.iterator(MANY):
        user_id = store.decode(session.session_data).get(SESSION_KEY)
        if user_id in people:
            made.append(rows(user_id=user_id, session_key=session.session_key, ip=UNKNOWN))
    rows.objects.bulk_create(made, batch_size=MANY, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_people_safely"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [migrations.RunPython(list_them, migrations.RunPython.noop)]
