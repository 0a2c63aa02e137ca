"""Texts: ordered, written from facts, counted, kept."""

from typing import Any

import pytest
from django.test import override_settings

from accounts.models import User
from assets.models import Product
from audit.models import AuditEvent
from billing.models import QuotaPeriod
from billing.quotas import QuotaExceeded
from generation import progress, registry, services, work
from generation.models import Attempt, CopyJob, CopyParameters, Job, Output, Text, TextVersion
from generation.pipelines import copy as pipeline
from generation.providers.base import (
    CopyRequest,
    CopyResult,
    OnText,
    ProviderError,
    Report,
    Usage,
)
from tests.factories import copy
from tests.factories.jobs import access_to
from tests.unit.generation.conftest import Sent
from workspaces.models import Workspace


def written() -> TextVersion:
    """Return the words of the only text there is."""
    version = Text.objects.get().current
    assert version is not None
    return version


def used(place: Workspace) -> tuple[int, int]:
    period = QuotaPeriod.objects.get(workspace=place, meter="copies")
    return period.reserved, period.used


def test_an_order_is_every_kind_in_every_language_and_a_post_for_every_network(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    job = copy.submit(in_acme, alice, kinds=("title", "post"), networks=("x", "instagram"))

    asked = [(i.params["kind"], i.params["channel"], i.params["language"]) for i in job.items.all()]
    assert asked == [
        ("title", "general", "en"),
        ("title", "general", "zh-hans"),
        ("post", "x", "en"),
        ("post", "x", "zh-hans"),
        ("post", "instagram", "en"),
        ("post", "instagram", "zh-hans"),
    ]
    assert (job.kind, job.total, job.title) == ("copy", 6, "Speckled mug")
    assert used(in_acme) == (6, 0)
    labels = {item.label for item in job.items.all()}
    assert labels == {"Speckled mug", "斑点马克杯"}


def test_a_jobs_parameters_are_typed_by_its_kind(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    job = copy.submit(in_acme, alice, tone="warm")

    parameters = CopyJob.objects.get(pk=job.pk).parameters
    assert isinstance(parameters, CopyParameters)
    assert parameters.tone == "warm"
    assert parameters == Job.objects.get(pk=job.pk).parameters
    assert CopyJob.objects.filter(pk=job.pk).exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"kinds": ("poem",)}, "choice-unknown"),
        ({"languages": ("fr",)}, "choice-unknown"),
        ({"tone": "angry"}, "choice-unknown"),
        ({"length": "endless"}, "choice-unknown"),
        ({"kinds": ("post",), "networks": ("myspace",)}, "choice-unknown"),
        ({"kinds": ()}, "nothing-chosen"),
        ({"languages": ()}, "nothing-chosen"),
        ({"kinds": ("post",), "networks": ()}, "nothing-chosen"),
        ({"brief": "x" * 601}, "brief-too-long"),
    ],
)
def test_what_cannot_be_written_is_refused_and_nothing_is_counted(
    values: dict[str, Any], code: str, in_acme: Workspace, alice: User, sent: Sent
) -> None:
    with pytest.raises(services.BadRequest) as refused:
        copy.submit(in_acme, alice, **values)

    assert refused.value.code == code
    assert not Job.objects.exists()
    assert not QuotaPeriod.objects.filter(workspace=in_acme, meter="copies", reserved__gt=0)


def test_a_product_of_nobody_is_refused(in_acme: Workspace, alice: User, sent: Sent) -> None:
    ghost = Product(name="Ghost")

    with pytest.raises(services.BadRequest, match="There is no product"):
        copy.submit(in_acme, alice, products=[ghost])


def test_more_than_a_job_may_hold_is_refused(in_acme: Workspace, alice: User, sent: Sent) -> None:
    products = [copy.product(alice, facts=()) for _ in range(36)]
    everything = {"kinds": pipeline.KINDS, "networks": pipeline.NETWORKS}

    with pytest.raises(services.BadRequest, match="at most 500 texts"):
        copy.submit(in_acme, alice, products=products, **everything)


