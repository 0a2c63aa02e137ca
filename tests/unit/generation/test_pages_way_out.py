"""A form whose units are gone says so beside it, and where more are to be had."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from billing import services as billing
from billing.models import QuotaPeriod
from generation.models import Text
from tests.factories import copy, stock
from tests.unit.generation import billed
from workspaces import tenancy
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("clean_cache", "sent")
ASK = "For a larger plan, ask Alice."
PLANS = "https://shop.example/plans"
Form = tuple[str, list[Any], dict[str, Any]]


def images(place: Workspace, by: User) -> Form:
    return "images_new", [], {"asset": [str(stock.asset(name="front").pk)], "look": ["sky"]}


def texts(place: Workspace, by: User) -> Form:
    row = copy.product(by)
    return "copy_new", [], {"product": [str(row.pk)], "kind": ["title"], "language": ["en"]}


def script(place: Workspace, by: User) -> Form:
    row = copy.product(by)
    photo = stock.asset(name="front", product=row)
    return "video_new", [], {"product": str(row.pk), "asset": [str(photo.pk)]}


def rewrite(place: Workspace, by: User) -> Form:
    copy.write(place, copy.submit(place, by, kinds=("title",), languages=("en",)))
    return "text_rewrite", [Text.objects.get().pk], {}


def video(place: Workspace, by: User) -> Form:
    return "video_render", [billed.project(by).pk], {}


def retry(place: Workspace, by: User) -> Form:
    job, _item = billed.failed(place, by, family="images")
    return "job_retry", [job.pk], {}


FORMS = [images, texts, script, rewrite, video, retry]


def refused(
    form: Callable[[Workspace, User], Form], place: Workspace, by: User, browser: Client
) -> str:
    """Return what a form answers whose units are gone."""
    with tenancy.inside(place.schema_name):
        name, parts, data = form(place, by)
    for meter in ("images", "copies", "video_seconds"):
        billing.usage(workspace_id=place.pk, meter=meter)
    QuotaPeriod.objects.filter(workspace=place).update(limit_units=1, used=1, reserved=0)
    address = reverse(f"generation:{name}", args=[place.slug, *parts])

    answer = browser.post(address, data, headers={"hx-request": "true"})

    # A job's page shows the job as it is now, whatever came of the wish.
    assert answer.status_code == (200 if name == "job_retry" else 422)
    page = answer.content.decode()
    assert "0 are left until" in page
    assert "Nothing was counted." in page
    return page


@pytest.mark.parametrize("form", FORMS)
def test_an_owner_without_units_is_led_to_the_plans(
    form: Callable[[Workspace, User], Form], acme: Workspace, alice: User, client_for: Any
) -> None:
    page = refused(form, acme, alice, client_for(alice))

    assert f'href="/w/{acme.slug}/settings/plans">Get a larger plan</a>' in page
    assert ASK not in page


@pytest.mark.parametrize("form", FORMS)
def test_who_cannot_change_the_plan_is_told_who_can(
    form: Callable[[Workspace, User], Form], acme: Workspace, bob: User, client_for: Any
) -> None:
    page = refused(form, acme, bob, client_for(bob))

    assert ASK in page
    assert "Get a larger plan</a>" not in page


@pytest.mark.parametrize("form", FORMS)
def test_everybody_is_led_to_where_others_sell_plans(
    form: Callable[[Workspace, User], Form],
    acme: Workspace,
    bob: User,
    client_for: Any,
    settings: Any,
) -> None:
    settings.UPGRADE_URL = PLANS

    page = refused(form, acme, bob, client_for(bob))

    assert f'href="{PLANS}">Get a larger plan</a>' in page
    assert ASK not in page
