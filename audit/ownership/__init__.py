"""Who owns what in the database, so that the application cannot change what it once wrote.

Two accounts: the owner migrates (DATABASE_OWNER_URL), the application works (DATABASE_URL). Guarded
tables belong to a role that nobody signs in as; the application may read them and add to them.
Without DATABASE_OWNER_URL one account does both, and triggers alone guard the trail.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction

from audit.ownership import sql
from audit.ownership.sql import Grants

# What the application may do with each guarded table. It never names id, at and xid of an event:
# the database alone says when a row was written.
OWN = (
    Grants("audit_event", ("SELECT",), adds_without=("id", "at", "xid")),
    Grants("audit_seal", ("SELECT", "INSERT")),
    Grants("audit_seal_rows", ("SELECT", "INSERT")),
    Grants("audit_seal_kept", ("SELECT", "INSERT")),
    Grants("audit_dropped", ("SELECT",)),
    Grants("audit_clock", ("SELECT",)),
    # It is asked before a month is dropped: who owned it could have it answer by a view of theirs.
    Grants("audit_hold", ("SELECT", "INSERT"), changes=("lifted_at", "lifted_by")),
)
# What these functions are called.
PREFIX = "audit_"
# Of those that run with their owner's rights. The clock of a restored database is the owner's to set.
CALLED = ("audit_watermark()", "audit_open_month(date)", "audit_drop_month(date)")


class OwnershipError(Exception):
    """The accounts cannot be parted; the text says why and what helps."""


@contextmanager
def as_owner() -> Iterator[None]:
    """Let this thread's connection be the owner's for a block, where there is one.

    Outside of any transaction: the connection is closed before and after.
    """
    if not settings.DATABASE_OWNER or sql.is_owner_now():
        yield
        return
    with sql.connected_as(settings.DATABASE_OWNER):
        yield


def check() -> None:
    """See whether this account may migrate.

    Raises:
        OwnershipError: the tables are another's, and nobody said how to sign in as that one.
    """
    keeper = sql.keeper()
    if keeper and not sql.may_act_as(keeper):
        raise OwnershipError(
            f"The trail's tables belong to {keeper}, which this account may not act for: "
            "set DATABASE_OWNER_URL to the account that migrates."
        )


def hand_over(also: Sequence[str] = ()) -> None:
    """Give every table to whom it belongs, and the application its rights. Safe twice.

    also: further tables that are only ever added to. Nothing is done where there is one account.

    Raises:
        OwnershipError: the application's account is the owner's, or could make itself the owner.
    """
    if not settings.DATABASE_OWNER:
        return
    app = sql.application()
    with transaction.atomic():
        sql.only_one()
        roles = sql.Roles(app=app.name, trail=sql.trail_name())
        _make(roles, password=app.password)
        tables = (*OWN, *(Grants(name, ("SELECT", "INSERT")) for name in also))
        guarded = [grants for grants in tables if sql.is_there(grants.table)]
        sql.open_database(roles)
        with sql.may_be_given(roles):
            sql.give_guarded(roles, [grants.table for grants in guarded], prefix=PREFIX)
            sql.give_rest(roles)
        for grants in guarded:
            sql.grant(roles, grants)
        sql.grant_functions(roles, called=CALLED)
    for schema in sql.schemas_of_others(roles):
        with transaction.atomic():
            sql.give_schema(roles, schema)


def _make(roles: sql.Roles, *, password: str) -> None:
    """Make the two accounts where they are missing, and refuse an application that may do anything."""
    sql.make_trail(roles.trail)
    if not sql.has_role(roles.app):
        sql.make_application(roles.app)
    if password:
        sql.set_password(roles.app, password)
    if reason := sql.too_mighty(roles):
        raise OwnershipError(
            f"DATABASE_URL's account {roles.app} {reason}: name one that only works here."
        )


def keeper() -> str:
    """Return the role that keeps the trail from the application; empty where triggers alone do."""
    found = sql.keeper()
    return "" if not found or sql.may_act_as(found) else found
