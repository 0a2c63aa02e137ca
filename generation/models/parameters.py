"""What a job was asked for, typed: one shape a kind, kept as JSON in the job's row."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

Shape = TypeVar("Shape")


@dataclass(frozen=True, slots=True)
class ImageParameters:
    """Every photo in every look. photos: asset ids."""

    photos: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    ratio: str = "1:1"
    long_side_px: int = 1600


@dataclass(frozen=True, slots=True)
class CopyParameters:
    """Every kind of text for every product in every language. products: ids.

    project: the video project a script is written for; empty for texts.
    """

    products: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    channel: str = "general"
    tone: str = "plain"
    length: str = "medium"
    brief: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True)
class VideoParameters:
    """A version of a video project. seconds: as planned."""

    project: str = ""
    version: int = 0
    ratio: str = "9:16"
    language: str = "en"
    seconds: float = 0.0


def read(shape: type[Shape], params: Mapping[str, Any]) -> Shape:
    """Return `params` as `shape`; what an older or newer release wrote besides is left out."""
    known = {field.name for field in fields(shape)}  # type: ignore[arg-type]  # each is a dataclass
    values = {name: value for name, value in params.items() if name in known}
    return shape(
        **{
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
        }
    )
