"""Guesses how a text of bytes is written, where nothing says so."""

EAST = ("gb18030", "big5", "shift_jis")
# Enough to tell them apart; more takes its time.
SAMPLE_BYTES = 64 * 1024
_SURE = 0.6
_SIGNS = frozenset("，。：；、（）【】《》“”‘’！？％～—…·×℃°±Φφ￥¥㎡²³ⅠⅡⅢ→●■★✓√Ω∅")
# Where the everyday characters of a set stand, by their first byte.
_LEVEL_ONE = {
    "gb18030": ("gb2312", 0xB0, 0xD7),
    "big5": ("big5", 0xA4, 0xC6),
    "shift_jis": ("shift_jis", 0x88, 0x97),
}


def likely(sample: bytes) -> str:
    """Return the encoding in which the words read best: one of `EAST`, or `cp1252`.

    sample: whole lines that hold more than ASCII.
    """
    scores = {name: _wording(sample[:SAMPLE_BYTES], name) for name in EAST}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= _SURE else "cp1252"


def _wording(sample: bytes, encoding: str) -> float:
    """Return the share of foreign characters that are everyday ones in that encoding."""
    foreign = [sign for sign in sample.decode(encoding, errors="replace") if sign > "\x7f"]
    if not foreign:
        return 0.0
    return sum(_is_everyday(sign, encoding) for sign in foreign) / len(foreign)


def _is_everyday(sign: str, encoding: str) -> bool:
    if sign in _SIGNS or (encoding == "shift_jis" and "\u3040" <= sign <= "\u30ff"):
        return True
    letters, low, high = _LEVEL_ONE[encoding]
    try:
        return low <= sign.encode(letters)[0] <= high
    except UnicodeEncodeError:
        return False
