"""Every operation done by who may: what the table says it writes is written, and nothing else is.

Not what may not be done (that is the rest of the sweep), but that what is done is on the record: by
whom, in which workspace, to what, by which request.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from unittest import mock

from audit.models import AuditEvent
from tests.guards.recorded.rows import Row
from tests.integration.sweep import actors, bodies, check
from tests.integration.sweep.actors import REQUEST_ID, Actor
from tests.integration.sweep.operations import Operation
from tests.integration.sweep.tries import Question, Try, question, send
from tests.integration.sweep.world import World

# Tables in which a row is no fact of its own: what was told, and that a key was used.
BESIDE = {"accounts_notification", "accounts_idempotencyrecord", "audit_event", "audit_actorlabel"}
# Asked for by an address alone, of somebody the sweep makes up: their tests say what is recorded.
BY_ANYBODY = {
    "/api/v1/auth/register", "/api/v1/auth/password/reset", "/api/v1/auth/verify/resend",
}  # fmt: skip
# Operation → what it is done with, where what the sweep sends would change nothing. `{name}` is of
# the address, the rest of what is sent; what is no kind of id is sent as it is.
WITH: Mapping[str, dict[str, str]] = {
    "PATCH /api/v1/workspaces/{id}/members/{user_id}": {"role": "reviewer"},
    "POST /w/{slug}/settings/members/{user_id}/role": {"role": "reviewer"},
    "POST /w/{slug}/jobs/cancel": {"job": "image_job"},
    "POST /w/{slug}/jobs/{job_id}/hide": {"{job_id}": "image_ended"},
    "POST /w/{slug}/jobs/{job_id}/items/{item_id}/cancel": {"{item_id}": "image_item"},
    "POST /w/{slug}/jobs/{job_id}/items/{item_id}/retry": {"{item_id}": "image_failed_item"},
}


@dataclass(frozen=True)
class Done:
    """What one request did. changed: tables of the workspace that are not as they were."""

    tried: Try
    events: list[AuditEvent]
    changed: list[str]

    @property
    def is_done(self) -> bool:
        return self.tried.status < 400


class Acting:
    """The owner of acme at every operation, one after the other; each is taken back."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.owner = actors.signed_in("owner", world.acme.owner)
        self.before = check.state_of(world.acme.workspace)

    def at(self, operation: Operation, *, times: int = 1, looks: bool = False) -> Done:
        """Do one operation and return what came of it.

        times: sent as often, with the same key. looks: whether tables are compared, too.
        """
        with check.undone():
            known = AuditEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
            for _time in range(times):
                tried = _send(question(operation), self.owner, self.world)
            # A table that is streamed is read to its end: so it would be by a browser.
            check.body_of(tried.answer)
            events = list(AuditEvent.objects.filter(id__gt=known).order_by("id"))
            changed = self._changed() if looks else []
        return Done(tried, events, changed)

    def reading(self, operations: Iterable[Operation]) -> Iterator[str]:
        """Look at what changes nothing, one after the other; yield what did, or was written."""
        known = AuditEvent.objects.count()
        with check.undone():
            for operation in operations:
                tried = _send(question(operation), self.owner, self.world)
                check.body_of(tried.answer)
                written, known = AuditEvent.objects.count() - known, AuditEvent.objects.count()
                if tried.status >= 500 or written:
                    yield f"{operation}: {tried.status} writes {written} events"
            yield from (f"one of them changes {table}" for table in self._changed())

    def _changed(self) -> list[str]:
        after = check.state_of(self.world.acme.workspace)
        changed = [name for name in after if after[name] != self.before.get(name)]
        return [name for name in changed if name not in BESIDE]


def _send(asked: Question, owner: Actor, world: World) -> Try:
    acme, instead = world.acme, WITH.get(str(asked.operation), {})
    values = asked.own(acme)
    for slot in values:
        if slot.name in instead:
            values[slot] = acme.ids.get(instead[slot.name], instead[slot.name])
    if isinstance(asked.given, dict):
        sent = {name: said for name, said in instead.items() if name in asked.given}
        given = {**asked.given, **{name: acme.ids.get(said, said) for name, said in sent.items()}}
        asked = Question(asked.operation, asked.places, given)
    # The job is committed somewhere else, or nobody waits for what is taken back.
    with mock.patch("celery.app.base.Celery.send_task"):
        return send(
            asked, owner, values, slug=acme.slug, version=bodies.version_for(asked.kinds, acme)
        )


def faults(operation: Operation, row: Row, done: Done, world: World) -> Iterator[str]:
    """Yield what the trail does not say of an operation, or says too much."""
    written = {event.action for event in done.events}
    if row.why:
        yield from _of_silence(operation, row, done)
        return
    if not done.is_done or not written & {*row.writes}:
        if not row.test:
            yield f"{operation}: {done.tried.status} writes {sorted(written)}: name a test"
        return
    if missing := {*row.writes} - written:
        yield f"{operation}: does not write {sorted(missing)}"
    if more := written - {*row.writes, *row.may}:
        yield f"{operation}: writes {sorted(more)} besides"
    for event in done.events:
        # What follows of itself, as work that stops with its workspace, is the system's.
        follows = event.action in row.may and event.actor_type == "system"
        by_owner = not follows and operation.address not in BY_ANYBODY
        yield from _of_event(operation, event, world, by_owner=by_owner)


def _of_silence(operation: Operation, row: Row, done: Done) -> Iterator[str]:
    if done.is_done and done.events:
        written = sorted({event.action for event in done.events})
        yield f"{operation}: writes {written}, and is said to write nothing"
    if done.is_done and done.changed and not row.test:
        yield f"{operation}: changed {done.changed}, and is said to change nothing of interest"


def _of_event(
    operation: Operation, event: AuditEvent, world: World, *, by_owner: bool
) -> Iterator[str]:
    owner = str(world.acme.owner.pk)
    said: list[tuple[str, Any, Any]] = [
        ("request", event.request_id, REQUEST_ID),
        ("address", str(event.address), "127.0.0.1"),
    ]
    place = None if event.action.startswith("accounts.") else world.acme.workspace.pk
    said.append(("workspace", event.workspace_id, place))
    if by_owner:
        said.append(("outcome", event.outcome, "ok"))
        said.append(("actor", owner in (event.actor_id, event.on_behalf_of), True))
    said.append(("target", bool(event.target_type and event.target_id), True))
    for what, found, expected in said:
        if found != expected:
            yield f"{operation}: {event.action} has the {what} {found!r}, not {expected!r}"
