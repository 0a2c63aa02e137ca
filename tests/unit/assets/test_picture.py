"""What becomes of a picture in the decoder."""

import io
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from assets.decoding import picture
from assets.decoding.picture import Refused
from tests.unit.assets import pictures


@pytest.fixture(autouse=True)
def _decoders() -> None:
    picture.prepare()


@pytest.fixture
def clean(tmp_path: Path) -> Callable[[bytes], tuple[picture.Written, Image.Image]]:
    """Return a function that decodes bytes and opens what was written."""

    def decode(content: bytes) -> tuple[picture.Written, Image.Image]:
        found = picture.clean(pictures.written(tmp_path, content), folder=tmp_path)
        return found, pictures.opened(tmp_path / found.name)

    return decode


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    """Return the colour in the middle of each quarter, coarsely."""
    width, height = image.size
    places = [(1, 1), (3, 1), (1, 3), (3, 3)]
    pixels = image.convert("RGB")
    return [
        tuple(
            round(value / 64)
            for value in pixels.getpixel((width * x // 4, height * y // 4))  # type: ignore[union-attr]
        )
        for x, y in places
    ]


UPRIGHT = corners(pictures.colours())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF"])
def test_each_accepted_type_comes_out_as_the_same_picture(kind: str, clean: Callable) -> None:
    written, image = clean(pictures.encoded(pictures.colours(), kind))

    assert (written.width_px, written.height_px) == image.size == (64, 48)
    assert written.content_type == "image/jpeg"
    assert corners(image) == UPRIGHT


@pytest.mark.parametrize("value", range(1, 9))
def test_a_turned_photo_is_made_upright(value: int, clean: Callable) -> None:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    upright = pictures.colours().transpose(turns[value]) if value > 1 else pictures.colours()

    _written, image = clean(pictures.with_orientation(value))

    assert image.size == upright.size
    assert corners(image) == corners(upright)
    assert not image.getexif()


def test_nothing_but_pixels_survives(tmp_path: Path, clean: Callable) -> None:
    clean(pictures.full_of_secrets())

    for path in tmp_path.iterdir():
        if path.name == "source":
            continue
        content = path.read_bytes()
        assert pictures.SCRIPT not in content
        assert b"SECRET-MAKER" not in content
        assert b"PK\x03\x04" not in content
        assert not pictures.opened(path).getexif()


def test_colours_of_another_profile_become_srgb(clean: Callable) -> None:
    _written, image = clean(pictures.swapped_profile())

    assert "icc_profile" not in image.info
    # Red and green were exchanged by the profile, so they come out exchanged.
    red, green, blue, white = corners(image)
    assert red[1] > red[0]
    assert green[0] > green[1]
    assert (blue, white) == (UPRIGHT[2], UPRIGHT[3])


def test_a_broken_profile_is_left_out(clean: Callable) -> None:
    _written, image = clean(pictures.encoded(pictures.colours(), icc_profile=b"no profile at all"))

    assert corners(image) == UPRIGHT


def test_cmyk_becomes_rgb(clean: Callable) -> None:
    _written, image = clean(pictures.encoded(pictures.colours(mode="CMYK")))

    assert image.mode == "RGB"
    assert corners(image) == UPRIGHT


def test_sixteen_bits_keep_their_brightness(clean: Callable) -> None:
    ramp = np.linspace(0, 65535, 64, dtype=np.uint16)
    deep = Image.fromarray(np.tile(ramp, (48, 1)))

    _written, image = clean(pictures.encoded(deep, "PNG"))

    row = np.asarray(image.convert("L"))[24].astype(int)
    assert row[0] <= 4
    assert row[-1] >= 251
    assert abs(row[32] - 128) <= 6


@pytest.mark.parametrize("channels", [3, 4])
def test_sixteen_bits_of_colour_become_eight(channels: int, clean: Callable) -> None:
    deep = np.full((48, 64, channels), 65535, np.uint16)
    deep[..., :3] = (20 * 257, 120 * 257, 220 * 257)  # cv2 takes blue first
    coded, content = cv2.imencode(".png", deep)
    assert coded

    _written, image = clean(content.tobytes())

    far = np.abs(np.asarray(image.convert("RGB"), int) - (220, 120, 20))
    assert far.max() <= 3


def test_colours_of_a_palette_go_through_its_profile(clean: Callable) -> None:
    with Image.open(io.BytesIO(pictures.swapped_profile())) as swapped:
        profile = swapped.info["icc_profile"]

    _written, image = clean(
        pictures.encoded(pictures.colours().quantize(8), "PNG", icc_profile=profile)
    )

    red, green, _blue, _white = corners(image)
    assert red[1] > red[0]
    assert green[0] > green[1]


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "RGBA"])
def test_every_mode_of_png_is_read(mode: str, clean: Callable) -> None:
    written, image = clean(pictures.encoded(pictures.colours(mode=mode), "PNG"))

    assert (written.width_px, written.height_px) == (64, 48)
    assert image.mode == "RGB"  # opaque alpha is no alpha


