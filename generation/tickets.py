"""Signed tickets: what lets a browser read one stream from the events process.

Plain Python, shared by Django (which signs) and the events process (which reads).
"""

import time
import uuid
from dataclasses import asdict, dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

ALGORITHM = "HS256"


class TicketRefused(Exception):
    """The ticket is not ours."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One stream for one session.

    stream: the Redis stream. start: the entry after which to read. back: the path of Django that
    gives a new ticket. expires_at, issued_at: seconds since 1970.
    """

    id: str
    stream: str
    start: str
    schema_name: str
    workspace_id: str
    job_id: str
    user_id: str
    back: str
    issued_at: int
    expires_at: int


def issue(*, key: str, seconds: int, **fields: str) -> tuple[Ticket, str]:
    """Return a new ticket and its signed form."""
    now = int(time.time())
    ticket = Ticket(id=uuid.uuid4().hex, issued_at=now, expires_at=now + seconds, **fields)
    signed = jwt.encode({"alg": ALGORITHM}, asdict(ticket), OctKey.import_key(key))
    return ticket, signed


def read(signed: str, *, key: str) -> Ticket:
    """Return the ticket; whether it has expired is for the reader to ask.

    Raises:
        TicketRefused: the signature or the form is wrong.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            signed, OctKey.import_key(key), algorithms=[ALGORITHM]
        ).claims
        return Ticket(**claims)
    except (JoseError, TypeError, ValueError) as error:
        raise TicketRefused(str(error)) from error


def has_expired(ticket: Ticket) -> bool:
    """Return whether the ticket's time is over."""
    return ticket.expires_at <= time.time()
