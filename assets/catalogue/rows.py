"""What one row of a sheet says of a product, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assets import texts
from assets.catalogue.amounts import PriceWrong, currency_of, price_of
from assets.catalogue.meanings import FACT, IGNORE, Meaning
from assets.catalogue.texts import ERRORS, folded, normal, plain

LENGTHS = {"sku": 64, "name": 120, "name_zh": 120, "brand": 80, "category": 80}
MAX_VALUE = 300
MAX_FACTS = 200
# Noted when the sheet was read: only a person can say what stands there.
UNREAD = "formula-without-value"

Problem = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """A fact that a cell states. column: index, as text."""

    attribute: str
    value: str
    unit: str
    language: str
    column: str

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same fact of a product."""
        return folded(self.attribute), self.language


@dataclass(slots=True)
class Parsed:
    """A row as the mapping reads it. fields: what is written of the product, by its field."""

    sku: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    facts: dict[tuple[str, str], Found] = field(default_factory=dict)
    photos: str = ""
    photos_column: str = ""
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, column: str, code: str, **data: Any) -> None:
        """Note that a cell is wrong."""
        self.problems.append({"column": column, "code": code, "data": data})


@dataclass(frozen=True, slots=True)
class Plan:
    """A mapping made ready for many rows. columns: meaning → index, of the fields."""

    columns: Mapping[str, str]
    facts: tuple[tuple[str, Meaning], ...]
    price_currency: str
    currency: str

    @classmethod
    def of(cls, mapping: Mapping[str, Mapping[str, Any]], *, currency: str) -> "Plan":
        """Return the plan of a mapping. currency: of prices that name none."""
        told = {index: Meaning.of(given) for index, given in mapping.items()}
        fields = {
            one.means: index for index, one in told.items() if one.means not in (FACT, IGNORE)
        }
        facts = sorted((int(index), one) for index, one in told.items() if one.means == FACT)
        price = told.get(fields.get("price", ""))
        return cls(
            fields,
            tuple((str(index), one) for index, one in facts),
            price.unit if price else "",
            currency,
        )


def read(cells: Mapping[str, str], plan: Plan, *, unread: frozenset[str] = frozenset()) -> Parsed:
    """Return what a row says. unread: columns whose formula has no result in the file."""
    row = Parsed()
    used = {*plan.columns.values(), *(index for index, _ in plan.facts)}
    for index in sorted(unread & used, key=int):
        row.wrong(index, UNREAD)
    values = {
        index: normal(plain(text))
        for index in used
        if (text := _sound(row, index, cells)) is not None
    }
    for name, most in LENGTHS.items():
        _take_text(row, name, values.get(plan.columns.get(name, ""), ""), plan, most)
    _take_price(row, values, plan)
    _take_facts(row, values, plan)
    row.photos_column = plan.columns.get("photos", "")
    row.photos = values.get(row.photos_column, "")
    return row


def _sound(row: Parsed, index: str, cells: Mapping[str, str]) -> str | None:
    text = cells.get(index, "")
    if text in ERRORS:
        row.wrong(index, "cell-error", value=text)
        return None
    return text


def _take_text(row: Parsed, name: str, text: str, plan: Plan, most: int) -> None:
    column = plan.columns.get(name)
    if len(text) > most and column is not None:
        row.wrong(column, "text-too-long", length=len(text), max=most)
        return
    if name == "sku":
        row.sku = text = texts.tidy_sku(text)
    if text:
        row.fields[name] = text if name == "sku" else " ".join(text.split())


def _take_price(row: Parsed, values: Mapping[str, str], plan: Plan) -> None:
    price_at, currency_at = plan.columns.get("price", ""), plan.columns.get("currency", "")
    text, code = values.get(price_at, ""), values.get(currency_at, "")
    if code:
        try:
            code = currency_of(code, otherwise=plan.currency)
        except PriceWrong as wrong:
            row.wrong(currency_at, wrong.code, **wrong.data)
            return
    if not text:
        return
    try:
        price = price_of(text, currency=code or plan.price_currency, otherwise=plan.currency)
    except PriceWrong as wrong:
        row.wrong(price_at, wrong.code, **wrong.data)
        return
    row.fields["price_minor"], row.fields["currency"] = price.minor, price.currency


def _take_facts(row: Parsed, values: Mapping[str, str], plan: Plan) -> None:
    for index, told in plan.facts:
        text = values.get(index, "")
        if not text:
            continue
        found = Found(told.attribute, text, told.unit, told.language, index)
        if len(text) > MAX_VALUE:
            row.wrong(index, "text-too-long", length=len(text), max=MAX_VALUE)
        elif found.key in row.facts:
            row.wrong(index, "fact-twice", attribute=told.attribute)
        else:
            row.facts[found.key] = found
    if len(row.facts) > MAX_FACTS:
        row.wrong(plan.facts[0][0], "facts-too-many", max=MAX_FACTS)
