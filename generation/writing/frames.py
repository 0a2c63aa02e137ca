"""Frames: sentences with choices and gaps.

[holds|takes]   one of these; may be nested
{v}             a gap, filled from the slots
<is/are>        the first for one thing, the second for several
"""

import re
from collections.abc import Mapping

from generation.writing.choice import Dice

CHOICE = re.compile(r"\[([^\[\]]*)\]")
GAP = re.compile(r"\{(\w+)\}|<([^<>/]*)/([^<>/]*)>")


def expand(frame: str, dice: Dice) -> str:
    """Return the frame with every choice made; gaps stay."""
    while "[" in frame:
        frame = CHOICE.sub(lambda found: dice.pick(found[1].split("|")), frame)
    return frame


def fill(frame: str, slots: Mapping[str, str], *, many: bool = False) -> str:
    """Return the frame with its gaps filled. What is filled in is not read as a frame again."""

    def filled(found: re.Match[str]) -> str:
        if found[1]:
            return slots[found[1]]
        return str(found[3] if many else found[2])

    return GAP.sub(filled, frame)
