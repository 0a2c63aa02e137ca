"""Writes a spreadsheet's date or time as its number format shows it."""

import re
from datetime import date, datetime, time, timedelta

Moment = datetime | date | time | timedelta

# What every country shows in its own order is shown in the one order nobody misreads.
_LOCAL = {
    "mm-dd-yy": "yyyy-mm-dd",
    "m/d/yy": "yyyy-mm-dd",
    "m/d/yyyy": "yyyy-mm-dd",
    "d/m/yyyy": "yyyy-mm-dd",
    "m/d/yy h:mm": "yyyy-mm-dd hh:mm",
    "general": "yyyy-mm-dd",
}
_PARTS = re.compile(
    r'"[^"]*"|\\.|\[h+\]|\[m+\]|\[s+\]|\[[^\]]*\]|am/pm|a/p|上午/下午|y+|m+|d+|h+|s+|\.0+|_.|.',
    re.IGNORECASE,
)
_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"


def shown_moment(value: Moment, number_format: str) -> str:
    """Return the date, time or length of time as people see it."""
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, time):
        return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    wanted = number_format.split(";")[0]
    wanted = _LOCAL.get(re.sub(r"\[[^\]]*\]|\\", "", wanted).lower(), wanted)
    parts = _PARTS.findall(wanted)
    if not any(part[0].lower() in "ymdhs" for part in parts):
        return f"{moment:%Y-%m-%d}"
    half = any(part.lower() in {"am/pm", "a/p", "上午/下午"} for part in parts)
    return "".join(_part(parts, at, moment, half=half) for at in range(len(parts))).strip()


def _part(parts: list[str], at: int, moment: datetime, *, half: bool) -> str:
    part = parts[at]
    low = part.lower()
    if low in {"am/pm", "a/p"}:
        return "AM" if moment.hour < 12 else "PM"
    if low == "上午/下午":
        return "上午" if moment.hour < 12 else "下午"
    if part[0] == '"':
        return part[1:-1]
    if part[0] == "\\":
        return part[1:]
    if part[0] in "[_":
        return ""
    if low[0] == "m" and _is_minute(parts, at):
        return f"{moment.minute:02}" if len(low) > 1 else str(moment.minute)
    return _field(low, moment, half=half) if low[0] in "ymdhs" else part


def _is_minute(parts: list[str], at: int) -> bool:
    """Return whether an m means minutes: it follows hours or stands before seconds."""
    fields = [part[0].lower() for part in parts[:at] if part[0].lower() in "ymdhs"]
    after = [part[0].lower() for part in parts[at + 1 :] if part[0].lower() in "ymdhs"]
    return (bool(fields) and fields[-1] == "h") or (bool(after) and after[0] == "s")


def _field(part: str, moment: datetime, *, half: bool) -> str:
    hour = (moment.hour % 12 or 12) if half else moment.hour
    number = {"m": moment.month, "d": moment.day, "h": hour, "s": moment.second}
    if part[0] == "y":
        return f"{moment.year:04}" if len(part) > 2 else f"{moment.year % 100:02}"
    if part[0] in "md" and len(part) > 2:
        names = _MONTHS.split() if part[0] == "m" else _DAYS.split()
        name = names[(moment.month - 1) if part[0] == "m" else moment.weekday()]
        return name[:3] if len(part) == 3 else name
    return f"{number[part[0]]:02}" if len(part) > 1 else str(number[part[0]])
