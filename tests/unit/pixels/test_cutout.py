"""The cut-out against drawn truth, and what it honestly refuses."""

import cv2
import numpy as np
import pytest

from generation.pixels.cutout import CutOutRefused, cut_out, keep_alpha
from generation.providers.base import Box
from tests.unit.pixels import drawn

SIDE = 480


def overlap(rgba: drawn.Array, alpha: drawn.Array) -> float:
    mine, real = rgba[..., 3] > 127, alpha > 0.5
    return float((mine & real).sum() / (mine | real).sum())


@pytest.mark.parametrize(
    ("product", "kind"),
    [
        ("mug", "off_white"),
        ("bottle", "white"),
        ("box", "white"),
        ("plush", "off_white"),
        ("boot", "pastel"),
        ("jar", "warm_sweep"),
        ("bag", "pastel"),
        ("lamp", "grey_sweep"),
    ],
)
def test_opaque_products_on_plain_light_grounds_are_cut_close_to_the_truth(
    product: str, kind: str
) -> None:
    truth = drawn.photo(product, kind, side=SIDE, seed=1)

    cut = cut_out(truth.rgb)

    assert cut.rgba.shape == (SIDE, SIDE, 4)
    assert cut.rgba.dtype == np.uint8
    assert overlap(cut.rgba, truth.alpha) >= 0.93


def test_the_hole_of_a_handle_stays_open() -> None:
    truth = drawn.photo("mug", "pastel", side=SIDE, seed=1)

    cut = cut_out(truth.rgb)

    hole = (truth.alpha < 0.01) & (np.cumsum(truth.alpha > 0.5, axis=1) > 0)
    hole &= np.cumsum((truth.alpha > 0.5)[:, ::-1], axis=1)[:, ::-1] > 0
    hole &= np.cumsum(truth.alpha > 0.5, axis=0) > 0
    hole &= np.cumsum((truth.alpha > 0.5)[::-1], axis=0)[::-1] > 0
    assert hole.sum() > 500
    assert float((cut.rgba[..., 3][hole] < 30).mean()) > 0.95


@pytest.mark.parametrize("product", ["boot", "box", "bag", "plush"])
@pytest.mark.parametrize("blur", [0.0, 0.8])
def test_a_small_or_enlarged_soft_photo_on_white_is_cut(product: str, blur: float) -> None:
    truth = drawn.photo(product, "white", side=300, seed=1, quality=80)
    rgb, alpha = truth.rgb, truth.alpha
    if blur:
        rgb = cv2.resize(cv2.GaussianBlur(rgb, (0, 0), blur), (900, 900))
        alpha = cv2.resize(alpha, (900, 900))

    cut = cut_out(rgb)

    assert cut.rgba.shape[:2] == rgb.shape[:2]
    assert overlap(cut.rgba, alpha) >= 0.93


