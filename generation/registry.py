"""From settings to providers: which there are, and if one is not available, why."""

import inspect
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from assets import child
from generation import breaker
from generation.pipelines import video
from generation.pixels import client as pixels
from generation.providers.base import (
    CopyProvider,
    ImageProvider,
    ProviderError,
    SpeechProvider,
    Voice,
)

LIMITS = (pixels.MEMORY_MIB, pixels.CPU_SECONDS, pixels.WALL_SECONDS)

# What a launcher raises when its child ends without an answer.
CHILD_FAILED = child.ChildFailed


def run_pixels() -> pixels.RunChild:
    """Return the launcher of the picture worker, its limits bound."""
    return _run(LIMITS)


def run_film(seconds: float) -> pixels.RunChild:
    """Return the launcher of the renderer, with limits for a video of so many seconds."""
    return _run(video.limits(seconds))


def _run(limits: tuple[int, int, int]) -> pixels.RunChild:
    """Return the launcher of children. limits: memory in MiB, processor and wall seconds."""
    return partial(child.run, limits=child.Limits(*limits))


def fonts() -> tuple[Path, ...]:
    """Return the font files of subtitles."""
    return tuple(Path(path) for path in settings.VIDEO_FONTS)


@lru_cache(maxsize=1)
def image_provider() -> ImageProvider:
    """Return the provider that makes pictures, built once a process."""
    provider: ImageProvider = _guarded(settings.IMAGE_PROVIDER, model=settings.OPENAI_IMAGE_MODEL)
    return provider


@lru_cache(maxsize=1)
def copy_provider() -> CopyProvider:
    """Return the provider that writes texts, built once a process."""
    provider: CopyProvider = _guarded(settings.COPY_PROVIDER, model=settings.OPENAI_COPY_MODEL)
    return provider


def provider_name(kind: str) -> str:
    """Return who makes a kind of job; empty for what this machine makes of many parts, or nobody."""
    try:
        if kind == "image":
            return image_provider().name
        return copy_provider().name if kind == "copy" else ""
    except ProviderError:
        return ""


def writes_here() -> bool:
    """Return whether texts are written on this machine: then a sample of one costs nothing."""
    return not _is_online(settings.COPY_PROVIDER)


@lru_cache(maxsize=1)
def speech_providers() -> tuple[SpeechProvider, ...]:
    """Return the providers that speak, in the order in which they are asked.

    One that is not set up is left out, as one that is away is passed over: `makers` tells of it.

    Raises:
        ProviderError: none of them is.
    """
    found, last = [], ProviderError("speech.unavailable", retryable=False)
    for path in settings.SPEECH_PROVIDERS:
        try:
            found.append(_guarded(path, model=settings.OPENAI_SPEECH_MODEL))
        except ProviderError as error:
            last = error
    if not found:
        raise last
    return tuple(found)


def voices() -> tuple[Voice, ...]:
    """Return every voice there is, the first provider's first."""
    return tuple(voice for provider in speech_providers() for voice in provider.voices())


@dataclass(frozen=True, slots=True)
class Maker:
    """Who makes what, for staff. why_not: empty when it is available, else the code of why not."""

    purpose: str
    provider: str
    model: str
    why_not: str = ""


def makers() -> list[Maker]:
    """Return who makes pictures, texts and voices, and if one is not available, why."""
    wanted = [
        ("image", settings.IMAGE_PROVIDER, settings.OPENAI_IMAGE_MODEL),
        ("copy", settings.COPY_PROVIDER, settings.OPENAI_COPY_MODEL),
        *(("speech", path, settings.OPENAI_SPEECH_MODEL) for path in settings.SPEECH_PROVIDERS),
    ]
    return [_maker(purpose, path, model) for purpose, path, model in wanted]


def check_vendor() -> Any:
    """Ask the AI vendor for its models; returns what `OPENAI_CHECK` names does.

    Raises:
        ProviderError: none is set up.
    """
    _refuse_without_key()
    models = {
        "copy": settings.OPENAI_COPY_MODEL,
        "image": settings.OPENAI_IMAGE_MODEL,
        "speech": settings.OPENAI_SPEECH_MODEL,
    }
    check = import_string(settings.OPENAI_CHECK)
    return check(settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL, models=models)


def _maker(purpose: str, path: str, model: str) -> Maker:
    try:
        provider = _build(path, model=model)
    except ProviderError as error:
        return Maker(purpose, path.rpartition(".")[2], model, why_not=error.code)
    return Maker(purpose, provider.name, model if _is_online(path) else "")


def breakers() -> list[dict[str, Any]]:
    """Return how the breaker of each vendor stands, for staff."""
    models = [maker for maker in makers() if maker.model and not maker.why_not]
    names = dict.fromkeys(_breaker_name(maker.provider, maker.model) for maker in models)
    return [breaker.Breaker(name).state() for name in names]


def _guarded(path: str, *, model: str) -> Any:
    """Return an adapter, behind its vendor's breaker where it asks one."""
    adapter = _build(path, model=model)
    if not _is_online(path):
        return adapter
    return breaker.Guarded(adapter, breaker.Breaker(_breaker_name(adapter.name, model)))


def _breaker_name(provider: str, model: str) -> str:
    return f"{provider}:{model}@{settings.OPENAI_BASE_URL or 'default'}"


def _is_online(path: str) -> bool:
    return "key" in inspect.signature(import_string(path)).parameters


def _build(path: str, *, model: str) -> Any:
    """Return the adapter at a dotted path, given what it asks for.

    Raises:
        ProviderError: it needs a vendor and none is set up.
    """
    adapter = import_string(path)
    asked = inspect.signature(adapter).parameters
    if "key" in asked:
        _refuse_without_key()
    options = {
        "run": _run(getattr(adapter, "limits", LIMITS)),
        "failed": CHILD_FAILED,
        "key": settings.OPENAI_API_KEY,
        "base_url": settings.OPENAI_BASE_URL,
        "model": model,
    }
    return adapter(**{name: value for name, value in options.items() if name in asked})


def _refuse_without_key() -> None:
    """An address alone will do: a server of one's own needs no key."""
    if not (settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL):
        raise ProviderError("provider.key_missing", retryable=False)
