"""Which points belong together in Chinese, and in which order they follow one another."""

from generation.writing.chinese.predicates import both
from generation.writing.points import Point

# What is said in one breath; what stands later follows better.
ORDER = (
    ("capacity", "dimensions", "weight", "load"),
    ("material", "craft", "firing", "colour", "part", "origin"),
    ("ingredient", "texture", "scent", "ph"),
    ("battery", "charging", "port", "connection", "count"),
    ("power", "light", "warmth", "operation"),
    ("keeps", "fits", "yes", "purpose"),
    ("audience", "directions"),
    ("care",),
    ("content", "opened", "shelf", "contents", "packaging", "warranty"),
)  # fmt: skip
CLUSTER = {topic: place for place, topics in enumerate(ORDER) for topic in topics}
LOOSE = len(ORDER)
# Clusters that may share a sentence, too.
FRIENDS = ({0, 1}, {1, LOOSE}, {3, 5}, {4, LOOSE}, {0, LOOSE})


def go_together(one: Point, other: Point) -> bool:
    """Return whether both are said in one breath."""
    return one.topic == other.topic == "yes" and bool(both(one.label, other.label))
