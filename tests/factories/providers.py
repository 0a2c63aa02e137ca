"""Image providers that behave as a test wants; held to the real interface by tests/contract."""

from collections.abc import Callable
from typing import Any, ClassVar

from generation.providers.base import ImageRequest, ImageResult, ProviderError, Report
from tests.factories import files

Behaviour = Callable[[ImageRequest, Report], None]


class ScriptedProvider:
    """Answers with a small picture, after doing what the script says for this call.

    script: one entry a call: an exception to raise, a callable (request, report) to run first, or
    None. When the script has ended, every call succeeds.
    """

    name = "scripted"
    script: ClassVar[list[ProviderError | Behaviour | None]] = []
    asked: ClassVar[list[ImageRequest]] = []

    def __init__(self, **_bound: Any) -> None:
        """Take what the registry hands every provider."""

    def generate(self, request: ImageRequest, *, report: Report) -> ImageResult:
        self.asked.append(request)
        step = self.script.pop(0) if self.script else None
        if isinstance(step, Exception):
            raise step
        if step is not None:
            step(request, report)
        report("place", 50)
        return ImageResult(
            content=files.photo(size_px=320),
            content_type="image/jpeg",
            width_px=320,
            height_px=320,
            provider=self.name,
            model="script",
            made_offline=True,
        )
