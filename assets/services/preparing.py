"""Brings clean bytes into the bucket before any row names them."""

import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assets import pictures, storage
from assets.cleaning import CleanFile
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


def store_file(
    clean: CleanFile, *, schema_name: str, original_sha256: str, between: Between = nothing
) -> Prepared:
    """Put a clean file with its thumbnails and its cover into the bucket, from where it lies.

    between: called again and again while bytes go; what it raises ends it, and nothing is left.
    """
    key = storage.new_key(schema_name, storage.CLEAN, clean.extension)
    thumbs = {side: storage.new_key(schema_name, storage.THUMBS, "webp") for side in clean.thumbs}
    companions = {
        name: storage.new_key(schema_name, storage.CLEAN, "jpg") for name in clean.companions
    }
    prepared = Prepared(
        key=key,
        thumbs=thumbs,
        sha256=clean.sha256,
        content_type=clean.content_type,
        size_bytes=clean.size_bytes,
        width_px=clean.width_px,
        height_px=clean.height_px,
        duration_ms=clean.duration_ms,
        companions=companions,
        kind=Asset.Kind(clean.kind),
        original_sha256=original_sha256,
        measured=clean.measured,
    )
    try:
        _put(key, clean.path, clean.content_type, between)
        for side, path in clean.thumbs.items():
            _put(thumbs[side], path, "image/webp", between)
        for name, path in clean.companions.items():
            _put(companions[name], path, "image/jpeg", between)
    except BaseException:
        storage.delete_many(prepared.keys)
        raise
    return prepared


class _Beating(io.BufferedReader):
    """A file that gives a sign of life whenever it is read on."""

    def __init__(self, path: Path, between: Between) -> None:
        super().__init__(io.FileIO(path, opener=_plain), 1024**2)
        self._between = between

    def read(self, size: int | None = -1, /) -> bytes:
        self._between()
        return super().read(size)


def _plain(path: str, flags: int) -> int:
    # What is a link is not followed.
    return os.open(path, flags | os.O_NOFOLLOW)


def _put(key: str, path: Path, content_type: str, between: Between) -> None:
    with _Beating(path, between) as file:
        storage.put(key, file, content_type)
