"""What is refused leaves a row of the trail; what is repeated within a minute is counted with it."""

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from tests.integration.sweep.tries import Try

# What staff look at is counted there, too; a product that runs beside may write it down meanwhile.
_REFUSALS = """
SELECT (SELECT coalesce(sum(repeats), 0) FROM audit_event WHERE outcome = 'denied')
     + (SELECT coalesce(sum(count), 0) FROM audit_repeat WHERE event->>'outcome' = 'denied')
"""
# Code → why it is no attempt at what is another's.
NO_ATTEMPT = {
    "sign-in-required": "somebody who has yet to sign in: of whom nothing is known",
    "invitation-unknown": "the key of a link that is none: there is nothing that it names",
    "token-expired": "a token that is merely too old: programs meet it every ten minutes",
}


def refusals() -> int:
    """Return how many refusals the trail knows, each of them counted."""
    with connection.cursor() as cursor:
        cursor.execute(_REFUSALS)
        return int(cursor.fetchone()[0])


def is_refusal(tried: "Try") -> bool:
    """Return whether an answer is a refusal that is to be on the record."""
    if tried.status not in {401, 403, 404}:
        return False
    return tried.code not in NO_ATTEMPT


def is_missing(tried: "Try") -> bool:
    """Return whether an answer refuses, and the trail does not know."""
    return is_refusal(tried) and not tried.refusals
