"""The staff's box of mails: what is in it, who reads it, and that reading is on the record."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.letters import Letter
from accounts.models import MailOut, User
from accounts.services import mails
from audit.models import AuditEvent
from tests.factories import trail

LETTER = Letter("A <b>link</b>", "Open https://s.example/x\n", '<p onclick="a()">Open "it"</p>', {})
LIST = "admin:accounts_mailout_changelist"


@pytest.fixture
def mail(alice: User) -> MailOut:
    written = mails.Mail(address=alice.email, kind="test", letter=LETTER, user_id=alice.pk)
    return MailOut.objects.get(pk=mails.post(written))


def chosen(mail: MailOut, action: str) -> dict[str, Any]:
    return {"action": action, "_selected_action": [str(mail.pk)]}


def opened(staff: Client, mail: MailOut) -> str:
    answer = staff.get(reverse("admin:accounts_mailout_change", args=[mail.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_mail_server_staff_read_what_is_kept_on_the_record(
    staff: Client, mail: MailOut
) -> None:
    page = opened(staff, mail)

    assert "Open https://s.example/x" in page
    frame = re.search(r"<iframe[^>]*>", page)
    assert frame is not None
    assert 'sandbox=""' in frame[0]
    shown = re.search(r'srcdoc="([^"]*)"', frame[0])
    assert shown is not None
    assert unescape(shown[1]) == LETTER.html
    assert "<p onclick" not in page
    event = trail.done()
    assert (event.action, event.target_id) == ("accounts.mail.read_by_staff", str(mail.pk))


def test_looking_at_the_list_reads_none(staff: Client, mail: MailOut) -> None:
    page = staff.get(reverse(LIST)).content.decode()

    assert mail.address in page
    assert "s.example" not in page
    assert not AuditEvent.objects.filter(action="accounts.mail.read_by_staff").exists()


def test_with_a_mail_server_staff_read_the_state_and_nothing_else(
    staff: Client, mail: MailOut, settings: Any
) -> None:
    settings.HAS_EMAIL = True

    page = opened(staff, mail)

    assert mail.address in page
    assert "s.example" not in page
    assert not AuditEvent.objects.filter(action="accounts.mail.read_by_staff").exists()


def test_staff_without_every_right_see_no_mail(
    staff: Client, mail: MailOut, client_for: Any, bob: User
) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    answer = client_for(User.objects.get(pk=bob.pk)).get(
        reverse("admin:accounts_mailout_change", args=[mail.pk])
    )

    assert answer.status_code in {302, 403}
    assert b"s.example" not in answer.content


def test_one_that_was_given_up_is_sent_again(
    staff: Client, mail: MailOut, django_capture_on_commit_callbacks: Any
) -> None:
    MailOut.objects.filter(pk=mail.pk).update(state="given_up", reason="550 no")

    staff.post(reverse(LIST), {**chosen(mail, "send_again"), "reason": "Mended."})

    mail.refresh_from_db()
    assert (mail.state, mail.reason, mail.attempts) == ("waiting", "", 0)
    assert trail.done().action == "accounts.mail.sent_again"


def test_a_mail_is_neither_written_nor_changed_nor_deleted_by_hand(
    staff: Client, mail: MailOut
) -> None:
    for way in ("add", "delete"):
        args = [] if way == "add" else [mail.pk]
        assert staff.get(reverse(f"admin:accounts_mailout_{way}", args=args)).status_code == 403


# --- acted on -----------------------------------------------------------------------------------
def act(staff: Client, mail: MailOut, verb: str) -> str:
    address = reverse(f"admin:accounts_mailout_{verb}", args=[mail.pk])
    return staff.post(address, {"reason": "The server is back."}, follow=True).content.decode()


def put(mail: MailOut, *, due: timedelta) -> None:
    """Let a mail wait for its next try, as after a refusal."""
    MailOut.objects.filter(pk=mail.pk).update(
        state="waiting", finished_at=None, due_at=Now() + due, attempts=3, reason="450 later"
    )


def test_one_that_waits_is_tried_now(staff: Client, mail: MailOut) -> None:
    put(mail, due=timedelta(hours=3))

    assert "It is sent again." in act(staff, mail, "send_again")

    mail.refresh_from_db()
    assert mail.due_at <= timezone.now()
    event = trail.done()
    assert (event.action, event.reason) == ("accounts.mail.sent_again", "The server is back.")


def test_one_that_waits_is_given_up(staff: Client, mail: MailOut) -> None:
    put(mail, due=timedelta(hours=3))

    assert "Given up." in act(staff, mail, "give_up")

    mail.refresh_from_db()
    assert (mail.state, mail.reason) == ("given_up", "The server is back.")
    assert mail.body is not None, "it can be sent again while it is kept"
    event = trail.done()
    assert (event.action, event.reason) == ("accounts.mail.given_up", "The server is back.")


@pytest.mark.parametrize("verb", ["send_again", "give_up"])
def test_one_that_is_being_sent_just_now_is_left_to_its_worker(
    staff: Client, mail: MailOut, verb: str
) -> None:
    put(mail, due=timedelta(seconds=mails.LEASE_SECONDS - 1))
    before = MailOut.objects.filter(pk=mail.pk).values().get()

    assert "It may be on its way just now." in act(staff, mail, verb)

    assert MailOut.objects.filter(pk=mail.pk).values().get() == before


def test_one_that_was_sent_is_neither_sent_again_nor_given_up(staff: Client, mail: MailOut) -> None:
    MailOut.objects.filter(pk=mail.pk).update(state="sent", body=None)

    for verb in ("send_again", "give_up"):
        assert "Nothing was changed." in act(staff, mail, verb)
    assert MailOut.objects.get(pk=mail.pk).state == "sent"


def test_acting_on_one_reads_none(staff: Client, mail: MailOut) -> None:
    put(mail, due=timedelta(hours=3))

    staff.get(reverse("admin:accounts_mailout_give_up", args=[mail.pk]))

    assert not AuditEvent.objects.filter(action="accounts.mail.read_by_staff").exists()


def test_when_the_next_try_is_and_what_the_last_error_was(staff: Client, mail: MailOut) -> None:
    put(mail, due=timedelta(hours=3))
    mail.refresh_from_db()

    page = staff.get(reverse(LIST)).content.decode()

    assert "450 later" in page
    assert date_format(timezone.localtime(mail.due_at), "DATETIME_FORMAT") in page
