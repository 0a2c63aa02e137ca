"""What apps above do for accounts: dotted paths named in settings, filled by config."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string


class Fate(StrEnum):
    """What becomes of what a person holds when they close their account."""

    BLOCKS = "blocks"
    GOES = "goes"
    GOING = "going"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Holding:
    """Something a person has a part in, such as a workspace.

    path: where they put right what blocks. days: until it is gone.
    """

    name: str
    fate: Fate
    path: str = ""
    days: int = 0


class StillHeld(Exception):
    """There is something that the person has to hand over first, or has come to hold meanwhile."""

    def __init__(self, holdings: list[Holding]) -> None:
        super().__init__(f"{len(holdings)} to be dealt with first")
        self.holdings = holdings


def holdings_of(user: Any) -> list[Holding]:
    """Return what a person holds in the apps above, and what becomes of it."""
    found: list[Holding] = import_string(settings.ACCOUNT_HOLDINGS_HOOK)(user)
    return found


def closing() -> list[Callable[[Any], None]]:
    """Callables (user) → None, called in the transaction that closes an account.

    They take the person out of what they hold, or raise StillHeld.
    """
    return [import_string(path) for path in settings.ACCOUNT_CLOSING_HOOKS]


def notice_pictures(
    user_id: UUID, subjects: Collection[tuple[UUID, str]], *, origin: str
) -> dict[str, str]:
    """Return subject → the address of a picture of it, for those that have one.

    subjects: (workspace, what a notice is about). What the person may not see any more has none.
    """
    hook = import_string(settings.ACCOUNT_PICTURES_HOOK)
    found: dict[str, str] = hook(user_id=user_id, subjects=subjects, origin=origin)
    return found


def told(user_id: UUID, workspace_id: UUID | None) -> None:
    """Let a person's open pages know that there is news for them; called after the commit.

    workspace_id: in whose pages; None for those of every workspace of theirs.
    """
    import_string(settings.ACCOUNT_TOLD_HOOK)(user_id=user_id, workspace_id=workspace_id)
