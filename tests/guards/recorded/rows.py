"""What a row of the tables says."""

from dataclasses import dataclass

from audit.actions import Action


@dataclass(frozen=True, slots=True)
class Row:
    """What an operation writes to the trail.

    writes: all of these whenever it succeeds; may: these besides, now and then. why: it writes
    nothing. test: shows it; none where the walk of `tests/integration/sweep` does.
    """

    writes: tuple[Action, ...] = ()
    may: tuple[Action, ...] = ()
    why: str = ""
    test: str = ""


def does(*actions: Action, test: str = "", may: tuple[Action, ...] = ()) -> Row:
    """Return the row of what is recorded."""
    return Row(actions, may, test=test)


def nothing(why: str, test: str = "") -> Row:
    """Return the row of what is not, with the reason."""
    return Row(why=why, test=test)
