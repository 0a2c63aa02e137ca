"""Tables whose rows are shaded or ruled are read as rows, wherever the shading lies."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF

from assets.reading.document import read
from tests.unit.reading.pdf_sheets import paper

pytestmark = pytest.mark.slow

ROWS = [
    ("Colour", "Slate grey"),
    ("Tank", "2.4 L"),
    ("Hose length", "1.8 m"),
    ("Brush head", "Horsehair"),
    ("Suction power", "310 W"),
    ("Weight", "5.2 kg"),
]
FACTS = {
    "Colour": "Slate grey", "Tank": "2.4 L", "Hose length": "1.8 m", "Brush head": "Horsehair",
    "Suction power": "310 W", "Weight": "5.2 kg",
}  # fmt: skip
LEFT, SECOND, TOP, HIGH = 20, 80, 60, 8
GREY = (230, 226, 220)


def said(pdf: FPDF, folder: Path) -> dict[str, str]:
    pdf.output(str(folder / "a.pdf"))
    found = read(folder / "a.pdf", "pdf", folder=folder)["found"]
    return {fact["attribute"]: f"{fact['value']} {fact['unit']}".strip() for fact in found}


def sureties(folder: Path) -> set[int]:
    found = read(folder / "a.pdf", "pdf", folder=folder)["found"]
    return {fact["confidence"] for fact in found}


def fill(pdf: FPDF, left: float, top: float, width: float, **more: Any) -> None:
    pdf.set_fill_color(*GREY)
    pdf.rect(left, top, width, more.pop("height", HIGH), style="F", **more)


def write(pdf: FPDF, *, top: float = TOP) -> None:
    for at, (name, value) in enumerate(ROWS):
        pdf.text(LEFT + 2, top + at * HIGH + 5.5, name)
        pdf.text(SECOND + 2, top + at * HIGH + 5.5, value)


def behind_names(pdf: FPDF) -> None:
    for at in range(len(ROWS)):
        fill(pdf, LEFT, TOP + at * HIGH, 60)


def behind_names_with_gaps(pdf: FPDF) -> None:
    for at in range(len(ROWS)):
        fill(pdf, LEFT, TOP + at * HIGH, 60, height=HIGH - 1)


def behind_values(pdf: FPDF) -> None:
    for at in range(len(ROWS)):
        fill(pdf, SECOND, TOP + at * HIGH, 90)


def stripes(pdf: FPDF) -> None:
    for at in range(0, len(ROWS), 2):
        fill(pdf, LEFT, TOP + at * HIGH, 150)


def later_stripes(pdf: FPDF) -> None:
    for at in range(1, len(ROWS), 2):
        fill(pdf, LEFT, TOP + at * HIGH, 150)


def striped_cells(pdf: FPDF) -> None:
    for at in range(0, len(ROWS), 2):
        fill(pdf, LEFT, TOP + at * HIGH, 60)
        fill(pdf, SECOND, TOP + at * HIGH, 90)


def striped_values(pdf: FPDF) -> None:
    for at in range(0, len(ROWS), 2):
        fill(pdf, SECOND, TOP + at * HIGH, 90)


def rules_below(pdf: FPDF) -> None:
    for at in range(1, len(ROWS) + 1):
        pdf.line(LEFT, TOP + at * HIGH, 170, TOP + at * HIGH)


def rules_between_as_thin_boxes(pdf: FPDF) -> None:
    pdf.set_fill_color(90, 90, 90)
    for at in range(1, len(ROWS)):
        pdf.rect(LEFT, TOP + at * HIGH, 60, 0.2, style="F")
        pdf.rect(SECOND, TOP + at * HIGH, 90, 0.2, style="F")


def names_shaded_and_ruled(pdf: FPDF) -> None:
    behind_names(pdf)
    rules_below(pdf)


def rounded_box(pdf: FPDF) -> None:
    pdf.set_fill_color(*GREY)
    pdf.rect(
        LEFT - 4, TOP - 4, 160, HIGH * len(ROWS) + 8, style="F", round_corners=True, corner_radius=4
    )


def rounded_names(pdf: FPDF) -> None:
    for at in range(len(ROWS)):
        fill(
            pdf, LEFT, TOP + at * HIGH, 58, height=HIGH - 1, round_corners=True, corner_radius=3
        )  # fmt: skip


@pytest.mark.parametrize(
    "shade",
    [
        behind_names, behind_names_with_gaps, behind_values, stripes, later_stripes, striped_cells, striped_values,
        rules_below, rules_between_as_thin_boxes, names_shaded_and_ruled, rounded_box, rounded_names,
    ],
)  # fmt: skip
def test_a_row_is_a_row_wherever_its_shading_lies(
    tmp_path: Path, shade: Callable[[FPDF], None]
) -> None:
    pdf = paper()
    shade(pdf)
    write(pdf)

    assert said(pdf, tmp_path) == FACTS


@pytest.mark.parametrize("shade", [behind_names, stripes, rules_below])
def test_rows_that_are_drawn_are_surer_than_columns_that_are_guessed(
    tmp_path: Path, shade: Callable[[FPDF], None]
) -> None:
    pdf = paper()
    shade(pdf)
    write(pdf)

    assert said(pdf, tmp_path)
    assert min(sureties(tmp_path)) >= 90


def test_names_and_values_of_several_lines_stay_in_their_rows(tmp_path: Path) -> None:
    pdf = paper()
    for at in range(3):
        fill(pdf, LEFT, TOP + at * 14, 60, height=14)
    for height, (name, value) in zip(
        (6, 19, 34),
        (("Filter for", "HEPA 13, washable"), ("Accessories", "Crevice tool,"), ("Cable", "7 m")),
        strict=True,
    ):
        pdf.text(LEFT + 2, TOP + height, name)
        pdf.text(SECOND + 2, TOP + height + (2 if name == "Filter for" else 0), value)
    pdf.text(LEFT + 2, TOP + 10, "the exhaust air")
    pdf.text(SECOND + 2, TOP + 24, "upholstery nozzle")

    assert said(pdf, tmp_path) == {
        "Filter for the exhaust air": "HEPA 13, washable",
        "Accessories": "Crevice tool, upholstery nozzle",
        "Cable": "7 m",
    }


def test_two_shaded_columns_of_names_beside_each_other_are_pairs(tmp_path: Path) -> None:
    pdf = paper()
    for at, (one, other) in enumerate(zip(ROWS[:3], ROWS[3:], strict=True)):
        for left, (name, value) in ((20, one), (110, other)):
            fill(pdf, left, TOP + at * HIGH, 40)
            pdf.text(left + 2, TOP + at * HIGH + 5.5, name)
            pdf.text(left + 44, TOP + at * HIGH + 5.5, value)

    assert said(pdf, tmp_path) == FACTS


def test_shaded_headings_belong_to_the_rows_below_them(tmp_path: Path) -> None:
    pdf = paper()
    for left, width in ((20, 60), (80, 40), (120, 30)):
        fill(pdf, left, TOP, width)
    rows = [("Property", "Value", "Unit"), ("Depth", "310", "mm"), ("Load", "25", "kg")]
    rows += [("Opening angle", "110", "°"), ("Finish", "Oiled", "")]
    for at, row in enumerate(rows):
        for left, text in zip((22, 82, 122), row, strict=True):
            pdf.text(left, TOP + at * HIGH + 5.5, text)

    assert said(pdf, tmp_path) == {
        "Depth": "310 mm",
        "Load": "25 kg",
        "Opening angle": "110 °",
        "Finish": "Oiled",
    }


def test_shaded_sections_over_ruled_rows_are_no_values(tmp_path: Path) -> None:
    pdf = paper()
    rows = ["SIZE", ("Height", "84 cm"), ("Depth", "40 cm"), "MATERIAL", ("Frame", "Ash, oiled")]
    for at, row in enumerate(rows):
        top = TOP + at * HIGH
        if isinstance(row, str):
            fill(pdf, LEFT, top, 150)
            pdf.text(LEFT + 2, top + 5.5, row)
            continue
        pdf.text(LEFT + 2, top + 5.5, row[0])
        pdf.text(SECOND + 2, top + 5.5, row[1])
        pdf.line(LEFT, top + HIGH, 170, top + HIGH)

    assert said(pdf, tmp_path) == {"Height": "84 cm", "Depth": "40 cm", "Frame": "Ash, oiled"}


def test_prose_beside_shaded_rows_is_no_column_of_theirs(tmp_path: Path) -> None:
    pdf = paper()
    behind_names(pdf)
    write(pdf)
    for at, line in enumerate(
        ["It glides over", "wooden floors and", "picks up what lies", "under the sofa, as", "quiet as a whisper"] * 2
    ):  # fmt: skip
        pdf.text(140, TOP + 3 + at * 4.7, line)

    assert said(pdf, tmp_path) == FACTS


def test_text_between_rules_is_no_table(tmp_path: Path) -> None:
    pdf = paper()
    for top in (60, 78, 96):
        pdf.line(LEFT, top, 190, top)
    for top in (66, 71, 84, 89):
        pdf.text(
            LEFT, top, "Made for those who sweep a little every day and never think of it again."
        )

    assert said(pdf, tmp_path) == {}


def whole_rows(pdf: FPDF) -> None:
    for at in range(len(ROWS)):
        pdf.set_fill_color(*(GREY if at % 2 else (255, 255, 255)))
        pdf.rect(LEFT, TOP + at * HIGH, 150, HIGH, style="F")


@pytest.mark.parametrize("right", [True, False])
def test_a_fill_over_a_whole_row_holds_a_name_and_a_value(tmp_path: Path, right: bool) -> None:
    pdf = paper()
    whole_rows(pdf)
    for at, (name, value) in enumerate(ROWS):
        pdf.text(LEFT + 2, TOP + at * HIGH + 5.5, name)
        left = 168 - pdf.get_string_width(value) if right else SECOND
        pdf.text(left, TOP + at * HIGH + 5.5, value)

    assert said(pdf, tmp_path) == FACTS


def test_sections_over_shaded_names_and_shaded_headings_are_no_values(tmp_path: Path) -> None:
    pdf = paper()
    for left, width, text in ((LEFT, 60, "Feature"), (SECOND, 90, "Value")):
        fill(pdf, left, TOP - HIGH, width)
        pdf.text(left + 2, TOP - HIGH + 5.5, text)
    for at, row in enumerate(["CLEANING", *ROWS[:3], "BODY", *ROWS[3:]]):
        section = isinstance(row, str)
        fill(pdf, LEFT, TOP + at * HIGH, 150 if section else 60)
        pdf.text(LEFT + 2, TOP + at * HIGH + 5.5, row if isinstance(row, str) else row[0])
        pdf.text(SECOND + 2, TOP + at * HIGH + 5.5, "" if isinstance(row, str) else row[1])

    assert said(pdf, tmp_path) == FACTS


def test_a_paragraph_that_runs_beside_the_rows_is_none_of_them(tmp_path: Path) -> None:
    pdf = paper()
    for at, (name, value) in enumerate(ROWS):
        fill(pdf, LEFT, TOP + at * 10, 40, height=10)
        pdf.text(LEFT + 2, TOP + at * 10 + 5, name)
        pdf.text(LEFT + 44, TOP + at * 10 + 5, value)
    words = ["It", "glides", "over", "wooden", "floors", "and", "picks", "up", "what", "lies"]
    for at in range(12):
        pdf.text(120, TOP + at * 5 + 5, " ".join(words[at % 5 : at % 5 + 5]))

    assert said(pdf, tmp_path) == FACTS


def test_a_name_in_the_middle_of_its_value_keeps_it_without_any_rule(tmp_path: Path) -> None:
    pdf = paper()
    for height, left, text in (
        (0, LEFT, "Tank"), (0, SECOND, "2.4 L"), (8.5, SECOND, "Brushed steel, with a felt"), (10.5, LEFT, "Casing"),
        (12.5, SECOND, "ring all around"), (21, LEFT, "Weight"), (21, SECOND, "5.2 kg"), (29, LEFT, "Cable, also"),
        (31, SECOND, "7 m"), (33, LEFT, "as a spare part"), (42, LEFT, "Power"), (42, SECOND, "310 W"),
    ):  # fmt: skip
        pdf.text(left, TOP + height, text)

    assert said(pdf, tmp_path) == {
        "Tank": "2.4 L", "Casing": "Brushed steel, with a felt ring all around", "Weight": "5.2 kg",
        "Cable, also as a spare part": "7 m", "Power": "310 W",
    }  # fmt: skip


def test_the_first_line_of_a_value_may_stand_above_its_name(tmp_path: Path) -> None:
    pdf = paper()
    for height, left, text in (
        (0, LEFT, "Tank"), (0, SECOND, "2.4 L"), (9, SECOND, "Crevice tool,"), (13, LEFT, "Accessories"),
        (13, SECOND, "upholstery nozzle,"), (17, SECOND, "soft brush"), (26, LEFT, "Weight"), (26, SECOND, "5.2 kg"),
    ):  # fmt: skip
        pdf.text(left, TOP + height, text)

    assert said(pdf, tmp_path) == {
        "Tank": "2.4 L", "Accessories": "Crevice tool, upholstery nozzle, soft brush", "Weight": "5.2 kg",
    }  # fmt: skip
