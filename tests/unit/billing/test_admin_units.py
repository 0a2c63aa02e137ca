"""Units at the desk: meters adjusted, grants given once and ended, with who and why."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import User
from billing import quotas, services, sql
from billing.models import Grant, LedgerEntry, QuotaPeriod
from billing.shapes import NewGrant
from tests.factories import plans
from tests.unit.billing import desk
from workspaces.models import Workspace


def period(place: Workspace, meter: str = "images") -> QuotaPeriod:
    return quotas.current_period(workspace_id=place.pk, meter=meter)


def limit(place: Workspace, meter: str = "images") -> int:
    return services.usage(workspace_id=place.pk, meter=meter).limit


# --- adjusting ----------------------------------------------------------------------------------
def test_a_meter_is_adjusted_with_who_and_why(staff: Client, boss: User, acme: Workspace) -> None:
    before = limit(acme)

    said = desk.send(staff, "quotaperiod_adjust", period(acme), units="25")

    assert f"The limit of {acme.name} is {before + 25:,} images now." in said
    assert limit(acme) == before + 25
    entry = LedgerEntry.objects.filter(workspace=acme, kind="adjust").latest("id")
    assert (entry.units_delta, entry.reason, entry.actor_id) == (25, desk.WHY, str(boss.pk))
    event = desk.last("billing.units.adjusted")
    assert (event.reason, event.changes) == (desk.WHY, {"limit": [before, before + 25]})
    assert (event.actor_type, event.workspace_id) == ("staff", acme.pk)


def test_what_is_sent_twice_adjusts_once(staff: Client, acme: Workspace) -> None:
    before = limit(acme)
    address = reverse("admin:billing_quotaperiod_adjust", args=[period(acme).pk])
    body = desk.filled(staff.get(address).context["form"])
    body |= {"units": "25", "reason": desk.WHY}
    desk.post(staff, address, body)

    said = desk.post(staff, address, body, status=422)

    assert f"the limit is {before + 25:,} by now" in said
    assert limit(acme) == before + 25


def test_a_limit_is_not_sunk_below_what_is_used(staff: Client, acme: Workspace) -> None:
    found = period(acme)
    QuotaPeriod.objects.filter(pk=found.pk).update(used=found.limit_units - 1)

    said = desk.send(staff, "quotaperiod_adjust", found, status=422, units="-2")

    assert f"more is used and held ({found.limit_units - 1:,})" in said
    assert limit(acme) == found.limit_units
    desk.send(staff, "quotaperiod_adjust", found, units="-1")
    assert limit(acme) == found.limit_units - 1


def test_storage_is_adjusted_in_megabytes(staff: Client, acme: Workspace) -> None:
    before = limit(acme, "storage_bytes")

    desk.send(staff, "quotaperiod_adjust", period(acme, "storage_bytes"), units="512")

    assert limit(acme, "storage_bytes") == before + 512 * 1024 * 1024


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"units": "0"}, "Nothing would change"),
        ({"units": "many"}, "Enter a whole number."),
        ({"units": "9" * 30}, "less than or equal to"),
        ({"units": "5", "reason": " "}, "This field is required."),
    ],
)
def test_what_is_not_right_adjusts_nothing(
    staff: Client, acme: Workspace, values: dict[str, str], text: str
) -> None:
    before = limit(acme)

    assert text in desk.send(staff, "quotaperiod_adjust", period(acme), status=422, **values)
    assert limit(acme) == before
    assert not LedgerEntry.objects.filter(workspace=acme, kind="adjust").exists()


def test_a_meter_that_was_never_used_is_found_by_its_workspace(
    staff: Client, acme: Workspace
) -> None:
    QuotaPeriod.objects.filter(workspace=acme, meter="copies").delete()

    shown = desk.send(staff, "quotaperiod_adjust_any", workspace=f"/w/{acme.slug}/", meter="copies")

    found = QuotaPeriod.objects.get(workspace=acme, meter="copies")
    assert reverse("admin:billing_quotaperiod_adjust", args=[found.pk]) in shown
    said = desk.send(
        staff, "quotaperiod_adjust_any", status=422, workspace="nowhere", meter="copies"
    )
    assert "There is no workspace with this address." in said


def test_a_period_that_is_over_is_not_adjusted(staff: Client, acme: Workspace) -> None:
    found = period(acme)
    now = sql.now()
    QuotaPeriod.objects.filter(pk=found.pk).update(
        starts_at=now - timedelta(days=40), ends_at=now - timedelta(days=9)
    )
    address = reverse("admin:billing_quotaperiod_adjust", args=[found.pk])

    answer = staff.post(address, {"units": "5", "reason": desk.WHY}, follow=True)

    assert "This period is over" in answer.content.decode()
    assert QuotaPeriod.objects.get(pk=found.pk).limit_units == found.limit_units


# --- grants -------------------------------------------------------------------------------------
def test_a_grant_is_given_once_by_a_page(staff: Client, boss: User, acme: Workspace) -> None:
    address = reverse("admin:billing_grant_give")
    ends = localtime(sql.now() + timedelta(days=30))
    body = desk.filled(staff.get(address).context["form"])
    body |= {
        "workspace": acme.slug, "meter": "images", "units": "40", "priority": "10",
        "expires_at_0": f"{ends:%Y-%m-%d}", "expires_at_1": "12:00:00", "reason": desk.WHY,
    }  # fmt: skip

    first, again = desk.post(staff, address, body), desk.post(staff, address, body)

    assert f"{acme.name} has 40 images more." in first
    assert "nothing was given twice." in again
    given = Grant.objects.get(workspace=acme)
    assert (given.units, given.remaining, given.priority, given.source) == (40, 40, 10, desk.WHY)
    assert given.expires_at is not None
    assert given.expires_at.date() == ends.date()
    event = desk.last("billing.units.granted")
    assert (event.actor_id, event.reason) == (str(boss.pk), desk.WHY)
    assert event.changes == {"remaining": [0, 40]}


def test_a_page_gives_nothing_else_by_the_same_key(staff: Client, acme: Workspace) -> None:
    address = reverse("admin:billing_grant_give")
    body = desk.filled(staff.get(address).context["form"])
    body |= {"workspace": acme.slug, "meter": "images", "units": "40", "reason": desk.WHY}
    desk.post(staff, address, body)

    said = desk.post(staff, address, body | {"units": "41"}, status=422)

    assert "Something else was given by this page" in said
    assert Grant.objects.get(workspace=acme).units == 40


def test_units_are_given_from_a_meters_page(staff: Client, acme: Workspace) -> None:
    desk.send(staff, "quotaperiod_give", period(acme, "storage_bytes"), units="3")

    given = Grant.objects.get(workspace=acme)
    assert (given.meter, given.units) == ("storage_bytes", 3 * 1024 * 1024)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"units": "0"}, "greater than or equal to 1"),
        ({"workspace": "nowhere"}, "There is no workspace with this address."),
        ({"meter": "gold"}, "is not one of the available choices"),
        ({"expires_at_0": "2020-01-01", "expires_at_1": "00:00"}, "This moment is past."),
        ({"key": "order-7"}, "open it anew"),
        ({"reason": ""}, "This field is required."),
        ({"reason": "long " * 30}, "at most 80"),
    ],
)
def test_what_is_not_right_gives_nothing(
    staff: Client, acme: Workspace, values: dict[str, str], text: str
) -> None:
    given: dict[str, Any] = {"workspace": acme.slug, "meter": "images", "units": "4", **values}

    assert text in desk.send(staff, "grant_give", status=422, **given)
    assert not Grant.objects.exists()


def test_a_workspace_that_is_gone_is_given_nothing(staff: Client, acme: Workspace) -> None:
    found = period(acme)
    Workspace.objects.filter(pk=acme.pk).update(status="deleted", deleted_at=sql.now())
    given = {"workspace": acme.slug, "meter": "images", "units": "4"}

    assert "This workspace has been deleted." in desk.send(staff, "grant_give", status=422, **given)
    for step in ("adjust", "give"):
        address = reverse(f"admin:billing_quotaperiod_{step}", args=[found.pk])
        answer = staff.post(address, {"units": "5", "reason": desk.WHY}, follow=True)
        assert "This workspace has been deleted." in answer.content.decode()
    assert not Grant.objects.exists()


def test_a_grant_is_voided_with_a_reason(staff: Client, acme: Workspace) -> None:
    given = services.grant(acme.pk, new=NewGrant("images", 7, "apology", "order-7"))

    assert "The grant is void." in desk.send(staff, "grant_void", given)

    given.refresh_from_db()
    assert (given.remaining, given.voided_at is not None) == (0, True)
    event = desk.last("billing.units.granted"), desk.last("billing.grant.voided")
    assert (event[1].reason, event[1].changes) == (desk.WHY, {"remaining": [7, 0]})
    again = staff.get(reverse("admin:billing_grant_void", args=[given.pk]), follow=True)
    assert "This grant was voided before." in again.content.decode()


def test_a_soft_limit_may_be_sunk_to_where_it_may_be_passed(staff: Client, acme: Workspace) -> None:
    plans.limit(acme.pk, "images", 10, overdraft=5)
    QuotaPeriod.objects.filter(workspace=acme, meter="images").update(used=12)

    desk.send(staff, "quotaperiod_adjust", period(acme), units="-3")

    assert limit(acme) == 7
