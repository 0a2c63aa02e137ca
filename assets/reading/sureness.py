"""Says how sure a fact is: less where its words break off or its unit is guessed."""

import re

from assets.reading.pairs import LABELLED, Pair
from assets.reading.units import is_amount, split_unit
from assets.reading.wording import is_known, is_sentence

CLEAN = 90
GLUED, BROKEN, NESTED, GUESSED, UNMEASURED, WORDY, JOINED = 50, 60, 65, 75, 75, 80, 80
MAX_CLEAN = 60
_BREAKS_OFF = re.compile(
    r".*(?:[,，、(（\[/&+:：;；–—-]|\b(?:and|or|with|of|for|the|to|und|oder|mit|et|ou|avec|e|con|y)|[和与及或])",
    re.IGNORECASE | re.DOTALL,
)
_BEGINS_AMID = re.compile(r"[,，、)）\]:：;；&]|(?:and|or|und|oder|et|ou)\s", re.IGNORECASE)
_NESTED = re.compile(r"[^\W\d_]{2,}\s?[:：]\s*\S")
_MEASURED = re.compile(
    r"\b(?:weight|height|width|length|depth|diameter|thickness|dimensions?|power|voltage|current|capacity|volume|pressure|"
    r"temperature|distance|time|gewicht|höhe|breite|länge|tiefe|durchmesser|leistung|spannung|poids|hauteur|largeur|"
    r"peso|altezza|larghezza)\b|重量|净重|毛重|高度|宽度|长度|深度|直径|厚度|功率|电压|电流|容量|温度|时间|时长|尺寸",
    re.IGNORECASE,
)


def sure_of(pair: Pair, name: str, *, value: str, unit: str, cut: bool = False) -> int:
    """Return how sure it is that the value is the name's, 10 to 95.

    cut: no sign, but a mere space parts the value from the same in another language.
    """
    sure = pair.confidence
    if sure == LABELLED and is_known(name) and len(value) <= MAX_CLEAN and not pair.joined:
        sure = CLEAN
    caps = [
        (BROKEN, breaks_off(value)),
        (GLUED, _is_glued(pair.value)),
        (NESTED, bool(_NESTED.search(value))),
        (GUESSED, cut or pair.guessed),
        (UNMEASURED, not unit and is_amount(value) and bool(_MEASURED.search(name))),
        (WORDY, is_sentence(value)),
        (JOINED, pair.joined),
    ]
    return min([sure, *(cap for cap, applies in caps if applies)])


def _is_glued(value: str) -> bool:
    """Return whether each line is an amount of something else: values of several rows."""
    units = [split_unit(" ".join(line.split())).unit for line in value.split("\n") if line.strip()]
    return len(units) > 1 and all(units) and len(set(units)) == len(units)


def breaks_off(value: str) -> bool:
    """Return whether words are missing before or after: it ends amid a list, or a bracket is left."""
    if any(value.count(one) != value.count(other) for one, other in ("()", "（）", "[]")):
        return True
    ends = len(value) > 1 and _BREAKS_OFF.fullmatch(value) and not value.endswith(("++", "+"))
    return bool(ends or _BEGINS_AMID.match(value))
