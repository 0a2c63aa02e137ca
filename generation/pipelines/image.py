"""One picture: photo + look + provider → artifact. Plain Python."""

from dataclasses import dataclass

from generation.providers.base import ImageProvider, ImageRequest, ImageResult, Report


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in px."""

    width_px: int
    height_px: int


RATIOS: dict[str, tuple[int, int]] = {
    "1:1": (1, 1),
    "4:5": (4, 5),
    "3:4": (3, 4),
    "9:16": (9, 16),
    "4:3": (4, 3),
    "16:9": (16, 9),
}
MIN_SIDE_PX = 512
MAX_SIDE_PX = 3000


def size_of(ratio: str, long_side_px: int) -> Size:
    """Return width and height for a ratio and the longer side, both even.

    Raises KeyError for an unknown ratio.
    """
    across, down = RATIOS[ratio]
    scale = long_side_px / max(across, down)
    return Size(round(across * scale / 2) * 2, round(down * scale / 2) * 2)


def make(request: ImageRequest, *, provider: ImageProvider, report: Report) -> ImageResult:
    """Return the finished picture. Raises ProviderError when there is none."""
    report("start", 1)
    result = provider.generate(request, report=report)
    report("store", 96)
    return result
