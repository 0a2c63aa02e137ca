"""Parts a value from its unit; the figure stays as it is written."""

import re
from typing import NamedTuple

# Longest first where one begins another; letters count, as mW and MW differ a millionfold.
_LATIN = (
    "mm cm dm km m µm μm um nm in inch inches ft feet yd mm² cm² m² mm2 cm2 m2 cm³ m³ cm3 m3 dm³ "
    "g kg mg µg μg t lb lbs oz ct gsm g/m² g/m2 g/cm³ kg/m³ g/L ml mL l L dl cl ltr litre litres liter liters "
    "Liter gal fl.oz Gramm Kilogramm gram grams pounds "
    "W kW MW mW Wh kWh mWh Wp VA kVA V kV mV VAC VDC Vdc Vac A mA µA μA uA mAh Ah Hz kHz MHz GHz Ω kΩ MΩ mΩ Ohm ohm ohms "
    "pF nF µF μF uF F mH µH H °C ℃ °F K °C/W % ‰ Pa kPa MPa hPa bar mbar psi N kN mN Nm N·m N.m mNm dB dBm dBi dB(A) dBA "
    "lm lm/W lx lux cd mcd nit nits cd/m² cd/m2 rpm r/min min⁻¹ U/min 1/min m/s m/min km/h mm/s mph m³/h L/min l/min l/h "
    "ml/min CFM cfm s ms µs ns sec min h hr hrs hour hours Std Stunden days Tage d "
    "months Monate year years Jahre MB GB TB KB kB Mbps Gbps Mb/s kbps bit bits fps MP px dpi ppi D Mpx kcal kJ J BTU "
    "KG Kg Kgs kgs KGS MM CM ML Ml Watt Watts watt watts Volt Volts volt volts Amp Amps amps PSI Psi HZ "
    "Hrs Years Year Months Inch Inches degC mVpp Vpp Gb/s Gbit/s Mbit/s "
    "persons person people Personen weeks week Wochen units rolls cycles "
    "second seconds minute minutes Sekunde Sekunden Minute Minuten Stunde Woche Tag Monat Jahr Person Teile Litern "
    "seconde secondes heure heures jour jours semaine semaines mois an ans année années personne personnes pièce pièces "
    "litre litres secondo secondi minuto minuti ora ore giorno giorni settimana settimane mese mesi anno anni persona "
    "persone pezzo pezzi litro litri segundo segundos minutos hora horas día días semana semanas meses año años personas "
    "pieza piezas litros "
    'pcs pc pieces Stück Stk sets pairs ppm IU den denier mAh/g Grad deg ° ″ ′ "'
)
_CHINESE = (
    "毫米 厘米 分米 千米 公里 米 微米 纳米 英寸 寸 平方米 平方厘米 立方米 克 千克 公斤 斤 毫克 吨 克拉 毫升 升 公升 "
    "瓦 千瓦 瓦时 千瓦时 伏 伏特 千伏 安 安培 毫安 毫安时 安时 赫兹 千赫 兆赫 欧姆 欧 摄氏度 度 帕 千帕 兆帕 牛 牛米 分贝 "
    "流明 勒克斯 转/分 转/分钟 小时 分钟 秒 天 日 周 个月 月 年 个 只 件 片 张 支 瓶 盒 箱 套 台 粒 卷 双 条 块 根 包 袋 "
    "人 档 寸 英尺 像素 万像素 位 层 格 次 倍 种"
)
MAX_MEASURE = 80
UNITS = frozenset(f"{_LATIN} {_CHINESE}".split())
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
# What an amount may be for: a unit, or one of what is counted.
_EACH = (
    "person|people|piece|pc|pcs|pair|set|roll|carton|ctn|box|case|bag|pack|bottle|sheet|pallet|annum|cycle|portion|"
    "serving|wash|load|use|dose|Stück|Person|Karton|Rolle|Jahr|Tag|箱|盒|包|袋|套|瓶|卷|张|人|次|米|年|天|件|台"
)
_RATE = rf"(?:{_UNIT})(?:\s?[/·]\s?(?:1000?\s?(?:h|g|ml|mL|km|m)|{_UNIT}|{_EACH}))*"
_COMPOUND = rf"(?:(?:AC|DC)\s?(?:V|A)|{_RATE}(?:\s?(?:AC|DC|a\.c\.|d\.c\.|~|⎓|RMS|rms))?)"
_AXES = re.compile(r"[LWHDBT](?:\s?/\s?[LWHDBT])+")
_NUMBER = r"\d+(?:[.,'’\u00a0\u202f ]\d{3})+(?:[.,]\d+)?|\d+[.,]\d+|\d+(?:\s?/\s?\d+)?|[.,]\d+"
_LEAD = (
    r"(?:(?:ca\.?|approx\.?|approximately|about|max\.?|min\.?|up to|bis zu|etwa|env\.?|约|大约|最大|最小|"
    r"不超过|不低于|≤|≥|<|>|≈|~|±|Ø|⌀|φ|Φ|DN|[LWHDBTlwhd]\s?[:=]?)\s*)*[+\-−±]?\s*"
)
_AMOUNT = rf"{_LEAD}(?:{_NUMBER})(?:\s*\([LWHDBT]\))?"
_JOIN = r"\s*(?:±|\+/-|\+/−|[-–—~～]|…|\.\.\.?|to|bis|à|至|到|/|,|[×xX✕*＊]|by)\s*"
_TAIL = r"(?:\s*\([LWHDBTlwhd](?:\s*[×xX*]\s*[LWHDBTlwhd])*\))?"
_MEASURE = re.compile(rf"(?P<value>{_AMOUNT}(?:{_JOIN}{_AMOUNT})*{_TAIL})\s*(?P<unit>{_RATE})\.?")
_FIGURES = re.compile(rf"{_AMOUNT}(?:{_JOIN}{_AMOUNT})*{_TAIL}")
_ONLY = re.compile(_COMPOUND)
_BRACKETED = re.compile(
    rf"\s*(?:[(\[（【]\s*(?:in\s+|units?\s?:\s*|单位\s?[:：]\s*|Einheit\s?:\s*)?(?P<a>{_COMPOUND})\s*[)\]）】]|"
    rf"(?:\s*[,，]\s*|\s+in\s+)(?P<b>{_COMPOUND})|\s*/\s*(?P<d>{_UNIT})|_(?P<c>mm|cm|kg|ml))\s*"
)


