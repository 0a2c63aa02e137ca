"""Writes a text the way it is read aloud: no emoji, units and signs as words."""

import re

from generation.film.cues import plain

# The Chinese voice reads Latin letters one by one: what people write short, they say long.
_UNITS_ZH = {
    "ml": "毫升",
    "l": "升",
    "kg": "公斤",
    "g": "克",
    "mm": "毫米",
    "cm": "厘米",
    "m": "米",
    "h": "小时",
    "min": "分钟",
    "w": "瓦",
    "mah": "毫安时",
    "℃": "摄氏度",
    "°c": "摄氏度",
}
# Small letters only where a capital means something else: 5G is no weight, 100M no length.
_STRICT = ("g", "m", "h")
_UNIT = re.compile(
    rf"(\d)\s*((?-i:{'|'.join(_STRICT)})|{'|'.join(unit for unit in _UNITS_ZH if unit not in _STRICT)})"
    r"(?![A-Za-z])",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
_PRICE = re.compile(r"[¥￥]\s*(\d[\d.,]*\d|\d)(?:\s*元)?")
_MINUS = re.compile(r"(?<![\w.])[-−](\d+(?:\.\d+)?)\s*(?=℃|°C|摄氏度|度)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def aloud(text: str, *, language: str) -> str:
    """Return a text as a voice is to read it; empty when there is nothing to say."""
    text = plain(text, language=language)
    text = _THOUSANDS.sub("", text)
    if language != "en":
        text = _MINUS.sub(r"零下\1", text)
        text = _PERCENT.sub(r"百分之\1", text)
        text = _PRICE.sub(r"\1元", text)
        text = _UNIT.sub(lambda found: found[1] + _UNITS_ZH[found[2].lower()], text)
    return text if any(char.isalnum() for char in text) else ""
