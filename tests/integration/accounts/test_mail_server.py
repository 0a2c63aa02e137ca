"""Mails on the wire: what a server takes, refuses, drops or never answers."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from accounts import outgoing
from accounts.letters import Letter
from tests.factories.smtp import MailServer, mail_server

LETTER = Letter("Ein Gruß 你好", "Open https://s.example/\n", "<p>Open</p>", {"X-Way": "1"})
NAME = "0f0e0d0c"


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 0.5
        outgoing.forget_pause()
        yield found
    outgoing.forget_pause()


def send() -> None:
    outgoing.send(LETTER, to="lena@example.com", name=NAME, written=timezone.now())


def test_a_mail_arrives_whole(server: MailServer) -> None:
    send()

    [mail] = server.taken
    assert mail["To"] == "lena@example.com"
    assert str(mail["Message-ID"]).startswith(f"<{NAME}@")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Way"] == "1"
    parts = [part.get_content_type() for part in mail.walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize(
    ("how", "is_permanent", "is_away"),
    [
        ("refuses", True, False),
        ("refuses_what_it_says", True, False),
        ("busy", False, False),
        ("cuts", False, True),
        ("cuts_after_taking", False, True),
        ("hangs", False, True),
    ],
)
def test_each_way_to_fail_is_told_apart(
    server: MailServer, how: str, is_permanent: bool, is_away: bool
) -> None:
    server.how = how

    with pytest.raises(outgoing.Refused) as refusal:
        send()

    assert (refusal.value.is_permanent, refusal.value.is_away) == (is_permanent, is_away)
    assert str(refusal.value)


def test_what_was_taken_and_not_answered_comes_again_under_the_same_name(
    server: MailServer,
) -> None:
    server.how = "cuts_after_taking"
    with pytest.raises(outgoing.Refused):
        send()
    server.how = "takes"
    outgoing.forget_pause()

    send()

    first, second = server.taken
    assert first["Message-ID"] == second["Message-ID"]


def test_a_server_that_hangs_is_waited_for_once(server: MailServer) -> None:
    server.how = "hangs"
    with pytest.raises(outgoing.Refused):
        send()

    began = time.monotonic()
    with pytest.raises(outgoing.Refused):
        send()

    assert time.monotonic() - began < 0.2
