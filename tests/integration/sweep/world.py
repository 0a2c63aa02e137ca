"""Where the sweep takes place: acme, where there is something to find, and beta, its stranger."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest import mock

from assets import storage
from tests.integration.sweep import actors, check
from tests.integration.sweep.actors import Actor
from tests.integration.sweep.bodies import Unknown
from tests.integration.sweep.foreign import fill
from tests.integration.sweep.operations import Operation
from tests.integration.sweep.places import Place
from tests.integration.sweep.tries import Question, Report, question

# Stands in every text of acme.
WORD = "CANARY"
_ABSENT = "0badc0de-5eed-4bad-a55e-7ab5e27ab5e2"
# Kinds whose ids are numbers.
_NUMBERED = {"event"}
NOWHERE = "no-such-workspace"


@dataclass
class World:
    """Both workspaces. mallory owns beta and is not in acme."""

    acme: Place
    beta: Place
    mallory: Actor


def absent(kind: str) -> str:
    """Return an id of this kind that is nobody's."""
    return str(2**62) if kind in _NUMBERED else _ABSENT


@contextmanager
def standing() -> Iterator[World]:
    """Make both workspaces in a transaction that is taken back; their objects are deleted."""
    storage.setup_bucket()
    # No worker of this run is told of what is taken back.
    with mock.patch("celery.app.base.Celery.send_task"), check.undone():
        acme, beta = fill(WORD), fill("BETA")
        try:
            yield World(acme, beta, actors.signed_in("mallory", beta.owner))
        finally:
            for place in (acme, beta):
                storage.delete_workspace(place.schema_name)


class Rows:
    """acme's rows as they should be; `check` reports what has changed since it was last asked."""

    def __init__(self, world: World, report: Report) -> None:
        self.workspace = world.acme.workspace
        self.report = report
        self.expected = check.state_of(self.workspace)

    def check(self, actor: str, operation: Operation) -> None:
        now = check.state_of(self.workspace)
        names = {*now, *self.expected}
        changed = sorted(name for name in names if now.get(name) != self.expected.get(name))
        if changed:
            self.report.fault(actor, operation, f"changed rows of acme: {', '.join(changed)}")
            self.expected = now


def asked(operation: Operation, report: Report) -> Question | None:
    """Return what an operation is asked with; what the sweep does not know is a fault."""
    try:
        return question(operation)
    except Unknown as unknown:
        report.fault("the sweep", operation, str(unknown))
        return None
