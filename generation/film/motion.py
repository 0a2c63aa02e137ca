"""How a camera moves over a still picture: pure geometry, in fractions of a pixel.

A canvas is the picture laid out somewhat larger than the frame; a view says which part of it a
frame shows. Views move on a straight line, so the motion has no steps to be seen.
"""

from dataclasses import dataclass

MOTIONS = ("push_in", "pull_out", "pan_left", "pan_right", "drift_up", "hold")
ZOOMS = ("push_in", "pull_out")
PANS = ("pan_left", "pan_right")
# The camera goes 2.4 % of the frame's side a second: seen, but never hurried, and never so slow
# that a frame step falls under what eight bits can show.
TRAVEL_A_SECOND = 0.024
LEAST_TRAVEL, MOST_TRAVEL = 0.04, 0.12


@dataclass(frozen=True, slots=True)
class View:
    """A part of the canvas: canvas pixels per frame pixel, and its left upper corner."""

    step: float
    left: float
    top: float


def travel(seconds: float) -> float:
    """Return how far a camera goes in a scene, as a fraction of the frame's side."""
    return min(MOST_TRAVEL, max(LEAST_TRAVEL, TRAVEL_A_SECOND * seconds))


def canvas_size(size: tuple[int, int], *, motion: str, reach: float) -> tuple[int, int]:
    """Return the canvas a motion needs, both sides even."""
    width, height = size
    wide = 1 + reach if motion in (*ZOOMS, *PANS) else 1.0
    high = 1 + reach if motion in (*ZOOMS, "drift_up") else 1.0
    return 2 * round(width * wide / 2), 2 * round(height * high / 2)


def view(motion: str, progress: float, *, canvas: tuple[int, int], size: tuple[int, int]) -> View:
    """Return what the camera sees. progress: 0 at the scene's first frame, 1 at its last."""
    spare = (canvas[0] - size[0], canvas[1] - size[1])
    match motion:
        case "push_in" | "pull_out":
            near = progress if motion == "push_in" else 1 - progress
            widest = min(canvas[0] / size[0], canvas[1] / size[1])
            step = widest + (1 - widest) * near
            left, top = (canvas[side] - step * size[side] for side in (0, 1))
            return View(step, left / 2, top / 2)
        case "pan_right":
            return View(1.0, spare[0] * progress, spare[1] / 2)
        case "pan_left":
            return View(1.0, spare[0] * (1 - progress), spare[1] / 2)
        case "drift_up":
            return View(1.0, spare[0] / 2, spare[1] * (1 - progress))
        case _:
            return View(1.0, spare[0] / 2, spare[1] / 2)
