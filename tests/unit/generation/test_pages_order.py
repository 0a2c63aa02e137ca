"""The image studio: what becomes of an order, and of a rectangle."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assets.models import Asset
from audit.models import AuditEvent
from billing.models import QuotaPeriod
from generation.forms import choice_of
from generation.models import Job
from generation.screens import looks
from generation.screens import studio as screen
from generation.screens.pictures import Pictures
from tests.factories import stock
from tests.factories.jobs import access_to
from tests.unit.generation import made
from tests.unit.generation.conftest import Sent
from workspaces import tenancy
from workspaces.models import Workspace

PICTURES = Pictures("https://shop.example")
pytestmark = pytest.mark.usefixtures("clean_cache")


def shown(place: Workspace, query: str) -> screen.Studio:
    return screen.studio(access_to(place), choice_of(QueryDict(query)), pictures=PICTURES)


def photos(studio: screen.Studio) -> dict[str, bool]:
    return {photo.asset.name: photo.is_chosen for group in studio.groups for photo in group.photos}


def post(client: Client, place: Workspace, **data: Any) -> Any:
    return client.post(reverse("generation:images_new", args=[place.slug]), data)


# --- the order ----------------------------------------------------------------------------------


def test_an_order_becomes_a_job_and_leads_to_it(
    in_acme: Workspace, bob: User, sent: Sent, client_for: Callable[[User], Client]
) -> None:
    front, back = stock.asset(name="front"), stock.asset(name="back")

    answer = post(
        client_for(bob),
        in_acme,
        asset=[str(front.pk), str(back.pk)],
        look=["sky", "kitchen"],
        ratio="4:5",
        size="2000",
    )

    with tenancy.inside(in_acme.schema_name):
        job = Job.objects.get()
        items = list(job.items.values_list("label", "params__style", "params__height_px"))
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("generation:job", args=[in_acme.slug, job.pk])
    assert items == [
        ("front", "sky", 2000),
        ("back", "sky", 2000),
        ("front", "kitchen", 2000),
        ("back", "kitchen", 2000),
    ]
    assert job.created_by_id == bob.pk


def test_an_order_is_made_with_the_rectangle_that_was_drawn(
    in_acme: Workspace, alice: User, sent: Sent, client_for: Callable[[User], Client]
) -> None:
    photo = stock.asset()
    made.refuse(photo)
    made.cut(photo, hint=[0.1, 0.2, 0.5, 0.6], hint_key="drawn")

    post(client_for(alice), in_acme, asset=[str(photo.pk)], look=["sky"])

    with tenancy.inside(in_acme.schema_name):
        assert Job.objects.get().items.get().params["hint"] == [0.1, 0.2, 0.5, 0.6]


def test_an_order_leaves_out_what_is_known_to_fail(
    in_acme: Workspace, alice: User, sent: Sent, client_for: Callable[[User], Client]
) -> None:
    refused, ready = stock.asset(name="refused"), stock.asset(name="ready")
    made.refuse(refused)
    made.cut(ready)

    post(
        client_for(alice),
        in_acme,
        asset=[str(refused.pk), str(ready.pk)],
        look=["sky", "framed"],
    )

    with tenancy.inside(in_acme.schema_name):
        made_of = list(Job.objects.get().items.values_list("label", "params__style"))
    assert made_of == [("ready", "sky"), ("refused", "framed"), ("ready", "framed")]


def test_an_order_of_which_nothing_can_be_made_says_so(
    in_acme: Workspace, alice: User, sent: Sent, client_for: Callable[[User], Client]
) -> None:
    photo = stock.asset()
    made.refuse(photo)

    answer = post(client_for(alice), in_acme, asset=[str(photo.pk)], look=["sky"])

    assert answer.status_code == 422
    assert "These photos are not cut out. Choose other photos or looks." in answer.content.decode()


def test_an_order_of_nothing_keeps_the_choice_and_says_what_is_missing(
    in_acme: Workspace, alice: User, sent: Sent, client_for: Callable[[User], Client]
) -> None:
    photo = stock.asset(name="Speckled mug")

    answer = post(client_for(alice), in_acme, asset=[str(photo.pk)], ratio="16:9")

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose at least one photo and one look." in text
    assert f'value="{photo.pk}" form="order" checked' in text
    assert '<option value="16:9" selected>' in text


def test_an_order_over_the_plan_says_how_much_is_left_and_writes_nothing(
    in_acme: Workspace, alice: User, sent: Sent, client_for: Callable[[User], Client]
) -> None:
    photo = stock.asset()
    shown(in_acme, "")
    QuotaPeriod.objects.filter(workspace_id=in_acme.pk).update(limit_units=1, used=0, reserved=0)

    answer = post(client_for(alice), in_acme, asset=[str(photo.pk)], look=["sky", "kitchen"])

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "This would use 2, but 1 is left until" in text
    assert "Nothing was counted." in text
    with tenancy.inside(in_acme.schema_name):
        assert not Job.objects.exists()


def test_the_first_of_an_order_can_be_made_when_not_all_are_left(
    in_acme: Workspace, alice: User, sent: Sent, client_for: Callable[[User], Client]
) -> None:
    photo = stock.asset()
    shown(in_acme, "")
    QuotaPeriod.objects.filter(workspace_id=in_acme.pk).update(limit_units=1, used=0, reserved=0)

    post(client_for(alice), in_acme, asset=[str(photo.pk)], look=["sky", "kitchen"], first="1")

    with tenancy.inside(in_acme.schema_name):
        assert [item.params["style"] for item in Job.objects.get().items.all()] == ["sky"]


# --- the rectangle ------------------------------------------------------------------------------


def draw(client: Client, place: Workspace, photo: Asset, **box: int | str) -> Any:
    here = reverse("generation:cutout_hint", args=[place.slug, photo.pk])
    return client.post(here, box, headers={"HX-Request": "true"})


def test_a_rectangle_is_recorded_and_the_new_cut_out_awaited(
    in_acme: Workspace, alice: User, sent: Sent, client_for: Callable[[User], Client]
) -> None:
    photo = stock.asset(name="Vase")
    made.refuse(photo)
    with tenancy.inside(in_acme.schema_name):
        before = shown(in_acme, f"asset={photo.pk}").current
    assert before is not None

    answer = draw(
        client_for(alice), in_acme, photo, left=10, top=5, width=80, height=90, since=before.cutout
    )

    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-state="pending"' in text
    assert 'hx-trigger="every 3s, refresh"' in text
    assert sent.hints == [
        (
            "generation.prepare_cutout",
            (in_acme.schema_name, str(photo.pk), [0.1, 0.05, 0.8, 0.9]),
        )
    ]
    event = AuditEvent.objects.get(target_id=str(photo.pk), action="generation.cutout.hinted")
    assert event.target_label == "Vase"


def test_the_old_cut_out_is_not_shown_for_the_new_one(in_acme: Workspace, sent: Sent) -> None:
    photo = stock.asset()
    made.refuse(photo)
    old = shown(in_acme, f"asset={photo.pk}").current
    assert old is not None

    def look() -> str:
        current, _cards = looks.looks_of(
            access_to(in_acme), photo.pk, chosen=[], since=old.cutout, pictures=PICTURES
        )
        return current.state

    awaited = look()
    made.cut(photo, hint=[0.1, 0.1, 0.8, 0.8], hint_key="drawn")

    assert (awaited, look()) == ("pending", "ready")
    assert sent.hints == []


@pytest.mark.parametrize(
    ("box", "sentence"),
    [
        ({"left": 50, "top": 0, "width": 60, "height": 50}, "must lie inside the photo"),
        ({"left": 0, "top": 50, "width": 60, "height": 60}, "must lie inside the photo"),
        ({"left": 0, "top": 0, "width": 0, "height": 60}, "greater than or equal to 1"),
        ({"left": "", "top": 0, "width": 10, "height": 60}, "This field is required"),
    ],
)
def test_a_rectangle_outside_the_photo_is_refused_in_its_place(
    box: dict[str, Any],
    sentence: str,
    in_acme: Workspace,
    alice: User,
    sent: Sent,
    client_for: Callable[[User], Client],
) -> None:
    photo = stock.asset()
    made.refuse(photo)

    answer = draw(client_for(alice), in_acme, photo, **box)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert sent.hints == []


def test_a_rectangle_on_a_photo_that_is_gone_is_not_found(
    in_acme: Workspace, alice: User, sent: Sent, client_for: Callable[[User], Client]
) -> None:
    photo = stock.asset(deleted_at="2026-01-01T00:00Z")

    answer = draw(client_for(alice), in_acme, photo, left=1, top=1, width=9, height=9)

    assert answer.status_code == 404
