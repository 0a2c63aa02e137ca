"""How evenly a camera moves: what optical flow sees in raw frames against what was meant."""

import cv2
import numpy as np

from generation.film import layout, motion
from generation.film.canvas import Frame, Plane, planes
from generation.film.places import Place
from generation.film.spec import FPS


def texture(side: int = 900, *, seed: int = 5) -> Plane:
    """Return a picture that flow can hold on to everywhere."""
    noise = np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)
    soft = cv2.GaussianBlur(noise.astype(np.float32), (0, 0), 2.2)
    spread = (soft - soft.mean()) * 6 + 128
    return np.clip(spread, 0, 255).astype(np.uint8)


def jitter(
    move: str, *, size: tuple[int, int], seconds: float = 5.0, frames: int = 24
) -> tuple[float, float]:
    """Return the root mean square and the greatest error of a frame step, in pixels."""
    reach = motion.travel(seconds)
    canvas = planes(layout.lay(texture(), size=size, move=move, reach=reach, where=Place()))
    count = round(seconds * FPS)
    frame = Frame(size)
    errors = []
    before: Plane | None = None
    old = motion.view(move, 0.0, canvas=canvas.size, size=size)
    for number in range(frames):
        seen = motion.view(move, number / (count - 1), canvas=canvas.size, size=size)
        frame.paint(canvas, seen)
        if before is not None:
            errors.append(_error(before, frame.light, old, seen))
        before, old = frame.light.copy(), seen
    sizes = np.hypot(*np.array(errors).T)
    return float(np.sqrt(np.mean(sizes**2))), float(sizes.max())


def _error(before: Plane, after: Plane, old: motion.View, new: motion.View) -> tuple[float, float]:
    """Return how far the whole frame is from where it should have gone."""
    points = cv2.goodFeaturesToTrack(before, 400, 0.01, 12)
    height, width = before.shape
    inside = points[
        (points[:, 0, :] > 24).all(axis=1)
        & (points[:, 0, 0] < width - 24)
        & (points[:, 0, 1] < height - 24)
    ]
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 60, 0.0005)
    moved, found, _ = cv2.calcOpticalFlowPyrLK(  # type: ignore[call-overload]
        before, after, inside, None, winSize=(31, 31), maxLevel=2, criteria=criteria
    )
    good = found.ravel() == 1
    was, now = inside[good, 0], moved[good, 0]
    corner = np.array([old.left, old.top]) - (new.left, new.top)
    meant = (old.step * (was + 0.5) + corner) / new.step - 0.5
    x, y = np.median(now - meant, axis=0)
    return float(x), float(y)
