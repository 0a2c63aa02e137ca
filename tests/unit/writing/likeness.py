"""How much two texts share: their sequences of five words, or of five Chinese characters."""

import re
from collections.abc import Sequence
from itertools import combinations

FIVE = 5


def sequences(text: str, language: str) -> set[tuple[str, ...]]:
    """Return the text's sequences; punctuation, spaces and capitals do not count."""
    found = (
        re.findall(r"[^\W_]", text) if language != "en" else re.findall(r"[\w'-]+", text.lower())
    )
    return {tuple(found[at : at + FIVE]) for at in range(len(found) - FIVE + 1)}


def likeness(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    """Return the part of the shorter text that the other one has, too."""
    return len(one & other) / max(1, min(len(one), len(other)))


def most_alike(texts: Sequence[str], language: str) -> tuple[float, tuple[int, int]]:
    """Return the greatest likeness of any two texts, and which two they are."""
    sets = [sequences(text, language) for text in texts]
    return max((likeness(sets[a], sets[b]), (a, b)) for a, b in combinations(range(len(sets)), 2))
