"""What the product asks of an AI vendor, and what it gets back.

Adapters are plain Python: no Django, no models. They get frozen requests, return frozen results
and raise one error type that says whether trying again can help.
"""

from dataclasses import dataclass, field
from typing import Protocol


class Report(Protocol):
    """Told how far a piece of work is; may raise to stop it (cancelled, lease lost)."""

    def __call__(self, stage: str, percent: int, *, preview: bytes | None = None) -> None: ...


class ProviderError(Exception):
    """The vendor did not deliver.

    code: stable and dotted (`image.cutout_refused`, `provider.unavailable`); the texts people
        read live in `generation/failures.py`.
    retryable: whether asking again can help; only the adapter knows.
    retry_after: seconds the vendor asked us to wait, if it did.
    detail: for logs and staff, never shown raw to people.
    """

    def __init__(
        self,
        code: str,
        *,
        retryable: bool,
        retry_after: float | None = None,
        detail: str = "",
    ) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.retryable = retryable
        self.retry_after = retry_after
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in fractions of the picture's width and height (0 to 1), y down."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """One picture to make.

    photo: a clean, upright sRGB picture file (JPEG, PNG or WebP) of the product.
    cutout: the product cut out earlier from this photo with this hint (PNG with alpha), if kept.
    """

    photo: bytes
    style: str
    width_px: int
    height_px: int
    hint: Box | None = None
    cutout: bytes | None = None
    seed: int = 0
    language: str = "en"


@dataclass(frozen=True, slots=True)
class ImageResult:
    """One picture made. `cutout` is set when the provider cut the product out anew."""

    content: bytes
    content_type: str
    width_px: int
    height_px: int
    provider: str
    model: str
    made_offline: bool
    cutout: bytes | None = None
    facts: dict[str, float] = field(default_factory=dict)


class ImageProvider(Protocol):
    """Turns a product photo into a listing picture."""

    name: str

    def generate(self, request: ImageRequest, *, report: Report) -> ImageResult:
        """Return the finished picture.

        Raises:
            ProviderError: nothing was delivered; the code says why.
        """
        ...
