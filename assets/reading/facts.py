"""Makes proposed facts of what a document says: tidy names, values with units, no doubles."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from typing import Any

from assets.reading.blocks import Box, Grid, Line, Page, rounded
from assets.reading.furniture import without_furniture
from assets.reading.grids import Several, Subject, grid_pairs
from assets.reading.pairs import Pair, line_pairs
from assets.reading.raised import without_marks
from assets.reading.sections import name_by_section
from assets.reading.shapes import part_played
from assets.reading.sureness import sure_of
from assets.reading.units import is_amount, is_unit, split_unit, take_unit
from assets.reading.wording import (
    CELL_WORDS,
    is_boilerplate,
    is_chinese,
    is_label,
    is_sentence,
    is_signed,
    is_wholly_known,
    language_of,
    two_languages,
    usual_language,
)

FEW = 3
MAX_NAME, MAX_VALUE, MAX_QUOTE, MAX_FACTS = 80, 300, 400, 500
CONFLICT, DISPUTED = 20, 65
_HEADS = {
    "description",
    "value",
    "values",
    "details",
    "specification",
    "specifications",
    "描述",
    "值",
}
_FOOTNOTE = re.compile(r"(?:\s*(?:\[\d{1,2}\]|\(\d{1,2}\)|\^\d))+$")
_EMPTY = re.compile(
    r"(?:[-–—/\\.*]+|n/?a|tbd|tbc|null|k\.?\s?a\.?|待定|暂无|见下表|[xX✓✔√●○]|\?+)",
    re.IGNORECASE,
)


# That something has none is said of what it might have, and never of a size or a number it must have.
_NONE = re.compile(
    r"none|without|无|没有|keine?r?s?|ohne|sans|aucune?|senza|nessun[oa]?|ninguno|ninguna",
    re.IGNORECASE,
)
_ALWAYS = re.compile(
    r"\b(?:weight|size|dimensions?|width|height|length|depth|diameter|thickness|volume|capacity|power|voltage|price|"
    r"code|no|number|nr|sku|ean|gtin|upc|model|article|ref|reference|name|brand|material|colou?rs?|date|origin|gewicht|maße|"
    r"breite|höhe|länge|modell|marke|farbe|poids|couleur)\b|尺寸|规格|重量|净重|毛重|长度|宽度|高度|容量|功率|电压|型号|货号|编号|"
    r"编码|条码|名称|品名|品牌|材质|颜色|产地|日期",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Found:
    """One proposed fact. Its value is among the words of its quote, as they stand there."""

    attribute: str
    value: str
    unit: str
    language: str
    page: int | None
    sheet: str
    cell: str
    quote: str
    box: list[float] | None
    confidence: int


def facts_of(
    pages: Iterable[Page], text: str, subject: Subject
) -> tuple[list[dict[str, Any]], bool]:
    """Return the facts the pages state, and whether tables speak of several products."""
    usual, chinese = usual_language(text), is_chinese(text)
    many = Several.NO
    found: list[Found] = []
    stated: list[tuple[Pair, Page]] = []
    for page in pages:
        if page.hidden:
            continue
        pairs, several = _pairs(page, subject)
        many = max(many, several)
        stated.extend((pair, page) for pair in without_furniture(pairs))
    name_by_section([pair for pair, _ in stated])
    for pair, page in stated:
        found.extend(_facts(pair, page, usual, chinese=chinese))
    settled = _settled(found)[:MAX_FACTS]
    # A product's sheet may end with the numbers and colours it is ordered by.
    one = many is Several.VARIANTS and len(settled) >= FEW
    return [asdict(fact) for fact in settled], bool(many) and not one


def _pairs(page: Page, subject: Subject) -> tuple[list[Pair], Several]:
    """Return what the page's lines and tables say; a line over a table is its section."""
    pairs: list[Pair] = []
    many = Several.NO
    section = ""
    for is_grid, blocks in groupby(page.blocks, key=lambda block: isinstance(block, Grid)):
        if not is_grid:
            lines = [block for block in blocks if isinstance(block, Line)]
            pairs.extend(line_pairs(lines))
            last = lines[-1]
            section = last.text if last.head or (len(last.text) < 40 and not last.named) else ""
            continue
        for block in blocks:
            if isinstance(block, Grid):
                found, several = grid_pairs(block, subject)
                many = max(many, several)
                pairs.extend(replace(pair, section=pair.section or section) for pair in found)
    # Beside a table of many products, a table of one row is of one of them: whose is not said.
    return [pair for pair in pairs if many is not Several.PRODUCTS or not pair.alone], many


