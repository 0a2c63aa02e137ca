"""The child that writes a clean picture in another format, quality or size.

What a picture must weigh at most is met by less quality first, and by fewer pixels when that is not
enough. Nothing of this is Django's: it runs as `python -m assets.decoding.convert`.
"""

import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from assets.decoding import colours, picture
from assets.decoding.refused import Refused
from assets.limited import Tell, serve

CONTENT_TYPES = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
}
EXTENSIONS = {"jpeg": "jpg", "png": "png", "webp": "webp", "avif": "avif"}
# Below it people see squares instead of a picture: fewer pixels look better.
LEAST_QUALITY = 35
LEAST_PX = 64
_DECODERS = ["JPEG", "PNG", "WEBP", "GIF"]
# Above so many pixels an AVIF is written in fewer passes: 12 MP in 3 s instead of 20.
_LARGE = 2_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. max_px, max_bytes: 0 for no limit."""

    format: str
    quality: int
    max_px: int = 0
    max_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """A picture as written. quality: what it was written with, at most what was asked for."""

    content: bytes
    width_px: int
    height_px: int
    quality: int


class Converter:
    """Writes the frames of one picture again and again, until they are small enough."""

    def __init__(self, frames: list[Image.Image], lengths: list[int], wanted: Wanted) -> None:
        self._frames = frames
        self._lengths = lengths
        self._wanted = wanted

    def make(self, alive: Callable[[], None]) -> Made:
        """Return the picture as it is wanted. alive: called before each attempt.

        Raises:
            Refused: it cannot be made as small as that.
        """
        wanted = self._wanted
        side = min(max(self._frames[0].size), wanted.max_px or max(self._frames[0].size))
        made = self._write(side, wanted.quality)
        if not wanted.max_bytes or len(made.content) <= wanted.max_bytes:
            return made
        least = made
        if wanted.format != "png":
            best, least = self._by_quality(side, alive)
            if best is not None:
                return best
        return self._by_size(side, least, alive)

    def _by_quality(self, side: int, alive: Callable[[], None]) -> tuple[Made | None, Made]:
        """Return the best that is small enough, if any is, and the smallest."""
        low = min(LEAST_QUALITY, self._wanted.quality)
        alive()
        least = self._write(side, low)
        if len(least.content) > self._wanted.max_bytes:
            return None, least
        best, high = least, self._wanted.quality - 1
        while low < high:
            middle = (low + high + 1) // 2
            alive()
            made = self._write(side, middle)
            if len(made.content) <= self._wanted.max_bytes:
                best, low = made, middle
            else:
                high = middle - 1
        return best, least

    def _by_size(self, side: int, least: Made, alive: Callable[[], None]) -> Made:
        while side > LEAST_PX:
            # Bytes go about with the area; a little less, so that it seldom takes a third time.
            share = math.sqrt(self._wanted.max_bytes / len(least.content)) * 0.96
            side = max(LEAST_PX, math.floor(side * min(share, 0.9)))
            alive()
            least = self._write(side, least.quality)
            if len(least.content) <= self._wanted.max_bytes:
                return least
        raise Refused(
            "conversion-not-so-small", least=len(least.content), asked=self._wanted.max_bytes
        )

    def _write(self, side: int, quality: int) -> Made:
        first, *others = (picture.fit(frame, side) for frame in self._frames)
        target = io.BytesIO()
        options: dict[str, Any] = {"quality": quality}
        match self._wanted.format:
            case "jpeg":
                options |= {"progressive": True, "optimize": True}
            case "png":
                options = {"compress_level": 6}
            case "webp":
                options |= {"method": 4}
                if others:
                    options |= {
                        "save_all": True, "append_images": others, "duration": self._lengths,
                        "loop": 0,
                    }  # fmt: skip
            case _:
                large = first.width * first.height > _LARGE
                options |= {"speed": 8 if large else 6, "max_threads": 1}
        first.save(target, self._wanted.format.upper(), **options)
        return Made(target.getvalue(), first.width, first.height, quality)


def read(source: Path, *, wanted: Wanted) -> Converter:
    """Open a clean picture. One that moves goes on moving as WebP; of others its first frame is taken."""
    frames: list[Image.Image] = []
    lengths: list[int] = []
    with Image.open(source, formats=_DECODERS) as opened:
        moves = wanted.format == "webp" and getattr(opened, "n_frames", 1) > 1
        for number in range(getattr(opened, "n_frames", 1) if moves else 1):
            opened.seek(number)
            opened.load()
            frame = colours.to_srgb(colours.plain(opened), None).copy()
            lengths.append(round(opened.info.get("duration") or 0))
            frame.info = {}
            if wanted.format == "jpeg" and frame.mode == "RGBA":
                frame = _on_white(frame)
            frames.append(frame)
    return Converter(frames, lengths, wanted)


def _on_white(frame: Image.Image) -> Image.Image:
    ground = Image.new("RGB", frame.size, "white")
    ground.paste(frame, mask=frame.getchannel("A"))
    return ground


def convert(request: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Write `made.<extension>` and answer what it measures, or why it cannot be made.

    request: `source`, the file's name in the working folder, and the fields of `Wanted`.
    """
    picture.prepare()
    wanted = Wanted(request["format"], request["quality"], request["max_px"], request["max_bytes"])
    try:
        made = read(Path(request["source"]), wanted=wanted).make(lambda: tell({}))
    except Refused as refusal:
        return {"refused": refusal.code, "data": refusal.data}
    Path(f"made.{EXTENSIONS[wanted.format]}").write_bytes(made.content)
    return {"width_px": made.width_px, "height_px": made.height_px, "quality": made.quality}


if __name__ == "__main__":
    serve(convert)
