"""The product sheets of these tests, made once."""

from typing import Any

import pytest

from tests.unit.reading import office_sheets, pdf_sheets
from tests.unit.reading.truth import Truth

MAKERS = {make.__name__: make for make in (*pdf_sheets.SHEETS, *office_sheets.SHEETS)}


@pytest.fixture(scope="session")
def readings(tmp_path_factory) -> dict[str, tuple[Truth, dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("sheets")
    made = {name: make(folder) for name, make in MAKERS.items()}
    return {name: (truth, truth.read(folder)) for name, truth in made.items()}
