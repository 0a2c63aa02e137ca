"""Mails on their way: sent once, tried again when it may help, given up with a reason."""

import smtplib
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.db.models.functions import Now
from django.utils import timezone

from accounts import outgoing, queue, sealing
from accounts.letters import Letter, one_line
from accounts.models import MailOut, User
from accounts.services import mails
from audit.models import AuditEvent
from config.stack import doctor_work
from config.stack.findings import State

LETTER = Letter("A link", "Open https://studio.example/secret\n", "<p>Open it</p>", {"X-Way": "1"})


class Server(EmailBackend):
    """A mail server that answers as it is told."""

    error: Exception | None = None

    def send_messages(self, messages: Any) -> int:
        if self.error is not None:
            raise self.error
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def _has_server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HAS_EMAIL = True
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    settings.PUBLIC_URL = "https://studio.example"
    monkeypatch.setattr(Server, "error", None)
    monkeypatch.setattr(queue, "send_mail", lambda _mail_id: None)
    outgoing.forget_pause()


def post(person: User, **values: Any) -> MailOut:
    mail = mails.Mail(address=person.email, kind="test", letter=LETTER, user_id=person.pk, **values)
    return MailOut.objects.get(pk=mails.post(mail))


def answer(monkeypatch: pytest.MonkeyPatch, error: Exception | None) -> None:
    monkeypatch.setattr(Server, "error", error)
    outgoing.forget_pause()


def come_due(mail: MailOut) -> None:
    MailOut.objects.filter(pk=mail.pk).update(due_at=Now() - timedelta(seconds=1))


def sent() -> list[Message]:
    return [message.message() for message in outbox.outbox]


