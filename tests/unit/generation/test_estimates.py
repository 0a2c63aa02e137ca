"""What an order would use stands beside its button, and when it does not fit, the way out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from billing import services as billing
from billing.models import QuotaPeriod
from billing.money import sheets
from billing.money.sheets import NewPrice
from generation import work
from generation.models import Job, Text
from tests.factories import copy, money, plans, stock
from tests.unit.generation import billed, made
from workspaces import tenancy
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("clean_cache", "sent")
WAY = "Get a larger plan</a>"


@pytest.fixture
def client(alice: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(alice)


def page(client: Client, place: Workspace, name: str, *parts: Any, **query: str) -> str:
    answer = client.get(reverse(f"generation:{name}", args=[place.slug, *parts]), query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def priced(meter: str, unit_price: int, *, per: int = 1) -> None:
    line = NewPrice(meter, unit_price=unit_price, per_units=per)
    sheets.publish([line], currency="USD", actor=money.STAFF)


def leave(place: Workspace, meter: str, units: int) -> None:
    billing.usage(workspace_id=place.pk, meter=meter)
    period = QuotaPeriod.objects.filter(workspace=place, meter=meter)
    period.update(limit_units=units + 10, used=10, reserved=0)


@pytest.fixture
def ended(in_acme: Workspace, alice: User) -> Job:
    job = made.job(in_acme, alice, photos=2)
    first, second = job.items.all()
    made.succeed(first)
    made.fail(second)
    return job


# --- a job that has ended -----------------------------------------------------------------------
def test_making_again_asks_with_what_it_uses(
    client: Client, in_acme: Workspace, ended: Job
) -> None:
    leave(in_acme, "images", 30)
    priced("images", 15)

    shown = page(client, in_acme, "job", ended.pk)

    assert 'data-confirm="Make it again?"' in shown
    assert 'data-confirm-body="Uses 2 images, about USD 0.30. 30 left."' in shown
    assert 'id="retry-estimate"' in shown
    assert "Uses 1 image, about USD 0.15. 30 left." in shown
    assert WAY not in shown


def test_what_does_not_fit_says_so_before_it_is_pressed(
    client: Client, in_acme: Workspace, ended: Job
) -> None:
    leave(in_acme, "images", 1)

    shown = page(client, in_acme, "job", ended.pk)

    assert 'data-confirm="Make it again?"' not in shown
    assert 'disabled title="Needs 2 images, but 1 left until ' in shown
    assert "Uses 1 image. 1 left." in shown
    leave(in_acme, "images", 0)

    none = page(client, in_acme, "job", ended.pk)

    assert "No images left until " in none
    assert f'href="/w/{in_acme.slug}/settings/plans">{WAY}' in none


def test_trying_one_image_again_tells_what_it_uses(
    client: Client, in_acme: Workspace, ended: Job
) -> None:
    leave(in_acme, "images", 30)
    priced("images", 15)
    failed = ended.items.get(state="failed")

    assert 'title="Uses 1 image, about USD 0.15. 30 left."' in page(
        client, in_acme, "item", ended.pk, failed.pk
    )
    leave(in_acme, "images", 0)
    assert 'title="No images left until ' in page(client, in_acme, "item", ended.pk, failed.pk)


def test_each_text_of_a_job_tells_what_writing_it_anew_uses(
    client: Client, in_acme: Workspace, alice: User
) -> None:
    job = copy.submit(in_acme, alice, languages=("en",))
    title, description = job.items.order_by("position")
    made.fail(description, "job.took_too_long")
    assert work.run(in_acme.schema_name, title.pk, worker="here")
    leave(in_acme, "copies", 7)

    shown = page(client, in_acme, "job", job.pk)

    assert 'text-muted">Uses 1 text. 7 left.</p>' in shown, "the menu of the one that is written"
    assert 'title="Uses 1 text. 7 left."' in shown, "the one that failed"


def test_who_may_not_order_is_told_no_estimate(
    carol: User, client_for: Callable[[User], Client], in_acme: Workspace, ended: Job
) -> None:
    shown = page(client_for(carol), in_acme, "job", ended.pk)

    assert "retry-estimate" not in shown
    assert 'data-confirm="Make it again?"' not in shown


def test_a_job_that_goes_on_asks_nothing_of_the_plan(
    client: Client, in_acme: Workspace, alice: User
) -> None:
    shown = page(client, in_acme, "job", made.job(in_acme, alice).pk)

    assert "estimate" not in shown


# --- studios ------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "meter"), [("images_new", "images"), ("copy_new", "copies")])
def test_a_studio_knows_the_price_and_the_way_out(
    name: str, meter: str, client: Client, in_acme: Workspace, alice: User
) -> None:
    stock.asset(name="Front", product=copy.product(alice))
    priced(meter, 3, per=2)
    leave(in_acme, meter, 5)

    shown = page(client, in_acme, name)

    assert 'data-price="3" data-per="2" data-currency="USD" data-digits="2"' in shown
    assert 'data-inside="5" data-beyond=""' in shown
    assert 'id="foot-way" hidden' in shown
    leave(in_acme, meter, 0)
    assert 'id="foot-way">' in page(client, in_acme, name)


def test_a_studio_of_what_the_plan_does_not_have_says_so(
    client: Client, in_acme: Workspace, alice: User
) -> None:
    copy.product(alice)
    plans.limit(in_acme.pk, "copies", 0)

    assert 'data-none-left="There are no texts in this plan."' in page(client, in_acme, "copy_new")


def test_use_beyond_a_soft_limit_is_named_before_it_is_billed(
    client: Client, in_acme: Workspace, alice: User, ended: Job
) -> None:
    period = QuotaPeriod.objects.filter(workspace=in_acme, meter="images")
    period.update(used=0, reserved=0, limit_units=1, overdraft_units=50)

    shown = page(client, in_acme, "job", ended.pk)
    studio = page(client, in_acme, "images_new")

    beyond = "1 image of it are beyond the plan and come with the next invoice."
    assert f"Uses 2 images. 51 left. {beyond}" in shown
    assert 'data-inside="1" data-beyond="{n} of it' in studio


# --- texts and videos ---------------------------------------------------------------------------
def test_writing_anew_tells_what_it_uses(client: Client, in_acme: Workspace, alice: User) -> None:
    copy.write(in_acme, copy.submit(in_acme, alice, kinds=("title",), languages=("en",)))
    text = Text.objects.get()
    leave(in_acme, "copies", 7)

    shown = page(client, in_acme, "text", text.pk)

    assert "Uses 1 text. 7 left." in shown
    leave(in_acme, "copies", 0)
    assert "No texts left until " in page(client, in_acme, "text", text.pk)


def test_a_rendering_that_does_not_fit_cannot_be_begun(
    client: Client, in_acme: Workspace, alice: User
) -> None:
    project = billed.project(alice)
    leave(in_acme, "video_seconds", 6)

    fits = page(client, in_acme, "video", project.pk)
    leave(in_acme, "video_seconds", 5)
    over = page(client, in_acme, "video", project.pk)

    assert 'aria-describedby="video-cost video-left">' in fits
    assert 'id="video-way" hidden' in fits
    assert 'disabled title="Needs 6 s of video, but 5 s left until ' in over
    assert f'id="video-way"> <a class="link-quiet" href="/w/{in_acme.slug}/settings/plans">' in over


def test_a_new_video_tells_both_meters_and_what_they_come_to(
    client: Client, in_acme: Workspace, alice: User
) -> None:
    product = copy.product(alice)
    leave(in_acme, "copies", 4)
    leave(in_acme, "video_seconds", 90)
    sheets.publish(
        [NewPrice("copies", unit_price=10), NewPrice("video_seconds", unit_price=2)],
        currency="USD", actor=money.STAFF,
    )  # fmt: skip

    shown = page(client, in_acme, "video_new", product=product.pk.hex, seconds="20")

    assert "4 texts and 90 s of video left" in shown
    assert "About USD 0.50 together" in shown
    leave(in_acme, "copies", 0)
    none = page(client, in_acme, "video_new", product=product.pk.hex)
    assert 'id="make" disabled' in none
    assert WAY in none


# --- programs -----------------------------------------------------------------------------------
def test_a_dry_run_tells_what_it_comes_to_and_what_is_billed_besides(
    acme: Workspace, alice: User, send: Any
) -> None:
    asked = billed.prepared("/api/v1/images/generate", acme, alice)
    with tenancy.outside():
        plans.limit(acme.pk, "images", 1, overdraft=10)
    priced("images", 25)

    said = send(asked, query="?dry_run=true").json()

    told = {name: said[name] for name in ("units", "left", "beyond", "price", "currency")}
    assert told == {"units": 2, "left": 11, "beyond": 1, "price": 50, "currency": "USD"}
    assert (said["would_fit"], said["remaining_after"]) == (True, 9)
