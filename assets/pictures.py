"""Has a picture decoded, measured and written anew in a limited child process."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from assets import child
from assets.child import ChildFailed, Limits
from assets.decoding.limits import THUMBS_PX

EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
}
LIMITS = Limits(memory_mib=1024, cpu_seconds=10, wall_seconds=30)
log = structlog.get_logger(__name__)


class PictureRefused(Exception):
    """The bytes are no picture we take. code: stable; data: what its sentence names."""

    def __init__(self, code: str, data: dict[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.data = data or {}


@dataclass(frozen=True, slots=True)
class Clean:
    """A picture made anew: upright, sRGB, without metadata.

    thumbs: longest side in px (as text) → a WebP.
    """

    content: bytes
    content_type: str
    width_px: int
    height_px: int
    sha256: str
    thumbs: dict[str, bytes]

    @property
    def extension(self) -> str:
        """What a file of this content is called at its end."""
        return EXTENSIONS[self.content_type]


def clean(content: bytes) -> Clean:
    """Return the picture in `content` made anew.

    Raises:
        PictureRefused: it is no picture we take.
    """
    with tempfile.TemporaryDirectory(prefix="decoding-") as name:
        folder = Path(name)
        (folder / "source").write_bytes(content)
        try:
            answer = child.run(
                "assets.decoding", {"source": "source"}, folder=folder, limits=LIMITS
            )
        except ChildFailed as failure:
            log.warning("assets.decoding_failed", reason=failure.reason, detail=failure.detail)
            code = "file-broken" if failure.reason == "crash" else "picture-too-heavy"
            raise PictureRefused(code) from failure
        if "refused" in answer:
            raise PictureRefused(answer["refused"], answer["data"])
        return _read(answer, folder)


def _read(answer: dict[str, Any], folder: Path) -> Clean:
    """Take what the child wrote, by names of ours: its answer names no path we would follow."""
    content_type = str(answer["content_type"])
    content = _bytes(folder / f"clean.{EXTENSIONS[content_type]}")
    return Clean(
        content=content,
        content_type=content_type,
        width_px=int(answer["width_px"]),
        height_px=int(answer["height_px"]),
        sha256=hashlib.sha256(content).hexdigest(),
        thumbs={str(side): _bytes(folder / f"thumb-{side}.webp") for side in THUMBS_PX},
    )


def _bytes(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as file:
        return file.read()
