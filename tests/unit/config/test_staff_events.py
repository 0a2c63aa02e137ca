"""Staff search the trail: whom and what they mean, page after page, and that they looked is recorded."""

import re
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit import bucket, queue
from audit import services as audit
from audit.actions import Action
from audit.models import AuditEvent, SealKept, TrailExport
from audit.sql import xid_of
from tests.factories import people
from tests.unit.config import trail
from tests.unit.config.test_staff import page
from workspaces.models import Workspace

LIST = "audit_auditevent_changelist"
ORIGIN = {
    "address": "203.0.113.7", "user_agent": "Probe/1", "request_id": "req-1", "session_id": "sess-1",
}  # fmt: skip


def write(
    who: User,
    place: Workspace | None,
    label: str,
    action: Action = Action.ASSET_CHANGED,
    **details: Any,
) -> int:
    """Leave an event of a person, and return its number."""
    actor = audit.Actor("user", str(who.pk), who.label)
    target = audit.Target("asset", f"asset-{label}", label)
    with transaction.atomic():
        audit.record(
            action, actor=actor, workspace_id=place.pk if place else None, target=target,
            details=audit.Details(**details),
        )  # fmt: skip
    return AuditEvent.objects.latest("id").pk


@pytest.fixture(autouse=True)
def _from_nowhere() -> Any:
    audit.clear_origin()
    yield
    audit.clear_origin()


def listed(staff: Client, **query: Any) -> list[int]:
    """Return the numbers of the events on a page."""
    shown = page(staff, LIST, **query)
    here = re.escape(reverse("admin:audit_auditevent_change", args=[0])).replace("0", r"(\d+)")
    return [int(number) for number in re.findall(rf'href="{here}"', shown)]


def reads(boss: User) -> list[tuple[Any, int]]:
    found = AuditEvent.objects.filter(action=Action.TRAIL_READ_BY_STAFF, actor_id=str(boss.pk))
    return list(found.order_by("id").values_list("workspace_id", "repeats"))


def test_a_page_that_fails_after_it_was_read_is_told_as_both(
    staff: Client, boss: User, monkeypatch: Any
) -> None:
    def broken(*_args: Any, **_more: Any) -> Any:
        raise ArithmeticError

    staff.raise_request_exception = False
    monkeypatch.setattr("audit.admin.events.listing.table", broken)
    before = len(reads(boss))

    assert staff.get(reverse(f"admin:{LIST}")).status_code == 500

    assert len(reads(boss)) == before + 1
    failed = AuditEvent.objects.latest("id")
    assert (failed.action, failed.reason) == (Action.REQUEST_FAILED, "ArithmeticError")


@pytest.mark.slow
# --- whom and what is meant ---------------------------------------------------------------------
def test_everything_a_row_says_can_be_asked_for(
    staff: Client, alice: User, bob: User, acme: Workspace, beta: Workspace
) -> None:
    audit.set_origin(**ORIGIN)
    mine = write(alice, acme, "Gardenia", outcome="denied")
    audit.clear_origin()
    other = write(bob, beta, "Hydrangea", Action.PRODUCT_CHANGED)

    for query in (
        {"text": "garden"}, {"who": alice.email}, {"who": str(alice.pk)},
        {"workspace": acme.slug}, {"workspace": str(acme.pk)}, {"target": "asset-Gardenia"},
        {"address": "203.0.113.7"}, {"request_id": "req-1"}, {"session_id": "sess-1"},
        {"action": "assets.asset.changed"}, {"action": "group:files"},
        {"outcome": "denied", "actor_type": "user"},
    ):  # fmt: skip
        found = listed(staff, **query)
        assert mine in found, query
        assert other not in found, query
    assert {mine, other} <= set(listed(staff))
    assert listed(staff, workspace=acme.slug, action="group:products") == []


