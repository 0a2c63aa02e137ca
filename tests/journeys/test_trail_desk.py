"""Staff at the audit trail: an event that is found and read, a workspace that is held, a proof."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import User
from audit import services as audit
from audit.actions import Action
from audit.models import AuditEvent
from tests.factories import people
from tests.journeys.conftest import Visit
from tests.journeys.test_billing_desk import OF_THE_FRAME
from tests.journeys.test_desk import boss, session
from tests.journeys.visitor import DESKTOP, PHONE, Visitor
from tests.journeys.words import CHINESE, ENGLISH
from tests.servers.stage import RunningProduct
from workspaces.models import Workspace

pytestmark = pytest.mark.journey
WHY = "A court has asked for it"
ORIGIN = {"address": "203.0.113.99", "user_agent": "Firefox on Linux", "request_id": "req-desk"}


@pytest.fixture(scope="module", autouse=True)
def staff(product: RunningProduct, django_db_blocker: DjangoDbBlocker) -> dict[str, dict[str, str]]:
    """Language → the session of a member of staff; made before the browser's loop runs."""
    with django_db_blocker.unblock():
        found = {}
        for language in (ENGLISH, CHINESE):
            found[language] = session(boss(language))
        return found


@pytest.fixture(scope="module", autouse=True)
def place(product: RunningProduct, django_db_blocker: DjangoDbBlocker) -> Workspace:
    """A workspace in which something has happened."""
    with django_db_blocker.unblock():
        owner = people.person("Odile")
        made = people.workspace("Southbay", owner)
        happened(made, owner)
        return made


def happened(place: Workspace, owner: User) -> None:
    audit.set_origin(**ORIGIN)
    actor = audit.Actor("user", str(owner.pk), owner.label)
    with transaction.atomic():
        audit.record(
            Action.WORKSPACE_CHANGED,
            actor=actor,
            workspace_id=place.pk,
            target=audit.Target("workspace", str(place.pk), place.name),
            details=audit.Details(changes={"name": ("Northbay", "Southbay")}),
        )
    audit.record_refusal(
        Action.WORKSPACE_ENTRY_DENIED, actor=actor, workspace_id=place.pk, reason="not a member"
    )
    audit.clear_origin()


def enter(me: Visitor, cookies: dict[str, str]) -> Page:
    me.context.add_cookies(
        [{"name": name, "value": value, "url": me.address} for name, value in cookies.items()]
    )
    return me.page


def check(me: Visitor, name: str) -> None:
    """Hold a page of ours to what every page owes, but for the frame that others have built."""
    faults = [
        fault
        for fault in me.faults(name)
        if not any(f"{name}: {rule} " in fault for rule in OF_THE_FRAME)
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.slow
def test_an_event_is_found_a_workspace_held_and_the_trail_proven(
    visit: Visit, staff: dict[str, dict[str, str]], place: Workspace
) -> None:
    me = visit()
    page = enter(me, staff[ENGLISH])
    me.open("/staff/audit/auditevent/")
    page.get_by_label("Workspace", exact=True).fill(place.slug)
    page.get_by_label("What", exact=True).select_option("workspaces.workspace.changed")
    page.get_by_role("button", name="Search").click()
    rows = page.locator("#trail tbody")
    expect(rows).to_have_count(1)
    check(me, "trail-events")
    rows.get_by_role("link").first.click()
    expect(page.get_by_text("Northbay").first).to_be_visible()
    check(me, "trail-event")
    page.get_by_role("link", name="req-desk").click()
    expect(rows).to_have_count(2)

    me.open("/staff/audit/hold/place/")
    page.get_by_label("Workspace", exact=True).fill(place.slug)
    page.get_by_label("Reason").fill(WHY)
    check(me, "trail-hold-place")
    page.get_by_role("button", name="Place a hold").click()
    expect(page.get_by_text("It is held from now on.")).to_be_visible()
    me.keep("trail-holds")

    me.open("/staff/audit/proof/prove-now/")
    page.get_by_label("Reason").fill(WHY)
    page.get_by_role("button", name="Prove now").click()
    expect(page.get_by_text("It is on its way to a worker.")).to_be_visible()
    is_ended(page)
    me.keep("trail-proofs")


def is_ended(page: Page) -> None:
    """Wait until a worker has made the proof."""
    row = page.locator("#result_list tbody tr").first
    for _ in range(30):
        if re.search("whole|could not", row.inner_text()):
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(row).to_contain_text("whole")
    expect(row).not_to_contain_text("not whole")


PAGES = {
    "events": "auditevent/?workspace={place}",
    "event": "auditevent/{event}/",
    "proofs": "proof/",
    "prove": "proof/prove-now/",
    "seals": "seal/",
    "months": "droppedmonth/",
    "holds": "hold/",
    "hold": "hold/place/",
    "exports": "trailexport/",
    "export": "auditevent/export/?workspace={place}",
}
# What is in them is unfold's: they are looked at, and must not be wider than the window.
LISTS = ("proofs", "seals", "holds", "exports")
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize(
    ("language", "window", "theme"),
    [
        (CHINESE, PHONE, "dark"),
        pytest.param(ENGLISH, DESKTOP, "light", marks=pytest.mark.slow),
        pytest.param(ENGLISH, PHONE, "light", marks=pytest.mark.slow),
        pytest.param(CHINESE, DESKTOP, "dark", marks=pytest.mark.slow),
    ],
)
def test_its_pages_read_well_in_both_languages_themes_and_windows(
    visit: Visit,
    staff: dict[str, dict[str, str]],
    place: Workspace,
    event: int,
    language: str,
    window: tuple[int, int],
    theme: str,
) -> None:
    me = visit(language, window=window, color_scheme=theme)
    enter(me, staff[language])
    for name, path in PAGES.items():
        me.open("/staff/audit/" + path.format(place=place.slug, event=event))
        if name in LISTS:
            me.keep(f"trail-{name}-{theme}")
            assert me.page.evaluate(WIDE) <= 0, name
        else:
            check(me, f"trail-{name}-{theme}")


@pytest.fixture(scope="module", autouse=True)
def event(place: Workspace, django_db_blocker: DjangoDbBlocker) -> int:
    with django_db_blocker.unblock():
        found = AuditEvent.objects.filter(request_id="req-desk", outcome="ok")
        return found.latest("id").pk
