"""Plans as data: what is seeded, new editions by staff, and editions that stay what they were."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from audit import sentences
from audit.actions import Action
from audit.models import AuditEvent
from audit.services import Actor
from billing import services
from billing.models import Plan, PlanLimit, PlanVersion
from billing.services import NewEdition, NewLimit
from workspaces.models import Workspace

BY = Actor("staff", "boss", "Boss")


def test_three_plans_are_seeded(public: None) -> None:
    found = {
        one.plan_id: (one.price, one.trial_days, dict(one.limits.values_list("meter", "units")))
        for one in services.offered()
    }

    assert list(found) == ["free", "team", "business"]
    assert [found[code][:2] for code in found] == [(0, 0), (2900, 14), (9900, 14)]
    assert found["free"][2]["images"] == 1000
    assert found["team"][2]["members"] == 25
    soft = PlanLimit.objects.filter(mode="soft").values_list("plan_version__plan", "meter")
    assert set(soft) == {("business", one) for one in ("images", "copies", "video_seconds")}


def test_a_new_edition_is_the_next_and_recorded(public: None) -> None:
    limits = {"images": NewLimit(7, overdraft_units=2, overage_price=5, warn_at=(50,))}

    made = services.make_edition("team", new=NewEdition(limits, price=3100), by=BY)

    assert (made.version, made.created_by, made.used_at) == (2, "boss", None)
    limit = made.limits.get()
    assert (limit.mode, limit.overdraft_units, limit.warn_at) == ("soft", 2, [50])
    event = AuditEvent.objects.get(action=Action.PLAN_EDITION_MADE)
    assert (event.actor_id, event.target_label) == ("boss", "team v2")
    price = next(one for one in sentences.differences(event) if one.name == "price")
    assert price.after == "USD\N{NO-BREAK SPACE}31.00"


Change = Callable[[PlanVersion], Any]
CHANGES: dict[str, Change] = {
    "its price": lambda one: PlanVersion.objects.filter(pk=one.pk).update(price=1),
    "when it was used": lambda one: PlanVersion.objects.filter(pk=one.pk).update(used_at=None),
    "that it is there": lambda one: PlanVersion.objects.filter(pk=one.pk)._raw_delete("default"),
    "a limit": lambda one: one.limits.filter(meter="images").update(units=1),
    "a limit that goes": lambda one: one.limits.all()._raw_delete("default"),
    "a limit more": lambda one: PlanLimit.objects.create(
        plan_version=one, meter="members", units=3
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_an_edition_in_use_is_never_changed(acme: Workspace, public: None, what: str) -> None:
    made = services.make_edition("team", new=NewEdition({"images": NewLimit(7)}), by=BY)
    PlanVersion.objects.filter(pk=made.pk).update(price=4)  # nobody has it yet
    services.start(acme.pk, made.pk, by=BY)
    made.refresh_from_db()

    with pytest.raises(DatabaseError, match="in use"), transaction.atomic():
        CHANGES[what](made)


@pytest.mark.parametrize(
    "limit",
    [{"units": -1}, {"mode": "hard", "overdraft_units": 1}, {"overage_block": 0}],
)
def test_a_limit_that_makes_no_sense_is_refused(public: None, limit: dict[str, Any]) -> None:
    plan = Plan.objects.create(code="odd", name="Odd")
    version = PlanVersion.objects.create(plan=plan)

    with pytest.raises(IntegrityError), transaction.atomic():
        PlanLimit.objects.create(
            **{"plan_version": version, "meter": "images", "units": 1, **limit}
        )


def test_there_is_one_default_plan(public: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(code="team").update(is_default=True)
