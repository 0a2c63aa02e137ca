"""What apps above do when an asset is ready, which objects they name, what they wrote of products.

Dotted paths in settings, filled by config.
"""

from collections.abc import Callable, Collection, Sequence

from django.conf import settings
from django.db.models import Subquery
from django.utils.module_loading import import_string

Naming = Callable[[Sequence[str]], Collection[str]]


def ready() -> list[str]:
    """Paths of callables (schema_name, asset_id) → None, called after the commit."""
    return list(getattr(settings, "ASSET_READY_HOOKS", []))


def naming() -> list[Naming]:
    """Callables (keys) → those of them that rows of the workspace which is entered name.

    A setting that is missing is an error: what no hook names is deleted.
    """
    return [import_string(path) for path in settings.ASSET_KEY_HOOKS]


def texts_of_product() -> Subquery:
    """Return how many texts tell of the product of the question around it."""
    counting: Callable[[], Subquery] = import_string(settings.ASSET_TEXTS_HOOK)
    return counting()
