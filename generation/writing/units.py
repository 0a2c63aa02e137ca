"""Units and numbers, as each language writes them."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit. english: (one, many); a sign is the same in both. family: what it measures."""

    english: tuple[str, str]
    chinese: str
    family: str = ""


def _sign(sign: str, chinese: str, family: str = "") -> Unit:
    return Unit((sign, sign), chinese, family)


_COUNTED = Unit(("piece", "pieces"), "个", "count")
UNITS: dict[str, Unit] = {
    "ml": _sign("ml", "毫升", "volume"),
    "cl": _sign("cl", "厘升", "volume"),
    "l": _sign("l", "升", "volume"),
    "fl oz": _sign("fl oz", "液盎司", "volume"),
    "mg": _sign("mg", "毫克", "weight"),
    "g": _sign("g", "克", "weight"),
    "kg": _sign("kg", "千克", "weight"),
    "oz": _sign("oz", "盎司", "weight"),
    "lb": _sign("lb", "磅", "weight"),
    "mm": _sign("mm", "毫米", "length"),
    "cm": _sign("cm", "厘米", "length"),
    "m": _sign("m", "米", "length"),
    "in": Unit(("inch", "inches"), "英寸", "length"),
    "ft": Unit(("foot", "feet"), "英尺", "length"),
    "s": Unit(("second", "seconds"), "秒", "time"),
    "min": Unit(("minute", "minutes"), "分钟", "time"),
    "h": Unit(("hour", "hours"), "小时", "time"),
    "d": Unit(("day", "days"), "天", "time"),
    "week": Unit(("week", "weeks"), "周", "time"),
    "month": Unit(("month", "months"), "个月", "time"),
    "year": Unit(("year", "years"), "年", "time"),
    "w": _sign("W", "瓦", "power"),
    "kw": _sign("kW", "千瓦", "power"),
    "v": _sign("V", "伏"),
    "a": _sign("A", "安"),
    "mah": _sign("mAh", "毫安时"),
    "wh": _sign("Wh", "瓦时"),
    "lm": _sign("lm", "流明", "light"),
    "lx": _sign("lx", "勒克斯", "light"),
    "k": _sign("K", "K"),
    "°c": _sign("°C", "°C", "heat"),
    "°f": _sign("°F", "°F", "heat"),
    "hz": _sign("Hz", "赫兹"),
    "khz": _sign("kHz", "千赫"),
    "db": _sign("dB", "分贝"),
    "ω": _sign("Ω", "欧姆"),
    "gb": _sign("GB", "GB"),
    "tb": _sign("TB", "TB"),
    "mp": Unit(("megapixel", "megapixels"), "百万像素"),
    "gsm": _sign("g/m²", "克/平方米"),
    "m²": _sign("m²", "平方米"),
    "rpm": _sign("rpm", "转/分"),
    "ph": _sign("pH", "pH"),
    "%": _sign("%", "%"),
    "piece": _COUNTED,
    "page": Unit(("page", "pages"), "页", "count"),
    "sheet": Unit(("sheet", "sheets"), "张", "count"),
    "pair": Unit(("pair", "pairs"), "双", "count"),
    "person": Unit(("person", "people"), "人", "count"),
}  # fmt: skip
# As people type them. Chinese counting words are kept: 支 is not 个.
SAME = {
    "millilitre": "ml", "milliliter": "ml", "litre": "l", "liter": "l", "floz": "fl oz",
    "gram": "g", "gr": "g", "kilogram": "kg", "kilo": "kg", "ounce": "oz", "lbs": "lb",
    "pound": "lb", "millimetre": "mm", "millimeter": "mm", "centimetre": "cm", "centimeter": "cm",
    "metre": "m", "meter": "m", "inch": "in", "inche": "in", '"': "in", "″": "in", "foot": "ft",
    "feet": "ft", "sec": "s", "second": "s", "mins": "min", "minute": "min", "hr": "h", "hour": "h",
    "day": "d", "mo": "month", "mth": "month", "wk": "week", "yr": "year", "watt": "w",
    "volt": "v", "amp": "a", "lumen": "lm", "lux": "lx", "kelvin": "k", "c": "°c", "℃": "°c",
    "f": "°f", "℉": "°f", "ohm": "ω", "percent": "%", "g/m²": "gsm", "g/m2": "gsm", "m2": "m²",
    "pc": "piece", "pce": "piece", "unit": "piece", "个": "piece", "people": "person",
    "pcs.": "piece", "pers": "person",
    **{unit.chinese: key for key, unit in UNITS.items() if not unit.chinese.isascii()},
    "公斤": "kg", "公升": "l", "摄氏度": "°c", "月": "month", "钟头": "h", "寸": "in",
}  # fmt: skip
COUNTING_WORDS = frozenset("个只支件片块条张把双对套瓶盒包袋粒颗枚本台层档格人位页卷根")
NUMBER = r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-+]?\d+(?:\.\d+)?"
QUANTITY = re.compile(
    rf"^\s*(?P<low>{NUMBER})(?:\s*(?:-|–|—|~|～|to|至|到)\s*(?P<high>{NUMBER}))?\s*"
    r"(?P<unit>[^\d\s,.;，。；（(][^\d,.;，。；（(]{0,12})?\s*$"
)
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit. unit: a key of `UNITS`, or as it was typed. high: end of a range."""

    low: str
    unit: str = ""
    high: str = ""

    @property
    def family(self) -> str:
        unit = UNITS.get(self.unit)
        if unit is None:
            return "count" if self.unit in COUNTING_WORDS else ""
        return unit.family

    @property
    def is_one(self) -> bool:
        return self.low == "1" and not self.high


def unit_key(typed: str) -> str:
    """Return the key of a unit as people type it, or what they typed when it is not known."""
    word = typed.strip()
    low = word.lower().rstrip(".")
    for form in (low, low.removesuffix("s"), low.removesuffix("es")):
        key = SAME.get(form, form).lower()
        if key in UNITS:
            return key
    return word


def quantity(value: str, unit: str) -> Quantity | None:
    """Return the quantity that is typed, or None when the value is not a number."""
    found = QUANTITY.match(value)
    if found is None:
        return None
    typed = unit.strip() or (found["unit"] or "").strip()
    if unit.strip() and found["unit"] and unit_key(found["unit"]) != unit_key(unit):
        return None
    if not unit.strip() and typed and not _is_unit(typed):
        return None
    short = _short if typed else _bare
    return Quantity(short(found["low"]), unit_key(typed), short(found["high"] or ""))


def english(amount: Quantity) -> str:
    """Return "1,240 °C", "3 pieces", "10 to 20 cm", "95%"."""
    text = _separated(amount.low, bare=not amount.unit)
    if amount.high:
        text = f"{text} to {_separated(amount.high, bare=not amount.unit)}"
    if not amount.unit:
        return text
    if amount.unit == "%":
        return f"{text}%"
    unit = UNITS.get(amount.unit)
    if unit is None and not amount.unit.isascii():
        return text
    return f"{text} {_english_unit(amount, unit)}"


def chinese(amount: Quantity) -> str:
    """Return "1240 °C", "3 个", "10–20 厘米", "95%"."""
    text = f"{amount.low}–{amount.high}" if amount.high else amount.low
    if not amount.unit:
        return text
    if amount.unit == "%":
        return f"{text}%"
    unit = UNITS.get(amount.unit)
    return f"{text} {unit.chinese if unit else amount.unit}"


def _english_unit(amount: Quantity, unit: Unit | None) -> str:
    if unit is None:
        return amount.unit
    return unit.english[0 if amount.is_one else 1]


def _is_unit(typed: str) -> bool:
    return unit_key(typed) in UNITS or typed in COUNTING_WORDS


def _short(number: str) -> str:
    """Drop separators and the zeros a column of decimals leaves behind: 24.00 is 24."""
    plain = number.replace(",", "").lstrip("+")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _bare(number: str) -> str:
    """Keep the zeros of what may be a version: 5.0 is not 5."""
    return number.replace(",", "").lstrip("+")


def _separated(number: str, *, bare: bool) -> str:
    whole, _, rest = number.partition(".")
    if bare and whole.isdigit() and FIRST_YEAR <= int(whole) <= LAST_YEAR:
        return number
    digits = f"{int(whole):,}" if not whole.lstrip("-").startswith("0") else whole
    return f"{digits}.{rest}" if rest else digits
