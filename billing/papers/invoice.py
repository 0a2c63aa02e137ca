"""Draws an invoice on A4. Lengths are in millimetres, sizes of type in points."""

from pathlib import Path

from fpdf import FPDF

from billing.papers.shapes import Line, Paper, Sum, Tone
from billing.papers.wrapping import cut, wrap

Colour = tuple[int, int, int]
INK: Colour = (27, 30, 36)
MUTED: Colour = (94, 98, 105)
HAIR: Colour = (226, 224, 220)
TONES: dict[Tone, tuple[Colour, Colour]] = {
    Tone.OPEN: ((34, 81, 198), (238, 244, 255)),
    Tone.DONE: ((28, 101, 66), (232, 247, 238)),
    Tone.OFF: ((94, 98, 105), (238, 237, 234)),
}
LEFT, RIGHT, TOP, BOTTOM = 20.0, 190.0, 18.0, 24.0
WIDTH = RIGHT - LEFT
FLOOR = 297.0 - BOTTOM
# Right edges of the columns of figures; the description has what is left of them.
QUANTITY, UNIT, AMOUNT = 124.0, 156.0, RIGHT
LABEL_WIDTH = 78.0
SUMS_LEFT = 108.0
# What is at least between two columns of figures, and between a label and its value.
GAP = 4.0
FACT_WIDTH = RIGHT - SUMS_LEFT - 26.0
BIG, HEAD, BODY, SMALL = 20.0, 11.0, 9.5, 8.0
# Of a line of body text, and of a smaller one.
STEP, SMALL_STEP = 4.8, 4.0
PAD = 2.6


def render(paper: Paper, *, regular: Path, bold: Path) -> bytes:
    """Return the paper as a PDF. The same paper gives the same bytes.

    regular, bold: font files that have every character; only those used are put in.
    """
    sheet = _Sheet(paper, regular=regular, bold=bold)
    sheet.add_page()
    sheet.letterhead()
    sheet.positions()
    sheet.remarks()
    return bytes(sheet.output())


