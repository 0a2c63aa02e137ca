"""Writes a spreadsheet's number as its number format shows it."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]')
_DIGITS = re.compile(r"[0#?][0#?,]*(?:\.[0#?]*)?,*(?:[eE][+-][0#?]+)?|\.[0#?]+")
_MARK = "\0"
MAX_DECIMALS = 15


def shown_number(value: float, number_format: str) -> str:
    """Return the number as people see it; a format nobody foresaw shows the plain figure."""
    if number_format == "General":
        return plain(value)
    sections = _sections(number_format)
    section, bare = _section_for(value, sections)
    pattern, literals = _take_literals(section)
    if "general" in pattern.lower():
        return _filled(pattern, re.compile("general", re.IGNORECASE), plain(value), literals)
    runs = _DIGITS.findall(pattern)
    if not runs and "@" not in pattern and any(literals):
        return "".join(literals).strip()  # a zero shown as a dash
    if len(runs) != 1 or "/" in pattern:
        return plain(value)
    amount = _decimal(abs(value) if bare else value)
    if amount is None:
        return plain(value)
    amount *= Decimal(100) ** pattern.count("%")
    return _filled(pattern, _DIGITS, _digits(amount, runs[0]), literals)


def plain(value: float) -> str:
    """Return the figure without a format: all its digits, never in powers of ten."""
    if isinstance(value, int):
        return str(value)
    amount = _decimal(value)
    if amount is None:
        return str(value)
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimal(value: float) -> Decimal | None:
    """Return the figure a spreadsheet keeps: 15 digits."""
    try:
        amount = Decimal(f"{value:.15g}")
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return amount if amount.is_finite() and abs(amount.adjusted()) < 40 else None


def _sections(number_format: str) -> list[str]:
    """Return the parts for positive, negative and zero, parted by semicolons outside quotes."""
    parts, quoted, current, escaped = [], False, "", False
    for sign in number_format:
        if sign == ";" and not quoted and not escaped:
            parts.append(current)
            current = ""
            continue
        quoted ^= sign == '"' and not escaped
        escaped = sign == "\\" and not escaped
        current += sign
    return [*parts, current]


def _section_for(value: float, sections: list[str]) -> tuple[str, bool]:
    """Return the part that shows the value, and whether it writes the minus itself."""
    if value < 0 and len(sections) > 1:
        return sections[1], True
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


def _take_literals(section: str) -> tuple[str, list[str]]:
    """Put marks where fixed words stand, so that only digits and signs are left to read."""
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        quoted, escaped, bracket = match.groups()
        words = quoted or escaped or ""
        if bracket is not None and bracket.startswith("$"):
            words = bracket[1:].partition("-")[0]
        literals.append(words)
        return _MARK

    return _QUOTED.sub(keep, section), literals


def _filled(pattern: str, place: re.Pattern[str], digits: str, literals: list[str]) -> str:
    """Return the pattern with its digits and its fixed words in their places."""
    minus = "-" if digits.startswith("-") else ""
    before, after = place.split(pattern, maxsplit=1)
    words = iter(literals)
    before = re.sub(_MARK, lambda _: next(words, ""), before)
    after = re.sub(_MARK, lambda _: next(words, ""), after)
    return f"{minus}{before}{digits.removeprefix('-')}{after.replace('@', '')}".strip()


def _digits(amount: Decimal, run: str) -> str:
    """Return the amount in the digits a run like `#,##0.00` asks for."""
    mantissa, _, exponent = run.replace("E", "e").partition("e")
    if exponent:
        places = len(mantissa.partition(".")[2])
        return f"{amount:.{places}E}"
    whole, _, decimals = mantissa.partition(".")
    while mantissa.endswith(","):
        amount /= 1000
        mantissa = mantissa[:-1]
        whole, decimals = whole.rstrip(","), decimals.rstrip(",")
    decimals = decimals[:MAX_DECIMALS]
    amount = amount.quantize(Decimal(1).scaleb(-len(decimals)), rounding=ROUND_HALF_UP)
    text = f"{abs(amount):{',' if ',' in whole else ''}f}"
    left, _, right = text.partition(".")
    while right and decimals[len(right) - 1] in "#?" and right.endswith("0"):
        right = right[:-1]
    left = left.zfill(whole.count("0")) if "," not in whole else left
    minus = "-" if amount < 0 else ""
    return f"{minus}{left}.{right}" if right else f"{minus}{left}"
