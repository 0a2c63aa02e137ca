"""From settings to providers: which there are, and if one is not available, why."""

from functools import lru_cache, partial

from django.conf import settings
from django.utils.module_loading import import_string

from assets import child
from generation.pixels.client import CPU_SECONDS, MEMORY_MIB, WALL_SECONDS, RunChild
from generation.providers.base import ImageProvider

LIMITS = child.Limits(memory_mib=MEMORY_MIB, cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS)


def run_pixels() -> RunChild:
    """Return the launcher of the picture worker, its limits bound."""
    return partial(child.run, limits=LIMITS)


@lru_cache(maxsize=1)
def image_provider() -> ImageProvider:
    """Return the provider that makes pictures, built once a process."""
    provider: ImageProvider = import_string(settings.IMAGE_PROVIDER)(
        run=run_pixels(), failed=child.ChildFailed
    )
    return provider
