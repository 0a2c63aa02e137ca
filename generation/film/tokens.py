"""Cuts a text into what may stand at the end of a line: English by words, Chinese by characters."""

import re
from dataclasses import dataclass

# How good a place the end of a token is to end a line: the higher, the better.
BAD, PLAIN, CLAUSE, SENTENCE = range(4)

_CLOSERS = "。，、；：？！）》〉」』】”’…％℃%)]}"
_OPENERS = "（《〈「『【“‘¥￥$€£([{"
_SENTENCE_ENDS, _CLAUSE_ENDS = "。！？!?.…", "，、；：,;:—"
# Words that lean on what follows them.
_LEANING = re.compile(
    "a|an|the|of|to|in|on|at|by|for|from|with|and|or|but|your|our|its|is|are|as|that|this",
    re.IGNORECASE,
)
_UNITS = (
    "ml l cl g kg mg lb lbs oz cm mm m km in inch inches ft w kw v mah wh hz gb tb mb px h hr hrs "
    "hour hours min mins minute minutes s sec second seconds day days week weeks month months "
    "year years pcs pieces pack litre litres liter liters gram grams degrees percent usd rmb"
)
_UNITS_ZH = (
    "毫升|毫米|毫克|毫安时|毫安|厘米|千克|千米|公斤|公里|英寸|英尺|平方米|小时|分钟|摄氏度|"
    "升|克|斤|米|寸|天|年|月|日|周|秒|个|件|元|块|折|瓦|伏|度|倍|层|片|只|支|瓶|盒|包|袋|款|种|色|人|次|号|码|岁|万|千|百|亿"
)
TIE = "\u00a0"  # a space that is no place to break
_WIDE = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_TOKEN = re.compile(
    rf"[{re.escape(_OPENERS)}]*"
    rf"(?:\d[\d.,:/×x*~-]*{TIE}?(?:{_UNITS_ZH})|[{_WIDE}]|[^{_WIDE}{re.escape(_CLOSERS)}]+|)"
    rf"[{re.escape(_CLOSERS)},.;:!?—-]*"
)
_UNIT = re.compile(rf"(?:{_UNITS.replace(' ', '|')})(?![a-z])|{_UNITS_ZH}", re.IGNORECASE)
_SQUARE_MARKS = "‘’“”…"  # Chinese marks that Unicode counts with the Latin ones
_NARROW, _SLIM, _BROAD = frozenset("iljI.,:;!|'`"), frozenset('ftr()[]-/"*'), frozenset("mwMW@%&")


@dataclass(frozen=True, slots=True)
class Token:
    """A run of text no line may break. spaced: whether a space stands before it in a line."""

    text: str
    spaced: bool
    quality: int


def cut(text: str) -> list[Token]:
    """Cut a text at every place where a line may end."""
    tokens: list[Token] = []
    for word in _glued(text.split()):
        parts = [part for part in _TOKEN.findall(word) if part]
        tokens += [
            Token(part, bool(tokens) and number == 0, _quality(part))
            for number, part in enumerate(parts)
        ]
    return tokens


def width(text: str) -> float:
    """Return about how wide a text is in the bold face, in ems: exact enough to break lines."""
    return sum(_advance(char) for char in text)


def is_wide(char: str) -> bool:
    """Whether a character fills a square, as Chinese ones do."""
    return ord(char) >= 0x2E80


def _glued(words: list[str]) -> list[str]:
    """Keep a number and its unit in one word."""
    kept: list[str] = []
    for word in words:
        if kept and kept[-1][-1].isdigit() and _UNIT.match(word):
            kept[-1] += TIE + word
        else:
            kept.append(word)
    return kept


def _quality(text: str) -> int:
    bare = text.rstrip("”’」』）)\"'")
    if not bare or _LEANING.fullmatch(bare):
        return BAD
    if bare[-1] in _SENTENCE_ENDS:
        return SENTENCE
    return CLAUSE if bare[-1] in _CLAUSE_ENDS else PLAIN


def _advance(char: str) -> float:
    """Widths of Noto Sans SC Bold, grouped."""
    if is_wide(char) or char in _SQUARE_MARKS:
        return 1.0
    groups = ((_NARROW, 0.32), (_SLIM, 0.42), (_BROAD, 0.92), (frozenset(" " + TIE), 0.23))
    for group, ems in groups:
        if char in group:
            return ems
    return 0.66 if char.isupper() else 0.59
