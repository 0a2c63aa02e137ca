"""The image studio: what is shown of a choice."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assets.models import Asset
from generation.forms import SIDE_PX, choice_of
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


# --- the choice ---------------------------------------------------------------------------------


def test_a_product_brings_all_its_photos_chosen(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    product = stock.product(alice)
    for name in ("front", "back"):
        stock.asset(name=name, product=product)
    stock.asset(name="made", product=product, source=Asset.Source.GENERATED)

    studio = shown(in_acme, f"product={product.pk}")

    assert photos(studio) == {"front": True, "back": True}
    assert [group.name for group in studio.groups] == [product.name]


def test_a_photo_brings_its_products_others_along_unchosen(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    product = stock.product(alice)
    front, _back = (
        stock.asset(name="front", product=product),
        stock.asset(name="back", product=product),
    )
    loose = stock.asset(name="loose")

    studio = shown(in_acme, f"asset={loose.pk.hex},{front.pk}&current={front.pk.hex}")

    assert photos(studio) == {"loose": True, "front": True, "back": False}
    assert [group.name for group in studio.groups] == ["", product.name]
    assert studio.current is not None
    assert studio.current.asset == front


def test_photos_that_are_gone_and_words_that_are_none_are_left_out(
    in_acme: Workspace, sent: Sent
) -> None:
    gone = stock.asset(deleted_at="2026-01-01T00:00Z")

    studio = shown(
        in_acme, f"asset={gone.pk},{uuid4()},nonsense&look=sky,none&ratio=2:7&size=99999"
    )

    assert photos(studio) == {}
    assert studio.choice.looks == ("sky",)
    assert (studio.choice.ratio, studio.choice.side_px) == ("1:1", SIDE_PX)


def test_an_empty_studio_offers_the_newest_photos_and_shows_one_in_every_look(
    in_acme: Workspace, sent: Sent, client_for: Callable[[User], Client], alice: User
) -> None:
    made.refuse(stock.asset(name="refused"))
    made.cut(stock.asset(name="ready", days_old=1))

    studio = shown(in_acme, "")

    assert studio.current is None
    assert [photo.asset.name for photo in studio.recent] == ["refused", "ready"]
    assert all(card.src for card in studio.cards)
    text = client_for(alice).get(reverse("generation:images_new", args=[in_acme.slug]))
    assert "Or start with one of yours" in text.content.decode()


# --- looks --------------------------------------------------------------------------------------


def test_looks_are_pictures_of_the_photo_that_is_looked_at(in_acme: Workspace, sent: Sent) -> None:
    photo = stock.asset()
    made.cut(photo)

    studio = shown(in_acme, f"asset={photo.pk}&look=sky")

    sky = next(card for card in studio.cards if card.key == "sky")
    assert "/derived/sky.webp?" in sky.src
    assert [card.key for card in studio.cards if card.is_chosen] == ["sky"]
    assert studio.current is not None
    assert studio.current.state == "ready"


def test_a_photo_that_was_never_cut_out_is_asked_for_again_once_a_minute(
    in_acme: Workspace, sent: Sent
) -> None:
    photo = stock.asset()

    first = shown(in_acme, f"asset={photo.pk}")
    shown(in_acme, f"asset={photo.pk}")

    assert first.current is not None
    assert first.current.state == "pending"
    assert sent.hints == [("generation.prepare_cutout", (in_acme.schema_name, str(photo.pk), None))]


def test_a_photo_that_is_not_cut_out_says_why_and_what_helps(
    in_acme: Workspace, alice: User, sent: Sent, client_for: Callable[[User], Client]
) -> None:
    photo = stock.asset()
    made.refuse(photo, "busy_background")
    here = reverse("generation:images_new", args=[in_acme.slug])

    text = client_for(alice).get(here, {"asset": str(photo.pk)}).content.decode()

    assert "The background is too busy" in text
    assert "Nothing was counted." in text
    assert "Draw a rectangle" in text
    with tenancy.inside(in_acme.schema_name):
        cards = shown(in_acme, f"asset={photo.pk}").cards
    assert [card.key for card in cards if card.src] == ["framed"]


def test_a_photo_that_can_be_shown_is_looked_at_before_one_that_is_refused(
    in_acme: Workspace, sent: Sent
) -> None:
    refused, ready = stock.asset(name="refused"), stock.asset(name="ready")
    made.refuse(refused)
    made.cut(ready)

    studio = shown(in_acme, f"asset={refused.pk},{ready.pk}")

    assert studio.current is not None
    assert studio.current.asset == ready


def test_another_photos_looks_come_alone_with_what_stands_below_the_preview(
    in_acme: Workspace, alice: User, sent: Sent, client_for: Callable[[User], Client]
) -> None:
    photo = stock.asset()
    made.cut(photo)
    here = reverse("generation:studio_looks", args=[in_acme.slug])

    text = client_for(alice).get(here, {"current": str(photo.pk), "look": "sky"}).content.decode()

    assert text.count('name="look"') == 12
    assert 'value="sky" form="order" checked' in text
    assert 'id="cut" hx-swap-oob="morph"' in text
    assert "every 3s" not in text
    looks = text.partition('id="looks"')[2].partition(">")[0]
    assert 'hx-swap="morph"' in looks, "an answer that is late would be nested otherwise"


@pytest.mark.parametrize("asked", [{}, {"current": str(uuid4())}])
def test_looks_of_a_photo_that_is_not_there_are_not_found(
    asked: dict[str, str], acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    here = reverse("generation:studio_looks", args=[acme.slug])

    assert client_for(alice).get(here, asked).status_code == 404


# --- photos to add ------------------------------------------------------------------------------


def test_photos_to_add_are_found_by_product_and_are_never_made_images(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    product = stock.product(alice, name="Leather satchel")
    stock.asset(name="front", product=product)
    stock.asset(name="other")
    stock.asset(name="made", product=product, source=Asset.Source.GENERATED)
    here = reverse("generation:studio_photos", args=[in_acme.slug])

    text = client_for(alice).get(here, {"q": "satchel"}).content.decode()

    assert text.count("data-pick") == 1
    assert "front" in text
    nothing = client_for(alice).get(here, {"q": "zebra"}).content.decode()
    assert "Nothing matches “zebra”" in nothing


def test_photos_to_add_come_page_by_page(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    for _number in range(screen.PICKER_PAGE + 1):
        stock.asset()
    here = reverse("generation:studio_photos", args=[in_acme.slug])
    client = client_for(alice)

    first = client.get(here).content.decode()
    second = client.get(here, {"offset": screen.PICKER_PAGE}).content.decode()

    assert first.count("data-pick") == screen.PICKER_PAGE
    assert f"offset={screen.PICKER_PAGE}" in first
    assert second.count("data-pick") == 1
    assert "Show more" not in second


def test_a_workspace_without_photos_says_how_to_add_the_first(
    acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    here = reverse("generation:studio_photos", args=[acme.slug])

    assert "No photos yet" in client_for(alice).get(here).content.decode()


# --- cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 12])
def test_the_studio_asks_as_few_questions_for_many_photos_as_for_one(
    count: int,
    in_acme: Workspace,
    alice: User,
    sent: Sent,
    client_for: Callable[[User], Client],
    django_assert_num_queries: Any,
) -> None:
    product = stock.product(alice)
    for _number in range(count):
        made.cut(stock.asset(product=product))
    client = client_for(alice)
    here = reverse("generation:images_new", args=[in_acme.slug]) + f"?product={product.pk}"
    client.get(here)
    cache.clear()

    # Two schema switches, session, person, three of the frame; photos, cut-outs, allowance (3).
    with django_assert_num_queries(14):
        client.get(here)
    with django_assert_num_queries(6):
        client.get(reverse("generation:studio_photos", args=[in_acme.slug]))
