"""Workspaces that order nothing, by the hundred. For the Django processes of measurements."""

import time
import uuid
from dataclasses import dataclass

from accounts.models import User
from accounts.services import NewPerson, create_person
from billing import quotas
from billing.models import Meter, QuotaPeriod
from generation import services
from generation.models import ImageParameters, Job, JobItem, JobKind
from generation.orders import ItemPlan, Plan
from workspaces import services as workspaces
from workspaces import tenancy
from workspaces.access import Access
from workspaces.models import Workspace
from workspaces.roles import Role

PLENTY = 10**9
PATIENCE_SECONDS = 600.0
LOOK_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class NothingOrder:
    """So many items, each of them nothing."""

    count: int

    def plan(self) -> Plan:
        """Return the plan."""
        items = [ItemPlan(label=f"Nothing {number}", params={}) for number in range(self.count)]
        return Plan(kind=JobKind.IMAGE, title="Nothing", params=ImageParameters(), items=items)


class Place:
    """A workspace whose plan is never used up."""

    def __init__(self, name: str) -> None:
        email = f"bench-{uuid.uuid4().hex}@example.com"
        self.owner: User = create_person(NewPerson(email, "Bench", uuid.uuid4().hex))
        slug = f"bench-{uuid.uuid4().hex[:12]}"
        self.workspace: Workspace = workspaces.create(name=name, owner=self.owner, slug=slug)
        period = quotas.current_period(workspace_id=self.workspace.pk, meter=Meter.IMAGES)
        QuotaPeriod.objects.filter(pk=period.pk).update(limit_units=PLENTY)

    def remember(self, count: int) -> None:
        """Let so many items have been made here, long ago."""
        job = self.finish(self.order(1))
        with tenancy.inside(self.workspace.schema_name):
            JobItem.objects.bulk_create(
                (
                    JobItem(job=job, position=number, state=job.state, finished_at=job.finished_at)
                    for number in range(1, count + 1)
                ),
                batch_size=2000,
            )

    def order(self, count: int) -> Job:
        """Order so many items, as a page or a program does."""
        place = self.workspace
        access = Access(place.pk, place.schema_name, place.slug, place.name, Role.OWNER.value)
        with tenancy.inside(place.schema_name):
            return services.submit(access, NothingOrder(count), by=self.owner)

    def finish(self, job: Job) -> Job:
        """Return a job once it has ended."""
        until = time.monotonic() + PATIENCE_SECONDS
        with tenancy.inside(self.workspace.schema_name):
            while Job.objects.filter(pk=job.pk, finished_at=None).exists():
                assert time.monotonic() < until, "the job does not end"
                time.sleep(LOOK_SECONDS)
            job.refresh_from_db()
        return job
