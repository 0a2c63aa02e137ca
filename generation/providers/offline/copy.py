"""Writes listing texts on this machine: by a grammar, from facts, no network, no key."""

import re

from generation.pipelines.copy import KINDS, LANGUAGES, LENGTHS, SCRIPT, TONES, plain
from generation.providers.base import CopyRequest, CopyResult, OnText, ProviderError, Report
from generation.writing import writer

# Where the text can be shown so far: behind a sentence or a line.
SENTENCE = re.compile(r"[.?!。？！]+(?=\s|$|[\u3400-\u9fff])|\n")
READ, PLANNED, FIRST, LAST = 5, 20, 30, 95  # percent


class OfflineCopyProvider:
    """Says what is known of a product, in English and Chinese; never what is not."""

    name = "offline"
    model = "writer-1"

    def __init__(self, **_bound: object) -> None:
        """Take what the registry hands every provider; this one needs nothing."""

    def write(self, request: CopyRequest, *, report: Report, on_text: OnText) -> CopyResult:
        """Return the finished text.

        Raises:
            ProviderError: the kind, language, tone or length is not one of this provider's.
        """
        _refuse_unknown(request)
        report("read", READ)
        points = writer.read(request)
        report("plan", PLANNED)
        speaker = writer.speaker_for(request, points)
        content, facts = writer.written(request, points, speaker)
        _stream(plain(request.kind, content), report=report, on_text=on_text)
        return CopyResult(
            content=content,
            provider=self.name,
            model=self.model,
            made_offline=True,
            facts=facts,
        )


def _stream(text: str, *, report: Report, on_text: OnText) -> None:
    """Tell the text sentence by sentence; the last time it is whole."""
    ends = [found.end() for found in SENTENCE.finditer(text)]
    ends = [end for end in ends if text[:end].strip() and end < len(text)]
    for place, end in enumerate([*ends, len(text)], start=1):
        report("write", FIRST + (LAST - FIRST) * place // (len(ends) + 1))
        on_text(text[:end])


def _refuse_unknown(request: CopyRequest) -> None:
    asked = (
        ("kind", request.kind, (*KINDS, SCRIPT)),
        ("language", request.language, LANGUAGES),
        ("tone", request.tone, TONES),
        ("length", request.length, LENGTHS),
    )
    for what, value, known in asked:
        if value not in known:
            raise ProviderError(f"copy.{what}_unknown", retryable=False, detail=value)
