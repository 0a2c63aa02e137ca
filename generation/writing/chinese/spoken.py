"""What Chinese can say of one point: its wording and what fills it."""

import re
from dataclasses import dataclass

from generation.writing.chinese import predicates, values
from generation.writing.chinese.figures import FIGURES
from generation.writing.chinese.wording import Wording
from generation.writing.chinese.words import WORDED
from generation.writing.choice import Dice
from generation.writing.points import Point

SIDES = {
    "length": "长",
    "width": "宽",
    "depth": "深",
    "height": "高",
    "diameter": "直径",
    "thickness": "厚",
}
SIDE_NAMES = {
    "length": "长度", "width": "宽度", "depth": "深度", "height": "高度", "diameter": "直径",
    "thickness": "厚度",
}  # fmt: skip
KEEPS = {"cold": "保冷", "hot": "保温"}
PLAIN_COUNTS = ("数量", "份数", "每包数量", "页数", "片数")  # not things one can have three of
PART = re.compile(r"(?:料|金|垫|结构|带|柄|底|胆|芯|框|架|扣|链|把|套|衬|罩|座|面|盖|布|鞋跟|腿)$")
GIVEN = frozenset({"附赠", "赠送", "随附", "配件", "附件", "赠品", "清单"})
ADJECTIVES = re.compile(
    r"(?:透气|减压|加厚|加宽|防水|防滑|耐磨|包裹|包覆|可调|可拆|拆卸|平摊|另约)$"
)
NEW_NAME = re.compile(r"[的与和、，（]")
COATS = re.compile(r"(?:釉|涂层|镀层|漆)$")
WORKED = re.compile(r"(?:工艺|鞣|处理|抛光|打磨)$")
DESCRIBED = frozenset({"scent", "texture", "part", "detail", "packaging", "connection", "operation",
                       "purpose", "audience", "port"})  # fmt: skip
LISTS = frozenset({"material", "colour", "ingredient", "contents", "packaging", "fits", "purpose"})
MADE = re.compile(r"(?:成|制|作|型)$")
LONGEST_PART = 10


@dataclass(frozen=True, slots=True)
class Spoken:
    """wording: the frames. slots: what fills them; a frame whose slot is empty is not used."""

    wording: Wording
    slots: dict[str, str]


def spoken(point: Point, dice: Dice) -> Spoken:
    """Return the frames that fit the point and the shape of its value."""
    label = point.label
    if point.topic == "yes":
        said = predicates.so(label)
        return Spoken(Wording(said, answers=predicates.answered(label), heads=said[:1]), {})
    if point.topic == "no":
        said = (predicates.not_so(label),)
        return Spoken(Wording(said, answers=predicates.denied(label)), {})
    if point.topic == "dimensions" and len(point.parts) == 1:
        side, size = point.parts[0]
        slots = {"v": f"{SIDES[side]} {size}", "side": SIDE_NAMES[side], "size": size}
        return Spoken(FIGURES["side"], slots)
    if point.topic == "dimensions":
        return Spoken(FIGURES["dimensions"], {"v": _sides(point, dice)})
    if point.topic == "keeps":
        parts = [f"{KEEPS[kind]} {value}" for kind, value in point.parts]
        parts = parts[::-1] if dice.chance(50) else parts
        return Spoken(FIGURES["keeps"], {"v": "、".join(parts), "a": parts[0], "b": parts[-1]})
    return _figure(point) if point.amount is not None else _worded(point)


def _sides(point: Point, dice: Dice) -> str:
    """Return "高 96 毫米、直径 88 毫米"; the unit once where all sides share it."""
    parts = [(SIDES[side], value) for side, value in point.parts]
    if len(parts) == 2 and dice.chance(50):
        parts.reverse()
    units = {value.rpartition(" ")[2] for _side, value in parts}
    if len(units) == 1 and all(value.count(" ") == 1 for _side, value in parts) and dice.chance(40):
        numbers = [f"{side} {value.partition(' ')[0]}" for side, value in parts]
        return f"{'、'.join(numbers)} {units.pop()}"
    return "、".join(f"{side} {value}" for side, value in parts)


