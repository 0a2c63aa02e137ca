"""From a vendor's bytes to a JPEG of the size that was asked for. The bytes are not trusted."""

import base64
import binascii
import io
import struct

from PIL import Image, ImageDraw, ImageFilter, ImageOps

from generation.pixels.looks import LOOKS
from generation.providers.base import ImageRequest, ProviderError
from generation.providers.openai.errors import problem

UNREADABLE = "image.unreadable"
FORMATS = ("PNG", "JPEG", "WEBP")
MAX_BYTES = 40 * 2**20
MAX_PIXELS = 25_000_000  # vendors make at most 3840 x 2160; decoded it is 100 MB
JPEG_QUALITY = 92
PREVIEW_PX, PREVIEW_QUALITY = 640, 60
WHITE = (255, 255, 255)
CARD = 0.72  # of the frame: a photo that stands uncut in a scene
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,  # Pillow's PNG reader
    struct.error,
    EOFError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def from_base64(text: str) -> bytes:
    """Return the bytes; raises ProviderError when it is none, or too much."""
    if len(text) > MAX_BYTES * 4 // 3:
        raise problem(UNREADABLE, f"over {MAX_BYTES} bytes")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise problem(UNREADABLE, f"no base64: {error}") from error


def opened(content: bytes) -> Image.Image:
    """Return the decoded picture, upright; raises ProviderError when it is none of ours to read."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            # The header alone is read here: what is too large is never decoded.
            if picture.width * picture.height > MAX_PIXELS:
                raise problem(UNREADABLE, f"{picture.width} x {picture.height} px")
            picture.load()
            return ImageOps.exif_transpose(picture).convert("RGBA")
    except _BROKEN as error:
        raise problem(UNREADABLE, f"{type(error).__name__}: {error}") from error


def fitted(picture: Image.Image, request: ImageRequest) -> Image.Image:
    """Return the picture in exactly the size asked for: scaled, and cut evenly where it is wider."""
    ground = Image.new("RGBA", picture.size, (*WHITE, 255))
    ground.alpha_composite(picture)
    size = (request.width_px, request.height_px)
    return ImageOps.fit(ground.convert("RGB"), size, Image.Resampling.LANCZOS)


def placed(scene: Image.Image, request: ImageRequest) -> Image.Image:
    """Return the real product standing in a scene: cut out where there is a cut-out, else as a card.

    What a model would draw without seeing the product is another product.
    """
    frame = fitted(scene, request).convert("RGBA")
    place = LOOKS[request.style].place
    if request.cutout is not None:
        thing = opened(request.cutout)
        thing = thing.crop(thing.getchannel("A").getbbox())
        share_x, share_y = place.width, place.height
    else:
        thing = _rounded(opened(request.photo))
        share_x = share_y = CARD
    room = (round(frame.width * share_x), round(frame.height * share_y))
    thing = ImageOps.contain(thing, room, Image.Resampling.LANCZOS)
    is_standing = request.cutout is not None and not place.centred
    left = (frame.width - thing.width) // 2
    top = (frame.height - thing.height) // 2
    if is_standing:
        top = max(0, round(frame.height * place.base) - thing.height)
    frame.alpha_composite(_shadow(thing, frame.size, (left, top), flat=is_standing))
    frame.alpha_composite(thing, (left, top))
    return frame.convert("RGB")


def jpeg(picture: Image.Image) -> bytes:
    """Return the picture as a JPEG file."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return out.getvalue()


def preview(text: str) -> bytes | None:
    """Return a small WebP of a half-finished picture in base64; None when it cannot be read."""
    try:
        picture = opened(from_base64(text)).convert("RGB")
    except ProviderError:
        return None  # the finished one decides
    picture.thumbnail((PREVIEW_PX, PREVIEW_PX))
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=PREVIEW_QUALITY, method=2)
    return out.getvalue()


def _rounded(picture: Image.Image) -> Image.Image:
    mask = Image.new("L", picture.size, 0)
    radius = min(picture.size) // 24
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, *picture.size), radius, fill=255)
    picture.putalpha(mask)
    return picture


def _shadow(
    thing: Image.Image, size: tuple[int, int], at: tuple[int, int], *, flat: bool
) -> Image.Image:
    """Return a soft shadow under what stands (flat, at its base), or around what hangs."""
    mask = Image.new("L", size, 0)
    alpha = thing.getchannel("A").point(lambda value: value // 2)
    left, top = at
    if flat:
        height = max(2, thing.height // 14)
        # What touches the ground throws it: the lowest slice, laid down.
        foot = (0, thing.height * 7 // 8, thing.width, thing.height)
        alpha = alpha.resize((thing.width, height), box=foot)
        top += thing.height - height * 2 // 3
    mask.paste(alpha, (left, top))
    mask = mask.filter(ImageFilter.GaussianBlur(max(2, min(size) / 90)))
    shadow = Image.new("RGBA", size, (20, 16, 12, 0))
    shadow.putalpha(mask)
    return shadow
