"""Finds `label: value` in lines of text, however they are written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assets.reading.blocks import Box, Line, Part, frame
from assets.reading.seconds import apart, parted
from assets.reading.units import is_amount, is_measure
from assets.reading.wording import HAN, is_boilerplate, is_known, is_label, without_asides

MARGIN = 0.86
MAX_PAIR = 500
LABELLED, STYLED, NEXT_LINE, DASHED, LOOKS, BARE, APART = 85, 80, 75, 75, 70, 65, 65
MAX_LOOK, NEAR = 80, 5
# What may stand between a bold name and its value.
_LINK = re.compile(r"^\s*(?:[:：]|[-–—](?=\s))?\s*")
_BULLET = re.compile(
    r"^\s*(?:[•●▪■◆◇▶►✓✔★☆○·∙‣⁃\uf0b7\uf0a7\uf0d8]\s*|[*\-–—»o]\s+|\(?\d{1,2}[.)、]\s+|\d{1,2}、|[①-⑳]\s*)"
)
_LABEL = rf"[^\W\d_][^:：;；|\n]{{0,58}}|\d+[A-Za-z{HAN}][^:：;；|\n]{{0,58}}"
_COLON = re.compile(
    rf"(?P<name>{_LABEL})\s*(?:：|:(?!//)(?!\d\d\b(?!\s*[A-Za-zμµ°%])))\s*(?P<value>.*)", re.DOTALL
)
_BRACKET = re.compile(r"[【\[](?P<name>[^】\]]{1,20})[】\]]\s*[:：]?\s*(?P<value>.+)", re.DOTALL)
_DASH = re.compile(rf"(?P<name>{_LABEL}?)\s+[–—-]\s+(?P<value>.+)", re.DOTALL)
_BARE = re.compile(
    r"(?P<name>[^\W\d_][^\d:：]{1,38}?)\s+(?P<value>[≤≥<>±~Øφ+-]?\s?\d.*)", re.DOTALL
)
_MADE_OF = re.compile(
    r"(?:ingredients?|ingr[ée]dients|inci|zutaten|ingredienti|ingredientes|composition|配料表?|成分表?|全成分)"
    r"(?:\s*[(（][^()（）]{1,20}[)）])?",
    re.IGNORECASE,
)
_NEXT = re.compile(
    rf"[;；|｜]\s*|\s{{2,}}|[,，、\s]\s*(?=[{HAN}]{{2,8}}：)|(?<=[{HAN}])\s(?=[{HAN}]{{2,8}}[:：])"
)


@dataclass(slots=True)
class Pair:
    """What a document says of one attribute, as it is written there.

    quote: the words in which it stands; the value is among them. section: the head above it.
    unit: what another place than the value says it is counted in; guessed: that may be no unit.
    alone: it stands in the only row under a table's headings. joined: words below go on with it.
    """

    name: str
    value: str
    quote: str
    confidence: int
    box: Box | None = None
    cell: str = ""
    section: str = ""
    unit: str = ""
    alone: bool = False
    joined: bool = False
    guessed: bool = False


def line_pairs(lines: Sequence[Line]) -> Iterator[Pair]:
    """Yield the pairs of consecutive lines; heads name the section of what follows."""
    section = ""
    for at, line in enumerate(lines):
        below = lines[at + 1] if at + 1 < len(lines) else None
        if below is not None and _lists(line, below):
            yield _pair(line.parts[0], below.parts[0], NEXT_LINE)
        if line.head:
            section = line.text
            continue
        if line.named:
            yield replace(_pair(line.parts[0], line.parts[1], STYLED), section=section)
            continue
        # Bold words alone say where a name ends, unless a colon does.
        led = line.parts[0].lead and not re.search("[:：]", line.text)
        looks = _by_look(lines, at)
        found = (looks if led else []) or list(_pairs_of(line, below)) or looks
        for pair in found:
            pair.section = section
            _go_on(pair, line, lines[at + 1 : at + 7])
            yield pair


def _by_look(lines: Sequence[Line], at: int) -> list[Pair]:
    """Return the pair of a line that looks as its neighbours do: a bold name, or one before a dash."""
    (part, *rest) = lines[at].parts
    bare = _BULLET.sub("", part.text).strip()
    if rest or not bare:
        return []
    lead = part.lead.strip(" :：-–—")
    dashed = _DASH.fullmatch(bare)
    name = lead or (dashed["name"].strip() if dashed else "")
    value = _LINK.sub("", bare[len(name) :]) if lead else dashed["value"].strip() if dashed else ""
    if not value or not _is_name(name) or len(value) > MAX_LOOK or value.endswith((".", "。")):
        return []
    near = [
        line
        for line in (*lines[max(at - NEAR, 0) : at], *lines[at + 1 : at + 1 + NEAR])
        if not line.head
    ]
    alike = sum(bool(line.parts[0].lead) if lead else _is_labelled(line) for line in near)
    if len(without_asides(name).split()) > 4 or alike < 2:
        return []
    return [Pair(name, value, " ".join(bare.split()), DASHED if lead else LOOKS, part.box)]


def _is_labelled(line: Line) -> bool:
    return any(_split(part.text) for part in line.parts)


def _lists(line: Line, below: Line) -> bool:
    """Return whether the line is a head over what the product is made of."""
    alone = len(line.parts) == len(below.parts) == 1
    return (
        alone and bool(_MADE_OF.fullmatch(line.text)) and len(re.split("[,，、]", below.text)) > 3
    )


def _go_on(pair: Pair, line: Line, following: Sequence[Line]) -> None:
    """Let a value that breaks off go on with the words right below it."""
    last = next((part for part in line.parts if part.text.endswith(pair.value)), None)
    if last is None or len(pair.value) < 12:
        return
    for below in following:
        part = next((part for part in below.parts if _is_below(part.box, last.box)), None)
        if part is None:
            continue  # a line of another column, a little higher or lower
        if _split(part.text) or _BULLET.match(part.text):
            return
        # Words that reach the right margin go on below, as do those that end amid a sentence.
        reaches = last.box is not None and last.box[2] >= MARGIN
        if not reaches and not _breaks_off(pair.value, part.text):
            return
        pair.value += f" {part.text.strip()}"
        pair.quote += f" {part.text.strip()}"
        pair.joined = True
        pair.box = frame([pair.box, part.box])
        last = part


def _is_below(box: Box | None, above: Box | None) -> bool:
    if box is None or above is None:
        return False
    height = above[3] - above[1]
    return abs(box[0] - above[0]) < 0.03 and 0 <= box[1] - above[3] + 0.3 * height < 1.2 * height


def _breaks_off(value: str, following: str) -> bool:
    """Return whether the words below go on: the line ended amid a sentence, and no pair begins."""
    amid = value.endswith(
        (",", "，", "、", "(", "/", "&", " and", " or", " with", " of", " und", " mit")
    )
    return amid or following[:1].islower() or following[:1] in "(（"


def text_pairs(text: str, *, confidence: int = LABELLED) -> list[Pair]:
    """Return the pairs of a cell's or a paragraph's lines."""
    lines = [Line([Part(line)]) for line in text.split("\n") if line.strip()]
    found = list(line_pairs(lines))
    for pair in found:
        pair.confidence = min(pair.confidence, confidence)
    return found


def _pairs_of(line: Line, below: Line | None) -> Iterator[Pair]:
    parts = parted(line.parts)
    at = 0
    while at < len(parts):
        part = parts[at]
        following = parts[at + 1] if at + 1 < len(parts) else None
        name = part.text.rstrip()
        if name.endswith((":", "：")) and _is_name(name):
            taken = following or (below.parts[0] if below and not below.head else None)
            if taken and _is_value(taken.text, alone=not following):
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


def _is_value(text: str, *, alone: bool) -> bool:
    """Return whether the words can be the value of a label before them, or on the line above."""
    if text.rstrip().endswith((":", "：")) or _split(text) or _BULLET.match(text):
        return False
    return not alone or (len(text) <= 60 and ":" not in text and not text.endswith("."))


def _stands_apart(name: Part, value: Part) -> bool:
    if not is_label(name.text) or ":" in name.text or name.text[0].islower():
        return False
    if not is_known(name.text) and not is_measure(value.text):
        return False
    return not value.text[0].islower() and _is_value(value.text, alone=False)


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
    return [piece for words in _signed(text) for piece in apart(words)]


def _signed(text: str) -> list[str]:
    """Return the words cut at the signs between pairs."""
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
    if len(text) > MAX_PAIR:
        return None
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
            if _is_prose(name, value):
                return None
            return name, value, confidence
        if (
            is_known(name)
            and len(without_asides(name).split()) <= 4
            and _is_short(value, figures=pattern is _BARE)
        ):
            return name, value, confidence
    return None


def _is_prose(name: str, value: str) -> bool:
    """Return whether the colon stands amid sentences rather than after a label."""
    sentences = value.endswith(".") or ". " in value
    return not is_known(name) and sentences and len(value.split()) > 5


def _is_name(text: str) -> bool:
    name = text.rstrip(":： ").strip()
    if not is_label(name) or is_boilerplate(name) or re.search(r"[。！？]|\w{5}\. ", name):
        return False
    # Amid a sentence: it begins small, or a bracket was opened before it.
    begins = not name[0].islower() or len(without_asides(name).split()) <= 2 or is_known(name)
    return begins and name.count("(") == name.count(")")


def _is_short(value: str, *, figures: bool) -> bool:
    """Return whether the words could be a value where no colon says so."""
    if figures:
        return is_measure(value) or is_amount(value)
    return len(value) <= 80 and not value.endswith((".", "。"))
