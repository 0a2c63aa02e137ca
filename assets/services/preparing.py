"""Brings clean bytes into the bucket before any row names them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from assets import pictures, storage
from assets.models import Asset
from assets.pictures import Clean, PictureRefused
from assets.refusals import UploadRefused

MP4, SRT = "video/mp4", "application/x-subrip"
Between = Callable[[], None]


def nothing() -> None:
    """Do nothing between two files."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A clean file that lies in the bucket, but in no library yet.

    thumbs: longest side in px (as text) → object key. companions: name → object key.
    original_sha256: of the bytes that were uploaded. measured: as in `AssetVersion`.
    """

    key: str
    thumbs: dict[str, str]
    sha256: str
    content_type: str
    size_bytes: int
    width_px: int
    height_px: int
    duration_ms: int | None = None
    companions: dict[str, str] = field(default_factory=dict)
    kind: Asset.Kind = Asset.Kind.IMAGE
    original_sha256: str = ""
    measured: dict[str, Any] = field(default_factory=dict)

    @property
    def keys(self) -> list[str]:
        """Every object that was stored, for whoever must take it back."""
        return [self.key, *self.thumbs.values(), *self.companions.values()]


@dataclass(frozen=True, slots=True)
class Video:
    """A finished video: MP4, its subtitles (SRT) and its cover (JPEG)."""

    content: bytes
    subtitles: str
    cover: bytes
    duration_ms: int
    width_px: int
    height_px: int


def prepare_generated(content: bytes, *, schema_name: str, between: Between = nothing) -> Prepared:
    """Decode, measure, re-encode and store what a provider made, like an upload.

    between: called before each file is stored; what it raises ends it. The caller deletes `keys` from storage when its own transaction does not come to be.

    Raises:
        UploadRefused: the bytes are no picture.
    """
    try:
        clean = pictures.clean(content)
    except PictureRefused as refusal:
        raise UploadRefused(refusal.code, refusal.data) from refusal
    return store(clean, schema_name=schema_name, between=between)


def store(clean: Clean, *, schema_name: str, between: Between = nothing) -> Prepared:
    """Put a clean picture and its thumbnails into the bucket."""
    key = storage.new_key(schema_name, storage.CLEAN, clean.extension)
    thumbs = {side: storage.new_key(schema_name, storage.THUMBS, "webp") for side in clean.thumbs}
    between()
    storage.put(key, clean.content, clean.content_type)
    for side, content in clean.thumbs.items():
        between()
        storage.put(thumbs[side], content, "image/webp")
    return Prepared(
        key=key,
        thumbs=thumbs,
        sha256=clean.sha256,
        content_type=clean.content_type,
        size_bytes=len(clean.content),
        width_px=clean.width_px,
        height_px=clean.height_px,
    )


def prepare_video(video: Video, *, schema_name: str, between: Between = nothing) -> Prepared:
    """Store a video with its subtitles and its cover, whose thumbnails stand for it.

    between: called before each file is stored; what it raises ends it. The caller deletes `keys` from storage when its own transaction does not come to be.
    """
    still = store(pictures.clean(video.cover), schema_name=schema_name, between=between)
    key = storage.new_key(schema_name, storage.CLEAN, "mp4")
    subtitles = storage.new_key(schema_name, storage.CLEAN, "srt")
    between()
    storage.put(key, video.content, MP4)
    between()
    storage.put(subtitles, video.subtitles.encode(), SRT)
    return Prepared(
        key=key,
        thumbs=still.thumbs,
        sha256=hashlib.sha256(video.content).hexdigest(),
        content_type=MP4,
        size_bytes=len(video.content),
        width_px=video.width_px,
        height_px=video.height_px,
        duration_ms=video.duration_ms,
        companions={"cover": still.key, "subtitles": subtitles},
        kind=Asset.Kind.VIDEO,
    )
