"""What apps above do when an asset is ready: dotted paths in settings, filled by config."""

from django.conf import settings


def ready() -> list[str]:
    """Paths of callables (schema_name, asset_id) → None, called after the commit."""
    return list(getattr(settings, "ASSET_READY_HOOKS", []))
