"""Photos of the demo products, drawn at the first start."""

import io
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageOps

from config.demo import __main__ as command
from config.demo import lens
from config.demo.draw import PRODUCTS, DemoProduct, draw_photo, variants_of
from config.demo.samples import SAMPLE_PX, static_samples
from generation.pixels.cutout import cut_out

SHOTS = [
    pytest.param(product, variant, id=f"{product.sku}-{variant}")
    for product in PRODUCTS
    for variant in range(variants_of(product))
]
MUG = PRODUCTS[0]

pytestmark = pytest.mark.slow


def _pixels(photo: Image.Image) -> npt.NDArray[np.float32]:
    return np.asarray(photo, np.float32)


def _border(pixels: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    width = pixels.shape[0] // 25
    inner = np.zeros(pixels.shape[:2], bool)
    inner[width:-width, width:-width] = True
    return np.asarray(pixels[~inner], np.float32)


@pytest.mark.parametrize(("product", "variant"), SHOTS)
def test_a_photo_shows_a_product_on_a_light_plain_ground(
    product: DemoProduct, variant: int
) -> None:
    photo = draw_photo(product, variant=variant, size_px=400)

    pixels = _pixels(photo)
    border = _border(pixels)
    assert (photo.size, photo.mode) == ((400, 400), "RGB")
    assert border.mean() > 195
    assert border.min() > 150
    away = np.abs(pixels - np.median(border, axis=0)).max(axis=2)
    assert 0.04 < (away > 40).mean() < 0.7


@pytest.mark.parametrize(("product", "variant"), SHOTS)
def test_a_photo_can_be_cut_out(product: DemoProduct, variant: int) -> None:
    photo = draw_photo(product, variant=variant, size_px=560)

    cut = cut_out(np.asarray(photo))

    assert 0.1 < (cut.rgba[:, :, 3] > 127).mean() < 0.6


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.sku)
def test_variants_are_different_photos(product: DemoProduct) -> None:
    photos = [
        _pixels(draw_photo(product, variant=variant, size_px=160))
        for variant in range(variants_of(product))
    ]

    assert len(photos) in {2, 3}
    for first, second in pairwise(photos):
        assert np.abs(first - second).mean() > 4


def test_equal_seeds_give_equal_pixels() -> None:
    first = draw_photo(MUG, variant=1, size_px=240, seed=5)

    assert first.tobytes() == draw_photo(MUG, variant=1, size_px=240, seed=5).tobytes()
    assert first.tobytes() != draw_photo(MUG, variant=1, size_px=240, seed=6).tobytes()


def test_a_variant_that_does_not_exist_is_refused() -> None:
    with pytest.raises(IndexError):
        draw_photo(MUG, variant=variants_of(MUG), size_px=64)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stored_another_way_is_shown_upright(orientation: int) -> None:
    photo = draw_photo(MUG, size_px=160)

    stored = Image.open(io.BytesIO(lens.jpeg(photo, orientation=orientation)))

    shown = ImageOps.exif_transpose(stored)
    assert stored.getexif().get(0x0112) == orientation
    assert np.abs(_pixels(shown) - _pixels(photo)).mean() < 4


def test_the_samples_are_few_small_webp_pictures(tmp_path: Path) -> None:
    paths = static_samples(tmp_path)

    assert 6 <= len(paths) <= 9
    assert sorted(paths) == sorted(tmp_path.iterdir())
    for path in paths:
        with Image.open(path) as picture:
            assert (picture.format, picture.size) == ("WEBP", (SAMPLE_PX, SAMPLE_PX))


def test_the_command_writes_every_photo_and_a_sheet(tmp_path: Path) -> None:
    code = command.main([str(tmp_path / "photos"), "96"])

    names = {path.name for path in (tmp_path / "photos").iterdir()}
    assert code == 0
    assert len(names) == len(SHOTS) + 1
    assert "contact-sheet.jpg" in names


def test_the_command_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 2
    assert "python -m config.demo FOLDER" in capsys.readouterr().err
