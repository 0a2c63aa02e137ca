"""What stands on an invoice, as it is read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Tone(StrEnum):
    """How a state is meant."""

    OPEN = "open"
    DONE = "done"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Line:
    """One position. note: a smaller second line, such as the days it is for."""

    label: str
    quantity: str
    unit_price: str
    amount: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """One line under the positions. is_last: what it all comes to."""

    label: str
    amount: str
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What is said on every paper of a language. page: with `{page}` and `{pages}`."""

    bill_to: str
    description: str
    quantity: str
    unit_price: str
    amount: str
    continued: str
    page: str


@dataclass(frozen=True, slots=True)
class Paper:
    """An invoice or a credit note. seller, buyer: the first line is a name.

    facts: pairs of label and value beside the buyer. remarks: pairs of head and text at the end.
    """

    title: str
    number: str
    language: str
    made_at: datetime
    words: Words
    seller: tuple[str, ...]
    buyer: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    sums: tuple[Sum, ...]
    state: str
    tone: Tone = Tone.OPEN
    remarks: tuple[tuple[str, str], ...] = ()
