"""Who is told of a piece of work: they remember, hold it to its promises, and may stop it."""

import time

from generation.pipelines.copy import LENGTHS
from generation.providers.base import CopyRequest, KnownFact, Subject


class StopAsked(Exception):
    """The work is not wanted any more."""


class Told:
    """A report. stop_after: seconds, counted from the first word, after which it raises."""

    def __init__(self, *, stop_after: float | None = None) -> None:
        self.heard: list[tuple[str, int]] = []
        self.previews: list[bytes] = []
        self.stop_after = stop_after
        self.longest_silence = 0.0
        self._first = self._last = 0.0

    def __call__(self, stage: str, percent: int, *, preview: bytes | None = None) -> None:
        now = time.monotonic()
        if not self.heard:
            self._first = self._last = now
        assert not self.heard or percent >= self.heard[-1][1], "progress went back"
        assert 0 <= percent <= 100
        self.longest_silence = max(self.longest_silence, now - self._last)
        self._last = now
        self.heard.append((stage, percent))
        if preview is not None:
            self.previews.append(preview)
        if self.stop_after is not None and now - self._first >= self.stop_after:
            raise StopAsked


class Reader:
    """An on_text. It holds the text to growing only."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def __call__(self, text: str) -> None:
        assert not self.shown or text.startswith(self.shown[-1]), "the text changed"
        self.shown.append(text)

    @property
    def text(self) -> str:
        return self.shown[-1] if self.shown else ""


LAMP = Subject(
    name="Desk lamp",
    name_zh="台灯",
    brand="Lumen",
    price="¥199.00",
    facts=(
        KnownFact("colour", "red", language="en"),
        KnownFact("height", "32", "cm"),
        KnownFact("socket", "E27"),
    ),
)


def wanted(kind: str = "description", **changed: object) -> CopyRequest:
    """Return a request for a text about a lamp."""
    said = {"language": "en", "subject": LAMP, "length": LENGTHS[1]} | changed
    if kind == "script":
        said = {"seconds": 15, "pictures": 3} | said
    return CopyRequest(kind=kind, **said)
