"""Who can pay is told what becomes of the plan, in the transaction of the fact, each fact once.

Whoever did it is told, too: what is said of a contract is kept by all who answer for it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.urls import reverse

from accounts import services as people
from billing import sql
from billing.hooks import Event
from billing.models import PlanVersion, Subscription
from billing.quotas import rolling
from billing.refusals import PAYING
from workspaces.models import Membership, Workspace

GONE = (Workspace.Status.DELETING, Workspace.Status.DELETED)
Said = dict[str, Any]


def tell(event: Event) -> None:
    """Tell of an event what there is to tell (a hook of billing)."""
    if event.name == "adjusted":
        _post(event, "plan_adjusted", dict(event.data), once=f"adjusted:{uuid4()}")
    elif event.name in _TOLD and event.subscription_id is not None:
        held = Subscription.objects.select_related("plan_version__plan", "pending_version__plan")
        _tell(event, held.get(pk=event.subscription_id))


def _tell(event: Event, held: Subscription) -> None:
    kind, build = _TOLD[event.name]
    said = build(event, held)
    if said is None:
        return
    zone = ZoneInfo(held.time_zone)
    day = said.pop("at", held.period_end).astimezone(zone).date().isoformat()
    names = {
        "plan": held.plan_version.plan.name,
        "rest": sql.default_version().plan.name,
        "day": day,
    }
    # A subscription has another version after each change of it; a trial ends once.
    once = f"plan:{held.pk}:{event.name}"
    if event.name != "trial_ending":
        once = f"plan:{held.pk}:{held.version}:{event.name}"
    _post(event, kind, {**names, **said}, once=once)


def _post(event: Event, kind: str, data: Said, *, once: str) -> None:
    place = Workspace.objects.only("name", "slug", "status").get(pk=event.workspace_id)
    if place.status in GONE:
        return  # who deletes a workspace is told of that
    told = Membership.objects.filter(workspace_id=place.pk, role__in=PAYING)
    people.tell_many(
        list(told.values_list("user_id", flat=True)),
        kind,
        data={**data, "workspace": place.name},
        workspace_id=place.pk,
        subject=f"plan:{place.pk}",
        path=reverse("billing:plans", args=[place.slug]),
        once=once,
    )


def _what(name: str) -> Callable[[Event, Subscription], Said]:
    return lambda _event, _held: {"what": name}


def _changed(event: Event, _held: Subscription) -> Said:
    return {"what": "changed", "was": _name(event.data["was"])}


def _planned(_event: Event, held: Subscription) -> Said:
    planned = held.pending_version or held.plan_version
    return {
        "what": "planned",
        "was": held.plan_version.plan.name,
        "plan": planned.plan.name,
    }


def _period(event: Event, _held: Subscription) -> Said | None:
    """Tell of a period that began with another plan; of one like the last there is nothing to say."""
    if event.data["was"] == event.data["version"]:
        return None
    return {"what": "took_place", "was": _name(event.data["was"])}


def _ended(event: Event, _held: Subscription) -> Said:
    return {"what": "ended", "why": str(event.data.get("reason", ""))}


def _ends_soon(_event: Event, held: Subscription) -> Said:
    return {"what": "ends", "days": _days_to(held.period_end)}


def _overdue(_event: Event, held: Subscription) -> Said:
    ends = rolling.grace_ends_at(held) or held.period_end
    return {"at": ends, "days": _days_to(ends)}


def _days_to(moment: datetime) -> int:
    """Return how many days there are, one that has begun among them."""
    left = (moment - sql.now()).total_seconds()
    return max(0, -int(-left // 86400))


def _name(version_id: int) -> str:
    return PlanVersion.objects.select_related("plan").get(pk=version_id).plan.name


_TOLD: dict[str, tuple[str, Callable[[Event, Subscription], Said | None]]] = {
    "trial_started": ("plan_trial", _what("started")),
    "trial_ending": ("plan_trial", _ends_soon),
    "trial_ended": ("plan_trial", _what("ended")),
    "started": ("plan_changed", _what("began")),
    "changed": ("plan_changed", _changed),
    "change_planned": ("plan_changed", _planned),
    "change_dropped": ("plan_changed", _what("dropped")),
    "period_began": ("plan_changed", _period),
    "cancelled": ("plan_changed", _what("cancelled")),
    "resumed": ("plan_changed", _what("resumed")),
    "ended": ("plan_changed", _ended),
    "past_due": ("plan_overdue", _overdue),
}
