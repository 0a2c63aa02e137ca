"""The life of work that a worker does on files: waiting → running → ready, or failed.

PostgreSQL is the truth: a message that is lost is sent again by the sweeper, one that comes twice
finds nothing to do, and a worker that was given up cannot write any more. Work that loses its
workers is given up; a store that is away is not its fault, and it waits.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from botocore.exceptions import BotoCoreError, ClientError
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from assets import asking, bucket, queue
from assets.asking import LOST_AFTER, SWEEP_AT_ONCE
from assets.models import CatalogueImport, Derivative, Export, Reading, Work

MAX_ATTEMPTS = 3
# Which task does which work.
TASKS: Mapping[type[Work], str] = {
    Derivative: "assets.convert",
    Reading: "assets.read_document",
    Export: "assets.export",
    CatalogueImport: "assets.import_step",
}
_W = TypeVar("_W", bound=Work)
log = logging.getLogger(__name__)


class Overtaken(Exception):
    """Another worker has taken this work over, or somebody stopped it: nothing may be written."""


class WorkFailed(Exception):
    """The work cannot be done. code: stable; data: what its sentence names."""

    def __init__(self, code: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.data = dict(data or {})


def send(work: Work, *, schema_name: str, is_last: bool = False) -> None:
    """Have a worker do it once the transaction that is open is committed.

    is_last: nobody waits for it, so that all else in the queue goes first.
    """
    task, pk = TASKS[type(work)], work.pk

    # Robust: a broker that is away is no reason to refuse anything; the sweeper asks again.
    def ask() -> None:
        (queue.do_last if is_last else queue.do)(task, schema_name, pk)

    transaction.on_commit(ask, robust=True)


def run(
    model: type[_W],
    pk: UUID,
    do: Callable[[_W], None],
    *,
    on_failure: Callable[[_W, WorkFailed], None],
) -> None:
    """Do a piece of work, when there is any: a message that comes twice changes nothing.

    on_failure: writes that it failed (`fail`), and whatever its owner says of it.
    """
    work = claim(model, pk, on_given_up=on_failure)
    if work is None:
        return
    try:
        try:
            do(work)
        except WorkFailed as failure:
            on_failure(work, failure)
    except Overtaken:
        _say_overtaken(work)
    except (BotoCoreError, ClientError) as error:
        if not bucket.is_away(error):
            raise
        log.warning("work waits: the store is away", extra={"reason": str(error), "id": str(pk)})
        _hold(work)


def claim(
    model: type[_W], pk: UUID, *, on_given_up: Callable[[_W, WorkFailed], None] | None = None
) -> _W | None:
    """Take a piece of work; None when there is nothing to do, or somebody else is at it.

    One that has lost its workers too often is given up.
    on_given_up: writes that it failed; None writes that alone.
    """
    rows = model._default_manager
    free = Q(state=Work.State.WAITING) | Q(state=Work.State.RUNNING, since__lt=Now() - LOST_AFTER)
    if not rows.filter(free, pk=pk).update(
        state=Work.State.RUNNING,
        since=Now(),
        attempts=F("attempts") + 1,
        claims=F("claims") + 1,
    ):
        return None
    work = rows.get(pk=pk)
    if work.attempts <= MAX_ATTEMPTS:
        return work
    log.warning("work was given up", extra={"kind": model.__name__, "id": str(pk)})
    try:
        (on_given_up or fail)(work, WorkFailed("work-given-up"))
    except Overtaken:
        _say_overtaken(work)
    return None


def alive(work: Work, **written: Any) -> None:
    """Give a sign of life, and write how far it is.

    Raises:
        Overtaken: the work is somebody else's by now, or was stopped.
    """
    _write(work, since=Now(), **written)


def finish(work: Work, **written: Any) -> None:
    """Say that it is done; joins the transaction that is open, if one is.

    Raises:
        Overtaken: the work is somebody else's by now, or was stopped.
    """
    _write(work, state=Work.State.READY, finished_at=Now(), **written)


def fail(work: Work, failure: WorkFailed, **written: Any) -> None:
    """Say why it cannot be done; joins the transaction that is open, if one is.

    Raises:
        Overtaken: the work is somebody else's by now, or was stopped.
    """
    _write(
        work,
        state=Work.State.FAILED,
        finished_at=Now(),
        problem=failure.code,
        problem_data=failure.data,
        **written,
    )


def again(work: Work, **written: Any) -> None:
    """Put work back to be done anew from its start, whoever did it before; joins a transaction.

    Its claims go on being counted: who did it before cannot write into the new round.
    """
    type(work)._default_manager.filter(pk=work.pk).update(
        state=Work.State.WAITING,
        since=Now(),
        attempts=0,
        held=0,
        problem="",
        problem_data={},
        finished_at=None,
        **written,
    )


def sweep_work(*, schema_name: str) -> None:
    """Ask again for work nobody is at, what nobody waits for behind all else."""
    for model, task in TASKS.items():
        rows = model._default_manager.filter(
            asking.due("since"), state__in=(Work.State.WAITING, Work.State.RUNNING)
        )
        oldest = rows.order_by("since").values_list("pk", "created_by")[:SWEEP_AT_ONCE]
        due: dict[UUID, UUID | None] = dict(oldest)
        with asking.noted(model, due) as asked:
            for pk, waited_by in due.items():
                (queue.do_last if waited_by is None else queue.do)(task, schema_name, pk)
                asked.add(pk)


def heart(work: Work) -> Callable[[], None]:
    """Return what gives a sign of life, for calls in between."""
    return lambda: alive(work)


def _hold(work: Work) -> None:
    """Put it back until the store may be there again: this attempt does not count."""
    try:
        _write(
            work,
            state=Work.State.WAITING,
            since=asking.later(work.held),
            attempts=F("attempts") - 1,
            held=F("held") + 1,
        )
    except Overtaken:
        _say_overtaken(work)


def _say_overtaken(work: Work) -> None:
    told = {"kind": type(work).__name__, "id": str(work.pk)}
    log.info("work is done by another worker, or was stopped", extra=told)


def _write(work: Work, **written: Any) -> None:
    mine = type(work)._default_manager.filter(
        pk=work.pk, state=Work.State.RUNNING, claims=work.claims
    )
    if not mine.update(**written):
        raise Overtaken(f"{type(work).__name__} {work.pk}")
    for name, value in written.items():
        if not hasattr(value, "resolve_expression"):
            setattr(work, name, value)
