"""Tells what shape a table has: names beside values, or names above values."""

import re
from collections.abc import Sequence

from assets.reading.blocks import Slot
from assets.reading.units import is_amount, is_measure, is_unit
from assets.reading.wording import is_known, is_label, two_languages, without_asides

Rows = list[list[Slot]]
# Names and values stand side by side a few times; a wider table has its names above.
MAX_PAIRED = 8
WIDE, FEW_ROWS = 6, 3


def word_set(text: str) -> frozenset[str]:
    """Return the words of a list written with bars between them."""
    return frozenset(text.split("|"))


KEY_HEADS = word_set(
    "item|items|parameter|parameters|attribute|attributes|property|properties|feature|features|"
    "specification|specifications|spec|specs|characteristic|characteristics|field|technical data|"
    "description|technical specification|technical specifications|product specification|product specifications|"
    "项目|参数|参数名称|属性|指标|规格参数|项目名称|参数项|技术参数|检测项目|性能|merkmal|eigenschaft|bezeichnung|technische daten|"
    "caractéristique|caractéristiques|característica|parametro|项目 item|参数 parameter|项目 items|electrical characteristics"
)
VALUE_HEADS = word_set(
    "value|values|specification|specifications|spec|details|detail|data|description|rating|ratings|"
    "result|typical value|typ|typ.|typical|min|min.|minimum|max|max.|maximum|nom|nom.|nominal|standard|"
    "requirement|maximum rating|maximum ratings|absolute maximum rating|ratings|limits|值|参数值|内容|规格|说明|数值|标准值|tipica|tipico|massimo|minimo|typique|最小值|典型值|最大值|最小|典型|最大|描述|参数|技术要求|要求|"
    "wert|werte|angabe|angaben|valeur|valor|规格 specification|值 value|内容 content"
)
BOUND_HEADS = word_set(
    "min|min.|minimum|max|max.|maximum|typ|typ.|typical|nom|nom.|nominal|tipica|tipico|massimo|minimo|typique|最小值|典型值|最大值|最小|典型|最大"
)
UNIT_HEADS = word_set(
    "unit|units|uom|u/m|unit of measure|units of measure|单位|计量单位|einheit|einheiten|maßeinheit|"
    "unité|unités|unità|unità di misura|unidad|unidades|eenheid|jednostka|単位"
)
OTHER_HEADS = word_set(
    "no|no.|nr.|nr|#|s/n|序号|编号|symbol|sym|符号|condition|conditions|test condition|test conditions|remark|remarks|"
    "note|notes|comment|comments|备注|method|test method|条件|测试条件|测试方法|检测方法|bemerkung|bemerkungen"
)
# What a column that gathers others' names under a word of its own is called.
GROUP_HEADS = word_set(
    "group|groups|category|categories|section|area|topic|class|type of data|gruppe|kategorie|bereich|abschnitt|"
    "groupe|catégorie|rubrique|gruppo|categoria|sezione|grupo|categoría|sección|"
    "组|组别|分组|分类|类别|类目|大类|模块|部分|板块"
)
# What a food's figures are said for: the first such column is read, a portion's is not.
PER_AMOUNT = re.compile(
    r"(?:(?:per|pro|je|pour|por)\s*|/\s*|每\s*)100\s*(?:g|ml|grams?|克|毫升)(?:\s*\(.*)?",
    re.IGNORECASE,
)
_PORTION = re.compile(
    r"(?:per|pro|je)\s+(?:serving|portion)\b.*|每份.*|.*(?:nrv|%\s*(?:ri|dv))\b.*|营养素参考值.*",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(?:order\s+)?(?:qty|quantity|menge|anzahl|pcs)\b.*|.*数量", re.IGNORECASE)
_PRICED = re.compile(
    r".*\b(?:price|amount|total|preis|betrag|summe)\b.*|.*(?:单价|金额|总价|合计|价格)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*[/|／\n]\s*")
GENERAL_HEADS = KEY_HEADS | VALUE_HEADS | UNIT_HEADS | OTHER_HEADS | GROUP_HEADS
_IDENTITY = re.compile(
    r"\b(?:sku|model|article|artikel\w*|item|part|product|variant|code|ean|gtin|upc|ref|name|bezeichnung|"
    r"modell|modèle|référence)\b|型号|货号|款号|品名|名称|产品|商品|编码|条码",
    re.IGNORECASE,
)
_ORDERED = re.compile(
    r"(?:(?:order|article|art|artikel|item|part|style|product|model|ref|reference|commande|bestell|customs|hs)\W*)?"
    r"(?:no|nr|nos|num|number|code|ref|reference|nummer|sku|style|model|article)\.?|artikel\w*|bestell\w*|modell|"
    r"ean(?:[- ]?(?:13|8|code))?|gtin|upc|bar ?code|colou?rs?|colou?r ?ways?|colou?r (?:name|code)|finish|shade|farben?|farbcode|"
    r"couleurs?|colore|color|sizes?|größen?|taille|version|variant|variante|ausführung|"
    r"(?:(?:order|min|unit|retail|wholesale|carton)\W*)?(?:qty|quantity|menge|pcs|moq|price|preis)\b.*|rrp\b.*|msrp\b.*|uvp\b.*|"
    r"wholesale|stock|availability|lieferbar|(?:pcs|pack|packing unit|ve|packaging unit)(?:\s*[/ ].*)?|"
    r"型号|货号|款号|编号|订货号|条码|条形码|颜色|色号|花色|尺码|规格|版本|数量|装箱数|单价|价格|零售价|起订量|库存",
    re.IGNORECASE,
)
CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9\-_/.+#]*")


def own(row: Sequence[Slot]) -> list[int]:
    """Return the columns in which the row has words of its own."""
    return [at for at, slot in enumerate(row) if slot.text and not slot.covered]


def tidy(rows: Rows) -> Rows:
    """Return the table without empty rows and columns, every row as wide as the widest."""
    width = max((len(row) for row in rows), default=0)
    full = [[*row, *(Slot("") for _ in range(width - len(row)))] for row in rows]
    full = [row for row in full if own(row)]
    used = [at for at in range(width) if any(row[at].text and not row[at].covered for row in full)]
    return [[row[at] for at in used] for row in full]


def naming(text: str) -> float:
    """Return how much the words look like an attribute's name, 0 to 1."""
    if not text or is_measure(text) or is_amount(text) or not is_label(text):
        return 0.0
    if CODE.fullmatch(text):
        return 0.1
    return 1.0 if is_known(text) else 0.6


def _is_counted(text: str) -> bool:
    return is_amount(text) or is_measure(text)


def mean(points: Sequence[float]) -> float:
    """Return the mean, 0 of nothing."""
    return sum(points) / len(points) if points else 0.0


def column_naming(rows: Rows, column: int) -> float:
    """Return how much a column's own words look like names."""
    texts = [row[column].text for row in rows if row[column].text and not row[column].covered]
    return mean([naming(text) for text in texts]) * (
        0.5 + 0.5 * len(set(texts)) / max(len(texts), 1)
    )


def row_naming(row: Sequence[Slot]) -> float:
    """Return how much a row's own words look like names."""
    texts = [row[at].text for at in own(row)]
    return mean([naming(text) for text in texts])


def is_head(row: Sequence[Slot]) -> bool:
    """Return whether a row that stands alone holds but headings of what is below it."""
    names = [naming(row[at].text) for at in own(row)]
    return len(names) > 1 and min(names) >= 0.6 and min(names[1:]) == 1.0


def head_word(text: str) -> str:
    """Return a heading as the lists above spell it."""
    return " ".join(text.casefold().split()).rstrip(":：")


def part_played(text: str) -> str:
    """Return what a column under this heading holds: key, value, unit, other; '' when it names more."""
    for spelt in [*_spelt(text), head_word(without_asides(text))]:
        if spelt in KEY_HEADS:
            return "key"
        if spelt in VALUE_HEADS or PER_AMOUNT.fullmatch(spelt):
            return "value"
        if spelt in UNIT_HEADS:
            return "unit"
        if spelt in OTHER_HEADS or _PORTION.fullmatch(spelt):
            return "other"
    return ""


def _spelt(text: str) -> list[str]:
    """Return a heading as the lists spell it; one in two languages as each says it, too."""
    parts = two_languages(text.strip(), freely=True) or tuple(_PARTS.split(text.strip()))
    words = [head_word(part) for part in parts]
    both = len(words) == 2 and all(word in GENERAL_HEADS for word in words)
    return [head_word(text), *words] if both else [head_word(text)]


def is_bill(row: Sequence[Slot]) -> bool:
    """Return whether these are headings of what was ordered: how many, at which price."""
    texts = [head_word(row[at].text) for at in own(row)]
    counted = any(_COUNTED.fullmatch(text) for text in texts)
    return len(texts) > 2 and counted and any(_PRICED.fullmatch(text) for text in texts)


def without_picture(rows: Rows) -> Rows:
    """Return the table without an outer column that is one cell beside all others: a picture's."""
    for side in (0, -1):
        body = [row for row in rows if len(own(row)) > 1 or row[side].covered]
        cells = [row[side] for row in body if row[side].text and not row[side].covered]
        if len(body) < 3 or len(rows[0]) < 3 or len(cells) != 1:
            continue
        if cells[0].span[0] >= 0.8 * len(body) and not is_measure(cells[0].text):
            return [row[1:] if side == 0 else row[:-1] for row in body]
    return rows


def roles(row: Sequence[Slot]) -> dict[str, list[int]] | None:
    """Return which columns hold names, values and units, when the headings say so in general words.

    A first column that gathers the names beside it is the group, whatever it is called, unless it
    tells products apart.
    """
    found: dict[str, list[int]] = {"key": [], "value": [], "unit": [], "group": _group(row)}
    unknown = False
    for at in own(row):
        if at in found["group"]:
            continue
        role = part_played(row[at].text)
        if role == "key" and found["key"] and VALUE_HEADS.intersection(_spelt(row[at].text)):
            role = "value"
        if role in {"value", "unit"} or (role == "key" and not found["key"]):
            found[role].append(at)
        elif role in {"", "key"}:
            unknown = True
    first = own(row)[0] if row[0].text else 0
    if not found["key"] and first not in found["value"] + found["unit"] + found["group"]:
        found["key"].append(first)  # whatever it is called, it names the rows
    bounds = sum(head_word(row[at].text) in BOUND_HEADS for at in found["value"])
    if unknown and not (bounds > 1 or (bounds and found["unit"])):
        return None
    return found if found["key"] and found["value"] else None


def _group(row: Sequence[Slot]) -> list[int]:
    """Return the first column when its heading says, or the next one's does, that it groups names."""
    first, *others = own(row) or [0]
    if not others or part_played(row[first].text) or names_products([row[first].text]):
        return []
    return [first] if part_played(row[others[0]].text) == "key" and len(others) > 1 else []


def is_paired(rows: Rows) -> bool:
    """Return whether names and values alternate across: name, value, name, value."""
    width = len(rows[0])
    if width < 4 or width % 2 or width > MAX_PAIRED:
        return False
    counted = [
        mean([float(_is_counted(row[at].text)) for row in rows if at in own(row)])
        for at in range(0, width, 2)
    ]
    if max(counted) > 0.25:
        return False
    names = [column_naming(rows, at) for at in range(0, width, 2)]
    values = [column_naming(rows, at) for at in range(1, width, 2)]
    return min(names) >= 0.45 and mean(names) >= mean(values) + 0.15


def is_group_head(text: str) -> bool:
    """Return whether a heading is a general word for groups."""
    return any(spelt in GROUP_HEADS for spelt in _spelt(text))


def unit_column(rows: Rows, begin: int) -> int | None:
    """Return the first column from `begin` on that holds hardly anything but units."""
    for column in range(begin, len(rows[0])):
        texts = [row[column].text for row in rows if column in own(row)]
        if texts and part_played(texts[0]) == "unit":
            return column
        if len(texts) > 1 and mean([float(is_unit(text)) for text in texts]) > 0.6:
            return column
    return None


def names_products(texts: Sequence[str]) -> bool:
    """Return whether one of the words is what products are told apart by."""
    return any(_IDENTITY.search(text) for text in texts)


def orders_variants(texts: Sequence[str]) -> bool:
    """Return whether the words are but what a product is ordered by, in which colours and sizes."""
    return bool(texts) and all(
        any(_ORDERED.fullmatch(part) for part in [head_word(text), *_spelt(text)]) for text in texts
    )


def lies_flat(rows: Rows) -> bool:
    """Return whether the names stand in the first row, above their values."""
    body = [row for row in rows[1:] if len(own(row)) > 1]
    if not body or len(own(rows[0])) < 2:
        return False
    head = row_naming(rows[0])
    side = column_naming(rows[1:], 0)
    beside = mean([naming(rows[0][at].text) for at in own(rows[0]) if at])
    if len(rows[0]) == 2:
        return head >= 0.8 and beside >= 0.9 and side < 0.5
    return head >= 0.6 and (head > side + 0.1 or side < 0.3)


def lies_wide(rows: Rows) -> bool:
    """Return whether a wide table of few rows has a name above each of its columns."""
    body = [row for row in rows[1:] if len(own(row)) > 1]
    if len(rows[0]) < WIDE or not 0 < len(body) <= FEW_ROWS or len(own(rows[0])) < len(rows[0]):
        return False
    least = min(naming(slot.text) for slot in rows[0])
    return least >= 0.6 and any(_is_counted(slot.text) for row in body for slot in row)
