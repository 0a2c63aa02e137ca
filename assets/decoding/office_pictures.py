"""Makes the pictures inside Office files anew, in the format their names promise."""

import io
from pathlib import Path

from PIL import Image

from assets.decoding import colours, jpegs, metafiles, moving, picture, sniff
from assets.decoding.limits import MAX_FRAMES, MAX_LONG_PX, MAX_MEGAPIXELS
from assets.decoding.refused import Refused
from assets.decoding.traces import has_traces

# In one file; what is decoded takes a second for each ten million pixels.
MAX_PICTURES = 1_000
MAX_ALL_MEGAPIXELS = 300
_METAFILES = frozenset({"emf", "wmf"})
# How a part's name ends → what the encoder calls it.
_ENCODERS = {
    "png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "bmp": "BMP",
    "tif": "TIFF", "tiff": "TIFF", "webp": "WEBP",
}  # fmt: skip
_DECODERS = {
    "PNG": "PNG", "JPEG": "JPEG", "GIF": "GIF", "BMP": "BMP", "TIFF": "TIFF", "WebP": "WEBP",
}  # fmt: skip
_OPTIONS: dict[str, dict[str, object]] = {
    "PNG": {"compress_level": 1},
    "JPEG": {"quality": jpegs.QUALITY, "subsampling": 0},
    "TIFF": {"compression": "tiff_lzw"},
    "WEBP": {"quality": jpegs.QUALITY, "method": 2},
}
# Kept as they are, unless a profile says what their colours mean.
_PLAIN = frozenset({"1", "L", "P", "RGB"})
_BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, RuntimeError,
    OverflowError, Refused,
)  # fmt: skip


class Pictures:
    """Makes one file's pictures anew, as many as a file may have."""

    def __init__(self, folder: Path) -> None:
        picture.prepare()
        self._scratch = folder / "picture.part"
        self._count = 0
        self._pixels = 0

    def rebuilt(self, content: bytes, extension: str) -> bytes | None:
        """Return a picture of that format; None when it is none that can be shown.

        Raises:
            Refused: the file holds more pictures than one may.
        """
        self._count += 1
        if self._count > MAX_PICTURES:
            raise Refused("file-too-heavy")
        if extension in _METAFILES:
            return metafiles.rebuilt(content, extension)
        decoder = _DECODERS.get(sniff.kind_of(content[: sniff.HEAD_BYTES]) or "")
        if decoder is None or extension not in _ENCODERS:
            return None
        try:
            made = self._made(content, decoder, _ENCODERS[extension])
        except _BROKEN:
            made = None
        if self._pixels > MAX_ALL_MEGAPIXELS * 1_000_000:
            raise Refused("file-too-heavy")
        return None if made is None or has_traces(made) else made

    def _made(self, content: bytes, decoder: str, encoder: str) -> bytes | None:
        frames = 1
        if decoder == "GIF":
            frames, width, height = moving.measure_gif(content)
            moving.check(frames, width=width, height=height)
        with Image.open(io.BytesIO(content), formats=[decoder]) as opened:
            pixels = opened.width * opened.height * min(frames, MAX_FRAMES)
            if max(opened.size) > MAX_LONG_PX or pixels > MAX_MEGAPIXELS * 1_000_000:
                return None
            if decoder == encoder == "JPEG":
                return jpegs.rebuilt(content)
            self._pixels += pixels
            if self._pixels > MAX_ALL_MEGAPIXELS * 1_000_000:
                return None
            if frames > 1 and encoder == "GIF":
                moving.write(opened, frames, decoder=decoder, path=self._scratch)
                made = self._scratch.read_bytes()
                self._scratch.unlink()
                return made
            return _encoded(_pixels_of(opened), encoder)


def _pixels_of(opened: Image.Image) -> Image.Image:
    profile, see_through = opened.info.get("icc_profile"), opened.info.get("transparency")
    opened.load()
    if not profile and opened.mode in _PLAIN:
        found = opened.copy()
        found.info = {} if see_through is None else {"transparency": see_through}
        return found
    return colours.pixels_only(colours.to_srgb(colours.plain(opened), profile))


def _encoded(found: Image.Image, encoder: str) -> bytes:
    if encoder in {"JPEG", "BMP"} and found.mode not in {"L", "RGB"}:
        white = Image.new("RGB", found.size, "white")
        shown = found.convert("RGBA")
        white.paste(shown, mask=shown.getchannel("A"))
        found = white
    if encoder in {"JPEG", "BMP", "TIFF"}:
        found.info = {}
    target = io.BytesIO()
    found.save(target, encoder, **_OPTIONS.get(encoder, {}))
    return target.getvalue()
