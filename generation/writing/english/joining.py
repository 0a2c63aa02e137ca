"""Which points belong in one English sentence, and how they are joined there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from generation.writing.points import Point
from generation.writing.wordlists import words

# Points that share a letter can be said in one breath: making, size, drink, battery, light, skin,
# parts, parcel.
KIN = {
    "material": "mo", "craft": "m", "firing": "m", "colour": "m", "origin": "mx", "dimensions": "s",
    "weight": "s", "count": "so", "fits": "o", "load": "s", "capacity": "skcm", "content": "sx",
    "keeps": "k", "yes": "kcinlm", "battery": "b", "charging": "b", "port": "b", "connection": "bn",
    "power": "l", "light": "l", "warmth": "l", "ingredient": "i", "texture": "i", "ph": "i",
    "scent": "i", "audience": "i", "packaging": "ix", "contents": "x", "warranty": "x",
    "shelf": "x", "opened": "xi", "directions": "", "part": "po", "detail": "p", "figure": "p", "purpose": "c",
}  # fmt: skip
BOUND = re.compile(r"[\w-]+")
LIGHT = words(
    "a an the of and in on at by for from with it is are its their up to has have or as that"
    " mm cm across tall high wide m g kg ml l hours minutes hour inch inches"
)
ADVERBIAL = re.compile(r"^(?:in|at) ")
COMES_LAST = re.compile(r"^(?:\d|[A-Z])")
HEAVY = re.compile(r",| and | then | that | to look ")
# After these a phrase without "with" still belongs to the product.
FIRM = words("material craft firing dimensions weight capacity keeps light power")
INSIDE = words("material craft firing lining ingredient colour origin audience")
LONGEST_INSIDE = 36
THREE = 3
LONGEST = 105  # characters of all values in a sentence
LONG_VALUE = 46  # a longer phrase does not stand before the subject


@dataclass(frozen=True, slots=True)
class Told:
    """A point's phrases with everything filled in; those it does not have are empty."""

    point: Point
    does: str
    apart: str
    own: str
    value: str

    @property
    def is_simple(self) -> bool:
        """Return whether something can follow without the sentence losing its thread."""
        return not HEAVY.search(self.does)

    @property
    def can_begin(self) -> bool:
        fits = len(self.apart) <= LONG_VALUE and "," not in self.apart
        if self.point.topic == "yes":  # "Foldable, they ..." limps; two of them do not
            fits = fits and len(self.point.parts) > 1
        return bool(self.apart) and fits and not ADVERBIAL.match(self.apart)

    @property
    def can_stand_inside(self) -> bool:
        is_firm = self.point.topic in INSIDE
        return self.can_begin and is_firm and len(self.apart) <= LONGEST_INSIDE

    @property
    def can_end(self) -> bool:
        return bool(self.apart) and self.point.topic != "yes" and not COMES_LAST.match(self.apart)


def _may_end(first: Told, second: Told) -> bool:
    """Return whether the second can close a sentence without clinging to the wrong word."""
    if not first.does or not second.can_end or "," in first.does or " that " in first.does:
        return False
    is_loose = not second.apart.startswith(("with ", "in ", "at "))
    return _differ(first.does, second.apart) and not (is_loose and first.point.topic not in FIRM)


def are_kin(first: Point, second: Point) -> bool:
    """Return whether both are about the same side of the product."""
    return bool(set(KIN.get(first.topic, "")) & set(KIN.get(second.topic, "")))


def ways_for(told: Sequence[Told]) -> list[str]:
    """Return all sentences that hold these: {S}, {s} for the subject, the phrases filled in.

    A verb stands after its subject as {S} verb, so that "it is" can become "it's".
    """
    if sum(len(one.value) for one in told) > LONGEST:
        return []
    return [way for order in permutations(told) for way in _in_order(order)]


def _in_order(told: Sequence[Told]) -> Iterator[str]:
    if len(told) == 2:
        yield from _two(*told)
    if len(told) == 3:
        yield from _three(*told)


def _two(first: Told, second: Told) -> Iterator[str]:
    if (first.point.topic, second.point.topic) == ("port", "charging"):
        yield f"{{S}} {first.does} in {second.value}."
        yield f"A full charge over {first.value} takes {second.value}."
    if _may_begin(first, second):
        yield f"{_capital(first.apart)}, {{s}} {second.does}."
        if first.can_stand_inside:
            yield f"{{N}}, {first.apart}, {second.does}."
    if _may_end(first, second):
        yield f"{{S}} {first.does}, {second.apart}."
    if first.does and second.does and _differ(first.does, second.does):
        if first.is_simple:
            yield f"{{S}} {_both(first, second)}."
        else:
            yield f"{{S}} {first.does}, and {{it}} {second.does}."
    yield from _with_own(first, second)


def _with_own(first: Told, second: Told) -> Iterator[str]:
    for begins, start in ((first.own, ""), (first.does, "{S} ")):
        if begins and second.own and "," not in begins and _differ(begins, second.own):
            yield f"{start}{begins if start else _capital(begins)}, and {second.own}."


def _three(first: Told, second: Told, third: Told) -> Iterator[str]:
    if not second.does or not second.is_simple:
        return
    if third.does and _may_begin(first, second) and _differ(first.apart, second.does, third.does):
        yield f"{_capital(first.apart)}, {{s}} {_both(second, third)}."
        if first.can_stand_inside:
            yield f"{{N}}, {first.apart}, {_both(second, third)}."
    if _may_end(second, third) and _may_begin(first, second) and _differ(first.apart, third.apart):
        yield f"{_capital(first.apart)}, {{s}} {second.does}, {third.apart}."
    if first.does and first.is_simple and _differ(first.does, second.does):
        if _may_end(second, third) and _differ(first.does, third.apart):
            yield f"{{S}} {_both(first, second)}, {third.apart}."
        verbs = {one.does.split(" ", 1)[0] for one in (first, second, third)}
        if third.does and len(verbs) == THREE and _differ(first.does, second.does, third.does):
            yield f"{{S}} {first.does}, {second.does} and {third.does}."


def _both(first: Told, second: Told) -> str:
    return f"{first.does} and {shared(first.does, second.does)}"


def _may_begin(first: Told, second: Told) -> bool:
    return first.can_begin and bool(second.does) and _differ(first.apart, second.does)


def shared(first: str, second: str) -> str:
    """Return the second phrase without the verb both share: "is round and leak-proof"."""
    if HEAVY.search(second):  # "is made for walks and vegan and light" would not be understood
        return second
    verb, _, rest = second.partition(" ")
    return rest if verb in ("is", "are", "has", "have") and first.startswith(f"{verb} ") else second


def _differ(*phrases: str) -> bool:
    """Return whether no word of weight stands in two of the phrases."""
    seen: set[str] = set()
    for phrase in phrases:
        found = {word for word in BOUND.findall(phrase.lower()) if not word[0].isdigit()} - LIGHT
        found |= {"with"} & set(phrase.split())
        if seen & found:
            return False
        seen |= found
    return True


def _capital(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text if any(sign.isupper() for sign in first[1:]) else text[:1].upper() + text[1:]
