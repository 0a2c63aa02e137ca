"""A clean picture is written another way: in a format, a quality, a size of pixels or bytes."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets import child
from assets.decoding import convert, picture
from assets.decoding.convert import Made, Wanted
from assets.decoding.refused import Refused
from tests.factories.photographs import camera_photo
from tests.unit.assets import pictures
from tests.unit.assets.polyglots import moving

Write = Callable[..., Made]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that converts bytes."""
    picture.prepare()

    def make(content: bytes, wanted: Wanted) -> Made:
        source = pictures.written(tmp_path, content)
        return convert.read(source, wanted=wanted).make(lambda: None)

    return make


def opened(made: Made) -> Image.Image:
    with Image.open(io.BytesIO(made.content)) as found:
        found.load()
        return found.copy()


PHOTO = camera_photo(5, size=(800, 600))


@pytest.mark.parametrize(
    ("name", "kind"), [("jpeg", "JPEG"), ("png", "PNG"), ("webp", "WEBP"), ("avif", "AVIF")]
)
def test_each_format_is_written_and_shows_the_same(name: str, kind: str, write: Write) -> None:
    made = write(PHOTO, Wanted(name, 90))

    with Image.open(io.BytesIO(made.content)) as found:
        assert (found.format, found.size) == (kind, (800, 600))
        far = np.asarray(found.convert("RGB"), float) - np.asarray(
            Image.open(io.BytesIO(PHOTO)).convert("RGB"), float
        )
    assert np.abs(far).mean() < 4
    assert (made.width_px, made.height_px, made.quality) == (800, 600, 90)


def test_less_quality_is_fewer_bytes(write: Write) -> None:
    assert len(write(PHOTO, Wanted("webp", 30)).content) < len(
        write(PHOTO, Wanted("webp", 90)).content
    )


def test_the_longest_side_is_what_was_asked_for_and_nothing_is_enlarged(write: Write) -> None:
    small, same = write(PHOTO, Wanted("jpeg", 80, 400)), write(PHOTO, Wanted("jpeg", 80, 4000))

    assert opened(small).size == (400, 300)
    assert opened(same).size == (800, 600)


def test_bytes_are_met_by_quality_while_that_is_enough(write: Write) -> None:
    free = len(write(PHOTO, Wanted("jpeg", 95)).content)

    made = write(PHOTO, Wanted("jpeg", 95, 0, free // 2))

    assert len(made.content) <= free // 2
    assert (made.width_px, made.height_px) == (800, 600)
    assert convert.LEAST_QUALITY <= made.quality < 95
    # One more would have been too much: it is the best there is.
    assert len(write(PHOTO, Wanted("jpeg", made.quality + 1)).content) > free // 2


@pytest.mark.parametrize("name", ["jpeg", "webp", "png"])
def test_bytes_are_met_by_pixels_when_quality_is_not_enough(name: str, write: Write) -> None:
    made = write(PHOTO, Wanted(name, 85, 0, 9_000))

    assert len(made.content) <= 9_000
    assert opened(made).size == (made.width_px, made.height_px)
    assert made.width_px < 800


def test_a_quality_below_the_least_is_taken_as_asked(write: Write) -> None:
    assert write(PHOTO, Wanted("jpeg", 5, 0, 200_000)).quality == 5


def test_what_cannot_be_so_small_is_said_with_the_least(write: Write) -> None:
    with pytest.raises(Refused) as refusal:
        write(PHOTO, Wanted("png", 80, 0, 1_000))

    assert refusal.value.code == "conversion-not-so-small"
    assert refusal.value.data["asked"] == 1_000
    assert refusal.value.data["least"] > 1_000


def test_what_is_see_through_lies_on_white_in_a_jpeg_and_stays_so_elsewhere(write: Write) -> None:
    hole = pictures.colours(mode="RGBA")
    hole.paste((0, 0, 0, 0), (0, 0, 20, 20))
    content = pictures.encoded(hole, "PNG")

    white, kept = (
        opened(write(content, Wanted("jpeg", 95))),
        opened(write(content, Wanted("avif", 95))),
    )

    assert min(white.getpixel((5, 5))) > 245  # type: ignore[type-var]
    assert kept.getpixel((5, 5))[3] < 10  # type: ignore[index]


def test_what_moves_goes_on_moving_as_webp_and_stands_still_elsewhere(write: Write) -> None:
    content = moving("GIF")

    frames = {}
    for name in ("webp", "jpeg", "png"):
        with Image.open(io.BytesIO(write(content, Wanted(name, 80)).content)) as found:
            frames[name] = getattr(found, "n_frames", 1)

    assert frames == {"webp": 2, "jpeg": 1, "png": 1}


def test_the_child_answers_and_tells_that_it_goes_on(tmp_path: Path) -> None:
    pictures.written(tmp_path, PHOTO)
    heard: list[object] = []

    answer = child.run(
        "assets.decoding.convert",
        {"source": "source", "format": "webp", "quality": 80, "max_px": 0, "max_bytes": 9_000},
        folder=tmp_path,
        limits=child.Limits(),
        on_event=heard.append,
    )

    assert (tmp_path / "made.webp").stat().st_size <= 9_000
    assert answer["quality"] >= convert.LEAST_QUALITY
    assert len(heard) >= 2


def test_the_child_says_why_not(tmp_path: Path) -> None:
    pictures.written(tmp_path, PHOTO)

    answer = child.run(
        "assets.decoding.convert",
        {"source": "source", "format": "png", "quality": 80, "max_px": 0, "max_bytes": 1_000},
        folder=tmp_path,
        limits=child.Limits(),
    )

    assert answer["refused"] == "conversion-not-so-small"
