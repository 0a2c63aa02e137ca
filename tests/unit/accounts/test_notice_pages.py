"""The list, the bell and the choices, as a person uses them."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.db.models.functions import Now
from django.test import Client

from accounts import letters, services
from accounts.models import MailOut, NoticeChoice, Notification, User
from accounts.notices import KINDS
from accounts.screens import notices as screen

LIST = "/accounts/notifications/"
EVIL = '<img src=x onerror=alert(1)>"&'


def tell(person: User, kind: str = "invitation_accepted", **more: Any) -> Notification:
    data = more.pop("data", {"person": "Bob", "workspace": "Acme"})
    assert services.tell(person.pk, kind, data=data, **more)
    return services.notices_of(person.pk)[0]


def page_of(client: Client, address: str = LIST) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_stranger_is_asked_to_sign_in(public: None) -> None:
    for address in (LIST, f"{LIST}newest", f"{LIST}unread", f"{LIST}choices/"):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]


def test_nothing_to_tell_is_said_so(alice: User, client_for: Any) -> None:
    assert "Nothing to tell yet" in page_of(client_for(alice))


def test_each_reads_their_own_in_their_language(alice: User, bob: User, client_for: Any) -> None:
    tell(alice)
    tell(bob, data={"person": "Carol", "workspace": "Beta"})

    page = page_of(client_for(alice))

    assert "Bob has joined Acme." in page
    assert "Carol" not in page


def test_a_name_is_text(alice: User, client_for: Any) -> None:
    tell(alice, data={"person": EVIL, "workspace": EVIL})

    page = page_of(client_for(alice))

    assert "<img src=x" not in page
    assert "&lt;img src=x onerror" in page


@pytest.mark.parametrize("data", [{}, {"made": "many", "title": None}, {"level": []}, ["odd"]])
@pytest.mark.parametrize("kind", [*KINDS, "of-another-version"])
def test_what_another_version_wrote_is_still_listed(
    alice: User, client_for: Any, kind: str, data: Any
) -> None:
    Notification.objects.create(user=alice, kind=kind, data=data)

    assert 'class="notice-said"' in page_of(client_for(alice))


def test_what_is_about_the_same_stands_together(alice: User, client_for: Any) -> None:
    for person in ("Bob", "Carol", "Dan"):
        tell(alice, data={"person": person, "workspace": "Acme"}, subject="members:1")
    tell(alice, data={"person": "Eve", "workspace": "Beta"})

    shown = screen.page(alice, before=None)

    assert [len(one.earlier) for one in shown.notices] == [0, 2]
    assert "2 earlier about the same" in page_of(client_for(alice))


def test_opening_one_marks_it_read_and_leads_on(alice: User, client_for: Any) -> None:
    notice = tell(alice, path="/workspaces/")

    answer = client_for(alice).post(f"{LIST}{notice.pk}/open")

    assert answer["Location"] == "/workspaces/"
    assert services.unread_of(alice.pk) == 0


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example", "/\\evil.example", "x"]
)
def test_it_leads_to_no_other_site(alice: User, client_for: Any, path: str) -> None:
    notice = tell(alice, path=path)

    assert client_for(alice).post(f"{LIST}{notice.pk}/open")["Location"] == LIST


def test_nobody_opens_anothers_and_no_link_opens_one(
    alice: User, bob: User, client_for: Any
) -> None:
    notice = tell(alice, path="/workspaces/")

    assert client_for(bob).post(f"{LIST}{notice.pk}/open").status_code == 404
    assert client_for(alice).get(f"{LIST}{notice.pk}/open").status_code == 405
    assert client_for(alice).post(f"{LIST}{uuid.uuid4()}/open").status_code == 404
    assert services.unread_of(alice.pk) == 1


def test_all_are_marked_read_at_once_but_nobody_elses(
    alice: User, bob: User, client_for: Any
) -> None:
    tell(alice)
    tell(alice)
    tell(bob)

    answer = client_for(alice).post(f"{LIST}read")

    assert answer["Location"] == LIST
    assert (services.unread_of(alice.pk), services.unread_of(bob.pk)) == (0, 1)


def test_the_bell_is_on_every_page_and_counts(alice: User, client_for: Any) -> None:
    tell(alice)

    page = page_of(client_for(alice), "/workspaces/")

    assert 'aria-label="Notifications, 1 unread"' in page
    assert client_for(alice).get(f"{LIST}unread").json() == {
        "unread": 1,
        "shown": "1",
        "label": "Notifications, 1 unread",
    }


def test_the_bell_counts_no_further_than_it_can_show(alice: User) -> None:
    Notification.objects.bulk_create(Notification(user=alice, kind="invited") for _ in range(120))

    assert screen.bell(alice.pk)["shown"] == "99+"
    assert services.unread_of_many([alice.pk]) == {alice.pk: 100}


def test_the_list_goes_on_page_by_page_and_none_is_lost(alice: User, client_for: Any) -> None:
    Notification.objects.bulk_create(
        Notification(user=alice, kind="role_changed", data={"person": f"P{number:03}"})
        for number in range(70)
    )
    client, address, seen = client_for(alice), LIST, []

    while address:
        page = page_of(client, address)
        seen += re.findall(r">(P\d{3}) changed", page)
        more = re.search(r'hx-get="([^"]+)"', page.split('id="load-more"')[-1])
        address = more[1] if more and 'id="load-more"' in page else ""

    assert len(seen) == len(set(seen)) == 70


def test_a_place_in_the_list_that_is_gone_is_its_beginning(alice: User, client_for: Any) -> None:
    tell(alice)

    for before in (uuid.uuid4(), "nonsense", ""):
        assert "Bob has joined" in page_of(client_for(alice), f"{LIST}?before={before}")


# --- choices ------------------------------------------------------------------------------------
def test_a_choice_is_kept(alice: User, client_for: Any) -> None:
    client = client_for(alice)

    saved = client.post(
        f"{LIST}choices/job_finished", {"by_mail": "on"}, headers={"HX-Request": "true"}
    )
    client.post(f"{LIST}choices/job_failed", {})

    assert "Saved" in saved.content.decode()
    chosen = services.choices_of(alice.pk)
    assert (chosen["job_finished"], chosen["job_failed"]) == (True, False)


@pytest.mark.parametrize("kind", ["password_changed", "invited", "moon_landed"])
def test_what_is_no_choice_is_not_found(alice: User, client_for: Any, kind: str) -> None:
    assert client_for(alice).post(f"{LIST}choices/{kind}", {}).status_code == 404
    assert not NoticeChoice.objects.filter(user=alice).exists()


def _stop(person: User) -> str:
    services.choose(person.pk, "job_finished", by_mail=True)
    services.tell(person.pk, "job_finished", data={"made": 1, "total": 1, "title": "Mug"})
    letter = services.mails.read(MailOut.objects.get(user=person))
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = letter.headers["List-Unsubscribe"].strip("<>")
    assert url in letter.text
    return "/accounts/" + url.split("/accounts/")[1]


def test_a_mail_program_ends_a_kind_by_one_click_signed_out(alice: User) -> None:
    address = _stop(alice)
    client = Client(enforce_csrf_checks=True)

    assert services.choices_of(alice.pk)["job_finished"] is True, "looking changes nothing"
    assert client.get(address).status_code == 200
    assert services.choices_of(alice.pk)["job_finished"] is True
    answer = client.post(address, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert services.choices_of(alice.pk)["job_finished"] is False


def test_a_link_that_is_not_ours_ends_nothing(alice: User) -> None:
    forged = signing.dumps([str(alice.pk), "job_failed"], salt="another")
    security = signing.dumps([str(alice.pk), "password_changed"], salt=letters.UNSUBSCRIBE_SALT)
    odd = signing.dumps("odd", salt=letters.UNSUBSCRIBE_SALT)

    for token in (forged, security, odd, "x"):
        assert Client().post(f"{LIST}no-more/{token}").status_code == 404


# --- what becomes of old ones -------------------------------------------------------------------
def test_old_ones_go(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    read, unread, older, new = (tell(alice) for _ in range(4))
    ago = [(read, 91, 91), (unread, 91, None), (older, 181, None), (new, 1, 1)]
    for notice, made, seen in ago:
        Notification.objects.filter(pk=notice.pk).update(
            created_at=Now() - timedelta(days=made),
            read_at=Now() - timedelta(days=seen) if seen else None,
        )

    services.clear_notices()
    assert set(services.notices_of(alice.pk)) == {unread, new}

    monkeypatch.setattr(services.noticing, "MOST", 1)
    services.clear_notices()
    assert set(services.notices_of(alice.pk)) == {new}
