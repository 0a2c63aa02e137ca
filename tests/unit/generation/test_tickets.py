"""Stream tickets: ours are read, everything else is refused."""

import pytest

from generation import tickets

KEY = "a key of the tests that is long enough for HMAC"
FIELDS = {
    "stream": "progress:ws_x:1",
    "start": "5-0",
    "schema_name": "ws_x",
    "workspace_id": "w",
    "job_id": "1",
    "user_id": "u",
    "back": "/w/acme/events",
}


def test_a_ticket_comes_back_as_it_was_issued() -> None:
    ticket, signed = tickets.issue(key=KEY, seconds=60, **FIELDS)

    assert tickets.read(signed, key=KEY) == ticket
    assert not tickets.has_expired(ticket)
    assert ticket.expires_at - ticket.issued_at == 60


def test_an_expired_ticket_is_still_read_so_that_its_way_back_is_known() -> None:
    _ticket, signed = tickets.issue(key=KEY, seconds=-1, **FIELDS)

    read = tickets.read(signed, key=KEY)

    assert tickets.has_expired(read)
    assert read.back == "/w/acme/events"


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "é.é.é", "." * 9, "{}", "a" * 5000])
def test_what_is_no_ticket_is_refused(text: str) -> None:
    with pytest.raises(tickets.TicketRefused):
        tickets.read(text, key=KEY)


def test_a_ticket_of_another_key_or_a_changed_one_is_refused() -> None:
    _ticket, signed = tickets.issue(key=KEY, seconds=60, **FIELDS)
    head, body, tail = signed.split(".")

    with pytest.raises(tickets.TicketRefused):
        tickets.read(signed, key=KEY + "!")
    with pytest.raises(tickets.TicketRefused):
        tickets.read(f"{head}.{body[:-2]}AA.{tail}", key=KEY)


def test_two_tickets_never_share_an_id() -> None:
    ids = {tickets.issue(key=KEY, seconds=60, **FIELDS)[0].id for _ in range(50)}

    assert len(ids) == 50
