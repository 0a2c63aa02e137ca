"""Which points a text says, and in which order."""

from collections.abc import Sequence

from generation.writing.choice import Dice
from generation.writing.points import Point

# A shopper's first questions; a lower number is asked earlier. Others follow as they were typed.
WEIGHT = {
    "capacity": 1, "material": 1, "ingredient": 1, "battery": 1, "connection": 2, "keeps": 1,
    "light": 2, "craft": 2, "colour": 2, "dimensions": 2, "content": 2, "texture": 2,
    "audience": 2, "fits": 2, "yes": 3, "weight": 3, "power": 3, "warmth": 3, "care": 3,
    "part": 3, "count": 3, "directions": 3, "contents": 3, "port": 3, "origin": 3, "scent": 3,
    "charging": 3, "load": 3, "operation": 3,
}  # fmt: skip
OTHERS = 4
FEW, LONG_VALUE = 6, 15
THEMES = ("make", "size", "power", "use", "other", "box")


def ranked(points: Sequence[Point], dice: Dice) -> list[Point]:
    """Return the points, what matters first; neighbours change places from text to text."""
    mixed = dice.shuffled(points)
    return sorted(mixed, key=lambda point: WEIGHT.get(point.topic, OTHERS) + dice.below(3))


def chosen(points: Sequence[Point], dice: Dice, *, most: int) -> list[Point]:
    """Return at most so many points; of one topic not more than a quarter, while others are left."""
    order = ranked(points, dice)
    if most <= FEW:  # a short text says what is said shortly
        order.sort(key=lambda point: len(point.value) > LONG_VALUE)
    per_topic = max(1, most // 4)
    counts: dict[str, int] = {}
    picked: list[Point] = []
    spare: list[Point] = []
    for point in order:
        counts[point.topic] = counts.get(point.topic, 0) + 1
        (picked if counts[point.topic] <= per_topic else spare).append(point)
    return (picked + spare)[:most]


def themed(
    points: Sequence[Point], dice: Dice, *, paragraphs: int, least: int = 2
) -> list[list[Point]]:
    """Return the points in paragraphs, each about one thing; small themes are told together."""
    themes: dict[str, list[Point]] = {}
    for point in points:
        themes.setdefault(point.theme, []).append(point)
    order = [theme for theme in _order(dice) if theme in themes]
    parts = [dice.shuffled(themes[theme]) for theme in order]
    while len(parts) > paragraphs or (len(parts) > 1 and min(map(len, parts)) < least):
        small = min(range(len(parts)), key=lambda place: len(parts[place]))
        other = small - 1 if small else 1
        first, second = sorted((small, other))
        parts[first : second + 1] = [parts[first] + parts[second]]
    return parts


def _order(dice: Dice) -> list[str]:
    """Return the themes; what arrives in the box stands last, what is left over before it."""
    return [*dice.shuffled(THEMES[:4]), *THEMES[4:]]