class Measure(NamedTuple):
    """A value and its unit; the unit is empty when the value has none of its own."""

    value: str
    unit: str


def split_unit(text: str) -> Measure:
    """Return the value without its unit, when it is one amount, range or size with one unit.

    `12 × 8 × 3 cm` is one value with a unit; `12cm × 8cm` keeps what it says.
    """
    match = _MEASURE.fullmatch(text) if len(text) <= MAX_MEASURE else None
    if match is None:
        return Measure(text, "")
    return Measure(match["value"].strip(), match["unit"])


def is_amount(text: str) -> bool:
    """Return whether the text is an amount, a range or a size without a unit."""
    return len(text) <= MAX_MEASURE and bool(_FIGURES.fullmatch(" ".join(text.split())))


def is_measure(text: str) -> bool:
    """Return whether the text is an amount with a unit."""
    return bool(split_unit(" ".join(text.split())).unit)


def is_unit(text: str) -> bool:
    """Return whether the text is nothing but a unit."""
    return text.strip() in UNITS or bool(_ONLY.fullmatch(text.strip()))


def take_unit(name: str) -> tuple[str, str]:
    """Return an attribute's name without the unit that stands after it, and the unit."""
    for match in _BRACKETED.finditer(name):
        unit = next(filter(None, match.groups()))
        if _AXES.fullmatch(unit) or re.fullmatch("[A-Z] ?/ ?[A-Z]", name):
            continue
        if match["a"] or (match.end() == len(name) and match.start()):
            return f"{name[: match.start()]} {name[match.end() :]}".strip(), unit
    return name, ""
