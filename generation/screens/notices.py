"""The pictures beside what people are told."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from generation.models import JobKind, Output
from generation.news import JOB
from generation.screens.pictures import Pictures
from workspaces import tenancy
from workspaces.models import Membership


def pictures(
    *, user_id: UUID, subjects: Collection[tuple[UUID, str]], origin: str
) -> dict[str, str]:
    """Return subject → the address of a job's first picture (the hook of accounts).

    One question for the person's workspaces, and one in each of those.
    """
    wanted: dict[UUID, list[UUID]] = defaultdict(list)
    for workspace_id, subject in subjects:
        if subject.startswith(JOB):
            wanted[workspace_id].append(UUID(subject.removeprefix(JOB)))
    mine = Membership.objects.filter(user_id=user_id, workspace_id__in=wanted)
    open_to_read = mine.filter(workspace__status__in=("active", "archived"))
    signed, found = Pictures(origin), {}
    for place_id, schema in open_to_read.values_list("workspace_id", "workspace__schema_name"):
        with tenancy.inside(schema):
            for output in _first_of(wanted[place_id]):
                found[f"{JOB}{output.item.job_id}"] = signed.thumb(output.asset, px=160)
    return found


def _first_of(job_ids: list[UUID]) -> list[Output]:
    """Return the first picture of each of these jobs."""
    made = Output.objects.filter(
        item__job_id__in=job_ids, item__job__kind=JobKind.IMAGE, asset__deleted_at=None
    )
    first = made.order_by("item__job_id", "item__position").distinct("item__job_id")
    return list(first.select_related("asset__current", "item"))
