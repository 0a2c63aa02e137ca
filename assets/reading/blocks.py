"""What a page is made of once it is read, whatever file it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

# Left, top, right, bottom as shares of the page, 0 to 1.
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Part:
    """Words that stand together on a line. lead: those it begins with that alone are bold."""

    text: str
    box: Box | None = None
    lead: str = ""


@dataclass(slots=True)
class Line:
    """One line or paragraph. parts: its pieces, where wide gaps or tabs part them.

    named: it is a name and its value, as they look and where they stand tell.
    """

    parts: list[Part]
    head: bool = False
    named: bool = False

    @property
    def text(self) -> str:
        """Return the whole line."""
        return "  ".join(part.text for part in self.parts)

    @property
    def box(self) -> Box | None:
        """Return what frames all its parts."""
        return frame(part.box for part in self.parts)


@dataclass(slots=True)
class Slot:
    """One place of a table's grid.

    covered: another cell reaches over this place, and the text is that one's. span: rows and
    columns its own cell reaches over. cell: its name in a sheet.
    """

    text: str
    box: Box | None = None
    cell: str = ""
    span: tuple[int, int] = (1, 1)
    covered: bool = False


@dataclass(slots=True)
class Grid:
    """A table. ruled: its cells were drawn or written as cells, not guessed by their places."""

    rows: list[list[Slot]]
    ruled: bool = True

    @property
    def box(self) -> Box | None:
        """Return what frames all its cells."""
        return frame(slot.box for row in self.rows for slot in row)


@dataclass(slots=True)
class Page:
    """A page, or a sheet of a workbook. width, height, picture: of what is shown of it."""

    number: int
    label: str = ""
    width: int = 0
    height: int = 0
    picture: str | None = None
    blocks: list[Line | Grid] = field(default_factory=list)
    sheet: bool = False
    hidden: bool = False

    def as_answer(self) -> dict[str, Any]:
        """Return the page as JSON takes it."""
        return {
            "number": self.number,
            "label": self.label[:80],
            "width": self.width,
            "height": self.height,
            "picture": self.picture,
            "hidden": self.hidden,
            "blocks": [_answer(block) for block in self.blocks],
        }


def frame(boxes: Any) -> Box | None:
    """Return the box around all boxes, None when there is none."""
    known: Sequence[Box] = [box for box in boxes if box is not None]
    if not known:
        return None
    left, top, right, bottom = zip(*known, strict=True)
    return min(left), min(top), max(right), max(bottom)


def rounded(box: Box | None) -> list[float] | None:
    """Return the box in shares of the page, to a tenth of a pixel of its picture."""
    return [round(min(max(share, 0.0), 1.0), 4) for share in box] if box else None


def _answer(block: Line | Grid) -> dict[str, Any]:
    box = rounded(block.box)
    where = {"box": box} if box else {}
    if isinstance(block, Line):
        head = {"head": True} if block.head else {}
        return {"kind": "text", "text": block.text, **head, **where}
    rows = [[_slot(slot) for slot in row if not slot.covered] for row in block.rows]
    return {"kind": "table", "rows": rows, **where}


def _slot(slot: Slot) -> dict[str, Any]:
    cell: dict[str, Any] = {"text": slot.text}
    if slot.cell:
        cell["cell"] = slot.cell
    if slot.span != (1, 1):
        cell["span"] = list(slot.span)
    return cell