class _Sheet(FPDF):
    """Pages of one paper."""

    def __init__(self, paper: Paper, *, regular: Path, bold: Path) -> None:
        super().__init__(format="A4", unit="mm")
        self.paper = paper
        self.add_font("paper", "", str(regular))
        self.add_font("paper", "B", str(bold))
        self.set_margins(LEFT, TOP, 210.0 - RIGHT)
        self.set_auto_page_break(auto=False)
        self.set_title(f"{paper.title} {paper.number}")
        self.set_author(paper.seller[0])
        self.set_lang(paper.language)
        self.set_creation_date(paper.made_at)
        self.c_margin = 0.0

    # --- pages ------------------------------------------------------------------------------------
    def header(self) -> None:
        """Say on every page but the first which paper goes on here."""
        if self.page_no() == 1:
            return
        self.set_y(TOP)
        self._ink(MUTED, SMALL)
        said = f"{self.paper.title} {self.paper.number} · {self.paper.words.continued}"
        self._put(LEFT, said)
        self.set_y(TOP + 10)

    def footer(self) -> None:
        """Say at every page's foot whose paper it is and which page of how many."""
        self._rule(FLOOR + 6)
        self.set_y(FLOOR + 8)
        self._ink(MUTED, SMALL)
        words = self.paper.words.page
        # What follows the name is never cut, and neither is the number of the page.
        number = f" · {self.paper.number}"
        room = WIDTH - 40 - self.get_string_width(number)
        name = cut(self.paper.seller[0], room, self.get_string_width)
        self._put(LEFT, f"{name}{number}")
        self._put_right(RIGHT, words.format(page=self.page_no(), pages="{nb}"))

    def _room(self, height: float) -> bool:
        """Begin a new page unless so much fits; return whether one was begun."""
        if self.get_y() + height <= FLOOR:
            return False
        self.add_page()
        return True

    # --- the top ----------------------------------------------------------------------------------
    def letterhead(self) -> None:
        """Draw who asks, what it is called and its number, whom it is for, and when."""
        paper = self.paper
        self.set_y(TOP)
        self._ink(INK, HEAD, "B")
        self._lines(LEFT, paper.seller[:1], 80.0, 6.0)
        self._ink(MUTED, SMALL)
        self._lines(LEFT, paper.seller[1:], 80.0, SMALL_STEP)
        under_seller = self.get_y()
        self.set_y(TOP - 1)
        self._ink(INK, BIG, "B")
        self._put_right(RIGHT, paper.title)
        self.set_y(TOP + 9)
        self._ink(MUTED, HEAD)
        self._put_right(RIGHT, paper.number)
        self._badge(TOP + 16)
        self.set_y(max(under_seller, TOP + 24) + 12)
        self._parties()

    def _badge(self, y: float) -> None:
        ink, ground = TONES[self.paper.tone]
        self._ink(ink, SMALL, "B")
        width = self.get_string_width(self.paper.state) + 6
        self.set_fill_color(*ground)
        self.rect(RIGHT - width, y, width, 5.6, style="F", round_corners=True, corner_radius=2.79)
        self.set_y(y + 0.8)
        self._put_right(RIGHT - 3, self.paper.state)

    def _parties(self) -> None:
        top, paper = self.get_y(), self.paper
        self._ink(MUTED, SMALL)
        self._lines(LEFT, (paper.words.bill_to,), LABEL_WIDTH, STEP)
        self._ink(INK, BODY, "B")
        self._lines(LEFT, paper.buyer[:1], LABEL_WIDTH, STEP)
        self._ink(INK, BODY)
        self._lines(LEFT, paper.buyer[1:], LABEL_WIDTH, STEP)
        under_buyer = self.get_y()
        self.set_y(top)
        for label, value in paper.facts:
            self._ink(MUTED, BODY)
            self._put(SUMS_LEFT, label)
            self._ink(INK, BODY)
            for part in wrap(value, FACT_WIDTH, self.get_string_width):
                self._put_right(RIGHT, part)
                self.set_y(self.get_y() + STEP)
            self.set_y(self.get_y() + 0.9)
        self.set_y(max(under_buyer, self.get_y()) + 12)

    # --- the table --------------------------------------------------------------------------------
    def positions(self) -> None:
        """Draw the positions and what they come to; the last one stays with the sums."""
        lines = self.paper.lines
        sums = sum(self._sum_height(one) for one in self.paper.sums) + 6
        self._room(14 + self._line_height(lines[0]) + (sums if len(lines) == 1 else 0))
        self._head()
        for place, line in enumerate(lines, start=1):
            if self._room(self._line_height(line) + (sums if place == len(lines) else 0)):
                self._head()
            self._line(line)
        self.set_y(self.get_y() + 4)
        for one in self.paper.sums:
            self._sum(one)

    def _head(self) -> None:
        words = self.paper.words
        self._ink(MUTED, SMALL)
        self._put(LEFT, words.description)
        self._put_right(QUANTITY, words.quantity)
        self._put_right(UNIT, words.unit_price)
        self._put_right(AMOUNT, words.amount)
        self._rule(self.get_y() + STEP + 1.2, INK, 0.3)
        self.set_y(self.get_y() + STEP + 1.2)

    def _line_height(self, line: Line) -> float:
        height = 2 * PAD + STEP * self._count(line.label, BODY)
        return height + (SMALL_STEP * self._count(line.note, SMALL) if line.note else 0.0)

    def _line(self, line: Line) -> None:
        bottom = self.get_y() + self._line_height(line)
        self.set_y(self.get_y() + PAD)
        self._ink(INK, BODY)
        self._figure(QUANTITY, line.quantity, QUANTITY - LEFT - LABEL_WIDTH - GAP)
        self._figure(UNIT, line.unit_price, UNIT - QUANTITY - GAP)
        self._figure(AMOUNT, line.amount, AMOUNT - UNIT - GAP)
        self._lines(LEFT, (line.label,), LABEL_WIDTH, STEP)
        if line.note:
            self._ink(MUTED, SMALL)
            self._lines(LEFT, (line.note,), LABEL_WIDTH, SMALL_STEP)
        self._rule(bottom)
        self.set_y(bottom)

    def _sum_height(self, one: Sum) -> float:
        return STEP + (6.4 if one.is_last else 1.2)

    def _sum(self, one: Sum) -> None:
        if one.is_last:
            self._rule(self.get_y() + 1, INK, 0.3, left=SUMS_LEFT)
            self.set_y(self.get_y() + 3.4)
        self._ink(INK if one.is_last else MUTED, HEAD if one.is_last else BODY, _weight(one))
        self._put(SUMS_LEFT, one.label)
        self._ink(INK, HEAD if one.is_last else BODY, _weight(one))
        self._put_right(RIGHT, one.amount)
        self.set_y(self.get_y() + STEP + 1.2)

    # --- the end ----------------------------------------------------------------------------------
    def remarks(self) -> None:
        """Draw how to pay and what else is to be said."""
        self.set_y(self.get_y() + 12)
        for head, text in self.paper.remarks:
            rows = self._count(text, BODY, WIDTH)
            self._room(STEP * (rows + 1) + 6)
            self._ink(MUTED, SMALL)
            self._lines(LEFT, (head,), WIDTH, STEP)
            self._ink(INK, BODY)
            self._lines(LEFT, (text,), WIDTH, STEP)
            self.set_y(self.get_y() + 5)

    # --- strokes ----------------------------------------------------------------------------------
    def _ink(self, colour: Colour, size: float, weight: str = "") -> None:
        self.set_text_color(*colour)
        self.set_font("paper", weight, size)

    def _put(self, x: float, text: str) -> None:
        """Write from x on, in the present line, which stays the present one."""
        y = self.get_y()
        self.set_xy(x, y)
        self.cell(w=self.get_string_width(text), h=STEP, text=text)
        self.set_y(y)

    def _put_right(self, x: float, text: str) -> None:
        """Write up to x, in the present line, which stays the present one."""
        y = self.get_y()
        # What is put in for the number of pages is narrower than its sign.
        width = self.get_string_width(text.replace("{nb}", "0"))
        self.set_xy(x - width, y)
        self.cell(w=width, h=STEP, text=text)
        self.set_y(y)

    def _figure(self, x: float, text: str, room: float) -> None:
        """Write a figure up to x: smaller where it would run into the column before."""
        wide = self.get_string_width(text)
        if wide > room:
            self.set_font_size(BODY * room / wide)
        self._put_right(x, text)
        self.set_font_size(BODY)

    def _lines(self, x: float, texts: tuple[str, ...], width: float, step: float) -> None:
        """Write paragraphs one under the other, wrapped to a width."""
        for text in texts:
            for line in wrap(text, width, self.get_string_width):
                self._put(x, line)
                self.set_y(self.get_y() + step)

    def _count(self, text: str, size: float, width: float = LABEL_WIDTH) -> int:
        """Return how many lines a text takes."""
        self._ink(INK, size)
        return len(wrap(text, width, self.get_string_width))

    def _rule(
        self, y: float, colour: Colour = HAIR, thick: float = 0.2, *, left: float = LEFT
    ) -> None:
        self.set_draw_color(*colour)
        self.set_line_width(thick)
        self.line(left, y, RIGHT, y)


def _weight(one: Sum) -> str:
    return "B" if one.is_last else ""
