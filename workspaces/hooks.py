"""What apps above do when a workspace changes: dotted paths named in settings, filled by config."""

from django.conf import settings


def created() -> list[str]:
    """Paths of callables (workspace) → None, called in the transaction that creates it."""
    return list(getattr(settings, "WORKSPACE_CREATED_HOOKS", []))