def test_one_of_several_of_a_name_is_chosen(staff: Client, acme: Workspace) -> None:
    two = [people.person("Zebulon"), people.person("Zebulon")]
    rows = [write(one, acme, "Iris") for one in two]

    shown = page(staff, LIST, who="zebulon")

    assert "Several are meant by this" in shown
    links = [unescape(one) for one in re.findall(r'href="(\?who=[^"]+)"', shown)]
    assert sorted(links) == sorted(f"?who={one.pk}" for one in two)
    assert listed(staff, who=str(two[0].pk)) == [rows[0]]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("who", "nobody-at-all@example.com", "Nobody and nothing is called so."),
        ("workspace", "no-such-place", "Nobody and nothing is called so."),
        ("address", "somewhere", "This is no network address."),
        ("until", "nonsense", "Enter a valid date/time."),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_read(
    staff: Client, boss: User, field: str, value: str, said: str
) -> None:
    assert said in page(staff, LIST, **{field: value})
    assert reads(boss) == []


def test_an_address_is_found_though_its_account_is_gone(staff: Client, alice: User) -> None:
    key = audit.ids_of_address("gone@example.com")[0]
    with transaction.atomic():
        audit.record(
            Action.ACCOUNT_SIGN_IN_FAILED,
            actor=audit.ANONYMOUS,
            target=audit.Target("email", "gone@example.com", "gone@example.com"),
        )
    event = AuditEvent.objects.latest("id")
    assert event.target_id == key

    assert listed(staff, target="Gone@example.com") == [event.pk]
    # Of who has an account it may be the account or the address.
    assert "Several are meant by this" in page(staff, LIST, target=alice.email)


# --- page after page ----------------------------------------------------------------------------
def test_pages_go_on_from_the_last_row_and_none_is_shown_twice(
    staff: Client, alice: User, acme: Workspace
) -> None:
    rows = [write(alice, acme, f"Row{number}") for number in range(53)]
    asked = {"who": str(alice.pk), "text": "row"}

    first = page(staff, LIST, **asked)
    older = re.search(r'href="\?([^"]+)" rel="next"', first)
    assert older is not None
    rest = staff.get(reverse(f"admin:{LIST}") + "?" + unescape(older[1])).content.decode()

    assert listed(staff, **asked) == rows[:2:-1]
    for pk in rows[:3]:
        assert reverse("admin:audit_auditevent_change", args=[pk]) in rest
    assert 'rel="next"' not in rest
    assert ">Newest</a>" in rest


def test_a_page_asks_the_same_however_much_there_is(
    staff: Client, alice: User, acme: Workspace, django_assert_max_num_queries: Any
) -> None:
    listed(staff, workspace=acme.slug)
    with django_assert_max_num_queries(20) as first:
        listed(staff, workspace=acme.slug)
    for number in range(9):
        write(alice, acme, f"More{number}")

    with django_assert_max_num_queries(len(first.captured_queries)) as more:
        assert len(listed(staff, workspace=acme.slug)) >= 9
    counts = [one["sql"] for one in more.captured_queries if "COUNT(*)" in one["sql"]]
    assert counts == []


# --- one event ----------------------------------------------------------------------------------
def test_an_event_says_what_it_holds_and_leads_on(
    staff: Client, alice: User, acme: Workspace
) -> None:
    audit.set_origin(**ORIGIN)
    pk = write(alice, acme, "Lily <b>", changes={"name": ("Rose", "Lily <b>")}, reason="Because")

    shown = page(staff, "audit_auditevent_change", pk)

    for said in (
        "Rose",
        "Lily &lt;b&gt;",
        "Because",
        "Probe/1",
        "203.0.113.7",
        acme.name,
        "waits for its seal",
    ):
        assert said in shown, said
    assert "Lily <b>" not in shown
    here = reverse(f"admin:{LIST}")
    for query in (
        "request_id=req-1",
        "session_id=sess-1",
        f"who={alice.pk}",
        f"workspace={acme.pk}",
    ):
        assert f'href="{here}?{query}"' in shown, query
        assert pk in listed(staff, **dict([query.split("=")]))


