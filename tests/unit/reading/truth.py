"""What a careful reader takes from a sheet, and how much of it was found."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assets.reading.document import read
from assets.reading.grids import Subject


@dataclass
class Truth:
    """facts: attribute → (value, unit)."""

    path: Path
    facts: dict[str, tuple[str, str]]
    subject: Subject = field(default_factory=Subject)
    languages: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.path.suffix[1:]

    def read(self, folder: Path) -> dict[str, Any]:
        return read(self.path, self.kind, folder=folder, subject=self.subject)


def missed(truth: Truth, found: list[dict[str, Any]]) -> list[str]:
    said = {(fact["attribute"], fact["value"], fact["unit"]) for fact in found}
    return [name for name, (value, unit) in truth.facts.items() if (name, value, unit) not in said]


def beyond(truth: Truth, found: list[dict[str, Any]]) -> list[str]:
    """Name what was found and is none of the sheet's facts."""
    known = {(name, value, unit) for name, (value, unit) in truth.facts.items()}
    return [
        f"{fact['attribute']}: {fact['value']} {fact['unit']}"
        for fact in found
        if (fact["attribute"], fact["value"], fact["unit"]) not in known
    ]


def together(text: str) -> str:
    return "".join(text.split())
