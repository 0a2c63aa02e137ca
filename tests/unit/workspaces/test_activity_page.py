"""The page of activity: who sees it, what a row says, and where it leads."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from assets import services as assets
from audit import sentences
from audit.actions import Action
from audit.models import AuditEvent
from audit.services import Details, Target, erase_person
from tests.factories import copy, files, people, stock
from tests.factories.jobs import access_to
from tests.unit.workspaces.activity_page import (
    STAFF,
    at,
    happened,
    listed,
    product,
    said,
    shown,
)
from workspaces import hooks, tenancy
from workspaces.models import Workspace
from workspaces.roles import Role

ROOT = Path(settings.BASE_DIR)
MANY = 4


@pytest.fixture
def owner(alice: User, client_for: Any) -> Client:
    client: Client = client_for(alice)
    return client


# --- who sees it ---------------------------------------------------------------------------------
@pytest.mark.parametrize("role", list(Role))
def test_owners_and_admins_see_it_and_find_the_way(
    acme: Workspace, client_for: Any, role: Role
) -> None:
    browser, may = client_for(people.member(acme, role)), role in {Role.OWNER, Role.ADMIN}

    assert browser.get(at(acme)).status_code == (200 if may else 403)
    home = browser.get(f"/w/{acme.slug}/library").content.decode()
    # In the sidebar, and on a phone in one's own menu.
    assert home.count(f'href="{at(acme)}"') == (2 if may else 0)
    assert ("Go to Activity" in home) == may


def test_a_stranger_does_not_learn_that_it_is_there(
    acme: Workspace, mallory: User, client_for: Any
) -> None:
    assert client_for(mallory).get(at(acme)).status_code == 404


def test_what_happened_elsewhere_is_never_shown(
    acme: Workspace, beta: Workspace, mallory: User, owner: Client
) -> None:
    happened(beta, by=mallory, about=product("Secret tin"))

    assert "Secret tin" not in shown(owner.get(at(acme, "?when=all&q=Secret")))


# --- what a row says -----------------------------------------------------------------------------
def test_a_row_says_who_did_what_to_which_and_when(
    acme: Workspace, bob: User, alice: User, owner: Client
) -> None:
    User.objects.filter(pk=alice.pk).update(time_zone="Asia/Shanghai")
    event = happened(acme, by=bob, about=product())

    answer = owner.get(at(acme))

    assert said(answer)[0] == "Bob added the product Speckled mug"
    page = answer.content.decode()
    assert "<b>Bob</b> added the product <b>Speckled mug</b>" in page
    local = timezone.localtime(event.at, timezone.get_fixed_timezone(480))
    assert f">{local:%H:%M}</time>" in page
    stamp = f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M:%S} (UTC+0800)"
    assert f'title="{stamp}"' in page


def test_days_have_names(acme: Workspace, bob: User, owner: Client) -> None:
    for days in (400, 3, 1, 0):
        happened(acme, by=bob, about=product(), ago=timedelta(days=days))

    page = owner.get(at(acme, "?when=all")).content.decode()

    old, near = (timezone.localdate() - timedelta(days=days) for days in (400, 3))
    titles = [
        "Today",
        "Yesterday",
        date_format(near, "MONTH_DAY_FORMAT"),
        date_format(old, "DATE_FORMAT"),
    ]
    places = [page.index(f"<h2>{title}</h2>") for title in titles]
    assert places == sorted(places)


def test_what_was_changed_stands_before_and_after(
    acme: Workspace, bob: User, owner: Client
) -> None:
    changes = {"value": ("330", "350"), "unit": (None, "ml")}
    happened(acme, Action.FACT_CHANGED, by=bob, about=product(), details=Details(changes=changes))

    page = owner.get(at(acme)).content.decode()

    assert "<del>330</del>" in page
    assert "<ins>350</ins>" in page
    # What was not there before is not struck out.
    assert page.count("<del>") == 1


def test_of_many_changes_the_first_stand_in_the_row(
    acme: Workspace, bob: User, owner: Client
) -> None:
    changes = {f"field_{n}": (n, n + 1) for n in range(MANY + 2)}
    happened(
        acme, Action.PRODUCT_CHANGED, by=bob, about=product(), details=Details(changes=changes)
    )

    row, _details, rest = (
        owner.get(at(acme)).content.decode().partition('<details class="event-more">')
    )

    assert row.count("<ins>") == MANY
    assert rest.count("<ins>") == 2


def test_what_was_refused_or_failed_says_so_beside_its_colour(
    acme: Workspace, bob: User, owner: Client
) -> None:
    happened(acme, Action.ITEM_FAILED, by=bob, details=Details(outcome="error"))
    refused = Details(outcome="denied", reason="AUDIT_READ")
    happened(acme, Action.WORKSPACE_ENTRY_DENIED, by=bob, details=refused)

    answer = owner.get(at(acme))

    first, second = said(answer)[:2]
    assert first.endswith("Refused")
    assert second.endswith("Failed")
    page = answer.content.decode()
    assert 'class="event-sign is-denied"' in page
    assert 'class="event-sign is-error"' in page
    # A code is nothing to read.
    assert "AUDIT_READ" not in listed(answer)


def test_staff_say_why(acme: Workspace, owner: Client) -> None:
    why = Details(reason="Import ran twice")
    happened(
        acme,
        Action.UNITS_ADJUSTED,
        by=STAFF,
        about=Target("quota_period", "7", "images"),
        details=why,
    )

    assert "Reason: Import ran twice" in listed(owner.get(at(acme)))


def test_what_is_repeated_is_one_row_that_says_how_often(
    acme: Workspace, bob: User, owner: Client
) -> None:
    event = happened(acme, by=bob, about=product())
    values = {field.name: getattr(event, field.name) for field in AuditEvent._meta.fields}
    AuditEvent.objects.create(**{**values, "id": None, "repeats": 1200})

    assert "1,200 times" in said(owner.get(at(acme)))[0]


def test_who_has_left_is_not_named(acme: Workspace, owner: Client) -> None:
    gone = people.person("Robin")
    happened(acme, by=gone, about=product())
    assert said(owner.get(at(acme)))[0].startswith("Robin ")

    erase_person(str(gone.pk), addresses=[gone.email], subjects=[])

    assert said(owner.get(at(acme)))[0].startswith("Somebody who left ")


def test_no_name_is_ever_taken_for_markup(acme: Workspace, bob: User, owner: Client) -> None:
    evil = "<img src=x onerror=alert(1)>\"'&"
    changes = {"name": (evil, evil)}
    details = Details(changes=changes, reason=evil)
    actor = STAFF.__class__("staff", str(uuid.uuid4()), evil)
    happened(acme, Action.PRODUCT_CHANGED, by=actor, about=product(evil), details=details)

    page = owner.get(at(acme)).content.decode()

    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


# --- what else is known --------------------------------------------------------------------------
def test_details_tell_from_where_and_lead_to_all_of_the_same(
    acme: Workspace, bob: User, alice: User, owner: Client
) -> None:
    event = happened(acme, by=bob, about=product(), request="abc-17")
    happened(acme, by=alice, about=product("Teapot"), address="198.51.100.9")

    answer = owner.get(at(acme))

    facts = listed(answer)
    for known in ("Safari on macOS", "203.0.113.24", "abc-17", str(event.pk)):
        assert known in facts
    for query in (
        "?when=all&amp;request=abc-17",
        "?when=all&amp;ip=203.0.113.24",
        "?when=all&amp;about=product%3A",
    ):
        assert f'href="{at(acme)}{query}' in answer.content.decode()
    only = owner.get(at(acme, "?when=all&ip=203.0.113.24"))
    assert said(only) == ["Bob added the product Speckled mug"]
    assert "Address 203.0.113.24" in shown(only)


def test_it_tells_for_whom_the_studio_did_it(acme: Workspace, bob: User, owner: Client) -> None:
    actor = STAFF.__class__("system", label="E_Business", on_behalf_of=str(bob.pk))
    happened(acme, by=bob, about=product())
    happened(acme, Action.ITEM_FINISHED, by=actor, about=Target("item", str(uuid.uuid4()), "Tin"))

    assert "On behalf of Bob" in listed(owner.get(at(acme)))


# --- several at once -----------------------------------------------------------------------------
@pytest.fixture
def binned(in_acme: Workspace, bob: User, client_for: Any) -> list[str]:
    """Three files that went into the bin at once; their ids."""
    found = [files.asset(in_acme, name=f"Box {n}") for n in range(3)]
    for one in found:
        assert one.current is not None
        one.current.thumbs = {"320": f"{in_acme.schema_name}/thumbs/{one.pk}.webp"}
        one.current.save(update_fields=["thumbs"])
    chosen = {"selected": [str(one.pk) for one in found]}
    client_for(bob).post(f"/w/{in_acme.slug}/library/delete", chosen)
    return chosen["selected"]


def test_several_at_once_are_one_row_with_their_pictures(
    acme: Workspace, binned: list[str], owner: Client
) -> None:
    answer = owner.get(at(acme))

    assert "3 files" in said(answer)[0]
    row = answer.content.decode().split('<li class="event"')[1]
    assert row.count('<a class="thumb"') == 3
    assert "All of them Box" in listed(answer)


def test_what_lies_in_the_bin_can_be_taken_out_until_it_goes(
    acme: Workspace, bob: User, binned: list[str], owner: Client
) -> None:
    answer = owner.get(at(acme))

    day = timezone.localdate() + timedelta(days=30)
    assert f"Can be restored until {date_format(day, 'MONTH_DAY_FORMAT')}" in listed(answer)
    assert f'href="/w/{acme.slug}/library/bin">Restore</a>' in answer.content.decode()
    with tenancy.inside(acme.schema_name):
        assets.restore_assets([uuid.UUID(one) for one in binned], actor=bob)
    assert "Can be restored" not in listed(owner.get(at(acme)))


def test_an_archived_workspace_offers_nothing_it_would_refuse(
    acme: Workspace, binned: list[str], owner: Client
) -> None:
    people.archived(acme)

    assert "Can be restored" not in listed(owner.get(at(acme)))


# --- where it leads ------------------------------------------------------------------------------
def test_a_sentence_leads_to_what_is_there_and_nowhere_else(
    acme: Workspace, bob: User, owner: Client
) -> None:
    with tenancy.inside(acme.schema_name):
        mug = copy.product(bob, name="Stoneware mug")
    happened(acme, by=bob, about=Target("product", str(mug.pk), "Stoneware mug"))
    happened(acme, by=bob, about=product("Gone mug"))
    happened(acme, by=bob, about=Target("product", "no-id", "Odd mug"))

    page = owner.get(at(acme)).content.decode()

    assert f'<a href="/w/{acme.slug}/products/{mug.pk}">Stoneware mug</a>' in page
    assert "<b>Gone mug</b>" in page
    assert "<b>Odd mug</b>" in page


def test_everything_that_has_a_page_has_a_hook_that_bears_any_id(
    acme: Workspace, alice: User
) -> None:
    keys = (str(uuid.uuid4()), "17", "x' OR 1=1", "")
    targets = [(kind, key) for kind in [*settings.WORKSPACE_SPOT_HOOKS, "no_kind"] for key in keys]

    with tenancy.inside(acme.schema_name):
        found = hooks.spots(hooks.Reader(access_to(acme), "http://testserver"), targets)

    assert {kind for kind, _key in found} <= set(settings.WORKSPACE_SPOT_HOOKS)
    assert all(spot.href.startswith(f"/w/{acme.slug}/") for spot in found.values())


def test_invoices_are_for_who_pays(
    acme: Workspace, bob: User, owner: Client, client_for: Any
) -> None:
    account = Target("billing_account", str(acme.pk), "Acme Ltd")
    happened(acme, Action.BILLING_ACCOUNT_CHANGED, by=bob, about=account)
    admin = client_for(people.member(acme, Role.ADMIN))
    href = f'href="/w/{acme.slug}/settings/billing-details"'

    assert href in owner.get(at(acme)).content.decode()
    assert href not in admin.get(at(acme)).content.decode()


def test_every_sign_is_in_the_sprite() -> None:
    there = (ROOT / "static/src/icons.txt").read_text(encoding="utf-8").split()

    assert {sentences.icon(action) for action in Action} - set(there) == set()


# --- what it costs -------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 50])
def test_it_costs_the_same_however_much_happened(
    acme: Workspace,
    alice: User,
    bob: User,
    owner: Client,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    with tenancy.inside(acme.schema_name):
        photo = stock.asset(name="Mug")
    for number in range(count):
        about = Target("asset", str(photo.pk), "Mug")
        happened(acme, Action.ASSET_CHANGED, by=alice if number % 2 else bob, about=about)
    owner.get(at(acme))

    with django_assert_num_queries(16):
        owner.get(at(acme))
