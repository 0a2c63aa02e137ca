"""Writes texts with any vendor that speaks OpenAI's chat completions."""

import math
import time
from typing import Any

from generation.pipelines.copy import ContentInvalid, check, plain
from generation.providers import errand
from generation.providers.base import CopyRequest, CopyResult, OnText, ProviderError, Report, Usage
from generation.providers.openai import chat, texts
from generation.providers.openai.chat import Answer
from generation.providers.openai.client import Patience, Vendor
from generation.providers.openai.errors import problem
from generation.providers.openai.partial import NotJson, Reading, read

SHOW_SECONDS = 0.1  # reading the answer anew at every piece would cost more than it shows
REPORT_SECONDS = 0.5
FIRST_PERCENT, LAST_PERCENT = 2, 92
CUT_OFF = ("length", "max_tokens")
REFUSED = ("content_filter", "safety", "refusal")
# Characters of JSON that a text usually takes: only how fast the bar moves hangs on it.
USUAL_LENGTH = {"title": 120, "description": 900, "selling_points": 700, "faq": 1100, "post": 600}


class OpenAICopyProvider:
    """Asks for structured output and shows the text while it arrives."""

    name = "openai"

    def __init__(
        self, *, key: str, base_url: str, model: str, patience: Patience | None = None
    ) -> None:
        self._vendor = Vendor(key, base_url, model, patience or Patience())

    def write(self, request: CopyRequest, *, report: Report, on_text: OnText) -> CopyResult:
        """Return the finished text.

        A vendor that answers no JSON is asked once more with less structure, unless something was
        shown already.

        Raises:
            ProviderError: nothing was delivered; the code says why.
        """
        progress = _Progress(request, report=report, on_text=on_text)
        progress.heed(None)
        spent: Usage | None = None
        while True:
            structure = self._vendor.dialect().structure
            answer = errand.run(
                lambda say: chat.ask(self._vendor, request, say=say), heed=progress.heed
            )
            spent = answer.usage = _sum(spent, answer.usage)
            try:
                return self._result(request, answer, progress)
            except ProviderError as error:
                is_odd = error.code == chat.UNREADABLE and self._can_simplify(
                    request, answer, than=structure
                )
                if not is_odd or progress.told:
                    raise
            progress.begin_anew()

    def _can_simplify(self, request: CopyRequest, answer: Answer, *, than: str) -> bool:
        try:
            ignored = not texts.has_shape(request, read(answer.text))
        except NotJson:
            ignored = True
        return ignored and self._vendor.dialect().simpler(than=than)

    def _result(self, request: CopyRequest, answer: Answer, progress: "_Progress") -> CopyResult:
        reading = _read_whole(answer, key=self._vendor.key)
        content = _closed(texts.shaped(request, reading))
        try:
            check(request.kind, content)
        except ContentInvalid as error:
            raise problem(chat.UNREADABLE, error, key=self._vendor.key) from error
        progress.finish(plain(request.kind, content))
        return CopyResult(
            content=content,
            provider=self.name,
            model=self._vendor.model,
            made_offline=False,
            facts=texts.used_facts(request, reading),
            usage=answer.usage,
        )


def _sum(one: Usage | None, other: Usage | None) -> Usage | None:
    if one is None or other is None:
        return one or other
    return Usage(one.input_tokens + other.input_tokens, one.output_tokens + other.output_tokens)


def _read_whole(answer: Answer, *, key: str) -> Reading:
    """Return the finished document, or say what came instead of one."""
    if answer.ending in REFUSED or answer.refusal:
        detail = answer.refusal or answer.ending
        raise problem("provider.refused", detail, retryable=False, key=key)
    try:
        reading = read(answer.text)
    except NotJson as error:
        raise problem(chat.UNREADABLE, f"{error}: {answer.text[:120]}", key=key) from error
    if reading.is_whole:
        return reading
    # An object begun, no reason given to stop: the stream broke off.
    if answer.ending in CUT_OFF or (reading.value is not None and not answer.ending):
        raise problem("copy.cut_off", answer.ending or "the answer broke off", key=key)
    raise problem(chat.UNREADABLE, answer.text[:120] or "an empty answer", key=key)


def _closed(content: Any) -> Any:
    """Return the content with ordinary strings alone."""
    match content:
        case dict():
            return {name: _closed(value) for name, value in content.items()}
        case list():
            return [_closed(value) for value in content]
        case str():
            return str(content)
        case _:
            return content


class _Progress:
    """Turns what arrives into the growing text, a percentage and chances to stop."""

    def __init__(self, request: CopyRequest, *, report: Report, on_text: OnText) -> None:
        self.told = ""
        self._request = request
        self._report = report
        self._on_text = on_text
        self._usual = USUAL_LENGTH.get(request.kind, 80 + 60 * request.seconds)
        self._percent = 0
        self._began = self._shown = time.monotonic()
        self._reported = -math.inf
        self._pieces: list[str] = []
        self._is_news = False

    def heed(self, piece: str | None) -> None:
        """Take a piece of the answer, or None for a silence. Raises what the caller's ears do."""
        if piece is not None:
            self._pieces.append(piece)
            self._is_news = True
        now = time.monotonic()
        if self._is_news and (piece is None or now - self._shown >= SHOW_SECONDS):
            self._show()
            self._shown = time.monotonic()
        if now - self._reported >= REPORT_SECONDS:
            self._reported = now
            self._report("write", self._estimate(now))

    def begin_anew(self) -> None:
        self._pieces.clear()

    def finish(self, text: str) -> None:
        if not text.startswith(self.told):
            raise problem(chat.UNREADABLE, "the end changed what had been shown")
        self._tell(text)
        self._report("write", LAST_PERCENT + 1)

    def _show(self) -> None:
        self._is_news = False
        try:
            content = texts.shaped(self._request, read("".join(self._pieces)))
        except NotJson:
            return  # the end decides; until then nothing more is shown
        text = plain(self._request.kind, content)
        if text.startswith(self.told):
            self._tell(text)

    def _tell(self, text: str) -> None:
        if text != self.told:
            self.told = text
            self._on_text(text)

    def _estimate(self, now: float) -> int:
        arrived = sum(map(len, self._pieces))
        # While nothing arrives the first fifth fills ever more slowly.
        share = max(
            0.8 * (1 - math.exp(-2 * arrived / self._usual)) + (0.2 if arrived else 0.0),
            0.2 * (1 - math.exp(-(now - self._began) / 10)),
        )
        percent = FIRST_PERCENT + round(share * (LAST_PERCENT - FIRST_PERCENT))
        self._percent = max(self._percent, percent)
        return self._percent
