"""How rows of a workspace name a person, who lies in another schema."""

from typing import Any

from django.conf import settings
from django.db import models


def person() -> Any:
    """Return the field of a person: no constraint crosses schemas, and people are never deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        null=True,
    )
