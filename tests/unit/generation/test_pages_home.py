"""Home: what to start, what runs, what needs a person, what is new."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from assets.models import Asset, Proposal
from generation.screens import home as screen
from generation.screens import jobs
from generation.screens.pictures import Pictures
from tests.factories import copy, readings, stock
from tests.unit.generation import made
from tests.unit.generation.conftest import Sent
from workspaces import tenancy
from workspaces.models import Workspace

ORIGIN = "https://shop.example"
pytestmark = pytest.mark.usefixtures("sent")


def page(client: Client, place: Workspace, name: str = "home") -> str:
    answer = client.get(reverse(f"generation:{name}", args=[place.slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_workspace_asks_for_one_photo(
    client_for: Callable[[User], Client], bob: User, acme: Workspace
) -> None:
    text = page(client_for(bob), acme)

    assert "Start with one product" in text
    assert f'data-after-upload="/w/{acme.slug}/images/new"' in text
    assert "data-drop-zone" in text


def test_an_empty_workspace_tells_a_viewer_who_can_begin(
    client_for: Callable[[User], Client], carol: User, acme: Workspace
) -> None:
    text = page(client_for(carol), acme)

    assert "An owner or editor of this workspace can add the first photo." in text
    assert "data-drop-zone" not in text


def test_home_leads_to_what_there_is_to_start(
    client_for: Callable[[User], Client], alice: User, carol: User, in_acme: Workspace
) -> None:
    stock.asset()

    made_by = page(client_for(alice), in_acme)
    seen_by = page(client_for(carol), in_acme)

    for number, target in enumerate(("images/new", "copy/new", "video/new"), start=1):
        assert f'href="/w/{in_acme.slug}/{target}" data-card="{number}"' in made_by
    assert "What are we making today?" in made_by
    for number, target in enumerate(("products", "library"), start=1):
        assert f'href="/w/{in_acme.slug}/{target}" data-card="{number}"' in seen_by
    for target in ("images/new", "copy/new", "video/new"):
        assert target not in seen_by
    assert "What the team is making" in seen_by


def test_the_card_of_images_shows_different_looks_before_photos(in_acme: Workspace) -> None:
    stock.asset(name="photo")
    for days, style in enumerate(["sky", "sky", "kitchen"]):
        stock.asset(
            name=f"{style}{days}", source=Asset.Source.GENERATED, style=style, days_old=days
        )

    found = screen.home(Pictures(ORIGIN))

    assert [picture.asset.name for picture in found.card_pictures] == ["sky0", "kitchen2", "photo"]


def test_the_card_of_products_tells_facts_in_the_readers_language(
    in_acme: Workspace, alice: User
) -> None:
    product = stock.product(alice, name="Lamp")
    product.facts.create(attribute="material", value="Brass", language="en", position=1)
    product.facts.create(attribute="material", value="黄铜", language="zh-hans", position=2)
    product.facts.create(attribute="shade_diameter", value="255", unit="mm", position=3)

    found = screen.home(Pictures(ORIGIN))

    assert found.card_facts == [("Material", "Brass"), ("Shade diameter", "255 mm")]


def test_running_jobs_tell_number_bar_and_what_they_make(
    client_for: Callable[[User], Client], alice: User, in_acme: Workspace
) -> None:
    job = made.job(in_acme, alice, photos=2, styles=("sky", "kitchen"))
    first, second, *_rest = job.items.all()
    made.succeed(first)
    made.fail(second)

    text = page(client_for(alice), in_acme, "home_board")

    assert "1 / 4" in text
    assert "2 photos × 2 looks" in text
    assert 'aria-valuetext="1 of 4 done"' in text
    assert 'id="nav-running" hx-swap-oob="true">1<' in text


def test_more_running_jobs_than_fit_are_counted(in_acme: Workspace, alice: User) -> None:
    for _number in range(screen.RUNNING + 2):
        made.job(in_acme, alice)

    found = screen.board(Pictures(ORIGIN))

    assert (len(found.running), found.running_count) == (screen.RUNNING, screen.RUNNING + 2)


def test_failures_are_one_thing_a_job_and_cause(in_acme: Workspace, alice: User) -> None:
    job = made.job(in_acme, alice, styles=("sky", "kitchen", "midnight"))
    sky, kitchen, midnight = job.items.all()
    made.fail(sky)
    made.fail(kitchen)
    made.fail(midnight, "storage.unavailable")

    needs = screen.board(Pictures(ORIGIN)).needs

    assert sorted((need.title, need.note) for need in needs) == [
        ("1 image could not be made", "Photo 1: The files could not be reached"),
        ("2 images could not be made", "Photo 1: The picture took too long"),
    ]
    assert {need.job_id for need in needs} == {job.pk}


def test_a_photo_that_is_not_cut_out_is_one_thing_however_many_items_failed_for_it(
    in_acme: Workspace, alice: User
) -> None:
    photo = stock.asset(name="Glass vase")
    made.refuse(photo)
    job = made.job(in_acme, alice, photos=[photo], styles=("sky", "kitchen"))
    for item in job.items.all():
        made.fail(item, "image.cutout_refused.busy_background")

    needs = screen.board(Pictures(ORIGIN)).needs

    assert [(need.title, need.note, need.asset_id) for need in needs] == [
        ("A photo could not be cut out", "Glass vase", photo.pk)
    ]


def test_a_photo_that_a_rectangle_has_helped_needs_nobody(in_acme: Workspace) -> None:
    photo = stock.asset()
    made.refuse(photo)
    made.cut(photo, hint=[0.1, 0.1, 0.8, 0.8], hint_key="drawn")

    assert screen.board(Pictures(ORIGIN)).needs == []


def test_a_viewer_is_led_to_the_photo_and_a_maker_to_the_studio(
    client_for: Callable[[User], Client], alice: User, carol: User, in_acme: Workspace
) -> None:
    photo = stock.asset(name="Glass vase")
    made.refuse(photo)

    assert f"images/new?asset={photo.pk}" in page(client_for(alice), in_acme)
    assert f"/library/{photo.pk}" in page(client_for(carol), in_acme)


def test_facts_of_a_sheet_wait_until_they_are_decided_or_the_sheet_is_gone(
    client_for: Callable[[User], Client], alice: User, in_acme: Workspace
) -> None:
    product = stock.product(alice, name="Speckled mug")
    stated = readings.proposed(product, alice)

    need = screen.board(Pictures(ORIGIN)).needs[0]
    assert (need.title, need.note) == ("3 facts wait for you", "Speckled mug")
    assert f"/sheet/{stated[0].version_id}" in page(client_for(alice), in_acme)

    with tenancy.inside(in_acme.schema_name):
        Proposal.objects.filter(pk=stated[0].pk).update(state=Proposal.State.REJECTED)
        assert screen.board(Pictures(ORIGIN)).needs[0].title == "2 facts wait for you"
        Asset.objects.filter(pk=stated[0].version.asset_id).update(deleted_at=timezone.now())
        assert screen.board(Pictures(ORIGIN)).needs == []


def test_a_products_picture_is_its_photo_and_never_its_sheet(
    alice: User, in_acme: Workspace
) -> None:
    mug, bare = stock.product(alice, name="Mug"), stock.product(alice, name="Bare")
    readings.document(product=mug)
    readings.document(product=bare)
    photo = stock.asset(product=mug)

    assert jobs.first_photos([mug.pk, bare.pk]) == {mug.pk: photo}


def test_fresh_pictures_come_newest_first_and_not_from_the_bin(in_acme: Workspace) -> None:
    kept = [
        stock.asset(name=str(days), source=Asset.Source.GENERATED, days_old=days)
        for days in range(1, screen.FRESH + 2)
    ]
    Asset.objects.filter(pk=kept[0].pk).update(deleted_at="2026-01-01T00:00Z")

    found = screen.fresh(Pictures(ORIGIN))

    assert [picture.asset.pk for picture in found] == [asset.pk for asset in kept[1:]]
    assert all(picture.src.startswith(f"{ORIGIN}/") for picture in found)


@pytest.mark.parametrize("rows", [1, 4])
def test_home_asks_as_few_questions_for_many_rows_as_for_one(
    rows: int,
    in_acme: Workspace,
    alice: User,
    sent: Sent,
    client_for: Callable[[User], Client],
    django_assert_num_queries: Any,
) -> None:
    for number in range(rows):
        product = stock.product(alice, name=f"Product {number}")
        photo = stock.asset(product=product)
        job = made.job(in_acme, alice, photos=[photo], styles=("sky", "kitchen"))
        made.fail(job.items.all()[0])
        made.refuse(stock.asset())
        readings.proposed(product, alice, name=f"sheet-{number}")
    for number in range(4 - rows):
        stock.product(alice, name=f"Bare {number}")
    stock.asset(source=Asset.Source.GENERATED)
    client = client_for(alice)
    page(client, in_acme)

    # Two schema switches, session, person, three of the frame, fourteen of home itself.
    with django_assert_num_queries(23):
        page(client, in_acme)
    # One switch and six of the part that stays fresh.
    with tenancy.inside(in_acme.schema_name), django_assert_num_queries(7):
        screen.board(Pictures(ORIGIN))


def test_home_shows_what_was_written_and_filmed(
    client_for: Callable[[User], Client], alice: User, in_acme: Workspace, sent: Sent
) -> None:
    product = copy.product(alice)
    copy.write(in_acme, copy.submit(in_acme, alice, products=[product], kinds=("title",)))
    stock.asset(name="Film", kind=Asset.Kind.VIDEO, source=Asset.Source.GENERATED, product=product)

    found = screen.home(Pictures(ORIGIN))

    assert found.text is not None
    assert found.text.product == product
    assert [picture.asset.name for picture in found.videos] == ["Film"]
    row = found.products[0]
    assert (row.images, row.texts, row.videos) == (0, 2, 1)


def test_a_failed_text_needs_somebody_by_its_own_name(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    job = copy.submit(in_acme, alice, kinds=("title",), languages=("en",), title="Spring")
    made.fail(job.items.get(), "provider.refused")

    need = screen.board(Pictures(ORIGIN)).needs[0]

    assert need.title == "1 text could not be written"
    assert need.note == "Spring: The AI service refused to make this"
