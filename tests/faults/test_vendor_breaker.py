"""A vendor that refuses our key or wants money: it is left alone, and everybody is told why."""

import html
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.services import NewPerson, create_person
from generation import failures, registry, services
from generation.breaker import OPEN_SECONDS
from generation.lifecycle import WAITING
from generation.models import ItemState, Job, JobItem
from generation.wording import stages
from tests.factories import people
from tests.factories.jobs import access_to
from tests.factories.openai_exchange import Step
from tests.factories.openai_faults import every, late
from tests.factories.openai_server import KEY, fails
from tests.faults import vendors, wanted
from tests.faults.ground import Ground, eventually
from tests.faults.quiet import after_quiet_time
from tests.integration.generation.conftest import Place
from tests.unit.config.test_staff import page
from workspaces import tenancy

OPENAI = "generation.providers.openai"
REFUSED = fails(401, f"Incorrect API key provided: {KEY}")
COUNT = 6


@pytest.fixture(autouse=True)
def _unasked(ground: Ground) -> Iterator[None]:
    """Nobody has asked the vendor yet."""
    vendors.forget_breakers()
    yield
    vendors.forget_breakers()


@pytest.fixture
def online(ground: Ground, settings: Any) -> Iterator[None]:
    """This process knows the vendor as the workers do."""
    settings.AI_MOCK_MODE = False
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = KEY, ground.vendor.url
    settings.COPY_PROVIDER = f"{OPENAI}.copy.OpenAICopyProvider"
    settings.IMAGE_PROVIDER = f"{OPENAI}.image.OpenAIImageProvider"
    settings.SPEECH_PROVIDERS = [f"{OPENAI}.speech.OpenAISpeechProvider"]
    forget_providers()
    yield
    forget_providers()


def forget_providers() -> None:
    for kept in (registry.copy_provider, registry.image_provider, registry.speech_providers):
        kept.cache_clear()


def waiting(job: Job) -> int:
    """Return how many items wait until the vendor is asked again."""
    return JobItem.objects.filter(job_id=job.pk, state=ItemState.QUEUED, stage=WAITING).count()


def failed(job: Job) -> list[JobItem]:
    return list(JobItem.objects.filter(job_id=job.pk, state=ItemState.FAILED))


def until_left_alone(job: Job) -> None:
    """Wait until all that has not failed waits for the vendor."""
    eventually(
        lambda: failed(job) and len(failed(job)) + waiting(job) == COUNT,
        seconds=30,
        what="the vendor is left alone",
    )


def staffs_page() -> str:
    """Return the page on which staff see how vendors do."""
    with tenancy.outside():
        name = f"boss-{secrets.token_hex(3)}@example.com"
        boss = NewPerson(email=name, name="Boss", password=people.PASSWORD, is_staff=True)
        return page(signed_in(create_person(boss)), "generation_ai")


def persons_page(place: Place, job: Job) -> str:
    """Return what its owner reads of a job."""
    with tenancy.outside():
        url = reverse("generation:job", args=[place.workspace.slug, job.pk])
        return html.unescape(signed_in(place.owner).get(url).content.decode())


def signed_in(person: Any) -> Client:
    client = Client()
    people.sign_in(client, person)
    return client


