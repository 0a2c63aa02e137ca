"""Makes a picture that moves anew, frame by frame."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from assets.decoding import colours
from assets.decoding.limits import MAX_FRAMES, MAX_FRAMES_MEGAPIXELS
from assets.decoding.refused import Refused

WEBP_QUALITY = 90
# What a decoder's moving picture is written as; sequences of AVIF would take minutes.
WRITTEN = {
    "GIF": ("GIF", "image/gif"),
    "WEBP": ("WEBP", "image/webp"),
    "AVIF": ("WEBP", "image/webp"),
    "PNG": ("PNG", "image/png"),
}
_OPAQUE_FROM = 128


def measure_gif(content: bytes) -> tuple[int, int, int]:
    """Return how many frames a GIF has, and the width and height they reach.

    Only its blocks are walked, and no further than one frame too many: counted by the decoder, a
    file of 100,000 empty frames takes seconds.
    """
    width, height = _u16(content, 6), _u16(content, 8)
    at, frames = 13 + _table(content, 10), 0
    while at < len(content) and frames <= MAX_FRAMES:
        mark = content[at]
        if mark == 0x21:
            at = _after_blocks(content, at + 2)
        elif mark == 0x2C:
            frames += 1
            width = max(width, _u16(content, at + 1) + _u16(content, at + 5))
            height = max(height, _u16(content, at + 3) + _u16(content, at + 7))
            at = _after_blocks(content, at + 11 + _table(content, at + 9))
        else:
            break
    return max(frames, 1), width, height


def check(frames: int, *, width: int, height: int) -> None:
    """Let pass what can be decoded within the limits.

    Raises:
        Refused: it has too many frames, or too many pixels in all of them.
    """
    if frames > MAX_FRAMES:
        raise Refused("picture-too-many-frames", frames=frames, max=MAX_FRAMES)
    if frames * width * height > MAX_FRAMES_MEGAPIXELS * 1_000_000:
        raise Refused(
            "picture-moves-too-large", frames=frames, width=width, height=height,
            mega=MAX_FRAMES_MEGAPIXELS,
        )  # fmt: skip


def write(opened: Image.Image, frames: int, *, decoder: str, path: Path) -> Image.Image:
    """Write every frame anew to `path`, and return the first, which stands for it in lists."""
    kind, _content_type = WRITTEN[decoder]
    lengths: list[int] = []
    stream = _frames(opened, frames, lengths)
    first = next(stream)
    shown = colours.pixels_only(first.copy())
    options: dict[str, Any] = {"duration": lengths}
    if "loop" in opened.info:
        options["loop"] = int(opened.info["loop"])
    if kind == "GIF":
        first = _indexed(first)
        # Where frames are see-through, each stands by itself.
        options |= {"append_images": map(_indexed, stream), "disposal": 2}
    elif kind == "WEBP":
        options |= {"append_images": list(stream), "quality": WEBP_QUALITY, "method": 2}
    else:
        options |= {"append_images": list(stream), "compress_level": 3}
    first.save(path, kind, save_all=True, **options)
    return shown


def _frames(opened: Image.Image, frames: int, lengths: list[int]) -> Iterator[Image.Image]:
    """Yield every frame as upright sRGB with alpha, and add its length in ms to `lengths`.

    Encoders look a length up when its frame has come: the list may grow while they write.
    """
    turn, profile = colours.turn_of(opened), opened.info.get("icc_profile")
    # The still picture of a PNG for those who cannot show it moving is no frame of it.
    start = 1 if opened.info.get("default_image") and frames > 1 else 0
    for number in range(start, frames):
        opened.seek(number)
        opened.load()
        frame = colours.to_srgb(opened.convert("RGBA"), profile)
        if turn is not None:
            frame = frame.transpose(turn)
        frame.info = {}
        lengths.append(round(opened.info.get("duration") or 0))
        yield frame


def _indexed(frame: Image.Image) -> Image.Image:
    """Return the frame in at most 256 colours, exactly when it has no more."""
    alpha = frame.getchannel("A")
    see_through = alpha.getextrema()[0] < _OPAQUE_FROM  # type: ignore[operator]
    drawn = frame.convert("RGB").quantize(
        255 if see_through else 256, method=Image.Quantize.MEDIANCUT
    )
    drawn.info = {}
    if see_through:
        palette = (drawn.getpalette() or [])[: 255 * 3]
        drawn.putpalette([*palette, 0, 0, 0])
        hole = len(palette) // 3
        drawn.paste(hole, mask=alpha.point(lambda value: 255 if value < _OPAQUE_FROM else 0))
        drawn.info["transparency"] = hole
    return drawn


def _u16(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 2], "little")


def _table(content: bytes, at: int) -> int:
    """Return how many bytes the colours take that the flags at this place announce."""
    flags = content[at] if at < len(content) else 0
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(content: bytes, at: int) -> int:
    """Return where the chain of data blocks that begins here has ended."""
    while at < len(content) and content[at]:
        at += content[at] + 1
    return at + 1
