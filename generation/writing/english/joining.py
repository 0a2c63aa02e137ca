"""Which points belong in one English sentence, and how they are joined there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from generation.writing.points import Point

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
LIGHT = frozenset(
    "a an the of and in on at by for from with it is are its their up to has have or as that"
    " mm cm m g kg ml l hours minutes hour inch inches".split()
)
ADVERBIAL = re.compile(r"^(?:in|at) ")
COMES_LAST = re.compile(r"^(?:\d|[A-Z])")
HEAVY = re.compile(r",| and | then | that | to look ")
LONGEST = 105  # characters of all values in a sentence
LONG_VALUE = 46  # a longer phrase does not stand before the subject


@dataclass(frozen=True, slots=True)
class Told:
    """A point's phrases with everything filled in; those it does not have are empty."""

    point: Point
    does: str
    apart: str
    own: str
    size: int

    @property
    def is_simple(self) -> bool:
        """Return whether something can follow without the sentence losing its thread."""
        return not HEAVY.search(self.does)

    @property
    def can_begin(self) -> bool:
        fits = len(self.apart) <= LONG_VALUE and "," not in self.apart
        if self.point.topic == "yes":  # "Foldable, they ..." limps; "BPA free and leak-proof, it ..." does not
            fits = fits and len(self.point.parts) > 1
        return bool(self.apart) and fits and not ADVERBIAL.match(self.apart)

    @property
    def can_end(self) -> bool:
        return bool(self.apart) and self.point.topic != "yes" and not COMES_LAST.match(self.apart)


def are_kin(first: Point, second: Point) -> bool:
    """Return whether both are about the same side of the product."""
    return bool(set(KIN.get(first.topic, "")) & set(KIN.get(second.topic, "")))


def ways_for(told: Sequence[Told]) -> list[str]:
    """Return all sentences that hold these: {S}, {s} for the subject, the phrases filled in.

    A verb stands after its subject as {S} verb, so that "it is" can become "it's".
    """
    if sum(one.size for one in told) > LONGEST:
        return []
    return [way for order in permutations(told) for way in _in_order(order)]


def _in_order(told: Sequence[Told]) -> Iterator[str]:
    if len(told) == 2:
        yield from _two(*told)
    if len(told) == 3:
        yield from _three(*told)


def _two(first: Told, second: Told) -> Iterator[str]:
    if first.can_begin and second.does and _differ(first.apart, second.does):
        yield f"{_capital(first.apart)}, {{s}} {second.does}."
    if first.does and second.can_end and "," not in first.does and " that " not in first.does:
        if _differ(first.does, second.apart):
            yield f"{{S}} {first.does}, {second.apart}."
    if first.does and second.does and _differ(first.does, second.does):
        if first.is_simple:
            yield f"{{S}} {first.does} and {shared(first.does, second.does)}."
        else:
            yield f"{{S}} {first.does}, and {{it}} {second.does}."
    if first.own and second.own and "," not in first.own and _differ(first.own, second.own):
        yield f"{_capital(first.own)}, and {second.own}."
    if first.does and second.own and "," not in first.does and _differ(first.does, second.own):
        yield f"{{S}} {first.does}, and {second.own}."


def _three(first: Told, second: Told, third: Told) -> Iterator[str]:
    pairs = (first.apart, second.does, third.does, third.apart)
    does = first.does and second.does and third.does
    if does and first.is_simple and second.is_simple:
        if _differ(first.does, second.does, third.does):
            verbs = {one.does.split()[0] for one in (first, second, third)}
            if len(verbs) == 3:
                yield f"{{S}} {first.does}, {second.does} and {third.does}."
    if first.can_begin and second.does and third.does and second.is_simple:
        if _differ(*pairs[:3]):
            yield f"{_capital(first.apart)}, {{s}} {second.does} and {shared(second.does, third.does)}."
    if first.can_begin and second.does and third.can_end and "," not in second.does:
        if _differ(pairs[0], pairs[1], pairs[3]):
            yield f"{_capital(first.apart)}, {{s}} {second.does}, {third.apart}."
    if first.does and second.does and third.can_end and first.is_simple and second.is_simple:
        if _differ(first.does, second.does, third.apart):
            yield f"{{S}} {first.does} and {shared(first.does, second.does)}, {third.apart}."


def shared(first: str, second: str) -> str:
    """Return the second phrase without the verb both share: "is round and leak-proof"."""
    verb, _, rest = second.partition(" ")
    return rest if verb in ("is", "are") and first.startswith(f"{verb} ") else second


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
