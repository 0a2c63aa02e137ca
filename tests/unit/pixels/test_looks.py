"""Every look at every ratio: right size, different from the others, the same twice."""

from itertools import combinations

import cv2
import numpy as np
import pytest

from generation.pixels.compose import compose
from generation.pixels.framed import frame
from generation.pixels.looks import LOOKS
from generation.pixels.scenes import SCENES
from generation.pixels.stage import place
from tests.unit.pixels import drawn

SIZES = [(320, 320), (270, 480), (480, 270)]


@pytest.fixture(scope="module")
def cut() -> drawn.Array:
    truth = drawn.photo("mug", "off_white", side=480, seed=1)
    clear = truth.alpha[..., None] > 0
    colour = np.where(clear, truth.rgb, 0).astype(np.uint8)
    return np.dstack([colour, np.rint(truth.alpha * 255).astype(np.uint8)])


def test_every_look_that_needs_a_cut_out_has_a_scene_and_no_other() -> None:
    assert set(SCENES) == {key for key, look in LOOKS.items() if look.needs_cutout}


def test_there_are_ten_looks_in_three_groups_with_names_of_their_own() -> None:
    assert len(LOOKS) >= 11
    assert {look.group for look in LOOKS.values()} == {"clean", "lifestyle", "seasonal"}
    assert len({look.name for look in LOOKS.values()}) == len(LOOKS)
    assert all(key == look.key for key, look in LOOKS.items())


@pytest.mark.parametrize("size", SIZES)
def test_every_look_has_the_size_asked_for_and_differs_from_all_others(
    cut: drawn.Array, size: tuple[int, int]
) -> None:
    pictures = {key: compose(cut, LOOKS[key], size, seed=3) for key in SCENES}

    for picture in pictures.values():
        assert picture.shape == (size[1], size[0], 3)
        assert picture.dtype == np.uint8
    for one, other in combinations(pictures, 2):
        away = np.abs(pictures[one].astype(int) - pictures[other].astype(int)).mean()
        assert away > 6, (one, other)


@pytest.mark.parametrize("size", [(640, 640), (360, 640), (640, 360)])
def test_pure_white_is_exactly_white_around_a_product_that_fills_it(
    cut: drawn.Array, size: tuple[int, int]
) -> None:
    picture = compose(cut, LOOKS["pure-white"], size)

    product: drawn.Array = np.min(picture, axis=2) < 250
    rows, columns = (
        np.flatnonzero(product.any(axis=1)),
        np.flatnonzero(product.any(axis=0)),
    )
    wide, high = columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1
    assert 0.85 <= max(wide / size[0], high / size[1]) <= 0.90
    outside = np.ones(product.shape, bool)
    outside[rows[0] - 4 : rows[-1] + 5, columns[0] - 4 : columns[-1] + 5] = False
    assert (picture[outside] == 255).all()


def test_white_parts_of_a_product_stay_white_in_warm_and_dark_looks() -> None:
    cut = np.zeros((300, 300, 4), np.uint8)
    cv2.rectangle(cut, (60, 40), (240, 260), (250, 250, 250, 255), -1)

    for key in SCENES:
        picture = compose(cut, LOOKS[key], (320, 320))
        spot = place(181 / 221, (320, 320), LOOKS[key])
        middle = picture[spot.top + spot.height // 2, spot.left + spot.width // 2].astype(int)
        assert middle.min() > 222, key
        assert middle.max() - middle.min() < 26, key


@pytest.mark.parametrize("key", ["midnight", "new-year-red"])
def test_no_pale_rim_shows_at_the_foot_on_a_dark_scene(key: str) -> None:
    cut = np.zeros((300, 300, 4), np.uint8)
    cv2.rectangle(cut, (60, 40), (240, 260), (60, 60, 60, 255), -1)
    cut[261, 60:241] = (
        235,
        235,
        235,
        120,
    )  # what a light ground leaves under a product

    picture = compose(cut, LOOKS[key], (400, 400))

    spot = place(181 / 222, (400, 400), LOOKS[key])
    columns = slice(spot.left + 20, spot.left + spot.width - 20)
    foot = picture[spot.base - 4 : spot.base + 4, columns].astype(int).max(axis=2)
    assert float(np.median(foot.max(axis=0))) < 105


def test_the_same_seed_makes_the_same_picture_and_another_seed_another(
    cut: drawn.Array,
) -> None:
    first = compose(cut, LOOKS["new-year-red"], (320, 320), seed=1)

    assert np.array_equal(first, compose(cut, LOOKS["new-year-red"], (320, 320), seed=1))
    assert not np.array_equal(first, compose(cut, LOOKS["new-year-red"], (320, 320), seed=2))


def test_the_product_darkens_the_floor_it_stands_on(cut: drawn.Array) -> None:
    for key in ("morning-window", "kitchen", "sandstone", "soft-grey"):
        look = LOOKS[key]
        picture = compose(cut, look, (400, 400)).astype(int)
        solid = np.nonzero(cut[..., 3] > 24)
        aspect = (np.ptp(solid[1]) + 1) / (np.ptp(solid[0]) + 1)
        spot = place(aspect, (400, 400), look)
        under = picture[spot.base + 1 : spot.base + 4, 170:220].mean()
        front = picture[spot.base + 12 : spot.base + 16, 170:220].mean()
        assert under < front - 8, key


def test_own_colours_follow_the_product() -> None:
    tones = []
    for colour in ((200, 40, 40), (40, 60, 200)):
        cut = np.zeros((200, 200, 4), np.uint8)
        cv2.circle(cut, (100, 100), 80, (*colour, 255), -1)
        tones.append(compose(cut, LOOKS["palette"], (320, 320))[:20, :20].mean(axis=(0, 1)))

    assert tones[0][0] > tones[0][2]
    assert tones[1][2] > tones[1][0]


def test_the_stages_are_told_in_order_with_one_preview(cut: drawn.Array) -> None:
    heard: list[tuple[str, int, bool]] = []

    compose(
        cut,
        LOOKS["sky"],
        (480, 480),
        note=lambda stage, percent, preview: heard.append((stage, percent, preview is not None)),
    )

    assert [stage for stage, _percent, _preview in heard] == [
        "place",
        "light",
        "light",
        "sharpen",
    ]
    assert [percent for _stage, percent, _preview in heard] == sorted(p for _s, p, _w in heard)
    assert sum(preview for _stage, _percent, preview in heard) == 1


@pytest.mark.parametrize("size", SIZES)
def test_a_framed_photo_is_whole_and_centred_on_a_pale_mat(
    size: tuple[int, int],
) -> None:
    photo = np.full((300, 450, 3), (20, 90, 160), np.uint8)

    picture = frame(photo, size)

    assert picture.shape == (size[1], size[0], 3)
    assert picture[:8].mean() > 190
    assert np.abs(picture[size[1] // 2, size[0] // 2].astype(int) - (20, 90, 160)).max() <= 2
    card = np.abs(picture.astype(int) - (20, 90, 160)).max(axis=2) <= 3
    rows, columns = np.flatnonzero(card.any(axis=1)), np.flatnonzero(card.any(axis=0))
    assert (np.ptp(columns) + 1) / (np.ptp(rows) + 1) == pytest.approx(1.5, abs=0.04)
