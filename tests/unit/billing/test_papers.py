"""Invoices as PDF: what stands on them, and how they are laid out."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from django.conf import settings

from billing.papers import invoice
from billing.papers.shapes import Line, Paper, Sum, Tone, Words
from billing.papers.wrapping import cut, wrap

MILLIMETRE = 72 / 25.4
WORDS = Words(
    "Bill to", "Description", "Quantity", "Unit price", "Amount", "continued",
    "Page {page} of {pages}",
)  # fmt: skip
CHINESE = Words("付款方", "项目", "数量", "单价", "金额", "续", "第 {page} 页，共 {pages} 页")
PAPER = Paper(
    title="Invoice",
    number="2026-000123",
    language="en",
    made_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
    words=WORDS,
    seller=("Lumen Commerce Ltd.", "12 Harbour Road", "Hong Kong"),
    buyer=("Acme Trading GmbH", "Musterstraße 12", "10115 Berlin", "DE123456789"),
    facts=(("Issued", "1 March 2026"), ("Due", "15 March 2026")),
    lines=(Line("Team plan", "1", "USD 29.00", "USD 29.00", "1 to 31 March 2026"),),
    sums=(Sum("Total", "USD 29.00"), Sum("Amount due", "USD 29.00", is_last=True)),
    state="Open",
    remarks=(("How to pay", "To the account HK00 0000, naming 2026-000123."),),
)
LINE = Line("Images beyond the plan", "1,240", "USD 0.12", "USD 148.80", "1 to 28 February 2026")


@pytest.fixture(scope="module")
def fonts() -> dict[str, Path]:
    regular, bold = settings.VIDEO_FONTS
    return {"regular": Path(regular), "bold": Path(bold)}


def pages(paper: Paper, fonts: dict[str, Path]) -> list[str]:
    """Return the words of each page."""
    document = pdfium.PdfDocument(invoice.render(paper, **fonts))
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def test_everything_that_is_said_stands_on_the_page(fonts: dict[str, Path]) -> None:
    (page,) = pages(PAPER, fonts)

    said = [
        *PAPER.seller, *PAPER.buyer, *(word for fact in PAPER.facts for word in fact),
        PAPER.title, PAPER.number, PAPER.state, "Team plan", "USD 29.00", "1 to 31 March 2026",
        "Amount due", "How to pay", "Page 1 of 1",
    ]  # fmt: skip
    assert [word for word in said if word not in page] == []


@pytest.mark.slow
def test_chinese_stands_there_as_characters_that_can_be_searched(fonts: dict[str, Path]) -> None:
    paper = replace(
        PAPER,
        title="账单",
        language="zh-Hans",
        words=CHINESE,
        buyer=("阿克米贸易（上海）有限公司", "上海市徐汇区漕溪北路 88 号"),
        lines=(Line("团队版", "1", "CNY 199.00", "CNY 199.00", "2026年3月1日至31日"),),
        state="待付款",
    )

    (page,) = pages(paper, fonts)

    said = [*paper.buyer, "账单", "团队版", "待付款", "第 1 页，共 1 页"]
    assert [word for word in said if word not in page] == []


def test_what_does_not_fit_goes_on_under_the_same_heads(fonts: dict[str, Path]) -> None:
    found = pages(replace(PAPER, lines=(LINE,) * 40), fonts)

    assert len(found) == 3
    for number, page in enumerate(found, start=1):
        assert f"Page {number} of 3" in page
        assert page.count("Unit price") == 1
        assert page.count(LINE.label) >= 1, "the sums never stand alone"
    assert sum(page.count(LINE.label) for page in found) == 40
    assert "Invoice 2026-000123 · continued" in found[1].replace("・", "·")
    assert ["Amount due" in page for page in found] == [False, False, True]


@pytest.mark.parametrize("count", [1, 9, 10, 23])
def test_nothing_leaves_the_margins(fonts: dict[str, Path], count: int) -> None:
    long = Line("Difference to the plan Business for the rest of the period " * 3, "1", "", "USD 1")
    paper = replace(PAPER, lines=(long, *(LINE,) * count), tone=Tone.OFF)

    for page in pdfium.PdfDocument(invoice.render(paper, **fonts)):
        text = page.get_textpage()
        boxes = [text.get_charbox(place) for place in range(text.count_chars())]
        assert min(left for left, *_rest in boxes if left) >= 19 * MILLIMETRE
        assert max(right for _left, _bottom, right, _top in boxes) <= 191 * MILLIMETRE
        assert min(bottom for _left, bottom, _right, _top in boxes if bottom) >= 12 * MILLIMETRE


LONG = "Grand United International Household Goods Manufacturing and Trading Company Limited " * 2


def test_long_names_and_large_amounts_run_into_nothing(fonts: dict[str, Path]) -> None:
    line = Line("Images", "44,444,412", "IDR 3,555,555,555.48", "IDR 94,444,444,408.32")
    period = ("Period", "28 September 2026 to 27 September 2027, both days included in it")
    paper = replace(
        PAPER, seller=(LONG,), buyer=(LONG,), lines=(line,), facts=(*PAPER.facts, period)
    )

    (page,) = pdfium.PdfDocument(invoice.render(paper, **fonts))
    text = page.get_textpage()

    def boxes(word: str) -> list[tuple[float, float, float, float]]:
        index, count = text.search(word).get_next()
        return [text.get_charbox(place) for place in range(index, index + count)]

    ends = [boxes(word) for word in (line.quantity, line.unit_price, line.amount)]
    for before, after in pairwise(ends):
        assert before[-1][2] + 2 * MILLIMETRE < after[0][0]
    name, number = boxes("Grand United"), boxes("Page 1 of 1")
    assert name
    left = [box for box in map(text.get_charbox, range(text.count_chars()))
            if abs(box[1] - number[0][1]) < 4 and box[2] < number[0][0]]  # fmt: skip
    assert max(box[2] for box in left) + 4 * MILLIMETRE < number[0][0]
    label, value = boxes("Period"), boxes("28 September 2026")
    assert label[-1][2] < value[0][0]


@pytest.mark.parametrize(
    ("text", "width", "kept"),
    [
        ("Acme", 4, "Acme"),
        ("Acme Ltd", 6, "Acme\N{HORIZONTAL ELLIPSIS}"),
        ("Acme", 1, "…"),
        ("", 3, ""),
    ],
)
def test_what_is_cut_says_so(text: str, width: int, kept: str) -> None:
    assert cut(text, width, len) == kept


@pytest.mark.slow
def test_the_same_paper_is_the_same_bytes_and_small(fonts: dict[str, Path]) -> None:
    first, again = invoice.render(PAPER, **fonts), invoice.render(PAPER, **fonts)

    assert first == again
    assert len(first) < 60_000, "only the characters used are put in"


def test_the_file_says_what_it_is(fonts: dict[str, Path]) -> None:
    document = pdfium.PdfDocument(invoice.render(PAPER, **fonts))

    assert document.get_metadata_value("Title") == "Invoice 2026-000123"
    assert document.get_metadata_value("Author") == PAPER.seller[0]
    assert [page.get_size() for page in document] == [pytest.approx((595.3, 841.9), abs=0.1)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("one two three", ["one two", "three"]),
        ("a very-very-long-word", ["a", "very-very-", "long-word"]),
        ("中文字符不用空格也能换行，对", ["中文字符不用空格也", "能换行，对"]),
        ("八个字以后有句号。然后", ["八个字以后有句号。", "然后"]),
        ("第一二三四五六七八九。", ["第一二三四五六七八", "九。"]),
        ("号码 88 号楼", ["号码 88 号楼"]),
        ("one\ntwo", ["one", "two"]),
    ],
)
def test_lines_break_where_their_language_allows_it(text: str, lines: list[str]) -> None:
    wide = 9 if any(ord(sign) > 0x2E80 for sign in text) else 10

    assert wrap(text, wide, len) == lines
