"""Makes listing pictures on this machine: cut out, compose, no network, no key."""

from typing import Any

from generation.pixels import client
from generation.pixels.client import RunChild
from generation.pixels.looks import LOOKS
from generation.providers.base import ImageRequest, ImageResult, ProviderError, Report

BUSY_REASONS = (
    "time",
    "memory",
)  # limits met: another try may find the machine quieter


class OfflineImageProvider:
    """Composes pictures in a limited child process.

    run: starts the child, with its limits bound. failed: what `run` raises when the child ends
    without an answer; its `reason` attribute says why (memory, time or crash).
    """

    name = "offline"
    model = "composer-1"

    def __init__(self, run: RunChild, *, failed: type[Exception]) -> None:
        self._run = run
        self._failed = failed

    def generate(self, request: ImageRequest, *, report: Report) -> ImageResult:
        """Return the finished picture as JPEG.

        Raises:
            ProviderError: the style is unknown, the cut-out is refused, or the child ended early.
        """
        if request.style not in LOOKS:
            raise ProviderError("image.style_unknown", retryable=False, detail=request.style)

        last: dict[str, Any] = {"stage": "cut_out", "percent": 0}

        def on_event(event: dict[str, Any], preview: bytes | None) -> None:
            # Empty events come twice a second: saying the last one again lets `report` stop work.
            last.update({key: event[key] for key in last if key in event})
            report(str(last["stage"]), int(last["percent"]), preview=preview)

        try:
            answer, content, cutout = client.compose(self._run, request, on_event=on_event)
        except self._failed as error:
            raise _early_end(error) from error
        if not answer.get("ok"):
            code = str(answer.get("code", "image.failed"))
            raise ProviderError(code, retryable=False, detail=str(answer.get("detail", "")))
        if content is None:
            raise ProviderError("image.failed", retryable=True, detail="no picture was written")
        return ImageResult(
            content=content,
            content_type="image/jpeg",
            width_px=int(answer["width"]),
            height_px=int(answer["height"]),
            provider=self.name,
            model=self.model,
            made_offline=True,
            cutout=cutout if answer.get("cutout_made") else None,
            facts=dict(answer.get("figures", {})),
        )


def _early_end(error: Exception) -> ProviderError:
    reason = str(getattr(error, "reason", "crash"))
    code = f"image.worker_{reason}" if reason in BUSY_REASONS else "image.worker_crash"
    return ProviderError(code, retryable=True, detail=str(error))
