"""A document's pages as they are shown: pictures with marks, or words and tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from assets import storage
from assets.models import Page, Proposal

MAX_BLOCKS = 400


@dataclass(frozen=True, slots=True)
class Mark:
    """Where on a page's picture a fact stands, in shares of it."""

    anchor: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. anchor: set when a fact stands in it."""

    text: str
    anchor: str = ""
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a table."""

    text: str = ""
    anchor: str = ""
    rows: list[list[Cell]] = field(default_factory=list)
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page, or one sheet of a workbook."""

    page: Page
    picture_url: str
    marks: list[Mark]
    blocks: list[Block]

    @property
    def anchor(self) -> str:
        """Where the page itself stands."""
        return f"page-{self.page.number}"


class Places:
    """Finds for each fact where it stands; each place is named once it is met."""

    def __init__(self, proposals: Sequence[Proposal]) -> None:
        self._proposals = proposals
        self.anchors: dict[Any, str] = {}

    def marks(self, page: Page) -> list[Mark]:
        """Return the boxes on a page's picture."""
        found = []
        for proposal in self._of(page):
            if not proposal.box:
                continue
            left, top, right, bottom = proposal.box
            anchor = self._name(proposal)
            found.append(Mark(anchor, left, top, right - left, bottom - top))
        return found

    def in_cell(self, page: Page, cell: str, text: str) -> str:
        """Return the name of a cell that a fact stands in, or nothing."""
        for proposal in self._of(page):
            if proposal.pk in self.anchors or not text.strip():
                continue
            is_it = proposal.cell == cell if proposal.cell else _says(text, proposal)
            if is_it:
                return self._all_of(page, self._name(proposal), cell)
        return ""

    def in_text(self, page: Page, text: str) -> str:
        """Return the name of a paragraph that a fact was read from, or nothing."""
        for proposal in self._of(page):
            if proposal.pk not in self.anchors and proposal.quote and proposal.quote in text:
                return self._name(proposal)
        return ""

    def rest(self, sheet: "Sheet") -> None:
        """Name the page for what is on it and nowhere in particular."""
        for proposal in self._of(sheet.page):
            self.anchors.setdefault(proposal.pk, sheet.anchor)

    def _of(self, page: Page) -> Iterator[Proposal]:
        for proposal in self._proposals:
            if proposal.sheet == page.label if proposal.sheet else proposal.page == page.number:
                yield proposal

    def _name(self, proposal: Proposal) -> str:
        self.anchors[proposal.pk] = f"at-{proposal.pk.hex}"
        return self.anchors[proposal.pk]

    def _all_of(self, page: Page, anchor: str, cell: str) -> str:
        """Let every fact of the same cell be found there."""
        for other in self._of(page):
            if cell and other.cell == cell:
                self.anchors[other.pk] = anchor
        return anchor


def sheets(pages: Sequence[Page], places: Places, *, origin: str) -> list[Sheet]:
    """Return a document's pages with the places facts stand in."""
    shown = []
    for page in pages:
        url = ""
        if page.picture:
            url = storage.presigned_get(page.picture, origin=origin, content_type="image/webp")
        marks = places.marks(page) if url else []
        blocks = [] if url else [_block(told, page, places) for told in page.blocks[:MAX_BLOCKS]]
        sheet = Sheet(page, url, marks, blocks)
        places.rest(sheet)
        shown.append(sheet)
    return shown


def _block(told: dict[str, Any], page: Page, places: Places) -> Block:
    if told["kind"] != "table":
        return Block(text=told["text"], anchor=places.in_text(page, told["text"]))
    rows = [[_cell(one, page, places) for one in row] for row in told["rows"]]
    return Block(rows=rows, left_out=told.get("left_out", 0))


def _cell(told: dict[str, Any], page: Page, places: Places) -> Cell:
    across, down = _span(told.get("span"))
    anchor = places.in_cell(page, told.get("cell") or "", told["text"])
    return Cell(told["text"], anchor, across, down)


def _span(told: Any) -> tuple[int, int]:
    """Return how many columns and rows a merged cell takes; told are rows, then columns."""
    if isinstance(told, list | tuple) and len(told) == 2:
        return max(int(told[1]), 1), max(int(told[0]), 1)
    return 1, 1


def _says(text: str, proposal: Proposal) -> bool:
    return proposal.value in text and len(text) <= len(proposal.quote or proposal.value) + 40
