"""A photo's plain ground, modelled: what colour it would have where the product stands."""

from dataclasses import dataclass

import cv2
import numpy as np

from generation.pixels.arrays import Light, Mask, Picture, Plane, lab, linear, outside

RING = 0.035  # of the long side; wide enough for noise, narrow enough to miss most products
FLOORS = np.array([0.6, 0.4, 0.4], np.float32)  # a clean studio sweep still has JPEG noise
TUKEY = 4.685
SAMPLES = 4000
BLEED = 0.08  # of a contrast; as much of it JPEG and a soft lens carry over to the ground beside it
MOST_BLEED = np.array([3.0, 4.0, 4.0], np.float32)  # in L, a, b; more than that is a colour
DARK_GROUND = 30.0  # median L below which darkened ground says nothing about shadow


@dataclass(frozen=True, slots=True)
class Ground:
    """The modelled ground of a small picture.

    values: the picture in Lab. model: the ground in Lab. distance: rms normalised residual.
    ratio: linear light over modelled ground, mean of channels. spread: its range over channels.
    slope: how fast L changes, per pixel. shadow: looks like the ground, only darker.
    sigma: noise of the ground in L, a, b. bleed: how far (px) a contrast stains the ground.
    """

    values: Light
    model: Light
    distance: Plane
    ratio: Plane
    spread: Plane
    slope: Plane
    shadow: Mask
    sigma: Plane
    bleed: int

    @property
    def lightness(self) -> float:
        """Median L of the ground."""
        return float(np.median(self.model[..., 0]))


def model(picture: Picture, *, known: Mask | None = None, bleed: int = 4) -> Ground:
    """Fit the ground of a small picture (long side about 480 px).

    known: where the ground is sure to be, when a person said so; else the border ring.
    bleed: how far (px) a contrast stains the ground beside it: a block of the photo's own JPEG.
    """
    values = lab(cv2.bilateralFilter(picture, 5, 18, 3))
    height, width = values.shape[:2]
    ring = _ring(height, width) if known is None else known
    surface, sigma = _fit(values, ring, order=2)
    residual = _distance(values, surface, sigma)
    quality = float(np.median(residual[ring]))
    for _ in range(2):
        region = outside(residual < 3) | (ring & (residual < 3))
        if region.sum() < 0.03 * region.size:
            break
        wider, wider_sigma = _fit(values, region, order=3)
        again = _distance(values, wider, np.maximum(wider_sigma, sigma))
        if float(np.median(again[ring])) > 1.6 * quality + 0.3:
            break
        surface, sigma, residual = wider, np.maximum(wider_sigma, sigma), again
    return _describe(picture, values, surface, sigma, bleed)


def _describe(picture: Picture, values: Light, surface: Light, sigma: Plane, bleed: int) -> Ground:
    """Compare the picture with its modelled ground."""
    surface = surface.copy()
    surface[..., 0] = np.clip(surface[..., 0], 0, 100)
    ground_rgb = np.clip(cv2.cvtColor(surface, cv2.COLOR_LAB2RGB), 0, 1)
    ground_linear = np.clip(ground_rgb, 1 / 255, 1) ** np.float32(2.2)
    smooth = cv2.GaussianBlur(picture, (3, 3), 0)
    ratios = (linear(smooth) + 0.002) / (ground_linear + 0.002)
    ratio = ratios.mean(axis=2)
    spread = (ratios.max(axis=2) - ratios.min(axis=2)) / np.maximum(ratio, 0.25)
    lightness = np.ascontiguousarray(values[..., 0])
    dx = cv2.Sobel(lightness, cv2.CV_32F, 1, 0, ksize=3) / 8
    dy = cv2.Sobel(lightness, cv2.CV_32F, 0, 1, ksize=3) / 8
    slope = cv2.magnitude(dx, dy)
    shadow = (ratio > 0.25) & (ratio < 1.04) & (spread < 0.16) & (slope < 1.8)
    if float(np.median(surface[..., 0])) < DARK_GROUND:
        shadow = np.zeros_like(shadow)
    return Ground(
        values=values,
        model=surface,
        distance=_distance(_unstained(values, surface, bleed), surface, sigma),
        ratio=ratio,
        spread=spread,
        slope=slope,
        shadow=shadow,
        sigma=sigma,
        bleed=bleed,
    )


def _ring(height: int, width: int) -> Mask:
    margin = max(3, round(RING * max(height, width)))
    ring: Mask = np.ones((height, width), bool)
    ring[margin:-margin, margin:-margin] = False
    return ring


def _fit(values: Light, region: Mask, *, order: int) -> tuple[Light, Plane]:
    """Fit a robust polynomial per channel over `region`; return the surface and its noise."""
    height, width = region.shape
    rows, columns = np.nonzero(region)
    step = max(1, len(rows) // SAMPLES)
    rows, columns = rows[::step], columns[::step]
    terms = _terms(columns / width * 2 - 1, rows / height * 2 - 1, order)
    samples = values[rows, columns].astype(np.float64)
    weights = np.ones(len(rows))
    sigma = FLOORS.astype(np.float64)
    coefficients: Plane = np.zeros((terms.shape[1], 3))
    for _ in range(8):
        weighted = terms * weights[:, None]
        normal = weighted.T @ terms + 1e-6 * len(rows) * np.eye(terms.shape[1])
        coefficients = np.linalg.solve(normal, weighted.T @ samples)
        residual = np.abs(samples - terms @ coefficients)
        sigma = np.maximum(1.4826 * np.median(residual, axis=0), FLOORS)
        worst = (residual / sigma).max(axis=1) / TUKEY
        weights = np.where(worst < 1, (1 - worst**2) ** 2, 0) + 1e-9
    surface = _spread(coefficients, (width, height), order)
    return surface, sigma.astype(np.float32)


def _spread(coefficients: Plane, size: tuple[int, int], order: int) -> Light:
    """Evaluate the polynomial for each pixel: coarsely, for it bends little, then enlarged."""
    width, height = size
    down, across = min(height, 48), min(width, 48)
    # Centres of the coarse cells, in the coordinates of the pixels' own fit.
    x = (np.arange(across) + 0.5) * (width / across) - 0.5
    y = (np.arange(down) + 0.5) * (height / down) - 0.5
    grid_x, grid_y = np.meshgrid(x / width * 2 - 1, y / height * 2 - 1)
    coarse = (_terms(grid_x.ravel(), grid_y.ravel(), order) @ coefficients).astype(np.float32)
    surface: Light = cv2.resize(
        coarse.reshape(down, across, 3), (width, height), interpolation=cv2.INTER_CUBIC
    )
    return surface


def _terms(x: Plane, y: Plane, order: int) -> Plane:
    columns = [x**i * y**j for i in range(order + 1) for j in range(order + 1 - i)]
    stacked: Plane = np.stack(columns, axis=1)
    return stacked


def _distance(values: Light, surface: Light, sigma: Plane) -> Plane:
    scaled = (values - surface) / sigma
    distance: Plane = np.sqrt((scaled * scaled).mean(axis=2))
    return distance


def _unstained(values: Light, surface: Light, bleed: int) -> Light:
    """Take off the residual what a strong contrast nearby may have carried over."""
    residual = values - surface
    reach = np.ones((2 * bleed + 1, 2 * bleed + 1), np.uint8)
    step = np.sqrt((residual * residual).sum(axis=2))
    stain = np.minimum(BLEED * cv2.dilate(step, reach)[..., None], MOST_BLEED)
    left: Light = np.sign(residual) * np.maximum(np.abs(residual) - stain, 0)
    return surface + left
