"""Cameras move without a shake, and pictures keep their colours."""

import cv2
import numpy as np
import pytest

from generation.film import layout, motion
from generation.film.canvas import Frame, planes
from generation.film.places import Place, place
from generation.pipelines import video
from tests.unit.film import smooth

SIZE = (270, 480)


@pytest.mark.parametrize("move", [move for move in motion.MOTIONS if move != "hold"])
def test_a_camera_is_never_further_than_a_twentieth_of_a_pixel_from_its_way(move: str) -> None:
    root_mean_square, greatest = smooth.jitter(move, size=SIZE)

    assert root_mean_square <= 0.05
    assert greatest <= 0.1


def test_the_measure_sees_a_camera_that_jumps_by_whole_pixels() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Frame, "paint", _stepping(Frame.paint))
        root_mean_square, _ = smooth.jitter("pan_left", size=SIZE)

    assert root_mean_square > 0.1


def _stepping(paint):
    def stepped(self, canvas, view):
        paint(self, canvas, motion.View(view.step, round(view.left), round(view.top)))

    return stepped


def test_the_engine_and_the_pipeline_know_the_same_motions() -> None:
    assert tuple(video.MOTIONS) == motion.MOTIONS


@pytest.mark.parametrize("move", motion.MOTIONS)
def test_a_camera_never_leaves_the_canvas(move: str) -> None:
    canvas = motion.canvas_size(SIZE, motion=move, reach=0.12)

    for progress in (0.0, 0.5, 1.0):
        seen = motion.view(move, progress, canvas=canvas, size=SIZE)
        assert min(seen.left, seen.top) >= -1e-6
        assert seen.left + seen.step * SIZE[0] <= canvas[0] + 1e-6
        assert seen.top + seen.step * SIZE[1] <= canvas[1] + 1e-6


@pytest.mark.parametrize("colour", [(20, 30, 200), (200, 90, 10), (240, 240, 240), (10, 10, 10)])
def test_a_colour_comes_through_the_planes_unchanged(colour: tuple[int, int, int]) -> None:
    picture = np.full((480, 270, 3), colour, np.uint8)
    canvas = planes(layout.lay(picture, size=SIZE, move="push_in", reach=0.1, where=Place()))
    frame = Frame(SIZE)

    frame.paint(canvas, motion.view("push_in", 0.4, canvas=canvas.size, size=SIZE))

    assert np.abs(frame.picture().astype(int) - colour).max() <= 3


def test_a_picture_of_the_films_shape_fills_the_frame() -> None:
    picture = np.zeros((400, 300, 3), np.uint8)
    picture[:, :100] = 255

    laid = layout.lay(picture, size=SIZE, move="hold", reach=0.1, where=Place())

    assert laid.shape == (480, 270, 3)
    assert (laid[:, 60:] < 128).mean() > 0.5
    assert laid[0, 0].min() == 255


def test_a_plain_ground_goes_on_to_the_edges_and_nothing_of_the_product_is_cut() -> None:
    picture = np.full((400, 400, 3), 225, np.uint8)
    cv2.circle(picture, (200, 200), 170, (40, 40, 160), -1)

    laid = layout.lay(picture, size=SIZE, move="hold", reach=0.1, where=Place()).astype(int)

    assert np.abs(laid[[0, 10, -1]] - 225).max() <= 8
    red = (laid[..., 2] - laid[..., 0]) > 60
    across = np.flatnonzero(red.any(axis=0))
    assert across[-1] - across[0] == pytest.approx(340 * 270 / 400, abs=4)
    down = np.flatnonzero(red.any(axis=1))
    assert (
        np.abs(laid[down[0] + 5, across[0] + 115] - (40, 40, 160)).max() <= 12
    )  # it fades nowhere


def test_a_lively_picture_of_another_shape_becomes_a_card_that_stays_in_sight() -> None:
    picture = smooth.texture(400)
    dashes = np.where(np.arange(400) // 40 % 2, 255, 0)[:, None]
    picture[:8], picture[-8:] = dashes, dashes
    picture[:, :8], picture[:, -8:] = dashes[:, None], dashes[:, None]

    for move in motion.MOTIONS:
        reach = 0.12
        laid = layout.lay(picture, size=SIZE, move=move, reach=reach, where=Place())
        frame = Frame(SIZE)
        for progress in (0.0, 1.0):
            canvas = planes(laid)
            frame.paint(canvas, motion.view(move, progress, canvas=canvas.size, size=SIZE))
            white = np.argwhere(frame.light > 225)
            assert white[:, 1].min() > 0
            assert white[:, 1].max() < SIZE[0] - 1
            assert np.ptp(white[:, 1]) > 0.7 * SIZE[0]


@pytest.mark.parametrize("size", [(270, 480), (480, 270), (300, 300)])
def test_a_product_makes_room_for_words(size: tuple[int, int]) -> None:
    picture = np.full((400, 400, 3), 225, np.uint8)
    cv2.rectangle(picture, (60, 40), (340, 360), (40, 40, 160), -1)
    found = []
    for words in (False, True):
        where = place(size, spoken=words, captioned=words)
        laid = layout.lay(picture, size=size, move="hold", reach=0.1, where=where).astype(int)
        down, across = np.nonzero((laid[..., 2] - laid[..., 0]) > 60)
        found.append((across.min(), across.max(), down.max()))

    bare, worded = found
    assert worded[2] < 0.86 * size[1]
    if size[0] > size[1]:  # the caption stands on the left
        assert worded[0] > bare[0] + 0.1 * size[0]
        assert worded[1] < size[0]


def test_a_shadow_fades_where_its_picture_ends() -> None:
    picture = np.full((400, 400, 3), 225, np.uint8)
    picture[300:330, 200:392] = 190  # as dark as a thing, but of the ground's colour

    laid = layout.lay(picture, size=(480, 270), move="hold", reach=0.1, where=Place()).astype(int)

    row = laid[int(315 / 400 * 270), :, 1].astype(float)
    soft = np.convolve(row, np.ones(9) / 9, mode="valid")
    assert soft[240:330].min() < 195
    assert np.abs(np.diff(soft[260:420])).max() < 3  # 35 levels in one step, were it cut
