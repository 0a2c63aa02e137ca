"""Several rows in one ruled cell are read row by row, and lines of one value are not parted."""

from pathlib import Path

import pytest

from tests.unit.reading.pdf_sheets import paper
from tests.unit.reading.test_captions import said

pytestmark = pytest.mark.slow

Rows = list[tuple[str, str]]


def drawn(folder: Path, rows: Rows) -> dict[str, str]:
    """Draw a table of two columns whose cells hold these lines, and read it."""
    pdf = paper()
    top = 50.0
    for name, value in rows:
        high = 4 + 5 * max(name.count("\n") + 1, value.count("\n") + 1)
        for left, wide, text in ((20, 60, name), (80, 90, value)):
            pdf.rect(left, top, wide, high)
            for at, line in enumerate(text.split("\n")):
                pdf.text(left + 2, top + 6 + 5 * at, line)
        top += high
    return said(pdf, folder)


def test_rows_within_a_cell_are_read_one_by_one(tmp_path: Path) -> None:
    rows = [
        ("Motor", "Brushless"),
        ("Power\nNoise\nWeight", "310 W\n71 dB\n5.2 kg"),
        ("Tank", "2 L"),
    ]
    assert drawn(tmp_path, rows) == {
        "Motor": "Brushless", "Power": "310 W", "Noise": "71 dB", "Weight": "5.2 kg", "Tank": "2 L",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Filter for the\nexhaust air", "HEPA 13,\nwashable"),
        ("Brush\nhead", "30 mm\n32 mm"),
        ("Weight without\ncable", "5.2 kg\napprox."),
    ],
)
def test_lines_of_one_name_stay_together(name: str, value: str, tmp_path: Path) -> None:
    facts = drawn(tmp_path, [("Motor", "Brushless"), (name, value), ("Tank", "2 L")])
    assert " ".join(name.split()) in facts
