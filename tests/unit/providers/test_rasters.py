import base64
import io
import struct
import zlib

import pytest
from PIL import Image

from generation.providers.base import ImageRequest, ProviderError
from generation.providers.openai import rasters
from tests.factories import files


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def plain(size: tuple[int, int] = (64, 48), colour: str = "navy", mode: str = "RGB") -> Image.Image:
    return Image.new(mode, size, colour)


def asked(**changed: object) -> ImageRequest:
    said = {"photo": files.photo(), "style": "kitchen", "width_px": 300, "height_px": 400}
    return ImageRequest(**said | changed)


def bomb() -> bytes:
    """Return a PNG of a few bytes that says it is 30,000 px wide and high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_pictures_of_the_three_kinds_are_read(kind: str) -> None:
    assert rasters.opened(saved(plain(), kind)).size == (64, 48)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html>",
        saved(plain(), "GIF"),
        saved(plain(), "BMP"),
        saved(plain((300, 300)))[:200],
        saved(plain((9000, 4000), mode="L", colour=0)),
        bomb(),
    ],
    ids=["empty", "svg", "html", "gif", "bmp", "cut", "large", "bomb"],
)
def test_anything_else_is_refused_before_it_is_decoded(content: bytes) -> None:
    with pytest.raises(ProviderError) as refusal:
        rasters.opened(content)

    assert (refusal.value.code, refusal.value.retryable) == ("image.unreadable", True)


@pytest.mark.parametrize("text", ["!!!", "ab=c", "a" * 99])
def test_what_is_no_base64_is_refused(text: str) -> None:
    with pytest.raises(ProviderError, match=r"image\.unreadable"):
        rasters.from_base64(text)


def test_base64_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasters, "MAX_BYTES", 3)

    assert rasters.from_base64("QUJD") == b"ABC"
    with pytest.raises(ProviderError, match="over"):
        rasters.from_base64("QUJDRA==")


@pytest.mark.parametrize("size", [(1024, 1024), (1536, 1024), (1024, 1536), (100, 900)])
def test_a_picture_of_any_shape_is_cut_to_exactly_what_was_asked(size: tuple[int, int]) -> None:
    picture = rasters.fitted(plain(size).convert("RGBA"), asked())

    made = Image.open(io.BytesIO(rasters.jpeg(picture)))
    assert (made.format, made.size) == ("JPEG", (300, 400))


def test_what_is_transparent_becomes_white() -> None:
    clear = plain((50, 50), mode="RGBA", colour=(0, 0, 0, 0))

    assert rasters.fitted(clear, asked()).getpixel((150, 200)) == (255, 255, 255)


def test_a_picture_that_lies_on_its_side_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    assert rasters.opened(saved(plain(), "JPEG", exif=exif)).size == (48, 64)


def test_a_product_without_a_cutout_stands_in_the_scene_as_a_card() -> None:
    photo = saved(plain((200, 200), "red"))

    picture = rasters.placed(plain((64, 64), "navy").convert("RGBA"), asked(photo=photo))

    assert picture.size == (300, 400)
    assert picture.getpixel((150, 200)) == (255, 0, 0)
    assert picture.getpixel((2, 2)) == (0, 0, 128)


def test_a_cut_out_product_stands_where_its_look_says_and_keeps_its_colour() -> None:
    cut = plain((200, 200), mode="RGBA", colour=(0, 0, 0, 0))
    cut.paste((255, 0, 0, 255), (80, 60, 120, 140))
    request = asked(cutout=saved(cut))

    picture = rasters.placed(plain((64, 64), "navy").convert("RGBA"), request)

    assert picture.getpixel((150, 250)) == (255, 0, 0)
    assert picture.getpixel((10, 250)) == (0, 0, 128)
    base = round(400 * 0.845)
    assert picture.getpixel((150, base - 3)) == (255, 0, 0)
    assert sum(picture.getpixel((150, base + 2))) < 128  # its shadow


def test_a_preview_is_small_and_never_an_error() -> None:
    text = base64.b64encode(saved(plain((1500, 1000)))).decode()

    small = Image.open(io.BytesIO(rasters.preview(text) or b""))
    assert (small.format, small.size) == ("WEBP", (640, 427))
    assert rasters.preview("nonsense") is None