def test_a_cut_out_keeps_its_transparency(clean: Callable, tmp_path: Path) -> None:
    see_through = pictures.colours(mode="RGBA")
    see_through.putalpha(Image.linear_gradient("L").resize(see_through.size))

    written, image = clean(pictures.encoded(see_through, "PNG"))

    assert written.content_type == "image/png"
    assert image.mode == "RGBA"
    assert image.getchannel("A").getextrema()[0] < 16  # type: ignore[operator]
    assert pictures.opened(tmp_path / "thumb-320.webp").mode == "RGBA"


def test_a_transparent_palette_colour_stays_transparent(clean: Callable) -> None:
    drawn = pictures.colours().quantize(8)

    written, image = clean(pictures.encoded(drawn, "PNG", transparency=0))

    assert written.content_type == "image/png"
    assert image.getchannel("A").getextrema() == (0, 255)


def test_a_phone_s_picture_with_more_pictures_behind_it_is_one_photo(clean: Callable) -> None:
    depth = Image.new("RGB", (32, 24), "black")

    written, image = clean(
        pictures.encoded(pictures.colours(), "MPO", save_all=True, append_images=[depth])
    )

    assert (written.width_px, written.height_px) == (64, 48)
    assert corners(image) == UPRIGHT


def test_a_large_photo_is_kept_at_4096_and_shown_in_three_sizes(
    clean: Callable, tmp_path: Path
) -> None:
    written, _image = clean(pictures.encoded(pictures.colours((6000, 3000))))

    assert (written.width_px, written.height_px) == (4096, 2048)
    assert pictures.opened(tmp_path / "thumb-800.webp").size == (800, 400)
    assert pictures.opened(tmp_path / "thumb-320.webp").size == (320, 160)
    assert pictures.opened(tmp_path / "thumb-160.webp").size == (160, 80)


def test_a_small_picture_is_never_enlarged(clean: Callable, tmp_path: Path) -> None:
    written, _image = clean(pictures.encoded(pictures.colours((200, 100))))

    assert (written.width_px, written.height_px) == (200, 100)
    assert pictures.opened(tmp_path / "thumb-800.webp").size == (200, 100)


@pytest.mark.parametrize(
    ("content", "code", "data"),
    [
        (b"hello, world\n" * 40, "file-not-a-picture", {}),
        (b"", "file-not-a-picture", {}),
        (b"II*\0" + bytes(64), "file-type-unsupported", {"type": "TIFF"}),
        (b"%PDF-1.7 ...", "file-type-unsupported", {"type": "PDF"}),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "file-type-unsupported", {"type": "SVG"}),
        (pictures.declaring(12_001, 100), "picture-too-large", {"width": 12_001, "height": 100}),
        (pictures.declaring(9000, 9000), "picture-too-large", {"width": 9000, "height": 9000}),
        (
            pictures.encoded(pictures.colours((15, 400))),
            "picture-too-small",
            {"width": 15, "height": 400},
        ),
    ],
)
def test_what_is_no_photo_is_refused_with_its_reason(
    content: bytes, code: str, data: dict[str, object], clean: Callable
) -> None:
    with pytest.raises(Refused) as refusal:
        clean(content)

    assert (refusal.value.code, refusal.value.data) == (code, data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF"])
def test_a_file_that_ends_early_is_called_damaged(kind: str, clean: Callable) -> None:
    whole = pictures.encoded(pictures.colours((400, 300)), kind)

    with pytest.raises(Refused) as refusal:
        clean(whole[: len(whole) // 2])

    assert refusal.value.code == "file-broken"


def test_an_avif_that_is_damaged_in_the_middle_is_called_so(clean: Callable) -> None:
    broken = bytearray(pictures.encoded(pictures.colours((400, 300)), "AVIF"))
    broken[-200:-100] = bytes(100)

    with pytest.raises(Refused) as refusal:
        clean(bytes(broken))

    assert refusal.value.code == "file-broken"
    assert isinstance(refusal.value.__cause__, RuntimeError)


def test_a_png_of_markup_is_called_damaged(clean: Callable) -> None:
    with pytest.raises(Refused) as refusal:
        clean(b"\x89PNG\r\n\x1a\n" + pictures.SCRIPT * 20)

    assert refusal.value.code == "file-broken"