@pytest.mark.parametrize("kind", ["white", "off_white"])
@pytest.mark.parametrize("product", ["headphones", "ring"])
def test_a_gap_that_only_a_shadow_closes_is_never_kept_as_product(product: str, kind: str) -> None:
    truth = drawn.photo(product, kind, side=SIDE, seed=1)
    rows, columns = np.nonzero(truth.alpha > 0.5)
    rgb = truth.rgb.copy()
    foot = slice(rows.max() - 12, rows.max() + 3)
    span = slice(columns.min() + 8, columns.max() - 8)
    clear = (truth.alpha[foot, span] < 0.02)[..., None]
    rgb[foot, span] = np.where(clear, rgb[foot, span] // 2, rgb[foot, span])
    middle = (rows.min() + rows.max()) // 2, (columns.min() + columns.max()) // 2

    try:
        cut = cut_out(rgb)
    except CutOutRefused as refused:
        assert refused.reason in {"edges_lost", "kept_shadow", "unsure"}  # noqa: PT017
    else:
        gap = np.s_[middle[0] - 15 : middle[0] + 15, middle[1] - 15 : middle[1] + 15]
        assert not cut.rgba[..., 3][gap].any()


def test_the_photos_own_shadow_is_not_cut_with_the_product() -> None:
    truth = drawn.photo("boot", "off_white", side=SIDE, seed=2)

    cut = cut_out(truth.rgb)

    rows = np.flatnonzero((truth.alpha > 0.5).any(axis=1))
    under = np.zeros((SIDE, SIDE), bool)
    under[rows[-1] + 4 : rows[-1] + 14] = True
    assert float(cut.rgba[..., 3][under].max(initial=0)) < 20


def test_edges_are_soft_and_hold_none_of_the_grounds_colour() -> None:
    truth = drawn.photo("bottle", "pastel", side=SIDE, seed=1)

    cut = cut_out(truth.rgb)

    alpha = cut.rgba[..., 3]
    edge = (alpha > 90) & (alpha < 165)
    assert edge.sum() > 50
    pink = cut.rgba[..., 0].astype(int) - cut.rgba[..., 1].astype(int)
    assert float(np.median(pink[edge])) < 15  # the ground's is about 32
    assert not cut.rgba[alpha == 0].any()


@pytest.mark.parametrize("product", ["mug", "bottle", "bag"])
@pytest.mark.parametrize(
    ("kind", "reason"), [("dark", "dark_background"), ("room", "busy_background")]
)
def test_dark_and_busy_grounds_are_refused_with_their_reason(
    product: str, kind: str, reason: str
) -> None:
    truth = drawn.photo(product, kind, side=SIDE, seed=1)

    with pytest.raises(CutOutRefused) as refused:
        cut_out(truth.rgb)

    assert refused.value.reason == reason
    assert refused.value.figures["ground_lightness"] >= 0


def test_an_empty_ground_has_no_product() -> None:
    empty = np.clip(drawn.ground("off_white", SIDE, 1) * 255, 0, 255).astype(np.uint8)

    with pytest.raises(CutOutRefused) as refused:
        cut_out(empty)

    assert refused.value.reason == "no_product"


def test_a_product_that_melts_into_the_ground_is_refused() -> None:
    truth = drawn.photo("white_pump", "white", side=SIDE, seed=1)

    with pytest.raises(CutOutRefused) as refused:
        cut_out(truth.rgb)

    assert refused.value.reason in {"edges_lost", "unsure"}


@pytest.mark.parametrize("kind", ["off_white", "pastel", "grey_sweep"])
def test_glass_is_refused(kind: str) -> None:
    with pytest.raises(CutOutRefused):
        cut_out(drawn.photo("glass", kind, side=SIDE, seed=1).rgb)


def test_a_picture_too_small_to_hold_a_product_is_refused() -> None:
    with pytest.raises(CutOutRefused) as refused:
        cut_out(np.full((8, 200, 3), 240, np.uint8))

    assert refused.value.reason == "no_product"


@pytest.mark.slow
@pytest.mark.parametrize("product", ["boot", "box"])
def test_a_rectangle_helps_where_the_ground_alone_is_refused(product: str) -> None:
    truth = drawn.photo(product, "marble", side=SIDE, seed=3)
    with pytest.raises(CutOutRefused):
        cut_out(truth.rgb)

    cut = cut_out(truth.rgb, hint=around(truth.alpha))

    assert overlap(cut.rgba, truth.alpha) >= 0.88


def test_a_rectangle_around_nothing_is_refused() -> None:
    truth = drawn.photo("mug", "off_white", side=SIDE, seed=1)

    with pytest.raises(CutOutRefused):
        cut_out(truth.rgb, hint=Box(0.02, 0.02, 0.12, 0.12))


def test_a_rectangle_of_no_size_is_refused() -> None:
    truth = drawn.photo("mug", "off_white", side=SIDE, seed=1)

    with pytest.raises(CutOutRefused) as refused:
        cut_out(truth.rgb, hint=Box(0.5, 0.5, 0.005, 0.4))

    assert refused.value.reason == "no_product"


def test_a_rectangle_that_is_the_whole_picture_is_no_shortcut_past_a_busy_ground() -> None:
    truth = drawn.photo("mug", "room", side=SIDE, seed=1)

    with pytest.raises(CutOutRefused):
        cut_out(truth.rgb, hint=Box(0, 0, 1, 1))


def test_the_same_photo_is_cut_the_same_way_twice() -> None:
    truth = drawn.photo("plush", "pastel", side=SIDE, seed=1)

    assert np.array_equal(cut_out(truth.rgb).rgba, cut_out(truth.rgb).rgba)


def test_a_photo_that_is_clear_around_its_product_keeps_its_own_cut() -> None:
    truth = drawn.photo("mug", "room", side=SIDE, seed=1)
    rgba = np.dstack([truth.rgb, np.rint(truth.alpha * 255).astype(np.uint8)])

    kept = keep_alpha(rgba)

    assert kept is not None
    assert np.array_equal(kept.rgba[..., 3], rgba[..., 3])
    assert kept.figures["own_alpha"] == 1


def test_an_opaque_alpha_channel_is_no_cut() -> None:
    truth = drawn.photo("mug", "off_white", side=SIDE, seed=1)

    assert keep_alpha(np.dstack([truth.rgb, np.full((SIDE, SIDE), 255, np.uint8)])) is None


def around(alpha: drawn.Array) -> Box:
    rows, columns = np.nonzero(alpha > 0.5)
    height, width = alpha.shape
    margin = 0.03
    return Box(
        columns.min() / width - margin,
        rows.min() / height - margin,
        (columns.max() - columns.min()) / width + 2 * margin,
        (rows.max() - rows.min()) / height + 2 * margin,
    )
