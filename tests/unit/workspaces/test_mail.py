"""The e-mail that invites: who, to what, as what, the link, until when; and what if not meant."""

import smtplib
from typing import Any

import pytest
from django.core import mail as outgoing
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend

from accounts.models import User
from tests.factories import guests, people
from workspaces import mail
from workspaces.models import Invitation, Workspace
from workspaces.roles import Role
from workspaces.services import Issued


class AwayBackend(EmailBackend):
    """A mail server that refuses, or is not there."""

    error: Exception = OSError("connection refused")

    def send_messages(self, messages: Any) -> int:
        raise self.error


@pytest.fixture(autouse=True)
def _has_email(settings: Any) -> None:
    settings.HAS_EMAIL = True
    settings.PUBLIC_URL = "https://studio.example"


@pytest.fixture
def issued(alice: User, acme: Workspace) -> Issued:
    """Somebody without an account is invited; it works until 4 December."""
    made = guests.invite(acme, alice, "lena@example.com", Role.REVIEWER)
    at = "2026-12-04T20:00:00Z"
    Invitation.objects.filter(pk=made.invitation.pk).update(expires_at=at)
    made.invitation.refresh_from_db()
    return made


def sent() -> tuple[Any, str, str]:
    """Return the one message, its text and its HTML."""
    (message,) = outgoing.outbox
    assert isinstance(message, EmailMultiAlternatives)
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    return message, str(message.body), str(html)


def test_it_says_all_there_is_to_know_in_both_forms(
    issued: Issued, alice: User, acme: Workspace
) -> None:
    assert mail.send_invitation(issued) is True

    message, text, html = sent()
    assert message.to == ["lena@example.com"]
    assert message.subject == f"Alice invites you to {acme.name}"
    link = f"https://studio.example/join/{issued.token}"
    for said in (
        "Alice", alice.email, acme.name, "Reviewer", link, "lena@example.com", "Dec. 4, 2026",
        "You can ignore this e-mail: nobody joins without the link.",
    ):  # fmt: skip
        assert said in text
        assert said in html
    assert f'href="{link}"' in html
    assert f"\n{link}\n" in text
    assert 'lang="en"' in html


def test_the_token_is_nowhere_but_in_the_link(issued: Issued) -> None:
    mail.send_invitation(issued)

    message, text, html = sent()
    assert text.count(issued.token) == 1
    assert issued.token not in message.subject
    assert html.count(issued.token) == html.count(f"/join/{issued.token}")


def test_a_newcomer_reads_it_in_the_language_of_the_workspace(
    issued: Issued, acme: Workspace
) -> None:
    Workspace.objects.filter(pk=acme.pk).update(language="zh-hans")
    issued.invitation.refresh_from_db()

    mail.send_invitation(issued)

    _message, _text, html = sent()
    assert 'lang="zh-hans"' in html
    assert "2026年12月4日" in html


def test_whoever_is_known_reads_it_in_their_own(acme: Workspace, alice: User) -> None:
    robin = people.person("Robin")
    User.objects.filter(pk=robin.pk).update(language="zh-hans")

    mail.send_invitation(guests.invite(acme, alice, robin))

    assert 'lang="zh-hans"' in sent()[2]


def test_the_day_is_that_of_the_workspace(issued: Issued, acme: Workspace) -> None:
    Workspace.objects.filter(pk=acme.pk).update(time_zone="Asia/Shanghai")
    issued.invitation.refresh_from_db()

    mail.send_invitation(issued)

    assert "Dec. 5, 2026" in sent()[1]


def test_a_name_is_text_and_one_line(issued: Issued, acme: Workspace, alice: User) -> None:
    Workspace.objects.filter(pk=acme.pk).update(name="<b>Mugs</b> & Co")
    User.objects.filter(pk=alice.pk).update(name="Alice\r\nBcc: all@example.com")
    issued.invitation.refresh_from_db()

    mail.send_invitation(issued)

    message, text, html = sent()
    assert "\n" not in message.subject
    assert message.bcc == []
    assert "<b>Mugs</b> & Co" in text
    assert "&lt;b&gt;Mugs&lt;/b&gt; &amp; Co" in html
    assert "Alice Bcc: all@example.com" in text


def test_without_a_mail_server_nothing_is_sent_and_that_is_told(
    issued: Issued, settings: Any
) -> None:
    settings.HAS_EMAIL = False

    assert mail.send_invitation(issued) is False
    assert outgoing.outbox == []


@pytest.mark.parametrize(
    "error",
    [
        OSError("refused"),
        TimeoutError("slow"),
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPRecipientsRefused({"lena@example.com": (550, b"no such person")}),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_mail_server_that_is_away_hinders_nobody(
    issued: Issued, settings: Any, monkeypatch: Any, error: Exception, caplog: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.AwayBackend"
    monkeypatch.setattr(AwayBackend, "error", error)

    assert mail.send_invitation(issued) is False
    assert "lena@example.com" not in caplog.text


def test_nobody_waits_long_for_a_mail_server(settings: Any) -> None:
    assert 0 < settings.EMAIL_TIMEOUT <= 10
