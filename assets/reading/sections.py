"""Puts the section before names that mean something else without it."""

import re
from collections import defaultdict
from collections.abc import Sequence

from assets.reading.pairs import Pair
from assets.reading.wording import is_label, without_asides

MAX_HEAD = 30
_PACKING = re.compile(
    r"\b(?:pack(?:age|aging|ing|ed)?|carton|shipping|gift box|logistics|transport|versand|verpackung|karton|emballage|"
    r"imballo|embalaje)\b|包装|外箱|箱规|装箱|彩盒|物流",
    re.IGNORECASE,
)
# What speaks of the carton by itself.
_OWN = re.compile(
    r"gross|brutto|\bg\.?\s?w\b|carton|karton|\bctn|\bbox|pallet|毛重|箱|盒|托盘", re.IGNORECASE
)
# What a product has as well as its carton.
_SHARED = re.compile(
    r"(?:(?:net|total|overall|outer|unit)\s+)?(?:weight|dimensions?|size|length|width|height|depth|volume|material|colou?r|"
    r"quantity|gewicht|maße|abmessungen|größe|länge|breite|höhe|tiefe|volumen|farbe|menge|poids|dimensions|peso|"
    r"dimensioni|dimensiones)|n\.?\s?/?w\.?|(?:净|总)?重量?|净重|尺寸|规格|长度?|宽度?|高度?|体积|材质|材料|颜色|数量",
    re.IGNORECASE,
)


def name_by_section(pairs: Sequence[Pair]) -> None:
    """Put the section before a name that stands in several, and before the carton's size or weight."""
    sections: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        sections[_folded(pair.name)].add(_folded(pair.section))
    for pair in pairs:
        head = " ".join(pair.section.split()).rstrip(":： ")
        if not is_label(head) or len(head) > MAX_HEAD or _is_in(head, pair.name):
            continue
        carton = _PACKING.search(head) and _is_shared(pair.name)
        if len(sections[_folded(pair.name)]) > 1 or carton:
            pair.name = f"{head} {pair.name}"


def _is_shared(name: str) -> bool:
    if _OWN.search(name):
        return False
    words = [word for word in without_asides(name).rstrip(":： ").split("/") if word.strip()]
    parts = [
        part for word in words for part in re.split(r"(?<=[\u4e00-\u9fff])\s+(?=[A-Za-z])", word)
    ]
    return any(_SHARED.fullmatch(part.strip()) for part in parts)


def _is_in(head: str, name: str) -> bool:
    one, other = head.casefold(), name.casefold()
    return one in other or other in one


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
