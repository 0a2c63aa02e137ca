"""Makes pictures with any vendor that speaks OpenAI's image API."""

import math
import time

from generation.providers import errand
from generation.providers.base import ImageRequest, ImageResult, Report
from generation.providers.openai import pictures, rasters
from generation.providers.openai.client import Patience, Vendor
from generation.providers.openai.errors import problem
from generation.providers.openai.pictures import Made
from generation.providers.prompts.pictures import SCENES

USUAL_SECONDS = 25.0  # only how fast the bar moves hangs on it
FIRST_PERCENT, LAST_PERCENT = 2, 88
PARTIAL_PERCENT = 12  # what a half-finished picture moves the bar by, at least


class OpenAIImageProvider:
    """Has the product photo edited into a look.

    Where a vendor only makes pictures from words, it makes the empty scene, and the real product
    is placed in it here.
    """

    name = "openai"

    def __init__(
        self, *, key: str, base_url: str, model: str, patience: Patience | None = None
    ) -> None:
        self._vendor = Vendor(key, base_url, model, patience or Patience())

    def generate(self, request: ImageRequest, *, report: Report) -> ImageResult:
        """Return the finished picture as JPEG, in exactly the size asked for.

        Raises:
            ProviderError: the style is unknown, or nothing was delivered; the code says why.
        """
        if request.style not in SCENES:
            raise problem("image.style_unknown", request.style, retryable=False)
        progress = _Progress(report)
        progress.heed(None)
        made = errand.run(
            lambda say: pictures.ask(self._vendor, request, say=say), heed=progress.heed
        )
        report("place", LAST_PERCENT + 1)
        picture = rasters.opened(made.content)
        arranged = rasters.placed if made.is_scene else rasters.fitted
        content = rasters.jpeg(arranged(picture, request))
        report("place", LAST_PERCENT + 4)
        return ImageResult(
            content=content,
            content_type="image/jpeg",
            width_px=request.width_px,
            height_px=request.height_px,
            provider=self.name,
            model=self._vendor.model,
            made_offline=False,
            facts=_facts(made),
        )


def _facts(made: Made) -> dict[str, float]:
    facts = {"placed_here": float(made.is_scene)}
    if made.usage is not None:
        facts["input_tokens"] = float(made.usage.input_tokens)
        facts["output_tokens"] = float(made.usage.output_tokens)
    return facts


class _Progress:
    """Says how far the picture may be, and shows it half-finished."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._began = time.monotonic()
        self._percent = FIRST_PERCENT

    def heed(self, partial: str | None) -> None:
        """Take a half-finished picture in base64, or None for a silence."""
        shown = rasters.preview(partial) if partial else None
        share = 1 - math.exp(-(time.monotonic() - self._began) / USUAL_SECONDS)
        percent = FIRST_PERCENT + round(share * (LAST_PERCENT - FIRST_PERCENT))
        if partial:
            percent = max(percent, self._percent + PARTIAL_PERCENT)
        self._percent = min(max(self._percent, percent), LAST_PERCENT)
        self._report("draw", self._percent, preview=shown)
