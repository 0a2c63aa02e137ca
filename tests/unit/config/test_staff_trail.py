"""The trail's own pages for staff: proofs, seals, months and holds; searched in test_staff_events."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import MailOut, User
from audit import finding_words, proofs, queue, sql
from audit.models import AuditEvent, Hold, Proof, SealKept
from audit.sealing.proving import CHANGED, Finding, Report
from tests.unit.config import trail
from tests.unit.config.test_staff import page
from workspaces.models import Workspace

REASON = "The auditors are here."


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The proofs that workers were sent."""
    found: list[int] = []
    monkeypatch.setattr(queue, "send_proof", found.append)
    return found


def act(staff: Client, name: str, *args: Any, **given: str) -> Any:
    address = reverse(f"admin:audit_{name}", args=args)
    return staff.post(address, {"reason": REASON, **given}, follow=True)


def newest() -> tuple[str, str, str]:
    event = AuditEvent.objects.exclude(action="audit.trail.read_by_staff").latest("id")
    return event.action, event.actor_type, event.reason


# --- proofs -------------------------------------------------------------------------------------
def test_a_proof_is_asked_for_with_a_reason(
    staff: Client, sent: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = act(staff, "proof_prove_now")

    assert "It is on its way to a worker." in answer.content.decode()
    assert newest() == ("audit.proof.asked", "staff", REASON)
    assert sent == [Proof.objects.get().pk]
    listed = page(staff, "audit_proof_changelist")
    assert "waiting" in listed
    assert "Boss" in listed
    again = act(staff, "proof_prove_now")
    assert again.status_code == 422
    assert "One is on its way already." in again.content.decode()
    assert Proof.objects.count() == 1


def broken(**values: Any) -> Proof:
    report = Report(seals=3, rows=9)
    report.add(Finding(CHANGED, 2, 77, "somewhere"))
    facts = {"state": "broken", "finding": finding_words.kept(report)}
    return Proof.objects.create(finished_at=timezone.now(), rows=9, seals=3, **facts | values)


def test_what_a_proof_found_is_said_in_words_and_leads_to_the_row(staff: Client) -> None:
    shown = page(staff, "audit_proof_change", broken().pk)

    assert "Row 77 was changed after it was sealed (seal 2)." in shown
    assert reverse("admin:audit_auditevent_change", args=[77]) in shown
    assert "every night’s round" in shown


def test_everybody_with_every_right_is_mailed_when_the_trail_is_not_whole(
    boss: User, alice: User
) -> None:
    off = User.objects.create(email="off@example.com", is_superuser=True, is_active=False)

    proofs.not_whole.send(Proof, proof=broken())

    mails = MailOut.objects.filter(kind="trail_broken")
    told = set(mails.values_list("user_id", flat=True))
    assert boss.pk in told
    assert {alice.pk, off.pk}.isdisjoint(told)
    mail = mails.get(user_id=boss.pk)
    assert mail.subject == "The audit trail is not as it was written"


# --- seals and months ---------------------------------------------------------------------------
def test_seals_say_whether_their_copy_is_in_the_bucket(staff: Client) -> None:
    for n in (1, 2, 3):
        trail.seal(n)
    SealKept.objects.create(n=1)

    listed = page(staff, "audit_seal_changelist")
    waiting = page(staff, "audit_seal_changelist", kept="no")

    rows = listed[listed.index('id="result_list"') :]
    assert rows[: rows.index("</table>")].count("not yet") == 2
    assert f"{reverse('admin:audit_seal_change', args=[1])}?" not in waiting
    assert reverse("admin:audit_seal_change", args=[2]) in waiting
    assert "00" * 32 in page(staff, "audit_seal_change", 1)
    assert "2020-01" in page(staff, "audit_seal_changelist", month="2020-01-01", q="3")


def test_months_say_what_lies_there_what_is_held_and_what_is_gone(
    staff: Client, boss: User, acme: Workspace
) -> None:
    trail.rows(acme, boss)
    here = timezone.now().date().replace(day=1)
    AuditEvent.objects.create(action="x.y.z", actor_type="user", workspace_id=acme.pk, outcome="ok")

    shown = page(staff, "audit_droppedmonth_changelist")

    assert here in sql.held_months([here, date(2017, 1, 1)])
    assert date(2017, 1, 1) not in sql.held_months([here, date(2017, 1, 1)])
    assert "2018-01" in shown
    assert f"{here:%Y-%m}" in shown
    assert "on hold" in shown


# --- holds --------------------------------------------------------------------------------------
def test_a_workspace_is_held_and_let_go(staff: Client, acme: Workspace) -> None:
    answer = act(staff, "hold_place", workspace=acme.slug)

    assert "It is held from now on." in answer.content.decode()
    assert newest() == ("audit.hold.placed", "staff", REASON)
    hold = Hold.objects.get()
    assert hold.workspace_id == acme.pk
    assert acme.name in page(staff, "audit_hold_changelist", force="yes", q=acme.name)
    assert REASON in page(staff, "workspaces_workspace_change", acme.pk)
    assert (
        "It is held already." in act(staff, "hold_place", workspace=str(acme.pk)).content.decode()
    )

    answer = act(staff, "hold_lift", hold.pk)

    assert "It is held no longer." in answer.content.decode()
    assert newest() == ("audit.hold.lifted", "staff", REASON)
    assert "Nothing holds its rows" in page(staff, "workspaces_workspace_change", acme.pk)
    assert "Nothing was changed." in act(staff, "hold_lift", hold.pk).content.decode()


def test_everything_is_held_or_one_workspace_and_never_by_mistake(
    staff: Client, acme: Workspace
) -> None:
    for given, said in (
        ({}, "Name a workspace, or hold everything."),
        ({"workspace": acme.slug, "everything": "on"}, "Name a workspace, or hold everything."),
        ({"workspace": "nowhere-at-all"}, "There is no workspace with this address."),
    ):
        answer = act(staff, "hold_place", **given)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not Hold.objects.exists()

    act(staff, "hold_place", everything="on")

    assert Hold.objects.get().workspace_id is None
    assert "everything" in page(staff, "workspaces_workspace_change", acme.pk)


# --- the first page -----------------------------------------------------------------------------
def test_the_first_page_is_red_when_the_trail_is_not_whole(staff: Client) -> None:
    assert "There was none yet" in page(staff, "index")
    broken()

    shown = page(staff, "index")

    start = shown.index("Last proof")
    assert "desk-amiss" in shown[start - 300 : start]
    assert "Row 77 was changed" in shown[start : start + 600]


def test_the_first_page_is_red_when_sealing_or_copying_is_late(staff: Client) -> None:
    def is_red(label: str) -> bool:
        shown = page(staff, "index")
        start = shown.index(label)
        return "desk-amiss" in shown[start - 300 : start].rpartition("<li")[2]

    now = timezone.now()
    trail.seal(1, to_xid=2**40, at=now - timedelta(minutes=11))
    assert not is_red("Oldest row without a seal")
    assert is_red("Oldest seal that is not in the bucket")
    SealKept.objects.create(n=1)
    assert not is_red("Oldest seal that is not in the bucket")


def test_who_may_not_see_proofs_sees_none_on_the_first_page(staff: Client, boss: User) -> None:
    User.objects.filter(pk=boss.pk).update(is_superuser=False)

    assert "Last proof" not in page(staff, "index")
