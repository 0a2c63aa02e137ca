"""Events to be told of, as rows hold them, and the names of who is in them."""

from typing import Any

from audit import sentences
from audit.models import AuditEvent

PEOPLE = {"mei": "Mei Lin", "tom": "Tom Okafor"}


class Called:
    """Names: a person's, the product's, and what stands in the row."""

    def actor(self, event: AuditEvent) -> str:
        return "E_Business" if event.actor_type == "system" else PEOPLE.get(event.actor_id, "")

    def on_behalf_of(self, event: AuditEvent) -> str:
        return PEOPLE.get(event.on_behalf_of, "")

    def target(self, event: AuditEvent) -> str:
        return PEOPLE.get(event.target_id, event.target_label)


def event(action: str, **values: Any) -> AuditEvent:
    """Return what Mei Lin did to a mug, in one request."""
    usual: dict[str, Any] = {
        "id": 1,
        "actor_type": "user",
        "actor_id": "mei",
        "target_type": "asset",
        "target_id": "a-1",
        "target_label": "Mug front",
        "outcome": "ok",
        "request_id": "r-1",
    }
    return AuditEvent(action=action, **{**usual, **values})


def said(*events: AuditEvent) -> str:
    """Return the sentence that tells of them."""
    return sentences.text(events, Called())