def test_a_mail_is_sent_once_and_keeps_nothing_of_what_it_said(alice: User) -> None:
    mail = post(alice)

    assert mails.send_one(mail.pk)
    assert mails.send_one(mail.pk)

    mail.refresh_from_db()
    assert (mail.state, mail.body, mail.attempts) == (MailOut.State.SENT, None, 1)
    [message] = sent()
    assert message["To"] == alice.email
    assert message["Subject"] == "A link"
    assert message["X-Way"] == "1"
    assert message["Message-ID"] == f"<{mail.pk}@studio.example>"
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_what_a_mail_says_cannot_be_read_in_a_copy_of_the_database(alice: User) -> None:
    mail = post(alice)

    assert mail.body is not None
    assert b"secret" not in bytes(mail.body)
    assert mails.read(mail) == LETTER


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"x": (451, b"try later")}),
        smtplib.SMTPDataError(452, b"full"),
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPAuthenticationError(535, b"who are you"),
        ConnectionRefusedError("refused"),
        TimeoutError("slow"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_may_pass_is_tried_again_later_under_the_same_name(
    alice: User, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    mail = post(alice)
    answer(monkeypatch, error)

    mails.send_one(mail.pk)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailOut.State.WAITING, 1)
    assert mail.reason
    wait = (mail.due_at - timezone.now()).total_seconds()
    assert 55 < wait < 95
    answer(monkeypatch, None)
    assert mails.send_due() == 0, "it is not due yet"
    come_due(mail)
    assert mails.send_due() == 1
    assert sent()[0]["Message-ID"] == f"<{mail.pk}@studio.example>"


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"x": (550, b"no such person")}),
        smtplib.SMTPDataError(554, b"not wanted"),
        smtplib.SMTPNotSupportedError("no SMTPUTF8"),
        ValueError("too long"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_will_never_pass_is_given_up_with_the_reason(
    alice: User, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    mail = post(alice)
    answer(monkeypatch, error)

    assert mails.send_one(mail.pk)

    mail.refresh_from_db()
    assert mail.state == MailOut.State.GIVEN_UP
    assert mail.finished_at is not None
    assert mail.reason


def test_what_a_worker_gives_up_is_recorded(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = post(alice)
    answer(monkeypatch, smtplib.SMTPDataError(554, b"not wanted"))

    mails.send_one(mail.pk)

    event = AuditEvent.objects.get(action="accounts.mail.given_up")
    assert (event.actor_type, event.target_id) == ("system", str(mail.pk))
    mail.refresh_from_db()
    assert event.reason == mail.reason


def test_waits_grow_to_six_hours_and_end_after_a_day() -> None:
    waits = [mails.pause(attempts) for attempts in range(1, mails.MAX_ATTEMPTS + 1)]

    assert 60 <= waits[0] <= 90
    assert waits[-1] == 6 * 3600
    assert 20 * 3600 < sum(waits) < 36 * 3600


@pytest.mark.parametrize(
    "values", [{"attempts": mails.MAX_ATTEMPTS - 1}, {"created_at": Now() - timedelta(hours=25)}]
)
def test_what_was_tried_enough_is_given_up(
    alice: User, monkeypatch: pytest.MonkeyPatch, values: dict[str, Any]
) -> None:
    mail = post(alice)
    MailOut.objects.filter(pk=mail.pk).update(**values)
    answer(monkeypatch, ConnectionRefusedError("refused"))

    mails.send_one(mail.pk)

    mail.refresh_from_db()
    assert mail.state == MailOut.State.GIVEN_UP


def test_a_link_that_opens_nothing_any_more_is_not_sent(alice: User) -> None:
    mail = post(alice, until=timezone.now() - timedelta(seconds=1))

    mails.send_one(mail.pk)

    mail.refresh_from_db()
    assert (mail.state, mail.body, mail.reason) == (MailOut.State.GIVEN_UP, None, mails.TOO_LATE)
    assert sent() == []


def test_a_worker_that_dies_while_sending_lets_it_come_due_again(alice: User) -> None:
    mail = post(alice)
    assert mails.sql.lease_mail(lease_seconds=mails.LEASE_SECONDS, mail_id=mail.pk) == mail.pk

    assert mails.send_due() == 0
    come_due(mail)

    assert mails.send_due() == 1
    assert len(sent()) == 1


def test_who_was_thought_dead_does_not_end_anothers_try(alice: User) -> None:
    mail = post(alice)
    mails.sql.lease_mail(lease_seconds=mails.LEASE_SECONDS, mail_id=mail.pk)
    first = MailOut.objects.get(pk=mail.pk)
    come_due(mail)
    mails.sql.lease_mail(lease_seconds=mails.LEASE_SECONDS, mail_id=mail.pk)

    mails._end(first, MailOut.State.GIVEN_UP, reason="late")

    mail.refresh_from_db()
    assert mail.state == MailOut.State.WAITING


def test_a_server_that_is_away_is_asked_once_a_round(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        post(alice)
    answer(monkeypatch, ConnectionRefusedError("refused"))

    assert mails.send_due() == 1
    assert MailOut.objects.filter(user=alice, attempts=0).count() == 2


def test_without_a_server_mails_are_kept_also_those_that_waited(alice: User, settings: Any) -> None:
    waiting = post(alice)
    settings.HAS_EMAIL = False

    kept = post(alice)
    mails.send_due()

    for mail in (waiting, kept):
        mail.refresh_from_db()
        assert mail.state == MailOut.State.KEPT
        assert mails.read(mail) == LETTER
    assert sent() == []


def test_one_that_was_given_up_is_tried_anew_when_staff_say_so(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = post(alice)
    answer(monkeypatch, smtplib.SMTPDataError(554, b"not wanted"))
    mails.send_one(mail.pk)
    answer(monkeypatch, None)

    assert mails.send_again(mail.pk)
    assert not mails.send_again(mail.pk), "it waits already"
    assert mails.send_due() == 1

    mail.refresh_from_db()
    assert mail.state == MailOut.State.SENT


def test_a_mail_nobody_can_open_any_more_is_given_up(alice: User, settings: Any) -> None:
    mail = post(alice)
    settings.FIELD_KEYS = ["another-key-than-it-was-sealed-with"]

    mails.send_one(mail.pk)

    mail.refresh_from_db()
    assert mail.state == MailOut.State.GIVEN_UP
    with pytest.raises(sealing.CannotOpen):
        mails.read(mail)


def test_what_ended_a_month_ago_is_forgotten(alice: User) -> None:
    old, new, waiting = post(alice), post(alice), post(alice)
    mails.send_one(old.pk)
    mails.send_one(new.pk)
    MailOut.objects.filter(pk=old.pk).update(finished_at=Now() - timedelta(days=31))

    mails.clear()

    assert set(MailOut.objects.filter(user=alice)) == {new, waiting}


def test_mails_that_wait_too_long_are_counted(alice: User) -> None:
    mail = post(alice)
    assert mails.overdue() == 0

    MailOut.objects.filter(pk=mail.pk).update(created_at=Now() - timedelta(minutes=16))

    assert mails.overdue() == 1


@pytest.mark.parametrize("subject", ["A\r\nBcc: all@example.com", "A\nb", "A\x00\x07b", "x" * 400])
def test_a_subject_is_one_line_whatever_it_is_made_of(alice: User, subject: str) -> None:
    line = one_line(subject)

    assert line.isprintable()
    assert len(line) <= 200


def test_the_doctor_names_mails_that_wait_too_long(alice: User) -> None:
    mail = post(alice)
    assert doctor_work.outbox().state is State.OK

    MailOut.objects.filter(pk=mail.pk).update(created_at=Now() - timedelta(minutes=16))

    found = doctor_work.outbox()
    assert found.state is State.WARNING
    assert found.detail == "1 have waited for more than a quarter of an hour"
