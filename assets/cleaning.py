"""Has a file of any kind written anew in a limited child process."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import structlog

from assets import child, pictures
from assets.child import ChildFailed, Limits
from assets.decoding import sniff
from assets.decoding.formats import (
    AUDIO,
    BY_NAME,
    DOCUMENT,
    FONT,
    IMAGE,
    SHEET,
    VIDEO,
    WRITTEN,
)
from assets.decoding.limits import THUMBS_PX
from assets.refusals import UploadRefused

# What the file to be cleaned is called in its folder.
SOURCE = "source"
# The most that is needed by what we take: pages of 50 MB of PDF, five gigabytes of video, which are
# read and written twice, a font of 30,000 letters packed as WOFF2.
LIMITS = {
    IMAGE: pictures.LIMITS,
    DOCUMENT: Limits(memory_mib=768, cpu_seconds=60, wall_seconds=90),
    SHEET: Limits(memory_mib=768, cpu_seconds=60, wall_seconds=90),
    AUDIO: Limits(memory_mib=1024, cpu_seconds=60, wall_seconds=240),
    VIDEO: Limits(memory_mib=1536, cpu_seconds=240, wall_seconds=1200),
    FONT: Limits(memory_mib=768, cpu_seconds=100, wall_seconds=300),
}
_BROKEN = {
    IMAGE: "file-broken",
    DOCUMENT: "document-broken",
    SHEET: "document-broken",
    AUDIO: "media-broken",
    VIDEO: "media-broken",
    FONT: "font-broken",
}
_PIECE_BYTES = 1024**2
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A file made anew, with what goes with it; it lies in a folder of the caller's.

    thumbs: longest side in px (as text) → a WebP. companions: `cover` → a JPEG. measured: as in
    `AssetVersion`. width_px, height_px: 0 for what has no size.
    """

    path: Path
    kind: str
    content_type: str
    sha256: str
    size_bytes: int
    width_px: int = 0
    height_px: int = 0
    duration_ms: int | None = None
    thumbs: dict[str, Path] = field(default_factory=dict)
    companions: dict[str, Path] = field(default_factory=dict)
    measured: dict[str, Any] = field(default_factory=dict)

    @property
    def extension(self) -> str:
        """What a file of this content is called at its end."""
        return WRITTEN[self.content_type]


def clean_file(
    folder: Path, *, filename: str, declared: str, between: Callable[[], None] | None = None
) -> CleanFile:
    """Make the file `source` in `folder` anew, in the same folder.

    filename, declared: what its sender calls it. between: called twice a second meanwhile; what it
    raises ends the work.

    Raises:
        UploadRefused: it is nothing we take.
    """
    kind = kind_of(folder / SOURCE)
    request = {"source": SOURCE, "filename": filename, "declared": declared}
    tell = between or _nothing
    try:
        answer = child.run(
            "assets.decoding",
            request,
            folder=folder,
            limits=LIMITS[kind],
            on_event=lambda _event: tell(),
        )
    except ChildFailed as failure:
        log.warning("assets.decoding_failed", reason=failure.reason, detail=failure.detail)
        heavy = "picture-too-heavy" if kind == IMAGE else "file-too-heavy"
        code = _BROKEN[kind] if failure.reason == "crash" else heavy
        raise UploadRefused(code) from failure
    if "refused" in answer:
        raise UploadRefused(answer["refused"], answer["data"])
    return _read(answer, folder)


def kind_of(path: Path) -> str:
    """Return of which kind a file seems to be by its first bytes; an image where nothing is told."""
    with path.open("rb") as file:
        name = sniff.name_of(file.read(sniff.HEAD_BYTES)) or ""
    if name in {sniff.ZIP, sniff.OLE}:
        return DOCUMENT
    if name == sniff.TEXT:
        return SHEET
    return BY_NAME[name].kind if name in BY_NAME else IMAGE


def opened(path: Path) -> IO[bytes]:
    """Open what the child has left; what is a link is not followed."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb")


def _read(answer: dict[str, Any], folder: Path) -> CleanFile:
    """Take what the child wrote, by names of ours: its answer names no path we would follow."""
    content_type = str(answer["content_type"])
    path = folder / f"clean.{WRITTEN[content_type]}"
    digest, size = hashlib.sha256(), 0
    with opened(path) as file:
        while piece := file.read(_PIECE_BYTES):
            digest.update(piece)
            size += len(piece)
    drawn = set(answer.get("thumbs", ()))
    duration = answer.get("duration_ms")
    return CleanFile(
        path=path,
        kind=str(answer["kind"]),
        content_type=content_type,
        sha256=digest.hexdigest(),
        size_bytes=size,
        width_px=int(answer.get("width_px", 0)),
        height_px=int(answer.get("height_px", 0)),
        duration_ms=None if duration is None else int(duration),
        thumbs={
            str(side): folder / f"thumb-{side}.webp" for side in THUMBS_PX if str(side) in drawn
        },
        companions={"cover": folder / "cover.jpg"} if answer.get("has_cover") else {},
        measured=dict(answer.get("measured", {})),
    )


def _nothing() -> None:
    """Nobody waits for a sign."""
