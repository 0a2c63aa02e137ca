"""From facts as they were typed to points that can be said in one language."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from generation.providers.base import KnownFact
from generation.writing import units
from generation.writing.labels import folded, in_chinese, in_english
from generation.writing.points import Point
from generation.writing.topics import SIDES, is_internal, theme_of, topic_of, truth

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2}")
MONEY = re.compile(r"[$€£¥￥]\s?\d|\d\s*(?:USD|EUR|GBP|CNY|RMB|元|块钱)\b", re.IGNORECASE)
# What reads the same in every language: USB-C, E14 LED, IPX7, 5.3, 18/8.
NEUTRAL = re.compile(r"^(?:[A-Z0-9][A-Z0-9./+&-]*|[\d.,/×x+-]+)(?: (?:[A-Z0-9][A-Z0-9./+&-]*))*$")
LETTERS = re.compile(r"[A-Z]+")
LONGEST_SIGN = 3  # letters: SPF, USB, LED
SHOUTED = 5  # letters; shorter words in capitals are mostly signs
MARKS = re.compile(r"[™®©†‡]")
# Said together: a side alone says little, and hot and cold belong to one flask.
WARM_AND_COLD = ("cold", "hot")


def points_of(facts: Sequence[KnownFact], *, language: str) -> list[Point]:
    """Return what can be said in the language, each thing once, in the order it was typed."""
    known = [_cleaned(fact) for fact in facts]
    own, others = _by_language([fact for fact in known if _is_sayable(fact)], language)
    points: list[Point] = []
    seen: set[str] = set()
    for fact in (*own, *others):
        key = _key(fact)
        point = _point(fact, language=language) if key not in seen else None
        if point is not None:
            seen.add(key)
            points.append(point)
    order = {fact.attribute: place for place, fact in reversed(list(enumerate(known)))}
    points.sort(key=lambda point: order.get(point.attributes[0], len(order)))
    return _together(_together(points, SIDES, "dimensions"), WARM_AND_COLD, "keeps")


def is_chinese(text: str) -> bool:
    return HAN.search(text) is not None


def calmed(text: str) -> str:
    """Return shouted words in small letters; signs such as USB and IPX7 stay as they are."""
    if not text.isupper() or not any(len(word) >= SHOUTED for word in LETTERS.findall(text)):
        return text
    return text[:1] + text[1:].lower()


def tidy(text: str) -> str:
    """Return the text on one line, without pictures, marks and control signs."""
    shown = "".join(sign for sign in MARKS.sub("", text) if _is_shown(sign))
    return re.sub(r"\s+", " ", shown).strip()


def _is_shown(sign: str) -> bool:
    if sign in "°√✓✗" or sign.isspace():
        return True
    return unicodedata.category(sign) not in ("So", "Cc", "Cf", "Cs", "Co", "Cn", "Sk")


def _cleaned(fact: KnownFact) -> KnownFact:
    value = calmed(tidy(fact.value)).strip(" ,;，；、").rstrip(".。")
    return KnownFact(fact.attribute, value, tidy(fact.unit), fact.language.strip().lower()[:2])


def _is_sayable(fact: KnownFact) -> bool:
    if not any(sign.isalnum() for sign in fact.value) and truth(fact.value) is None:
        return False
    if not any(sign.isalnum() for sign in fact.attribute) or is_internal(fact.attribute):
        return False
    return MONEY.search(f"{fact.value} {fact.unit}") is None


def _by_language(
    facts: Sequence[KnownFact], language: str
) -> tuple[list[KnownFact], list[KnownFact]]:
    """Return the language's own facts, and those of no language or of words that need none."""
    own, others = [], []
    for fact in facts:
        spoken = fact.language or _language_of(fact)
        if spoken == language[:2]:
            own.append(fact)
        elif not spoken or NEUTRAL.match(fact.value):
            others.append(fact)
    return own, others


def _language_of(fact: KnownFact) -> str:
    """Return the language of a fact that was typed without saying; numbers have none."""
    if units.quantity(fact.value, fact.unit) is not None or truth(fact.value) is not None:
        return ""
    if is_chinese(fact.value):
        return "zh"
    if NEUTRAL.match(fact.value) or not LATIN.search(fact.value):
        return ""
    return "en"


def _key(fact: KnownFact) -> str:
    """Return the same for an attribute and its translation."""
    name = folded(fact.attribute)
    return in_chinese(name) or in_chinese(in_english(name)) or name


def _point(fact: KnownFact, *, language: str) -> Point | None:
    label = _label(fact.attribute, language=language)
    if not label:
        return None
    said = truth(fact.value) if not fact.unit else None
    if said is not None:
        topic = "yes" if said else "no"
        return Point((fact.attribute,), topic, label, "", theme_of(topic))
    amount = units.quantity(fact.value, fact.unit)
    topic = topic_of(fact.attribute, amount)
    in_words: Callable[[units.Quantity], str] = units.english if language == "en" else units.chinese
    value = in_words(amount) if amount else " ".join((fact.value, fact.unit)).strip()
    return Point((fact.attribute,), topic, label, value, theme_of(topic), amount)


def _label(attribute: str, *, language: str) -> str:
    name = calmed(tidy(attribute).strip(" :：?？"))
    if name.isupper() and len(name) > LONGEST_SIGN and in_chinese(name):
        name = name.capitalize()
    if language == "en":
        return in_english(name) if is_chinese(name) else name
    return name if is_chinese(name) else in_chinese(name)


def _together(points: Sequence[Point], topics: Sequence[str], name: str) -> list[Point]:
    """Merge the points of these topics into one, at the place of the first."""
    parts = {point.topic: point for point in reversed(points) if point.topic in topics}
    merged = sorted(parts.values(), key=lambda point: topics.index(point.topic))
    if not merged:
        return list(points)
    whole = Point(
        attributes=tuple(point.attributes[0] for point in merged),
        topic=name,
        label="",
        value="",
        theme=theme_of(name),
        parts=tuple((point.topic, point.value) for point in merged),
    )
    left = [
        replace(point, topic="figure") if point.topic in topics else point
        for point in points
        if point not in merged
    ]
    place = min(points.index(point) for point in merged)
    return [*left[:place], whole, *left[place:]] if place <= len(left) else [*left, whole]
