"""Where pictures stand so that words have room."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture that does not fill the frame stands in it.

    part: how much of the frame a plain one takes. across, down: where its spare room goes, from
    0 (all on its right, below it) to 1.
    """

    part: float = 1.0
    across: float = 0.5
    down: float = 0.5


def place(size: tuple[int, int], *, spoken: bool, captioned: bool) -> Place:
    """Return where a picture stands so that subtitles and a caption cover little of it.

    An upright film has room above and below; a wide one has its caption on the left.
    """
    width, height = size
    if height > width:
        return Place(down=0.42)
    if not spoken and not captioned:
        return Place()
    if height == width:
        return Place(part=0.8, down=0.5 if captioned else 0.3)
    return Place(part=0.86, across=0.8 if captioned else 0.5, down=0.25 if spoken else 0.5)
