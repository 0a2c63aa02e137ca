"""The title: brand, name and the facts a shopper scans for, within the channels' limits."""

import re
from collections.abc import Callable, Sequence

from generation.writing import plan
from generation.writing.limits import TITLE_BYTES, TITLE_CHARACTERS, gbk_bytes
from generation.writing.points import Point
from generation.writing.reading import is_chinese
from generation.writing.speakers import Speaker

FACTS = {"short": 1, "medium": 2, "long": 4}
SCANNED = ("capacity", "content", "material", "battery", "keeps", "colour", "ingredient", "power",
           "light", "connection", "weight", "count", "yes", "figure", "detail", "part")  # fmt: skip
LONGEST_FACT = 28
# Amazon refuses these in titles; the same word may stand twice, we let it stand once.
REFUSED = re.compile(r"[!$?_{}^¬¦~#<>*|\[\]\\`]")
WORD = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]{2}")


def title(
    speaker: Speaker, points: Sequence[Point], *, length: str
) -> tuple[dict[str, str], list[Point]]:
    """Return the content and the points it says."""
    english = speaker.language == "en"
    fits = _fits_english if english else _fits_chinese
    text = _cut(_start(speaker), fits)
    used: list[Point] = []
    for point in _scanned(points, speaker):
        fact = REFUSED.sub(" ", speaker.in_title(point)).strip()
        if len(used) == FACTS[length]:
            break
        if not fact or len(fact) > LONGEST_FACT or _repeats(text, fact):
            continue
        longer = f"{text}, {fact}" if english else f"{text} {fact}"
        if fits(longer):
            text = longer
            used.append(point)
    return {"title": text}, used


def _start(speaker: Speaker) -> str:
    product = speaker.product
    name = REFUSED.sub(" ", product.full).strip()
    brand = REFUSED.sub(" ", product.brand).strip()
    if not brand or brand.lower() in name.lower():
        return name or brand
    if not name:
        return brand
    return f"{brand} {name}"


def _scanned(points: Sequence[Point], speaker: Speaker) -> list[Point]:
    able = [point for point in points if point.topic in SCANNED]
    return plan.ranked(able, speaker.dice)


def _repeats(text: str, fact: str) -> bool:
    """Return whether the title would say a word twice."""
    low, words = text.lower(), WORD.findall(fact.lower())
    return any(word in WORD.findall(low) or (is_chinese(word) and word in low) for word in words)


def _fits_english(text: str) -> bool:
    return len(text) <= TITLE_CHARACTERS


def _fits_chinese(text: str) -> bool:
    return gbk_bytes(text) <= TITLE_BYTES and len(text) <= TITLE_CHARACTERS


def _cut(text: str, fits: Callable[[str], bool]) -> str:
    """Return the text, cut at a word where it is too long."""
    if fits(text):
        return text
    while not fits(text):
        text = text[:-1]
    words = text.rsplit(" ", 1)
    return words[0] if len(words[0]) > len(text) // 2 else text