@pytest.mark.parametrize(
    ("step", "code", "order"),
    [
        pytest.param(REFUSED, "provider.key_refused", wanted.texts, id="key, texts"),
        pytest.param(
            fails(402, "Pay first"),
            "provider.out_of_credit",
            wanted.pictures,
            id="credit, pictures",
            marks=pytest.mark.long,
        ),
        pytest.param(
            fails(429, "You exceeded your current quota", code="insufficient_quota"),
            "provider.out_of_credit",
            wanted.texts,
            id="quota, texts",
            marks=pytest.mark.long,
        ),
    ],
)
def test_a_vendor_that_wants_a_key_or_money_is_left_alone_and_one_probe_finds_it_back(
    ground: Ground,
    place: Place,
    online: None,
    step: Step,
    code: str,
    order: Callable[[Place, int], Job],
) -> None:
    with ground.vendor.ruled(every(step)):
        job = order(place, COUNT)
        until_left_alone(job)
        asked = len(ground.vendor.asked)
        assert asked == len(failed(job)) <= 2, "at once: no other is asked for"
        assert vendors.pass_over_pauses(place)
        time.sleep(0.5)
        until_left_alone(job)
        assert len(ground.vendor.asked) == asked

    texts = persons_page(place, job)
    assert failures.explain(code).title in texts
    assert failures.explain("provider.paused").title in texts
    assert stages()[WAITING] in texts
    assert "Left alone for a moment" in staffs_page()
    assert vendors.units(place) == ["held"] * waiting(job) + ["released"] * asked
    assert {item.error_code for item in failed(job)} == {code}
    assert KEY not in " ".join(item.error_detail for item in failed(job))

    vendor = vendors.breaker(ground, str(ground.vendor.asked[0].body["model"]))
    assert 0 < vendor.state()["wait"] <= OPEN_SECONDS
    with ground.vendor.ruled(every(late(1.0))):
        vendors.end_pause(vendor)
        assert vendor.state()["state"] == "half-open"
        vendors.hasten(place, job)

    times = [one.at for one in ground.vendor.asked[asked:]]
    assert len(times) == COUNT - asked
    assert times[1] - times[0] >= 1.0, "one probe, and the others after it"
    assert vendor.state()["state"] == "closed"
    assert "Asked as usual" in staffs_page()
    assert vendors.units(place) == ["committed"] * (COUNT - asked) + ["released"] * asked
    assert after_quiet_time(place) == []


@pytest.mark.slow
def test_a_refused_key_of_the_voice_is_followed_by_another_voice_and_noted(
    ground: Ground, place: Place, online: None
) -> None:
    with ground.vendor.ruled(every(REFUSED)):
        jobs = [wanted.order(place, "video") for _time in range(2)]
        assert after_quiet_time(place) == []

    assert [wanted.only(job).state for job in jobs] == [ItemState.SUCCEEDED] * 2
    assert len(ground.vendor.asked) == 1, "the second video does not ask it"
    assert "Left alone for a moment" in staffs_page()


@pytest.mark.slow
def test_a_probe_that_is_refused_costs_one_item_and_the_others_go_on_waiting(
    ground: Ground, place: Place
) -> None:
    vendor = vendors.copy_breaker(ground)
    with ground.vendor.ruled(every(REFUSED)):
        job = wanted.texts(place, COUNT)
        until_left_alone(job)
        before = len(failed(job))

        vendors.end_pause(vendor)
        vendors.pass_over_pauses(place)
        eventually(lambda: len(failed(job)) > before, seconds=20, what="the probe")
        until_left_alone(job)

        assert len(failed(job)) == before + 1 == len(ground.vendor.asked)
        assert vendor.state()["state"] == "open"

    vendors.end_pause(vendor)
    vendors.hasten(place, job)
    assert after_quiet_time(place) == []


@pytest.mark.slow
def test_a_probe_that_is_called_off_gives_its_place_to_the_next(
    ground: Ground, place: Place
) -> None:
    """Otherwise nobody would be asked for two minutes."""
    vendor = vendors.copy_breaker(ground)
    with ground.vendor.ruled(every(REFUSED)):
        job = wanted.texts(place, COUNT)
        until_left_alone(job)
    with ground.vendor.ruled(every(late(20))):
        asked = len(ground.vendor.asked)
        vendors.end_pause(vendor)
        vendors.pass_over_pauses(place)
        eventually(lambda: len(ground.vendor.asked) > asked, seconds=20, what="the probe")
        probe = JobItem.objects.get(job_id=job.pk, state=ItemState.RUNNING)
        services.cancel_item(access_to(place.workspace), job.pk, probe.pk, by=place.owner)
        eventually(lambda: not is_running(probe), seconds=10, what="the probe has stopped")

    began = time.monotonic()
    vendors.hasten(place, job, seconds=30)

    assert time.monotonic() - began < 20
    assert after_quiet_time(place) == []


def is_running(item: JobItem) -> bool:
    return JobItem.objects.filter(pk=item.pk, state=ItemState.RUNNING).exists()
