"""From settings to providers: which there are, and if one is not available, why."""

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from assets import child
from generation.providers.base import ImageProvider


@lru_cache(maxsize=1)
def image_provider() -> ImageProvider:
    """Return the provider that makes pictures, built once a process."""
    provider: ImageProvider = import_string(settings.IMAGE_PROVIDER)(
        run=child.run, failed=child.ChildFailed
    )
    return provider
