"""What the product asks of an AI vendor, and what it gets back.

Adapters are plain Python: no Django, no models. They get frozen requests, return frozen results
and raise one error type that says whether trying again can help.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol


class Report(Protocol):
    """Told how far a piece of work is; may raise to stop it (cancelled, lease lost)."""

    def __call__(self, stage: str, percent: int, *, preview: bytes | None = None) -> None: ...


# The vendor took the request and never told what came of it: it may have counted it.
UNKNOWN_OUTCOME = "provider.unknown_outcome"


class ProviderError(Exception):
    """The vendor did not deliver.

    code: stable and dotted (`image.cutout_refused`, `provider.unavailable`); the texts people
        read live in `generation/failures.py`.
    retryable: whether asking again can help; only the adapter knows.
    retry_after: seconds the vendor asked us to wait, if it did.
    counts: whether this was a try; an item that only has to wait does not use one up.
    detail: for logs and staff, never shown raw to people.
    """

    def __init__(
        self,
        code: str,
        *,
        retryable: bool,
        retry_after: float | None = None,
        detail: str = "",
        counts: bool = True,
    ) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.retryable = retryable
        self.retry_after = retry_after
        self.counts = counts
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


@dataclass(frozen=True, slots=True)
class KnownFact:
    """One thing known of a product. language: of the value's words; empty when it has none."""

    attribute: str
    value: str
    unit: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """The product that is written about. price: as people read it, with its currency."""

    name: str
    name_zh: str = ""
    brand: str = ""
    category: str = ""
    price: str = ""
    facts: tuple[KnownFact, ...] = ()


@dataclass(frozen=True, slots=True)
class CopyRequest:
    """One text to write.

    kind: of `pipelines.copy.KINDS`; for a `script`, `seconds` is how long the video lasts and
        `pictures` how many pictures it can show. language: `en` or `zh-hans`.
    brief: what the person wants said besides, in their own words; empty for nothing.
    """

    kind: str
    language: str
    subject: Subject
    channel: str = "general"
    tone: str = "plain"
    length: str = "medium"
    brief: str = ""
    seed: int = 0
    seconds: int = 0
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """What the vendor counted."""

    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class CopyResult:
    """One text written. content: in the shape of its kind (`pipelines.copy`).

    facts: the attributes that are said, in the order in which they are.
    """

    content: dict[str, Any]
    provider: str
    model: str
    made_offline: bool
    facts: tuple[str, ...] = ()
    usage: Usage | None = None


OnText = Callable[[str], None]


class CopyProvider(Protocol):
    """Writes a text from a product's facts."""

    name: str

    def write(self, request: CopyRequest, *, report: Report, on_text: OnText) -> CopyResult:
        """Return the finished text.

        on_text: told the whole plain text as far as it is written; it only grows.

        Raises:
            ProviderError: nothing was delivered; the code says why.
        """
        ...


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice to choose. key: as a `SpeechRequest` names it. language: `en` or `zh-hans`."""

    key: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """One line to speak. speed: 1.0 is the voice's own. voice: empty for the language's first."""

    text: str
    language: str
    voice: str = ""
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class SpeechResult:
    """One line spoken. content: a WAV file, 16 bit, mono, 48 kHz, without silence at its ends."""

    content: bytes
    duration_ms: int
    provider: str
    voice: str


class SpeechProvider(Protocol):
    """Speaks a line."""

    name: str

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices there are, the best of a language first."""
        ...

    def speak(self, request: SpeechRequest) -> SpeechResult:
        """Return the spoken line.

        Raises:
            ProviderError: nothing was spoken; the code says why.
        """
        ...
