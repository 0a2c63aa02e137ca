"""What the people and addresses of events are called: read beside the trail, in one query."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from audit.models import ActorLabel, AuditEvent
from audit.personal import ADDRESSED, PEOPLE, PERSONAL, USER

PRODUCT = "E_Business"
_Key = tuple[str, str]


def of(events: Iterable[AuditEvent]) -> "Names":
    """Return what everybody in these events is called now."""
    wanted = {key for event in events for key in _keys(event)}
    found = ActorLabel.objects.filter(actor_id__in={key[1] for key in wanted})
    rows = found.order_by("changed_at", "pk").values_list("actor_type", "actor_id", "label")
    # Who acts as staff and as themselves is one person: the newest name counts.
    return Names({(_kind(kind), key): label for kind, key, label in rows})


def origin_of(event: AuditEvent) -> tuple[str | None, str]:
    """Return from which address and by what an event was done, as a workspace may know it.

    From where staff work is the studio's own affair.
    """
    return (None, "") if event.actor_type == "staff" else (event.address, event.user_agent)


class Names:
    """The labels of some events. An empty one has been erased."""

    def __init__(self, labels: Mapping[_Key, str]) -> None:
        self._labels = labels

    def actor(self, event: AuditEvent) -> str:
        """Return who acted."""
        match event.actor_type:
            case "system":
                return PRODUCT
            case "anonymous":
                return _("somebody who was not signed in")
            case _:
                return self._person(event.actor_id)

    def on_behalf_of(self, event: AuditEvent) -> str:
        """Return for whom it was done; empty where for nobody."""
        return self._person(event.on_behalf_of) if event.on_behalf_of else ""

    def target(self, event: AuditEvent) -> str:
        """Return what was acted on; empty where there is nothing to name."""
        if event.target_type not in PERSONAL or not event.target_id:
            return event.target_label
        if event.target_type in PEOPLE:
            return self._person(event.target_id)
        return self._labels.get((event.target_type, event.target_id), "") or _("an erased address")

    def _person(self, key: str) -> str:
        return self._labels.get((USER, key), "") or _("somebody who left")


def _keys(event: AuditEvent) -> Iterable[_Key]:
    if event.actor_id:
        yield (USER, event.actor_id)
    if event.on_behalf_of:
        yield (USER, event.on_behalf_of)
    if event.target_type in PERSONAL and event.target_id:
        yield (event.target_type, event.target_id)


def _kind(actor_type: str) -> str:
    return actor_type if actor_type in ADDRESSED else USER
