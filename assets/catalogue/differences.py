"""What a row would change of a product that is there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from assets.catalogue.rows import Parsed
from assets.catalogue.texts import folded, normal

Key = tuple[str, str]


class Known(NamedTuple):
    """A fact as it is: its words, and the unit after them."""

    attribute: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Present:
    """A product as it is."""

    fields: Mapping[str, Any]
    facts: Mapping[Key, Known]


@dataclass(slots=True)
class Difference:
    """What is to be another.

    was, said: field, or fact by its label → what it says now; None when it says nothing.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    facts: list[Key] = field(default_factory=list)
    was: dict[str, Any] = field(default_factory=dict)
    said: dict[str, str | None] = field(default_factory=dict)

    @property
    def before(self) -> dict[str, dict[str, Any]]:
        """Return what it says now, as it is kept with a row."""
        return {"fields": self.was, "facts": self.said}

    def __bool__(self) -> bool:
        return bool(self.fields or self.facts)


def between(row: Parsed, present: Present) -> Difference:
    """Return what the row says otherwise than the product. What it leaves empty stays."""
    found = Difference()
    for name, value in row.fields.items():
        now = present.fields.get(name)
        if not _same(now, value) and not (name == "sku" and _same_sku(now, value)):
            found.fields[name] = value
            found.was[name] = now if now != "" else None
    if "price_minor" in found.fields or "currency" in found.fields:
        # A price is one with its currency.
        for name in ("price_minor", "currency"):
            found.fields[name] = row.fields[name]
            found.was[name] = present.fields.get(name) or None
    for key, fact in row.facts.items():
        known = present.facts.get(key)
        if known is None or (normal(known.value), known.unit) != (fact.value, fact.unit):
            found.facts.append(key)
            found.said[label(fact.attribute, fact.language)] = (
                shown(known.value, known.unit) if known else None
            )
    return found


def label(attribute: str, language: str) -> str:
    """Return what a fact is called in lists of changes."""
    return f"{attribute} ({language})" if language else attribute


def shown(value: str, unit: str) -> str:
    """Return a fact's words with its unit."""
    return f"{value} {unit}".strip()


def _same(now: Any, then: Any) -> bool:
    if isinstance(now, str) and isinstance(then, str):
        return " ".join(normal(now).split()) == then
    return bool(now == then)


def _same_sku(now: Any, then: Any) -> bool:
    return isinstance(now, str) and folded(now) == folded(str(then))
