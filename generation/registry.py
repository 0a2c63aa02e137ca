"""From settings to providers: which there are, and if one is not available, why."""

from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from assets import child
from generation.pipelines import video
from generation.pixels import client as pixels
from generation.providers.base import (
    CopyProvider,
    ImageProvider,
    ProviderError,
    SpeechProvider,
    Voice,
)

LIMITS = child.Limits(
    memory_mib=pixels.MEMORY_MIB,
    cpu_seconds=pixels.CPU_SECONDS,
    wall_seconds=pixels.WALL_SECONDS,
)

# What a launcher raises when its child ends without an answer.
CHILD_FAILED = child.ChildFailed


def run_pixels() -> pixels.RunChild:
    """Return the launcher of the picture worker, its limits bound."""
    return partial(child.run, limits=LIMITS)


def run_film(seconds: float) -> pixels.RunChild:
    """Return the launcher of the renderer, with limits for a video of so many seconds."""
    memory_mib, cpu_seconds, wall_seconds = video.limits(seconds)
    limits = child.Limits(memory_mib=memory_mib, cpu_seconds=cpu_seconds, wall_seconds=wall_seconds)
    return partial(child.run, limits=limits)


def fonts() -> tuple[Path, ...]:
    """Return the font files of subtitles."""
    return tuple(Path(path) for path in settings.VIDEO_FONTS)


@lru_cache(maxsize=1)
def image_provider() -> ImageProvider:
    """Return the provider that makes pictures, built once a process."""
    provider: ImageProvider = _build(settings.IMAGE_PROVIDER, model=settings.OPENAI_IMAGE_MODEL)
    return provider


@lru_cache(maxsize=1)
def copy_provider() -> CopyProvider:
    """Return the provider that writes texts, built once a process."""
    provider: CopyProvider = _build(settings.COPY_PROVIDER, model=settings.OPENAI_COPY_MODEL)
    return provider


@lru_cache(maxsize=1)
def speech_providers() -> tuple[SpeechProvider, ...]:
    """Return the providers that speak, in the order in which they are asked."""
    return tuple(
        _build(path, model=settings.OPENAI_SPEECH_MODEL) for path in settings.SPEECH_PROVIDERS
    )


def voices() -> tuple[Voice, ...]:
    """Return every voice there is, the first provider's first."""
    return tuple(voice for provider in speech_providers() for voice in provider.voices())


def _build(path: str, *, model: str) -> Any:
    """Return the adapter at a dotted path: one online is given its key, others their child."""
    adapter = import_string(path)
    if getattr(adapter, "is_online", False):
        if not (settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL):
            raise ProviderError("provider.key_missing", retryable=False)
        return adapter(
            key=settings.OPENAI_API_KEY, base_url=settings.OPENAI_BASE_URL or None, model=model
        )
    return adapter(run=run_pixels(), failed=CHILD_FAILED)