def test_an_order_over_the_plan_is_refused_whole(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    copy.submit(in_acme, alice)
    QuotaPeriod.objects.filter(workspace=in_acme, meter="copies").update(limit_units=5)

    with pytest.raises(QuotaExceeded):
        copy.submit(in_acme, alice)
    assert Job.objects.count() == 1


def test_texts_are_written_from_the_facts_and_counted_when_they_are(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    job = copy.write(in_acme, copy.submit(in_acme, alice))

    assert (job.state, job.succeeded) == ("succeeded", 4)
    assert used(in_acme) == (0, 4)
    english = Text.objects.get(kind="description", language="en")
    chinese = Text.objects.get(kind="description", language="zh-hans")
    assert english.current is not None
    assert chinese.current is not None
    assert "350 ml" in english.current.plain
    assert "350 毫升" in chinese.current.plain
    assert "景德镇" in chinese.current.plain
    assert english.current.made_offline
    assert english.current.provider == "offline"
    assert english.current.source == "generated"
    assert set(english.current.facts) <= {fact.attribute for fact in copy.FACTS}
    assert Output.objects.filter(item__job=job, text=english).count() == 1


def test_what_is_written_is_told_while_it_is_and_ends_as_the_text(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    job = copy.submit(in_acme, alice, kinds=("faq",), languages=("en",))
    item = job.items.get()

    copy.write(in_acme, job)

    told = [data for name, data in sent.events if name == "delta"]
    text = ""
    for data in told:
        assert data["item_id"] == str(item.pk)
        assert data["at"] <= len(text)
        text = text[: data["at"]] + data["text"]
    assert text == written().plain
    so_far = progress.texts_so_far(in_acme.schema_name, [item.pk])
    assert so_far == {item.pk: text}


def test_a_text_is_rewritten_as_its_next_version(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    copy.write(in_acme, copy.submit(in_acme, alice, kinds=("description",), languages=("en",)))
    text, before = Text.objects.get(), written().plain

    order = services.RewriteOrder(text.pk, tone="lively")
    job = services.submit(access_to(in_acme), order, by=alice)
    copy.write(in_acme, job)

    text.refresh_from_db()
    assert (text.version, written().number) == (2, 2)
    assert written().plain != before
    assert list(text.versions.values_list("number", flat=True)) == [2, 1]
    assert used(in_acme) == (0, 2)
    again = services.RewriteOrder(text.pk).plan()
    assert again.items[0].params["tone"] == "lively", "what is left out stays as it was"


def test_a_text_whose_product_is_gone_cannot_be_rewritten(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    copy.write(in_acme, copy.submit(in_acme, alice, kinds=("title",), languages=("en",)))
    Product.objects.all().delete()

    with pytest.raises(services.BadRequest, match="was deleted"):
        services.RewriteOrder(Text.objects.get().pk).plan()


def test_a_product_deleted_meanwhile_fails_its_texts_and_counts_nothing(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    job = copy.submit(in_acme, alice, kinds=("title",))
    Product.objects.all().delete()

    copy.write(in_acme, job)

    assert job.state == "failed"
    assert {item.error_code for item in job.items.all()} == {"copy.product_missing"}
    assert used(in_acme) == (0, 0)
    assert not Text.objects.exists()


class Writer:
    """Writes what it is told to."""

    name = "scripted"

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def write(self, request: CopyRequest, *, report: Report, on_text: OnText) -> CopyResult:
        if isinstance(self.answer, Exception):
            raise self.answer
        return CopyResult(self.answer, "scripted", "m1", made_offline=False, usage=Usage(12, 34))


@pytest.fixture
def writer(monkeypatch: pytest.MonkeyPatch) -> Any:
    def use(answer: Any) -> None:
        monkeypatch.setattr(registry, "copy_provider", lambda: Writer(answer))

    return use


def test_what_the_vendor_counted_is_kept(
    in_acme: Workspace, alice: User, sent: Sent, writer: Any
) -> None:
    writer({"title": "Mug"})

    copy.write(in_acme, copy.submit(in_acme, alice, kinds=("title",), languages=("en",)))

    assert Output.objects.get().facts == {"input_tokens": 12, "output_tokens": 34}
    assert not Output.objects.get().made_offline


@pytest.mark.parametrize("rubbish", [{}, {"title": ""}, {"title": 7}, {"title": "x" * 9000}, []])
def test_rubbish_is_tried_again_and_given_up_with_a_clear_error(
    rubbish: Any, in_acme: Workspace, alice: User, sent: Sent, writer: Any
) -> None:
    writer(rubbish)
    job = copy.submit(in_acme, alice, kinds=("title",), languages=("en",))
    item = job.items.get()

    with override_settings(JOB_MAX_ATTEMPTS=1):
        work.run(in_acme.schema_name, item.pk, worker="here")

    item.refresh_from_db()
    assert (item.state, item.error_code) == ("failed", "copy.unreadable")
    assert used(in_acme) == (0, 0)


def test_a_vendor_that_asks_us_to_wait_is_asked_later(
    in_acme: Workspace, alice: User, sent: Sent, writer: Any
) -> None:
    writer(ProviderError("provider.rate_limited", retryable=True, retry_after=120))
    job = copy.submit(in_acme, alice, kinds=("title",), languages=("en",))
    item = job.items.get()

    work.run(in_acme.schema_name, item.pk, worker="here")

    item.refresh_from_db()
    assert item.state == "queued"
    assert (item.next_run_at - item.created_at).total_seconds() >= 119
    assert Attempt.objects.get().outcome == "retry"
    assert used(in_acme) == (1, 0)


def test_submitting_texts_is_recorded(in_acme: Workspace, alice: User, sent: Sent) -> None:
    job = copy.submit(in_acme, alice)

    event = AuditEvent.objects.get(action="generation.job.submitted", target_id=str(job.pk))
    assert event.data["kinds"] == ["title", "description"]
