"""Staff see what was given up in every workspace, and can have it tried again."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent
from billing import services as billing
from generation import breaker, lifecycle, registry, services, work
from generation.models import Job, JobItem
from generation.providers.base import ProviderError
from tests.factories import copy
from tests.factories.jobs import access_to
from tests.unit.config.test_staff import page
from workspaces import tenancy
from workspaces.models import Workspace


class Failing:
    """A vendor that refuses everything."""

    name = "vendor"

    def write(self, *_args: Any, **_options: Any) -> Any:
        raise ProviderError("provider.refused", retryable=False, detail="no")


@pytest.fixture
def failed(bob: User, acme: Workspace, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A job of one text that was given up."""
    monkeypatch.setattr(registry, "copy_provider", Failing)
    monkeypatch.setattr("generation.queue._send", lambda *_args, **_options: None)
    monkeypatch.setattr("generation.progress.publish", lambda *_args: None)
    with tenancy.inside(acme.schema_name):
        product = copy.product(bob)
        order = services.CopyOrder(product_ids=[product.pk], kinds=("title",), languages=("en",))
        job = services.submit(access_to(acme), order, by=bob)
        work.run(acme.schema_name, job.items.get().pk, worker="here")
        job.refresh_from_db()
    return job


def test_what_was_given_up_is_listed_with_its_place_and_reason(
    staff: Client, acme: Workspace, failed: Job
) -> None:
    text = page(staff, "generation_dead")

    assert acme.name in text
    assert "The AI service refused to make this" in text
    address = reverse("admin:generation_job_detail", args=[acme.slug, failed.pk])
    assert address in text
    assert "Waiting" not in text
    staff.post(address)
    assert "Waiting" in page(staff, "generation_dead"), "what became of it since"


def test_nothing_given_up_says_so(staff: Client) -> None:
    assert "Nothing was given up" in page(staff, "generation_dead")


def test_the_list_costs_the_same_however_long_it_is(
    staff: Client, acme: Workspace, failed: Job, django_assert_max_num_queries: Any
) -> None:
    page(staff, "generation_dead")
    with django_assert_max_num_queries(10):
        page(staff, "generation_dead")


def test_staff_can_have_it_tried_again(
    staff: Client, boss: User, acme: Workspace, failed: Job
) -> None:
    before = billing.usage(workspace_id=acme.pk, meter="copies")

    answer = staff.post(reverse("admin:generation_job_detail", args=[acme.slug, failed.pk]))

    assert answer.status_code == 302
    with tenancy.inside(acme.schema_name):
        item = JobItem.objects.get(job=failed)
        assert (item.state, item.failures) == ("queued", 0)
    after = billing.usage(workspace_id=acme.pk, meter="copies")
    assert (after.reserved, after.used) == (before.reserved + 1, before.used)
    event = AuditEvent.objects.filter(action="generation.job.retried").latest("id")
    assert (event.actor_type, event.actor_id, event.workspace_id) == (
        "staff",
        str(boss.pk),
        acme.pk,
    )


def test_what_did_not_fail_is_not_tried_again(staff: Client, acme: Workspace, failed: Job) -> None:
    address = reverse("admin:generation_job_detail", args=[acme.slug, failed.pk])
    staff.post(address)

    answer = staff.post(address, follow=True)

    assert "Nothing in this job has failed" in answer.content.decode()


def test_only_staff_may(alice: User, acme: Workspace, failed: Job, client_for: Any) -> None:
    address = reverse("admin:generation_job_detail", args=[acme.slug, failed.pk])

    assert client_for(alice).post(address).status_code in {302, 403}
    with tenancy.inside(acme.schema_name):
        assert JobItem.objects.get(job=failed).state == "failed"


def test_staff_see_how_each_vendor_does(
    staff: Client, settings: Any, redis_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OPENAI_API_KEY = "key"
    settings.COPY_PROVIDER = "generation.providers.openai.copy.OpenAICopyProvider"
    (row,) = registry.breakers()
    assert "Asked as usual" in page(staff, "generation_ai")

    breaker.Breaker(row["name"]).failed("provider.key_refused")

    assert "Left alone for a moment" in page(staff, "generation_ai")
    breaker.Breaker(row["name"]).succeeded()
    assert lifecycle.spread(3.0) >= 3.0
