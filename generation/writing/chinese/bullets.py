"""Chinese selling points: the head says what one gets, the text what belongs to it."""

from collections.abc import Sequence
from typing import Any

from generation.writing import plan
from generation.writing.chinese import nouns, predicates, short
from generation.writing.chinese.kin import CLUSTER, LOOSE, go_together
from generation.writing.chinese.scenes import TAILS
from generation.writing.chinese.speaker import ChineseSpeaker
from generation.writing.chinese.spoken import spoken
from generation.writing.chinese.values import spaced
from generation.writing.chinese.wording import BARE
from generation.writing.limits import BULLET_LONGEST, BULLET_SHORTEST
from generation.writing.points import Point
from generation.writing.wordlists import words

# (selling points, facts)
LENGTHS = {"short": (3, 5), "medium": (4, 9), "long": (5, 15)}
COLON = 1
# Heads of what no short phrase can say.
LABELS = {
    "dimensions": "尺寸", "keeps": "保冷保温", "fits": "装得下这些", "contents": "盒内清单", "care": "日常保养",
    "directions": "使用方法", "opened": "开封使用期", "operation": "操作方式", "audience": "适用人群",
    "material": "材质", "craft": "工艺", "colour": "颜色", "ingredient": "成分", "connection": "连接方式",
    "packaging": "包装",
}  # fmt: skip
JOINED = {"material": "搭配{b}", "packaging": "搭配{b}"}
APART = words("contents packaging care directions fits audience opened")  # with these nothing goes
# Alone they are no reason to buy: they stand with others.
WEAK = words(
    "origin weight ph opened port colour figure shelf firing charging warmth packaging content"
)
MACHINES = {
    "洗碗机、": ("用完放进去洗，凉了放进去热", "用完就洗，凉了就热", "清洗、加热都能交给它们"),
    "、洗碗机": ("凉了放进去热，用完放进去洗", "凉了就热，用完就洗", "加热、清洗都能交给它们"),
}  # fmt: skip
USES = ("适合{for}。", "{when}、{when2}都用得上。", "{for}、{for2}都适合。", "{when}用得上。",
        "{when}、{when2}都能{use}。")  # fmt: skip
WARM_USES = (
    "{when}，你会用得上。",
    "适合{for}。",
    "{for}、{for2}都适合。",
    "{when}，拿来就{use}。",
)
LIVELY_USES = ("{when}，{use}起来。", "{for}，用得上。", "{for}？适合。", "{when}、{when2}都行。")


def selling_points(
    speaker: ChineseSpeaker, points: Sequence[Point], *, length: str, brief: str
) -> tuple[dict[str, Any], list[Point]]:
    """Return the content and the points it says, in order."""
    count, most = LENGTHS[length]
    good = [point for point in points if point.topic != "no"] or list(points)
    picked = plan.chosen(good, speaker.dice, most=most)
    room = count - 1 if brief and len(picked) >= count else count
    parts: list[dict[str, str]] = []
    used: list[Point] = []
    for group in _groups(speaker, picked, room):
        head, text, said = _bullet(speaker, group)
        parts.append({"head": head, "text": text})
        used += said
    if brief and len(brief) + COLON < BULLET_LONGEST - 30:
        parts.append({"head": speaker.head("brief"), "text": brief})
    if not parts:
        parts.append({"head": speaker.head("name"), "text": speaker.opening(())[0]})
    return {"points": parts}, used


def _groups(speaker: ChineseSpeaker, points: Sequence[Point], count: int) -> list[list[Point]]:
    """Return the points in at most so many groups of kin; what has no kin may stay unsaid."""
    kin: dict[int, list[Point]] = {}
    for point in points:
        kin.setdefault(CLUSTER.get(point.topic, LOOSE), []).append(point)
    groups = sorted(kin.values(), key=len, reverse=True)
    for group in [one for one in groups if _is_weak(one)]:
        others = [one for one in groups if one is not group and one[0].topic not in APART]
        if others:
            groups.remove(group)
            alike = [one for one in others if one[0].theme == group[0].theme]
            min(alike or others, key=len).extend(group)
    groups = groups[:count]
    while groups and len(groups) < min(count, len(points)):
        big = max(range(len(groups)), key=lambda place: len(groups[place]))
        half = (len(groups[big]) + 1) // 2
        parts = [groups[big][:half], groups[big][half:]]
        is_torn = any(go_together(one, other) for one in parts[0] for other in parts[1])
        if is_torn or any(_is_weak(part) for part in parts):
            break
        groups[big : big + 1] = parts
    return speaker.dice.shuffled(groups)


