"""Events of a payment provider that failed, done again by staff once what was amiss is mended.

What was signed is kept as facts, so that nobody has to be asked again. A payment and a refund have
names of their own: what an event tells is done once, whoever tells it again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from billing import sql
from billing.models import WebhookEvent
from billing.money import collecting, terms
from billing.payments.base import Expired, Fact, Failed, Paid, Refunded

KINDS: dict[str, type[Fact]] = {kind.__name__: kind for kind in (Paid, Failed, Expired, Refunded)}


class HandledAlready(Exception):
    """Everything the event tells has been done."""


class NothingKept(Exception):
    """What the event told was not kept: only its provider can tell it again."""


class StillFails(Exception):
    """It fails as before, or in another way; nothing was done."""


def handle_again(event_id: int, *, reason: str, actor: audit.Actor) -> WebhookEvent:
    """Do what a failed event tells, as it was signed.

    Raises:
        HandledAlready, NothingKept: there is nothing to do, or to do it by.
        StillFails: it cannot be done; the event says why.
        ReasonMissing: nothing is said of why.
        WebhookEvent.DoesNotExist: there is no such event.
    """
    note = terms.said(reason)
    try:
        with transaction.atomic(durable=True):
            return _handle(event_id, reason=note, actor=actor)
    except (HandledAlready, NothingKept, WebhookEvent.DoesNotExist):
        raise
    except Exception as error:
        with transaction.atomic(durable=True):
            left = WebhookEvent.objects.filter(pk=event_id, handled_at=None)
            left.update(error=collecting.why(error))
        raise StillFails(collecting.why(error)) from error


def can_handle(event: WebhookEvent) -> bool:
    """Return whether an event failed, and what it told is kept."""
    return event.handled_at is None and bool(event.payload.get("facts"))


def _handle(event_id: int, *, reason: str, actor: audit.Actor) -> WebhookEvent:
    event = WebhookEvent.objects.select_for_update().get(pk=event_id)
    if event.handled_at is not None:
        raise HandledAlready
    if not can_handle(event):
        raise NothingKept
    for said in event.payload["facts"]:
        collecting.apply(event.provider, _fact(said))
    was, event.error, event.handled_at = event.error, "", sql.now()
    event.save(update_fields=["handled_at", "error"])
    audit.record(
        Action.PAYMENT_EVENT_HANDLED,
        actor=actor,
        target=audit.Target("payment_event", str(event.pk), event.event_id),
        details=audit.Details(reason=reason, changes={"error": (was, "")}),
    )
    return event


def _fact(said: Mapping[str, Any]) -> Fact:
    """Return a fact as it was before it was kept."""
    values = {name: value for name, value in said.items() if name not in ("fact", "at")}
    return KINDS[said["fact"]](at=datetime.fromisoformat(said["at"]), **values)
