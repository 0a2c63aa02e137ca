"""The database's clock as units see it, stopped or moved in the transaction of a test."""

from datetime import datetime, timedelta

from tests.factories import mighty

_MOVE = (
    "CREATE OR REPLACE FUNCTION billing_now() RETURNS timestamptz LANGUAGE sql STABLE"
    " PARALLEL SAFE AS $$ SELECT {} $$"
)


def stop_at(moment: datetime) -> datetime:
    """Let it be this moment until it is said otherwise."""
    _say(f"timestamptz '{moment.isoformat()}'")
    return moment


def move(by: timedelta) -> None:
    """Let the clock go on from another moment."""
    _say(f"statement_timestamp() + interval '{by.total_seconds()} seconds'")


def _say(what: str) -> None:
    mighty.do(_MOVE.format(what))
