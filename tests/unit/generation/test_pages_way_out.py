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
ASK = "Choose less, or ask whoever runs the studio for more."
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


@pytest.mark.parametrize("upgrade", ["", PLANS])
@pytest.mark.parametrize("form", [images, texts, script, rewrite, video, retry])
def test_a_form_without_units_says_so_and_has_a_way_out(
    form: Callable[[Workspace, User], Form],
    upgrade: str,
    acme: Workspace,
    bob: User,
    client_for: Any,
    settings: Any,
) -> None:
    settings.UPGRADE_URL = upgrade
    with tenancy.inside(acme.schema_name):
        name, parts, data = form(acme, bob)
    for meter in ("images", "copies", "video_seconds"):
        billing.usage(workspace_id=acme.pk, meter=meter)
    QuotaPeriod.objects.filter(workspace=acme).update(limit_units=0, used=0, reserved=0)
    browser: Client = client_for(bob)
    address = reverse(f"generation:{name}", args=[acme.slug, *parts])

    answer = browser.post(address, data, headers={"hx-request": "true"})

    page = answer.content.decode()
    # A job's page shows the job as it is now, whatever came of the wish.
    assert answer.status_code == (200 if name == "job_retry" else 422)
    assert "0 are left until" in page
    assert "Nothing was counted." in page
    assert (ASK in page) == (not upgrade)
    assert (f'href="{PLANS}">Get a larger plan</a>' in page) == bool(upgrade)
