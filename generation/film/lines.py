"""Sets tokens in lines and lines in groups that are shown together: balanced, nothing torn."""

import math
from dataclasses import dataclass
from functools import cached_property

from generation.film.tokens import BAD, CLAUSE, PLAIN, SENTENCE, TIE, Token, width

# What it costs to end a group, or a line inside one, after a token of each quality.
_GROUP_END = {SENTENCE: 0.0, CLAUSE: 0.35, PLAIN: 1.6, BAD: 3.0}
_LINE_END = {SENTENCE: 0.0, CLAUSE: 0.05, PLAIN: 0.25, BAD: 0.6}
_GROUP = 1.0  # every group costs this much, so that there are few
_SENTENCE_INSIDE = 0.5  # a new sentence that starts in the middle of a group
_THIN = 0.45  # a group narrower than this share of a line flickers by


@dataclass(frozen=True, slots=True)
class Measure:
    """The room a line has: ems, and characters where they are counted instead."""

    ems: float
    characters: int

    def holds(self, text: str) -> bool:
        """Whether the text fits in one line."""
        return len(text) <= self.characters and width(text) <= self.ems


class _Setting:
    """One text being set; remembers what it has measured."""

    def __init__(self, tokens: list[Token], *, measure: Measure) -> None:
        self.tokens = tokens
        self.measure = measure

    @cached_property
    def _widths(self) -> list[float]:
        total, sums = 0.0, [0.0]
        for token in self.tokens:
            total += width(token.text) + (width(" ") if token.spaced else 0.0)
            sums.append(total)
        return sums

    def wide(self, start: int, end: int) -> float:
        """Return the width of a run of tokens without the space before it."""
        lead = width(" ") if self.tokens[start].spaced else 0.0
        return self._widths[end] - self._widths[start] - lead

    def fits(self, start: int, end: int) -> bool:
        """Whether a run goes into one line; a token alone always does."""
        return end == start + 1 or (
            self.wide(start, end) <= self.measure.ems
            and len(self.text(start, end)) <= self.measure.characters
        )

    def text(self, start: int, end: int) -> str:
        """Return a run of tokens as it is read."""
        words = (" " * token.spaced + token.text for token in self.tokens[start:end])
        return "".join(words).strip().replace(TIE, " ")

    def broken(self, start: int, end: int) -> int | None:
        """Return where a run is best broken in two; `end` when it need not be, else None."""
        if self.fits(start, end):
            return end
        best, cheapest = None, math.inf
        for middle in range(start + 1, end):
            if not (self.fits(start, middle) and self.fits(middle, end)):
                continue
            uneven = abs(self.wide(start, middle) - self.wide(middle, end)) / self.measure.ems
            cost = uneven + _LINE_END[self.tokens[middle - 1].quality]
            if cost < cheapest:
                best, cheapest = middle, cost
        return best

    def cost(self, start: int, end: int) -> float:
        """Return what it costs to show a run of tokens as one group."""
        inside = sum(token.quality == SENTENCE for token in self.tokens[start : end - 1])
        thin = self.wide(start, end) < _THIN * self.measure.ems
        whole = start == 0 and end == len(self.tokens)
        ending = 0.0 if end == len(self.tokens) else _GROUP_END[self.tokens[end - 1].quality]
        return _GROUP + ending + _SENTENCE_INSIDE * inside + (0.8 if thin and not whole else 0.0)


def groups(tokens: list[Token], *, measure: Measure) -> list[tuple[str, ...]]:
    """Set a text in groups of one or two lines that are shown one after another."""
    tokens = [part for token in tokens for part in _chopped(token, measure)]
    setting = _Setting(tokens, measure=measure)
    count = len(tokens)
    cheapest = [0.0] + [math.inf] * count
    came: list[tuple[int, int]] = [(0, 0)] * (count + 1)
    for start in range(count):
        for end in range(start + 1, count + 1):
            middle = setting.broken(start, end)
            if middle is None:
                break
            cost = cheapest[start] + setting.cost(start, end)
            if cost < cheapest[end]:
                cheapest[end], came[end] = cost, (start, middle)
    found: list[tuple[str, ...]] = []
    end = count
    while end:
        start, middle = came[end]
        runs = ((start, middle), (middle, end))
        found.append(tuple(setting.text(*run) for run in runs if run[0] < run[1]))
        end = start
    return found[::-1]


def block(tokens: list[Token], *, measure: Measure) -> tuple[str, ...]:
    """Set a text in as few lines as it needs, about equally long; no tokens are no lines."""
    if not tokens:
        return ()
    tokens = [part for token in tokens for part in _chopped(token, measure)]
    setting, count = _Setting(tokens, measure=measure), len(tokens)
    middle = setting.broken(0, count)
    starts = [0, middle] if middle else _filled(setting)
    runs = zip(starts, [*starts[1:], count], strict=True)
    return tuple(setting.text(*run) for run in runs if run[0] < run[1])


def _filled(setting: _Setting) -> list[int]:
    """Return where lines start when each takes what it can."""
    starts = [0]
    for end in range(1, len(setting.tokens) + 1):
        if not setting.fits(starts[-1], end):
            starts.append(end - 1)
    return starts


def _chopped(token: Token, measure: Measure) -> list[Token]:
    """Break what no line can hold, an address for example, wherever the line is full."""
    if measure.holds(token.text):
        return [token]
    pieces, piece = [], ""
    for char in token.text:
        if piece and not measure.holds(piece + char):
            pieces.append(piece)
            piece = ""
        piece += char
    pieces.append(piece)
    return [
        Token(
            piece,
            token.spaced and number == 0,
            PLAIN if number < len(pieces) - 1 else token.quality,
        )
        for number, piece in enumerate(pieces)
    ]
