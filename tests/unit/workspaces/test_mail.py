"""The e-mail that invites: who, to what, as what, the link, until when; and what if not meant."""

from typing import Any

import pytest

from accounts.letters import Letter
from accounts.models import MailOut, User
from tests.factories import guests, people
from tests.factories.mails import letter_to
from workspaces import letters
from workspaces.models import Invitation, Workspace
from workspaces.roles import Role
from workspaces.services import Issued

LENA = "lena@example.com"


@pytest.fixture(autouse=True)
def _has_email(settings: Any) -> None:
    settings.HAS_EMAIL = True
    settings.PUBLIC_URL = "https://studio.example"


@pytest.fixture
def issued(alice: User, acme: Workspace) -> Issued:
    """Somebody without an account is invited; it works until 4 December."""
    made = guests.invite(acme, alice, LENA, Role.REVIEWER)
    MailOut.objects.all().delete()
    at = "2026-12-04T20:00:00Z"
    Invitation.objects.filter(pk=made.invitation.pk).update(expires_at=at)
    made.invitation.refresh_from_db()
    return made


def written(issued: Issued) -> Letter:
    """Return the letter as it is written now."""
    assert letters.post_invitation(issued.invitation, issued.token)
    return letter_to(LENA)


def test_it_says_all_there_is_to_know_in_both_forms(
    issued: Issued, alice: User, acme: Workspace
) -> None:
    letter = written(issued)

    text, html = letter.text, letter.html
    assert letter.subject == f"Alice invites you to {acme.name}"
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
    letter = written(issued)

    text, html = letter.text, letter.html
    assert text.count(issued.token) == 1
    assert issued.token not in letter.subject
    assert html.count(issued.token) == html.count(f"/join/{issued.token}")


def test_a_newcomer_reads_it_in_the_language_of_the_workspace(
    issued: Issued, acme: Workspace
) -> None:
    Workspace.objects.filter(pk=acme.pk).update(language="zh-hans")
    issued.invitation.refresh_from_db()

    html = written(issued).html

    assert 'lang="zh-hans"' in html
    assert "2026年12月4日" in html


def test_whoever_is_known_reads_it_in_their_own(acme: Workspace, alice: User) -> None:
    robin = people.person("Robin")
    User.objects.filter(pk=robin.pk).update(language="zh-hans")

    guests.invite(acme, alice, robin)

    assert 'lang="zh-hans"' in letter_to(robin.email).html


def test_the_day_is_that_of_the_workspace(issued: Issued, acme: Workspace) -> None:
    Workspace.objects.filter(pk=acme.pk).update(time_zone="Asia/Shanghai")
    issued.invitation.refresh_from_db()

    assert "Dec. 5, 2026" in written(issued).text


def test_a_name_is_text_and_one_line(issued: Issued, acme: Workspace, alice: User) -> None:
    Workspace.objects.filter(pk=acme.pk).update(name="<b>Mugs</b> & Co")
    User.objects.filter(pk=alice.pk).update(name="Alice\r\nBcc: all@example.com")
    issued.invitation.refresh_from_db()

    letter = written(issued)

    text, html = letter.text, letter.html
    assert "\n" not in letter.subject
    assert "<b>Mugs</b> & Co" in text
    assert "&lt;b&gt;Mugs&lt;/b&gt; &amp; Co" in html
    assert "Alice Bcc: all@example.com" in text


def test_without_a_mail_server_the_mail_is_kept_and_that_is_told(
    issued: Issued, settings: Any
) -> None:
    settings.HAS_EMAIL = False

    assert letters.post_invitation(issued.invitation, issued.token) is False
    assert MailOut.objects.get(address=LENA).state == MailOut.State.KEPT


def test_who_has_an_account_is_told_in_their_pages_without_the_key(
    acme: Workspace, alice: User
) -> None:
    robin = people.person("Robin")

    made = guests.invite(acme, alice, robin)

    [notice] = robin.notifications.all()
    assert (notice.kind, notice.data["workspace"]) == ("invited", acme.name)
    assert made.token not in f"{notice.data} {notice.path} {notice.once}"


def test_an_address_no_mail_can_name_is_told_as_not_mailed(acme: Workspace, alice: User) -> None:
    made = guests.invite(acme, alice, f"lena@{'é' * 60}.com")

    assert made.is_mailed is False