def _is_weak(group: Sequence[Point]) -> bool:
    return all(point.topic in WEAK for point in group)


def _bullet(speaker: ChineseSpeaker, group: Sequence[Point]) -> tuple[str, str, list[Point]]:
    """Return the head, the text and the points both say."""
    said = list(group)
    while True:
        head, text = _written(speaker, said)
        fits = len(head) + COLON + len(text) <= BULLET_LONGEST
        if fits or len(said) == 1:
            break
        said.pop()
    if not fits:
        text = f"{text[: BULLET_LONGEST - COLON - len(head) - 1].rstrip('，。；：、 ')}。"
    if len(head) + COLON + len(text) < BULLET_SHORTEST:
        text = f"{text}{_use(speaker)}"
    return head, text, said


def _written(speaker: ChineseSpeaker, points: Sequence[Point]) -> tuple[str, str]:
    both = _both(points)
    if both:
        head, others = both
        uses = next((tails for name, tails in MACHINES.items() if name in head), ())
        if uses and not others:
            return head, f"{speaker.dice.fresh(uses)}。"
        return head, "".join(speaker.sentences(others, whole=False)) if others else _use(speaker)
    for point in sorted(points, key=lambda one: (one.topic in WEAK, one.topic == "dimensions")):
        said = spoken(point, speaker.dice)
        body = said.slots.get("body", nouns.body(speaker.noun))
        head, rest = short.head(said, body if point.topic == "material" else "")
        others = [one for one in points if one is not point]
        if not head or (not others and not rest and not _is_useful(speaker, point)):
            continue
        lines = speaker.sentences(others, whole=False)
        if rest:
            rest = _joined(point.topic, rest)
            lines.insert(0, f"{rest}。")
        return head, "".join(lines) or _use(speaker, point)
    return _labelled(speaker, points)


def _joined(topic: str, rest: str) -> str:
    """Return what the head has left of the value, as a clause."""
    if topic == "material" and rest.endswith("工艺"):
        return f"采用{rest}"
    return JOINED.get(topic, "{b}").replace("{b}", rest)


def _both(points: Sequence[Point]) -> tuple[str, list[Point]] | None:
    """Return a head for two that belong together, and the others."""
    able = [point for point in points if point.topic == "yes"]
    for one in able:
        for other in able:
            head = predicates.head_of_both(one.label, other.label) if one is not other else ""
            if head and len(head) <= short.CAPTION_SIGNS:
                return head, [point for point in points if point not in (one, other)]
    return None


def _labelled(speaker: ChineseSpeaker, points: Sequence[Point]) -> tuple[str, str]:
    """Return the name of the first as a head, and sentences that do not begin with it again."""
    first = points[0]
    head = LABELS.get(first.topic, first.label)
    if first.topic == "audience" and first.label != "适合":
        head = first.label
    if not head or len(head) > short.CAPTION_SIGNS:
        head = speaker.head("name")
    value = spoken(first, speaker.dice).slots.get("v", "") or speaker.clause(first)
    text = spaced(f"{value.removeprefix(BARE)}。")
    return head, f"{text}{''.join(speaker.sentences(points[1:], whole=False))}"


def _is_useful(speaker: ChineseSpeaker, point: Point) -> bool:
    """Return whether a head alone has a scene to go with it."""
    return point.topic in ("yes", "count", "audience") or bool(
        TAILS.get((speaker.group, point.topic))
    )


def _use(speaker: ChineseSpeaker, point: Point | None = None) -> str:
    tails = TAILS.get((speaker.group, point.topic), ()) if point else ()
    if point and tails and speaker.is_true_of(point) and speaker.dice.chance(70):
        return f"{speaker.dice.fresh(tails)}。"
    uses: tuple[str, ...] = {"warm": WARM_USES, "lively": LIVELY_USES}.get(speaker.tone, USES)
    if point and point.topic == "audience":  # its head says already whom it suits
        uses = tuple(frame for frame in uses if "适合" not in frame)
    return speaker.say(uses)
