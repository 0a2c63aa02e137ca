"""Finds `label: value` in lines of text, however they are written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assets.reading.blocks import Box, Line, Part, frame
from assets.reading.units import is_amount, is_measure
from assets.reading.wording import HAN, is_boilerplate, is_known, is_label

LABELLED, NEXT_LINE, DASHED, BARE, APART = 85, 75, 75, 65, 65
_BULLET = re.compile(r"^\s*(?:[•●▪■◆◇▶►✓✔★☆○·∙‣⁃*\-–—»]|\(?\d{1,2}[.)、]|[①-⑳])\s*")
_LABEL = rf"[^\W\d_][^:：;；|\n]{{0,58}}|\d+[A-Za-z{HAN}][^:：;；|\n]{{0,58}}"
_COLON = re.compile(
    rf"(?P<name>{_LABEL})\s*(?:：|:(?!//)(?!\d\d\b(?!\s*[A-Za-zμµ°%])))\s*(?P<value>.*)", re.DOTALL
)
_BRACKET = re.compile(r"[【\[](?P<name>[^】\]]{1,20})[】\]]\s*[:：]?\s*(?P<value>.+)", re.DOTALL)
_DASH = re.compile(rf"(?P<name>{_LABEL}?)\s+[–—-]\s+(?P<value>.+)", re.DOTALL)
_BARE = re.compile(
    r"(?P<name>[^\W\d_][^\d:：]{1,38}?)\s+(?P<value>[≤≥<>±~Øφ+-]?\s?\d.*)", re.DOTALL
)
_NEXT = re.compile(
    rf"[;；|｜]\s*|\s{{2,}}|[,，、\s]\s*(?=[{HAN}]{{2,8}}：)|(?<=[{HAN}])\s(?=[{HAN}]{{2,8}}[:：])"
)


@dataclass(slots=True)
class Pair:
    """What a document says of one attribute, as it is written there.

    quote: the words in which it stands; the value is among them. section: the head above it.
    unit: what another place than the value says it is counted in.
    """

    name: str
    value: str
    quote: str
    confidence: int
    box: Box | None = None
    cell: str = ""
    section: str = ""
    unit: str = ""


def line_pairs(lines: Sequence[Line]) -> Iterator[Pair]:
    """Yield the pairs of consecutive lines; heads name the section of what follows."""
    section = ""
    for at, line in enumerate(lines):
        if line.head:
            section = line.text
            continue
        below = lines[at + 1] if at + 1 < len(lines) else None
        for pair in _pairs_of(line, below):
            pair.section = section
            yield pair


def text_pairs(text: str, *, confidence: int = LABELLED) -> list[Pair]:
    """Return the pairs of a cell's or a paragraph's lines."""
    lines = [Line([Part(line)]) for line in text.split("\n") if line.strip()]
    found = list(line_pairs(lines))
    for pair in found:
        pair.confidence = min(pair.confidence, confidence)
    return found


def _pairs_of(line: Line, below: Line | None) -> Iterator[Pair]:
    parts = line.parts
    at = 0
    while at < len(parts):
        part = parts[at]
        following = parts[at + 1] if at + 1 < len(parts) else None
        name = part.text.rstrip()
        if name.endswith((":", "：")) and _is_name(name):
            taken = following or (below.parts[0] if below and not below.head else None)
            if taken and not taken.text.rstrip().endswith((":", "：")) and not _split(taken.text):
                confidence = LABELLED if following else NEXT_LINE
                yield _pair(part, taken, confidence)
                at += 2 if following else 1
                continue
        found = list(_of_part(part))
        yield from found
        if (
            not found
            and following
            and len(parts) == 2
            and at == 0
            and _stands_apart(part, following)
        ):
            yield _pair(part, following, APART)
            return
        at += 1


def _stands_apart(name: Part, value: Part) -> bool:
    return is_known(name.text) and is_label(name.text) and not _split(value.text)


def _pair(name: Part, value: Part, confidence: int) -> Pair:
    words = value.text.strip()
    label = _BULLET.sub("", name.text).strip()
    return Pair(
        label, words, f"{name.text.strip()} {words}", confidence, frame([name.box, value.box])
    )


def _of_part(part: Part) -> Iterator[Pair]:
    """Yield the pairs within words that stand together."""
    for piece in _pieces(part.text):
        split = _split(piece)
        if split is None:
            continue
        name, value, confidence = split
        yield Pair(name, value, " ".join(piece.split()), confidence, part.box)


def _pieces(text: str) -> list[str]:
    """Return the words cut where one pair ends and the next begins."""
    pieces = [piece for piece in _NEXT.split(text) if piece and piece.strip()]
    labelled = [bool(_COLON.fullmatch(_BULLET.sub("", piece))) for piece in pieces]
    if len(pieces) < 2 or sum(labelled) < 2:
        return [text]
    # What has no label of its own goes on with the piece before.
    joined: list[str] = []
    rest = text
    for piece, own in zip(pieces, labelled, strict=True):
        begin = rest.index(piece)
        if own or not joined:
            joined.append(piece)
        else:
            joined[-1] += rest[:begin] + piece
        rest = rest[begin + len(piece) :]
    return joined


def _split(text: str) -> tuple[str, str, int] | None:
    """Return the name, the value and how sure that is, or None when the words are no pair."""
    text = _BULLET.sub("", text).strip()
    for pattern, confidence in (
        (_COLON, LABELLED),
        (_BRACKET, LABELLED),
        (_DASH, DASHED),
        (_BARE, BARE),
    ):
        match = pattern.fullmatch(text)
        if match is None:
            continue
        name, value = match["name"].strip(), match["value"].strip()
        if not value or not _is_name(name):
            continue
        if pattern in {_COLON, _BRACKET}:
            return name, value, confidence
        if is_known(name) and len(name.split()) <= 4 and _is_short(value, figures=pattern is _BARE):
            return name, value, confidence
    return None


def _is_name(text: str) -> bool:
    name = text.rstrip(":： ").strip()
    return is_label(name) and not is_boilerplate(name) and not re.search(r"[。！？]|\. ", name)


def _is_short(value: str, *, figures: bool) -> bool:
    """Return whether the words could be a value where no colon says so."""
    if figures:
        return is_measure(value) or is_amount(value)
    return len(value) <= 80 and not value.endswith((".", "。"))
