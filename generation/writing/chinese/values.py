"""Chinese values and spacing, so that they can stand inside a sentence."""

import re

HAN = r"\u3400-\u9fff"
AFTER = re.compile(rf"([{HAN}])([A-Za-z0-9@&+$])")
BEFORE = re.compile(rf"([A-Za-z0-9%°℃)+])([{HAN}])")
DEGREE = re.compile(rf"(°[CF])([{HAN}])")
WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
NARROW = re.compile(rf"(?<=[{HAN}])\s*([,;:?!])\s*|\s*([,;:?!])\s*(?=[{HAN}])")
LOOSE = re.compile(r"\s*([，。；：？！、（）「」“”])\s*")
TWICE = re.compile(r"([。？！])[。]+|，(?=[。？！；])")
PREDICATE = re.compile(
    r"^(?:不(?!锈|倒)|无(?!线|纺|花果)|未|没有|可(?!可|乐|丽)|能够|能(?!量)|已|采用|支持|防(?!晒)|免|耐|附|带|含)"
)
FITS = re.compile(r"^(?:可以?|能够?)?(?:放得?下?|装得?下?|容纳|收纳)\s*")
LONGEST_INSIDE = 22  # characters; a longer value stands at the end of its sentence


def spaced(text: str) -> str:
    """Return the text with a space between Chinese and Latin, and full-width punctuation."""
    text = NARROW.sub(lambda found: WIDE[found[1] or found[2]], text)
    text = DEGREE.sub(r"\1 \2", AFTER.sub(r"\1 \2", text))
    text = LOOSE.sub(r"\1", BEFORE.sub(r"\1 \2", text))
    return re.sub(r" {2,}", " ", TWICE.sub(lambda found: found[1] or "", text)).strip()


def listed(value: str) -> str:
    """Return names with the mark that lists them: "粗陶、食品级釉"."""
    parts = [part.strip() for part in re.split(r"[，,]", value) if part.strip()]
    if len(parts) > 1 and all(len(part) <= 10 and not PREDICATE.match(part) for part in parts):
        return "、".join(parts)
    return value


def without_label(value: str, label: str) -> str:
    """Return "纯黄铜" of "纯黄铜五金" where the sentence says 五金 anyway."""
    for size in range(min(len(label), len(value) - 2), 1, -1):
        tail = label[-size:]
        if value.endswith(tail):
            return value[:-size].strip()
    return value


def is_inside(value: str) -> bool:
    """Return whether words can follow the value in its sentence."""
    return len(value) <= LONGEST_INSIDE and not re.search(r"[，。；：！？,;]", value)


def is_alone(value: str) -> bool:
    return re.search(r"[。；！？]", value) is not None or len(value) > 60
