"""Plans and prices at the desk: new editions and sheets; what was used is never changed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import User
from billing import prices, services, sql
from billing.models import Plan, PlanVersion, PriceSheet
from billing.money import sheets
from billing.money.sheets import NewPrice
from billing.services import NewEdition, NewLimit
from tests.factories import billing, money
from tests.unit.billing import desk
from workspaces.models import Workspace


def newest(code: str) -> PlanVersion:
    return PlanVersion.objects.filter(plan=code).latest("version")


def limits(version: PlanVersion) -> dict[str, Any]:
    names = ("units", "mode", "warn_at", "overdraft_units", "overage_price", "overage_block",
             "rollover_units")  # fmt: skip
    return {row["meter"]: row for row in version.limits.values("meter", *names)}


# --- editions -----------------------------------------------------------------------------------
@pytest.mark.parametrize("code", ["free", "team", "business"])
def test_an_edition_begins_as_the_newest_one_is(staff: Client, code: str) -> None:
    before = newest(code)

    desk.send(staff, "plan_make_edition", Plan.objects.get(pk=code))

    made = newest(code)
    assert made.version == before.version + 1
    for name in ("price", "currency", "interval", "concurrency", "trial_days", "features"):
        assert getattr(made, name) == getattr(before, name), name
    was, now = limits(before), limits(made)
    # A block of storage is typed in MB; nothing hard is sold in blocks.
    for found in (was, now):
        assert found["storage_bytes"].pop("overage_block")
    assert now == was


def test_an_edition_is_made_with_who_why_and_what_is_other(
    staff: Client, boss: User, acme: Workspace
) -> None:
    subscription = billing.subscribed(acme)
    before = newest("team")
    images = before.limits.get(meter="images").units

    said = desk.send(
        staff, "plan_make_edition", before.plan, price="31.00", **{"images-units": "6000"}
    )

    made = newest("team")
    assert f"Team has edition {made.version} now." in said
    assert (made.price, made.created_by) == (3100, str(boss.pk))
    assert made.limits.get(meter="images").units == 6000
    event = desk.last("billing.plan.edition_made")
    assert (event.reason, event.actor_id) == (desk.WHY, str(boss.pk))
    assert event.changes == {"price": [before.price, 3100], "images": [images, 6000]}
    subscription.refresh_from_db()
    assert subscription.plan_version_id == before.pk, "who has the plan keeps the edition"
    before.refresh_from_db()
    assert before.price == 2900


def test_every_part_of_a_limit_is_said(staff: Client, public: None) -> None:
    given = {
        "storage_bytes-units": "2048", "video_seconds-overdraft_units": "600",
        "video_seconds-overage_price": "1.50", "video_seconds-overage_block": "60",
        "video_seconds-warn_at": "100, 50,50", "images-rollover_units": "10",
    }  # fmt: skip

    desk.send(staff, "plan_make_edition", Plan.objects.get(pk="team"), **given)

    made = limits(newest("team"))
    assert made["storage_bytes"]["units"] == 2048 * 1024 * 1024
    video = made["video_seconds"]
    assert (video["mode"], video["overdraft_units"]) == ("soft", 600)
    assert (video["overage_price"], video["overage_block"], video["warn_at"]) == (
        150,
        60,
        [50, 100],
    )
    assert made["images"]["rollover_units"] == 10


def test_what_is_sent_twice_makes_one_edition(staff: Client, public: None) -> None:
    address = reverse("admin:billing_plan_make_edition", args=["team"])
    body = {**desk.filled(staff.get(address).context["form"]), "reason": desk.WHY}
    count = PlanVersion.objects.count()
    desk.post(staff, address, body)

    assert "another edition was made meanwhile" in desk.post(staff, address, body, status=422)
    assert PlanVersion.objects.count() == count + 1


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"price": "-1"}, "greater than or equal to 0"),
        ({"price": "1.234"}, "USD has 2 decimals at most."),
        ({"images-units": "-5"}, "look at the limits below"),
        ({"images-units": ""}, "look at the limits below"),
        ({"images-overage_price": "1.00"}, "needs units beyond it"),
        ({"images-overage_price": "0.001", "images-overdraft_units": "1"}, "2 decimals at most"),
        ({"images-warn_at": "80; 95"}, "with commas between them"),
        ({"images-warn_at": "0"}, "between 1 and 1000"),
        ({"interval": "week"}, "is not one of the available choices"),
        ({"reason": ""}, "This field is required."),
    ],
)
def test_what_is_not_right_makes_no_edition(
    staff: Client, values: dict[str, str], text: str
) -> None:
    count = PlanVersion.objects.count()

    said = desk.send(staff, "plan_make_edition", Plan.objects.get(pk="team"), status=422, **values)

    assert text in said
    assert PlanVersion.objects.count() == count


def test_what_everybody_begins_with_stays_free(staff: Client, public: None) -> None:
    free = Plan.objects.get(is_default=True)

    for values in ({"price": "1.00"}, {"interval": "year"}):
        said = desk.send(staff, "plan_make_edition", free, status=422, **values)
        assert "costs nothing" in said


def test_an_edition_is_made_from_the_page_of_one_too(staff: Client, public: None) -> None:
    before = newest("team")

    desk.send(staff, "planversion_make_edition", before, price="33.00")

    assert newest("team").price == 3300


# --- plans --------------------------------------------------------------------------------------
def test_a_plan_is_made_has_an_edition_and_is_offered(staff: Client, public: None) -> None:
    desk.send(staff, "plan_make_plan", code="studio", name="Studio", description="For many")
    plan = Plan.objects.get(pk="studio")
    assert (plan.is_offered, plan.is_default) == (False, False)
    assert "no edition yet" in desk.send(staff, "plan_offer", plan, status=422)

    desk.send(staff, "plan_make_edition", plan, price="9.00", **{"images-units": "100"})
    desk.send(staff, "plan_offer", plan)

    offered = {version.plan_id: version for version in services.offered()}
    assert offered["studio"].price == 900
    events = [desk.last(f"billing.plan.{name}") for name in ("made", "offer_changed")]
    assert [event.reason for event in events] == [desk.WHY, desk.WHY]
    assert events[1].changes == {"is_offered": [False, True]}
    desk.send(staff, "plan_withdraw", plan)
    assert "studio" not in {version.plan_id for version in services.offered()}


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"code": "team"}, "There is a plan with this code."),
        ({"code": "Team"}, "Small letters"),
        ({"code": "a plan"}, "valid"),
        ({"name": ""}, "This field is required."),
        ({"position": "99999"}, "less than or equal to"),
    ],
)
def test_what_is_not_right_makes_no_plan(staff: Client, values: dict[str, str], text: str) -> None:
    count = Plan.objects.count()
    given = {"code": "studio", "name": "Studio", **values}

    assert text in desk.send(staff, "plan_make_plan", status=422, **given)
    assert Plan.objects.count() == count


def test_another_plan_is_what_everybody_begins_with(staff: Client, acme: Workspace) -> None:
    desk.send(staff, "plan_make_plan", code="start", name="Start")
    plan = Plan.objects.get(pk="start")
    assert "no edition yet" in desk.send(staff, "plan_make_default", plan, status=422)
    desk.send(staff, "plan_make_edition", plan, **{"images-units": "33"})

    assert "Everybody begins with Start." in desk.send(staff, "plan_make_default", plan)

    assert sql.default_version().plan_id == "start"
    assert Plan.objects.filter(is_default=True).count() == 1
    event = desk.last("billing.plan.default_changed")
    assert (event.changes, event.reason) == ({"default": ["free", "start"]}, desk.WHY)
    assert sql.version_of(acme.pk).limits.get(meter="images").units == 33


def test_what_costs_something_is_nothing_to_begin_with(staff: Client, public: None) -> None:
    team = Plan.objects.get(pk="team")

    assert "costs nothing" in desk.send(staff, "plan_make_default", team, status=422)
    assert sql.default_version().plan_id == "free"


# --- prices -------------------------------------------------------------------------------------
@pytest.fixture
def sheet(public: None) -> PriceSheet:
    lines = [NewPrice("images", 12, 5), NewPrice("copies", 300, 110, 1000, "copy", "openai")]
    return sheets.publish(lines, currency="USD", actor=money.STAFF)


def lines(found: PriceSheet) -> list[tuple[Any, ...]]:
    names = ("meter", "kind", "provider", "unit_price", "unit_cost", "per_units")
    return sorted(found.lines.values_list(*names))


def test_a_sheet_begins_as_the_present_one_is(staff: Client, sheet: PriceSheet) -> None:
    desk.send(staff, "pricesheet_publish")

    made = PriceSheet.objects.latest("version")
    assert made.version == sheet.version + 1
    assert lines(made) == lines(sheet)
    assert prices.present() == made
    assert desk.last("billing.price_sheet.published").changes == {"version": [1, 2]}


def test_a_sheet_holds_from_a_moment_to_come(staff: Client, sheet: PriceSheet) -> None:
    at = localtime(sql.now() + timedelta(days=3))
    given = {
        "row2-meter": "video_seconds", "row2-unit_price": "0.40", "row2-unit_cost": "0.1",
        "row2-per_units": "10", "effective_at_0": f"{at:%Y-%m-%d}", "effective_at_1": "08:30",
    }  # fmt: skip

    assert "holds from" in desk.send(staff, "pricesheet_publish", **given)

    made = PriceSheet.objects.latest("version")
    assert ("video_seconds", "", "", 40, 10, 10) in lines(made)
    assert made.effective_at.date() == at.date()
    assert prices.present() == sheet


def test_what_is_sent_twice_is_published_once(staff: Client, sheet: PriceSheet) -> None:
    address = reverse("admin:billing_pricesheet_publish")
    body = {**desk.filled(staff.get(address).context["form"]), "reason": desk.WHY}
    desk.post(staff, address, body)

    assert "another sheet was published meanwhile" in desk.post(staff, address, body, status=422)
    assert PriceSheet.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"row2-meter": "copies", "row2-kind": "copy", "row2-provider": "openai"}, "twice"),
        ({"row0-unit_price": "-1"}, "look at the fields below"),
        ({"row0-unit_price": "0.001"}, "look at the fields below"),
        ({"row0-per_units": "0"}, "look at the fields below"),
        ({"row0-meter": "gold"}, "look at the fields below"),
        ({"effective_at_0": "2020-01-01", "effective_at_1": "00:00"}, "past"),
        ({"currency": "XXX"}, "is not one of the available choices"),
        ({"count": "\N{SUPERSCRIPT TWO}"}, ""),
        ({"count": "100000"}, ""),
    ],
)
def test_what_is_not_right_is_not_published(
    staff: Client, sheet: PriceSheet, values: dict[str, str], text: str
) -> None:
    assert text in desk.send(staff, "pricesheet_publish", status=422, **values)
    assert PriceSheet.objects.count() == 1


def test_an_edition_that_was_used_is_read_with_its_limits(staff: Client, acme: Workspace) -> None:
    services.make_edition(
        "team",
        new=NewEdition({"images": NewLimit(7, overdraft_units=3, overage_price=50)}, price=100),
        by=money.STAFF,
    )

    shown = desk.page(staff, "planversion_change", newest("team").pk)

    assert "USD\N{NO-BREAK SPACE}0.50 / 1" in shown
    assert "80 %, 95 %, 100 %" in shown