def _figure(point: Point) -> Spoken:
    assert point.amount is not None
    label, value = point.label, point.value.removesuffix(" pH")
    if _is_counted(point):
        return Spoken(FIGURES["count"], {"v": f"{value}{label}"})
    if point.topic in FIGURES and point.topic != "count":
        slots = {"v": value, "l": label}
        name = "figure"
        if point.topic != "figure":
            return Spoken(FIGURES[point.topic], slots)
        if label.endswith("尺寸") and len(label) > 2 and point.amount.family == "length":
            name, slots["part"] = "unit", label[:-2]
        return Spoken(FIGURES[name], slots)
    return Spoken(FIGURES["figure"], {"v": value, "l": label})


def _is_counted(point: Point) -> bool:
    if point.topic != "count" or point.amount is None or point.label in PLAIN_COUNTS:
        return False
    return point.amount.unit in ("piece", "pair") or not point.amount.unit.isascii()


def _worded(point: Point) -> Spoken:
    topic, label, value = point.topic, point.label, point.value
    if values.is_alone(value):
        return Spoken(WORDED["alone"], {"v": value, "l": label})
    if topic == "fits":
        value = values.FITS.sub("", value) or value
    if topic in DESCRIBED and values.PREDICATE.match(value):
        name = "does" if topic in ("part", "detail", "operation", "port") else "bare"
        return Spoken(WORDED[name], _slots(value, label))
    if topic in LISTS:
        value = values.listed(value)
    if topic in ("part", "detail"):
        return _detail(value, label)
    special = {"material": _material, "packaging": _packaging}.get(topic)
    return special(value, label) if special else _of_topic(topic, value, label)


def _packaging(value: str, label: str) -> Spoken:
    value = value.replace("，", "、")
    pair = _pair(value)
    if pair:
        return Spoken(WORDED["packed"], pair | {"v": value})
    return _of_topic("packaging", value, label)


def _of_topic(topic: str, value: str, label: str) -> Spoken:
    slots = _slots(value, label)
    name = topic
    if topic == "port":
        value = values.without_label(value, "接口")
        slots["v"] = value
        name = "charger" if "充电" in label else "port"
        if name == "port":
            slots["l"] = label
    elif topic == "texture" and label == "手感":
        name = "feel"
    elif topic == "purpose" and "兼容" in label:
        name = "compatible"
    elif topic in ("colour", "scent", "packaging", "origin"):
        slots["v"] = slots["a"] = values.without_label(value, label) if topic != "colour" else value
        slots["c"] = "" if "配" in value else value
    elif topic == "ingredient":
        slots["main"] = "主要成分" if label.startswith(("主要", "核心")) else ""
        slots["l"] = "主要成分" if slots["main"] else label
    elif topic == "craft" and values.is_inside(value):
        slots["done"] = f"{value}而成" if not MADE.search(value) else ""
        slots["noun_v"] = value
    return Spoken(WORDED.get(name, WORDED["detail"]), slots)


def _slots(value: str, label: str) -> dict[str, str]:
    first, _, rest = value.partition("，")
    return {"v": value, "a": first, "b": rest, "rest": f"，{rest}" if rest else "", "l": label}


def _pair(value: str) -> dict[str, str]:
    parts = [part.strip() for part in value.split("、")]
    if len(parts) != 2 or not all(0 < len(part) <= LONGEST_PART for part in parts):
        return {}
    return {"a": parts[0], "b": parts[1]}


def _material(value: str, label: str) -> Spoken:
    pair = _pair(value)
    slots = {"v": value, "a": value.split("、")[0], "l": label}
    if "%" in value and "、" in value:
        return Spoken(WORDED["blend"], slots)
    if pair and WORKED.search(pair["b"]):
        return Spoken(WORDED["treated"], slots | pair)
    if pair and not NEW_NAME.search(value.replace("、", "")):
        return Spoken(WORDED["two"], slots | pair)
    return Spoken(WORDED["material"], slots)


def _detail(value: str, label: str) -> Spoken:
    if label in GIVEN:
        return Spoken(WORDED["given"], _slots(values.listed(value), label))
    if label.endswith(("方法", "用法", "步骤")):
        return Spoken(WORDED["directions"], _slots(value, label))
    shorter = values.without_label(value, label)
    if label in value.split("，")[0] and shorter == value:
        return Spoken(WORDED["own"], _slots(value, label))
    slots = _slots(shorter, label)
    if ADJECTIVES.search(shorter) and values.is_inside(shorter) and not label.endswith("方式"):
        return Spoken(WORDED["does"], slots)
    is_part = PART.search(label) and values.is_inside(shorter) and len(shorter) <= LONGEST_PART
    return Spoken(WORDED["part" if is_part and "、" not in shorter else "detail"], slots)