def _facts(pair: Pair, page: Page, usual: str, *, chinese: bool) -> Iterator[Found]:
    """Yield the pair's fact; two when it says the same in two languages; none when it is none."""
    name, unit = take_unit(_tidy(pair.name))
    value = without_marks(" ".join(pair.value.split()))
    own = split_unit(value)
    if own.unit:
        value, unit = own
    elif not is_amount(value):
        unit = ""
    unit = unit or (pair.unit if is_amount(value) else "")
    labels = two_languages(name, freely=True)
    words = two_languages(without_marks(pair.value.strip()), freely=labels is not None)
    if words is not None:
        values = [" ".join(word.split()) for word in words]
        names = list(labels or (name, name))
    else:
        language = language_of(value, usual)
        values = [value]
        own_words = language == "zh" or (not language and chinese)
        names = [labels[0 if own_words else 1] if labels else name]
    cut = words is not None and not is_signed(pair.value.strip())
    for attribute, said in zip(names, values, strict=True):
        fact = _found(pair, page, attribute=_tidy(attribute), value=said, unit=unit)
        if fact is not None:
            fact.confidence = sure_of(pair, fact.attribute, value=said, unit=unit, cut=cut)
            fact.language = language_of(said, usual)
            yield fact


def _found(pair: Pair, page: Page, *, attribute: str, value: str, unit: str) -> Found | None:
    if (
        not is_label(attribute, words=CELL_WORDS)
        or len(attribute) > MAX_NAME
        or not value
        or len(value) > MAX_VALUE
    ):
        return None
    if is_sentence(value) and not is_wholly_known(attribute):
        return None
    if part_played(attribute) and part_played(value):
        return None  # a table's headings
    if is_boilerplate(attribute, value) or _EMPTY.fullmatch(value) or value.casefold() in _HEADS:
        return None
    if attribute == value or is_unit(value):
        return None
    if _NONE.fullmatch(value) and _ALWAYS.search(attribute):
        return None
    box: Box | None = pair.box
    return Found(
        attribute=attribute,
        value=value,
        unit=unit,
        language="",
        page=None if page.sheet else page.number,
        sheet=page.label if page.sheet else "",
        cell=pair.cell,
        quote=_quote(pair.quote, value),
        box=rounded(box),
        confidence=pair.confidence,
    )


def _quote(words: str, value: str) -> str:
    """Return the words around the value, as many as a proposal keeps."""
    words = " ".join(words.split())
    if len(words) <= MAX_QUOTE:
        return words
    at = max(words.rfind(value), 0)
    begin = max(min(at + len(value) - MAX_QUOTE + 20, at), 0)
    return words[begin : begin + MAX_QUOTE]


def _tidy(name: str) -> str:
    """Return the name without its colon, its bullet and the marks of footnotes."""
    name = " ".join(name.split()).strip("•●▪■◆·*-–— ")
    name = re.sub(r"^\(?\d{1,2}[.)、]\s*", "", name)
    bare = without_marks(_FOOTNOTE.sub("", name.rstrip(":：;； ")))
    return _FOOTNOTE.sub("", bare).rstrip(":： ")


def _settled(found: list[Found]) -> list[Found]:
    """Say each fact once, by where it is surest; of two that disagree, both, and neither sure."""
    once: dict[tuple[str, str, str, str], Found] = {}
    for fact in found:
        key = (_folded(fact.attribute), fact.language, _folded(fact.value), fact.unit)
        if key not in once or once[key].confidence < fact.confidence:
            once[key] = fact
    said: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for fact in once.values():
        said[_folded(fact.attribute), fact.language].append(fact)
    for facts in said.values():
        for fact in facts if len(facts) > 1 else ():
            fact.confidence = max(min(fact.confidence - CONFLICT, DISPUTED), 10)
    return list(once.values())


def _folded(text: str) -> str:
    return "".join(text.casefold().split())