def test_an_event_names_the_seal_that_holds_it(staff: Client, alice: User, acme: Workspace) -> None:
    pk = write(alice, acme, "Tulip")
    event = AuditEvent.objects.get(pk=pk)
    xid = xid_of(pk, event.at)
    assert xid is not None
    month = event.at.date().replace(day=1)
    trail.seal(1, month=month, from_xid=xid - 5, to_xid=xid, at=event.at)
    assert "waits for its seal" in page(staff, "audit_auditevent_change", pk)
    trail.seal(2, month=month, from_xid=xid, to_xid=xid + 1, at=event.at)

    assert "not in the bucket yet" in page(staff, "audit_auditevent_change", pk)
    SealKept.objects.create(n=2)
    shown = page(staff, "audit_auditevent_change", pk)

    assert reverse("admin:audit_seal_change", args=[2]) in shown
    assert "not in the bucket yet" not in shown


def test_what_is_no_event_is_not_found(staff: Client) -> None:
    for number in ("999999999", "abc", "9" * 30):
        address = reverse("admin:audit_auditevent_change", args=[number])
        assert staff.get(address).status_code == 404


# --- reading is on the record -------------------------------------------------------------------
def test_who_of_staff_reads_whose_trail_is_recorded_once_a_minute(
    staff: Client, boss: User, alice: User, acme: Workspace
) -> None:
    pk = write(alice, acme, "Aster")

    listed(staff, workspace=acme.slug)
    listed(staff, workspace=acme.slug, text="aster")
    listed(staff, workspace=acme.slug, text="other")
    for _ in range(2):
        page(staff, "audit_auditevent_change", pk)
    listed(staff)

    assert reads(boss) == [(acme.pk, 1)] * 3 + [(None, 1)]
    whole, narrowed, one, everywhere = AuditEvent.objects.filter(
        action=Action.TRAIL_READ_BY_STAFF, actor_id=str(boss.pk)
    ).order_by("id")
    assert (whole.data, narrowed.data) == ({"by": ["workspace"]}, {"by": ["text", "workspace"]})
    assert (one.target_type, one.target_id, one.data) == ("audit_event", str(pk), {})
    assert everywhere.data == {}


def test_who_may_view_the_trail_reads_it_and_others_do_not(staff: Client, boss: User) -> None:
    User.objects.filter(pk=boss.pk).update(is_superuser=False)
    assert staff.get(reverse(f"admin:{LIST}")).status_code == 403
    assert reads(boss) == []

    boss.user_permissions.add(Permission.objects.get(codename="view_auditevent"))

    assert staff.get(reverse(f"admin:{LIST}")).status_code == 200
    assert reads(boss) == [(None, 1)]


# --- taken home ---------------------------------------------------------------------------------
def test_what_is_listed_is_taken_home_for_a_reason(
    staff: Client, boss: User, alice: User, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "send_export", lambda _key: None)
    monkeypatch.setattr(bucket, "store", lambda: SimpleNamespace(presigned_get=presigned))
    address = reverse("admin:audit_auditevent_export") + f"?workspace={acme.slug}&text=rose"
    asking = staff.get(address).content.decode()
    assert "Workspace: " in asking
    assert reverse(f"admin:{LIST}") + f"?workspace={acme.slug}&amp;text=rose" in asking

    assert staff.post(address, {"format": "jsonl"}).status_code == 422
    answer = staff.post(address, {"format": "jsonl", "reason": "A court asks"}, follow=True)

    assert answer.redirect_chain[-1][0] == reverse("admin:audit_trailexport_changelist")
    export = TrailExport.objects.get()
    assert (export.workspace_id, export.is_staff, export.filters["text"]) == (acme.pk, True, "rose")
    said = AuditEvent.objects.filter(target_id=str(export.pk)).order_by("id")
    assert list(said.values_list("action", "actor_type", "reason")) == [
        ("audit.export.asked", "staff", "A court asks")
    ]
    again = staff.post(address, {"format": "csv", "reason": "Once more"})
    assert "Yours before is not written yet." in again.content.decode()

    TrailExport.objects.update(state="done", key="audit-exports/x", size_bytes=7, rows=1)
    taken = reverse("admin:audit_trailexport_download", args=[export.pk])
    saved = staff.post(taken, {"reason": "For the court"}, follow=True).content.decode()

    assert 'href="https://files.example/audit-exports/x"' in saved
    assert said.values_list("action", "reason").last() == (
        "audit.export.downloaded",
        "For the court",
    )


def presigned(key: str, **_more: Any) -> str:
    return f"https://files.example/{key}"
