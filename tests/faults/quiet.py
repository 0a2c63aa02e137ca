"""The one check after every fault: what is true of a workspace once nothing is open any more.

`after_quiet_time` returns what is not as it should be, in words; nothing when all is well.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from assets import storage
from assets.models import AssetVersion
from audit.actions import Action
from audit.models import AuditEvent
from billing.models import Reservation
from generation.models import (
    OPEN_ITEM,
    Attempt,
    CutOut,
    ItemState,
    Job,
    JobItem,
    JobKind,
    JobState,
    Output,
)
from generation.providers.base import UNKNOWN_OUTCOME
from tests.faults.ground import forget_connection
from tests.integration.generation.conftest import Place
from tests.unit.billing import invariants
from workspaces import tenancy
from workspaces.models import OpenWork

COUNTED = ("queued", "running", "succeeded", "failed", "cancelled")


def after_quiet_time(*places: Place, seconds: float = 60.0) -> list[str]:
    """Wait until nothing is open in these workspaces; return what is amiss then.

    Orphans, objects of the bucket that no row names, are not looked at: see `orphans`.
    """
    forget_connection()
    before = tenancy.current()
    found = [] if _are_quiet(places, seconds=seconds) else ["items are still open"]
    try:
        for place in places:
            tenancy.enter(place.schema_name)
            found += _states()
            found += _attempts()
            found += _outputs()
            found += _units(place)
            found += _trail(place)
        found += _invariants(places)
    finally:
        tenancy.connection.set_schema(before)
    return found


def orphans(place: Place) -> list[str]:
    """Return the objects of a workspace's library that no row names. Stand in the workspace."""
    named: set[str] = set()
    for key, thumbs, companions in AssetVersion.objects.values_list("key", "thumbs", "companions"):
        named |= {key, *thumbs.values(), *companions.values()}
    for key, previews in CutOut.objects.values_list("key", "previews"):
        named |= {key, *previews.values()}
    return sorted(objects(place) - named)


def objects(place: Place) -> set[str]:
    """Return the keys of everything that stays in a workspace's part of the bucket."""
    pages = storage._client().get_paginator("list_objects_v2")
    listed = pages.paginate(Bucket=storage.settings.S3_BUCKET, Prefix=f"{place.schema_name}/")
    return {entry["Key"] for page in listed for entry in page.get("Contents", [])}


def _are_quiet(places: Sequence[Place], *, seconds: float) -> bool:
    """Wait until no item is open and no attempt runs."""
    until = time.monotonic() + seconds
    waiting = list(places)
    while waiting and time.monotonic() < until:
        place = waiting[0]
        tenancy.enter(place.schema_name)
        is_open = JobItem.objects.filter(state__in=OPEN_ITEM).exists()
        if is_open or OpenWork.objects.filter(workspace=place.workspace, items__gt=0).exists():
            time.sleep(0.1)
        else:
            waiting.pop(0)
    return not waiting


def _states() -> Iterator[str]:
    """Every item has ended, and every job is what its items are."""
    for job in Job.objects.all():
        counts = Counter(job.items.values_list("state", flat=True))
        for state in OPEN_ITEM:
            if counts[state]:
                yield f"job {job.pk}: {counts[state]} items {state}"
        told = {name: getattr(job, name) for name in COUNTED}
        if told != {name: counts[name] for name in COUNTED}:
            yield f"job {job.pk} counts {told}, its items are {dict(counts)}"
        if job.state != derived(counts):
            yield f"job {job.pk} is {job.state}, its items are {dict(counts)}"


def derived(counts: Counter[str]) -> str:
    """Return the state of a job whose items ended so."""
    if counts[ItemState.QUEUED] or counts[ItemState.RUNNING]:
        return "open"
    if counts[ItemState.SUCCEEDED] == counts.total():
        return JobState.SUCCEEDED
    if counts[ItemState.SUCCEEDED]:
        return JobState.PARTIAL
    return JobState.FAILED if counts[ItemState.FAILED] else JobState.CANCELLED


def _attempts() -> Iterator[str]:
    """No attempt runs; a delivered item has exactly one that succeeded, and no other has one."""
    for attempt in Attempt.objects.filter(ended_at=None):
        yield f"attempt {attempt} is open"
    good: Counter[UUID] = Counter(
        Attempt.objects.filter(outcome=Attempt.Outcome.SUCCEEDED).values_list("item_id", flat=True)
    )
    for item in JobItem.objects.all():
        expected = 1 if item.state == ItemState.SUCCEEDED else 0
        if good[item.pk] != expected:
            yield f"item {item} has {good[item.pk]} attempts that succeeded"
        if item.attempt < expected:
            yield f"item {item} was never claimed"


def _outputs() -> Iterator[str]:
    """A delivered item has exactly its one output, whose bytes are there; no other has any."""
    outputs: dict[UUID, list[Output]] = defaultdict(list)
    for output in Output.objects.select_related("asset__current", "text__current"):
        outputs[output.item_id].append(output)
    for item in JobItem.objects.select_related("job"):
        expected = 1 if item.state == ItemState.SUCCEEDED else 0
        if len(outputs[item.pk]) != expected:
            yield f"item {item} has {len(outputs[item.pk])} outputs"
        for output in outputs[item.pk]:
            yield from _missing(item, output)


def _missing(item: JobItem, output: Output) -> Iterator[str]:
    if item.job.kind == JobKind.COPY:
        if output.text is None or output.text.current is None:
            yield f"item {item}: no text"
        return
    if output.asset is None or output.asset.current is None:
        yield f"item {item}: no file"
        return
    file = output.asset.current
    for key in (file.key, *file.thumbs.values(), *file.companions.values()):
        if storage.size_of(key) is None:
            yield f"item {item}: {key} is not in the bucket"


def _units(place: Place) -> Iterator[str]:
    """What was delivered is charged, once; what was not is given back."""
    held = Reservation.objects.filter(workspace=place.workspace, job_id__isnull=False)
    by_subject: dict[UUID, list[Reservation]] = defaultdict(list)
    for reservation in held:
        by_subject[reservation.subject_id].append(reservation)
    for item in JobItem.objects.all():
        states = Counter(one.state for one in by_subject.pop(item.pk, []))
        charged = states["committed"]
        if charged != (1 if item.state == ItemState.SUCCEEDED else 0):
            yield f"item {item} was charged {charged} times"
        if states["held"] or (states["unknown"] and item.error_code != UNKNOWN_OUTCOME):
            yield f"item {item} still holds units"
    if by_subject:
        yield f"units are held for no item: {list(by_subject)}"


def _trail(place: Place) -> Iterator[str]:
    """The trail tells of every delivery once."""
    told = Counter(
        AuditEvent.objects.filter(
            workspace_id=place.workspace.pk, action=Action.ITEM_FINISHED
        ).values_list("target_id", flat=True)
    )
    done = JobItem.objects.filter(state=ItemState.SUCCEEDED).values_list("pk", flat=True)
    for item_id in done:
        if told.pop(str(item_id), 0) != 1:
            yield f"item {item_id}: its delivery is not told exactly once"
    if told:
        yield f"deliveries that were none are told: {dict(told)}"


def _invariants(places: Sequence[Place]) -> Iterator[str]:
    tenancy.leave()
    now = invariants.look([place.workspace.pk for place in places])
    for check in invariants.STANDING:
        try:
            check(now)
        except invariants.Broken as broken:
            yield str(broken)
    try:
        invariants.i14_nothing_is_overdue()
    except invariants.Broken as broken:
        yield str(broken)
