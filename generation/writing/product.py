"""The product as the sentences speak of it: its name, its noun, its group."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from generation.providers.base import Subject
from generation.writing.chinese.values import spaced
from generation.writing.groups import (
    ALWAYS_MANY,
    CALLED,
    CATEGORIES,
    COMMON,
    GROUP_OF_CHINESE,
    GROUP_OF_ENGLISH,
)
from generation.writing.points import Point
from generation.writing.reading import calmed, is_chinese, tidy

TAIL = re.compile(r"[\s,，(（]+\d[\d.,]*\s?[^\s\d]{0,4}[)）]?$")
LIKE_A_WORD = re.compile(r"^[A-Z][a-z]+(?:ed|-[a-z]+)$")  # Dotted, Straight-leg
SHORT_WORD = 2
SINGULAR = ("ss", "us", "is")  # glass, nautilus, iris
NAMELESS = "Product"
CUT = re.compile(r"\s+(?:for|with|in|of|from|by|and|–|-|\|)\s|[,(|]")


@dataclass(frozen=True, slots=True)
class Named:
    """A product's names in one language.

    full: as it is titled. short: without the quantity that a fact says anyway. noun: what it is
    (mug, 马克杯), empty when that cannot be told. named: the noun phrase with its article, for the
    middle of a sentence.
    """

    full: str
    short: str
    noun: str
    named: str
    brand: str
    category: str
    group: str
    many: bool
    family: str = ""


def named(subject: Subject, points: Sequence[Point], *, language: str) -> Named:
    """Return what the product is called in the language."""
    english, chinese = calmed(tidy(subject.name)), tidy(subject.name_zh)
    if not re.search(r"\w", english):  # a name of signs alone cannot be said
        english = chinese or tidy(subject.category) or tidy(subject.brand) or NAMELESS
    full = english if language == "en" else spaced(chinese) or english
    short = _without_quantity(full, points)
    category = tidy(subject.category)
    reads = _english if not is_chinese(full) else _chinese
    noun, group = reads(short)
    other = _chinese(chinese)[1] or _english(english)[1]
    group = group or _group_of(category) or other or "thing"
    brand = tidy(subject.brand)
    is_unknown = noun not in GROUP_OF_ENGLISH and noun.endswith("s") and noun[-2:] not in SINGULAR
    many = not is_chinese(full) and (noun in ALWAYS_MANY or is_unknown)
    if language == "en" and not noun:
        noun = CALLED.get(group, "product")
        name = short
    else:
        name = _phrase(short) if language == "en" else short
    if language != "en" and not is_chinese(noun):
        noun = ""
    family = _family(noun) if language != "en" else ""
    return Named(full, short, noun, name, brand, category, group, many, family)


def _without_quantity(name: str, points: Sequence[Point]) -> str:
    tail = TAIL.search(name)
    if tail is None:
        return name
    said = {point.value.replace(" ", "").lower() for point in points if point.value}
    said_here = tail[0].strip(" ,，(（)）").replace(" ", "").lower()
    return name[: tail.start()] if said_here in said and tail.start() else name


def _english(name: str) -> tuple[str, str]:
    """Return (noun, group) of an English name: "Mug with lid" is a mug."""
    words = (CUT.split(name)[0] or name).lower().split()
    for word in reversed(words):
        for form in (word, word.removesuffix("s")):
            if form in GROUP_OF_ENGLISH and (form == word or word in ALWAYS_MANY):
                return form, GROUP_OF_ENGLISH[form]
    *_, last = words or [""]
    is_sentence_case = name[1:] == name[1:].lower() and len(words) > 1
    if is_sentence_case and last.isalpha() and len(last) > SHORT_WORD:
        return last, ""  # "Piccola espresso machine" is a machine
    return "", ""


def _chinese(name: str) -> tuple[str, str]:
    found = [noun for noun in GROUP_OF_CHINESE if noun in name]
    if not found:
        return "", ""
    noun = max(found, key=lambda one: (name.rfind(one) + len(one), len(one)))
    return noun, GROUP_OF_CHINESE[noun]


def _family(noun: str) -> str:
    """Return the shortest noun of two characters or more that the noun ends with."""
    endings = [one for one in GROUP_OF_CHINESE if noun.endswith(one) and len(one) > 1]
    return min(endings, key=len, default="")


def _group_of(category: str) -> str:
    low = category.lower()
    return next((group for word, group in CATEGORIES.items() if word in low), "")


def _phrase(name: str) -> str:
    """Return "the speckled stoneware mug"; a first word that may be a name keeps its capital."""
    first, _, rest = name.partition(" ")
    if first.lower() in ("the", "a", "an", "set", "my"):
        return name
    is_word = first.lower() in COMMON or (
        LIKE_A_WORD.search(first) and first[1:].islower() and rest
    )
    if is_word and (not rest or rest == rest.lower()):
        return f"the {first.lower()} {rest}".strip()
    return f"the {name}"
