"""What the trail says of work that nobody finished, and of ordering what is made already."""

from django.db.models.functions import Now

from accounts.models import User
from audit.models import AuditEvent
from generation import lifecycle, recovery, services
from generation.models import Job, JobItem
from tests.factories.jobs import access_to
from workspaces.models import Workspace


def test_what_is_lost_for_good_is_recorded(in_acme: Workspace, job: Job) -> None:
    item = job.items.all()[0]
    for _time in range(3):
        JobItem.objects.filter(pk=item.pk).update(next_run_at=Now())
        assert lifecycle.claim(item.pk, worker="w") is not None
        JobItem.objects.filter(pk=item.pk).update(lease_until="2020-01-01T00:00:00Z")
        recovery.recover_lost(in_acme.schema_name)

    event = AuditEvent.objects.get(action="generation.item.failed")
    assert (event.actor_type, event.on_behalf_of) == ("system", str(job.created_by_id))
    assert (event.target_id, event.data["job"]) == (str(item.pk), str(job.pk))


def test_many_jobs_are_a_row_each(in_acme: Workspace, alice: User, job: Job) -> None:
    other = services.duplicate(access_to(in_acme), job.pk, by=alice)

    services.cancel_many(access_to(in_acme), [job.pk, other.pk], by=alice)

    events = AuditEvent.objects.filter(action="generation.job.cancelled").order_by("id")
    assert [event.target_id for event in events] == [str(job.pk), str(other.pk)]
