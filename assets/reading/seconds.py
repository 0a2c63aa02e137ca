"""Finds a second label within a value: two pairs on one line, with no sign between them."""

import re
from collections.abc import Sequence

from assets.reading.blocks import Part
from assets.reading.units import is_amount, is_measure, is_unit
from assets.reading.wording import HAN, is_known, is_label, is_wholly_known

MAX_WORDS = 4
# With these a list goes on rather than ends.
AMID = frozenset(",，、;；/&+-–(（:：")
_COLON = re.compile(r"\s?[:：](?!//)(?!\d\d\b(?!\s*[A-Za-zµ°%]))")
_CHINESE = re.compile(rf"[{HAN}][{HAN}A-Za-z0-9()（）/]{{1,11}}")


def apart(text: str, *, value: bool = False) -> list[str]:
    """Return the words cut before every further label.

    value: they begin with a value whose label stands before them.
    """
    pieces: list[str] = []
    begin, said = 0, 0 if value else None
    for colon in _COLON.finditer(text):
        at = _label_in(text[said : colon.start()]) if said is not None else None
        if at is not None and said is not None:
            pieces.append(text[begin : said + at].strip())
            begin = said + at
        said = colon.end()
    return [*pieces, text[begin:].strip()]


def _label_in(words: str) -> int | None:
    """Return where the label begins that stands behind a value, None when there is no such."""
    spaces = [match for match in re.finditer(r"\s+", words) if match.start()][-MAX_WORDS:]
    split = [(words[: space.start()].strip(), words[space.end() :]) for space in spaces]
    split = [(said, name) for said, name in split if name and said and said[-1] not in AMID]
    best = max(split, key=_sureness, default=None)
    return len(words) - len(best[1]) if best is not None and _sureness(best) else None


def _sureness(split: tuple[str, str]) -> int:
    """Return how sure it is that a value ends and a name begins there, 0 when it is not at all."""
    said, name = split
    if _CHINESE.fullmatch(name):
        return 4
    if not (name[0].isupper() and is_known(name) and is_label(name)):
        return 0
    if is_measure(said):
        return 3
    if is_wholly_known(name):
        return 2
    return int(is_amount(said) and not is_unit(name.split()[0]))


def parted(parts: Sequence[Part]) -> list[Part]:
    """Return the parts of a line, those behind a label cut before a second one."""
    found: list[Part] = []
    for part in parts:
        value = bool(found) and found[-1].text.rstrip().endswith((":", "："))
        pieces = apart(part.text, value=True) if value else [part.text]
        found.extend([part] if len(pieces) < 2 else [Part(piece, part.box) for piece in pieces])
    return found
