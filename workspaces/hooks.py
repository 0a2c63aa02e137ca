"""What apps above do when a workspace changes: dotted paths named in settings, filled by config."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from workspaces.access import Access


class NoSeatLeft(Exception):
    """The plan of a workspace lets no more people in; `limit` says how many it does."""

    def __init__(self, limit: int, *, workspace_id: UUID) -> None:
        super().__init__(f"all {limit} seats are taken")
        self.limit = limit
        self.workspace_id = workspace_id


class NoSeatToTake(NoSeatLeft):
    """The same, said to who would join: of people they are not among, they are told nothing."""


class NotNow(Exception):
    """A hook could not do its part; it is called again in the next round."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads. origin: where their browser finds this studio."""

    access: Access
    origin: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something that was acted on is to be found now.

    href: its page, else the page that shows it; empty where there is none for them. picture: the
    address of a small one. until: it lies in the bin, and can be taken out before then.
    """

    href: str = ""
    picture: str = ""
    until: datetime | None = None


def created() -> list[Callable[[Any], None]]:
    """Callables (workspace) → None, called in the transaction that creates it."""
    return [import_string(path) for path in settings.WORKSPACE_CREATED_HOOKS]


def closing() -> list[Callable[[Any], None]]:
    """Callables (workspace) → None, called once its deletion has been asked for, and again by beat.

    They stop what still goes on; each opens its own transaction.
    """
    return [import_string(path) for path in settings.WORKSPACE_CLOSING_HOOKS]


def before_deleted() -> list[Callable[[Any], None]]:
    """Callables (workspace) → None, called before its schema goes; NotNow puts it off."""
    return [import_string(path) for path in settings.WORKSPACE_BEFORE_DELETED_HOOKS]


def staff_panels() -> list[Callable[[Any, Any], Sequence[Any]]]:
    """Callables (workspace, who looks) → tables, shown to staff below a workspace.

    A table has a `title`, `headers`, `rows` and what is said when it is `empty`.
    """
    return [import_string(path) for path in settings.WORKSPACE_STAFF_PANELS]


def seat_limit(workspace_id: UUID) -> int:
    """Return how many people the plan lets in."""
    limit: int = import_string(settings.WORKSPACE_SEAT_HOOK)(workspace_id=workspace_id)
    return limit


def seat_check(workspace_id: UUID, *, seats: int) -> None:
    """Ask whether `seats` people may be in a workspace.

    Raises:
        NoSeatLeft: the plan allows fewer.
    """
    limit = seat_limit(workspace_id)
    if seats > limit:
        raise NoSeatLeft(limit, workspace_id=workspace_id)


def hold_seats(workspace_id: UUID, *, holders: Callable[[], Collection[UUID]]) -> None:
    """Have the plan count who holds a seat, in the transaction that is open.

    holders: read once nobody else counts in this workspace.

    Raises:
        NoSeatLeft: the plan allows fewer.
    """
    import_string(settings.WORKSPACE_SEATS_HELD_HOOK)(workspace_id, holders=holders)


def logo_url(schema_name: str, asset_id: UUID, *, origin: str) -> str | None:
    """Return where a picture of the workspace's library is; None when it is not there."""
    url: str | None = import_string(settings.WORKSPACE_LOGO_HOOK)(
        schema_name, asset_id, origin=origin
    )
    return url


def spots(reader: Reader, targets: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Spot]:
    """Return where these are now, by type and id; what is gone, or has no page, is left out.

    One hook for each type of target is asked, with all its ids.
    """
    wanted: dict[str, list[str]] = defaultdict(list)
    for kind, key in dict.fromkeys(targets):
        if kind in settings.WORKSPACE_SPOT_HOOKS:
            wanted[kind].append(key)
    return {
        (kind, key): spot
        for kind, keys in wanted.items()
        for key, spot in _spots_of(kind)(reader, keys).items()
    }


def uuids(keys: Collection[str]) -> list[UUID]:
    """Return the ids that are UUIDs: a trail may hold what nothing has any more."""
    found = []
    for key in keys:
        with suppress(ValueError):
            found.append(UUID(key))
    return found


def _spots_of(kind: str) -> Callable[[Reader, list[str]], dict[str, Spot]]:
    hook: Callable[[Reader, list[str]], dict[str, Spot]] = import_string(
        settings.WORKSPACE_SPOT_HOOKS[kind]
    )
    return hook
