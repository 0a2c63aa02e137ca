"""What the doctor says: one line a thing, and what helps where it is amiss."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How one thing stands. Only `MISSING` means that the product cannot work."""

    OK = "ok"
    WARNING = "warning"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's. help: what to do about it; empty where all is well."""

    state: State
    what: str
    detail: str
    help: str = ""


def ok(what: str, detail: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(State.OK, what, detail)


def warning(what: str, detail: str, advice: str) -> Finding:
    """Say that something works, but not as it should."""
    return Finding(State.WARNING, what, detail, advice)


def missing(what: str, detail: str, advice: str) -> Finding:
    """Say that something the product needs is not there."""
    return Finding(State.MISSING, what, detail, advice)


def reason(error: Exception) -> str:
    """Return the first line of what an error says; some say nothing but their name."""
    said = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
    return said.rstrip(".")


# --- servers --------------------------------------------------------------------------------------
