"""A new video: what can be chosen, what it would take, and the order it becomes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assets.models import Asset, Product
from billing.models import QuotaPeriod
from generation.kinds.script import PICTURES_AT_MOST
from generation.models import CopyJob, VideoProject
from generation.screens import video_new as screen
from generation.screens.pictures import Pictures
from generation.video_forms import choice_of
from tests.factories import copy, stock
from tests.factories.jobs import access_to
from workspaces import tenancy
from workspaces.models import Workspace

PICTURES = Pictures("https://shop.example")
ATTACK = '"><script>alert(1)</script>'
pytestmark = pytest.mark.usefixtures("clean_cache", "sent")


@pytest.fixture
def mug(in_acme: Workspace, alice: User) -> Product:
    product = copy.product(alice)
    stock.asset(name="Front", product=product, days_old=1)
    stock.asset(name="On wood", product=product, source=Asset.Source.GENERATED)
    stock.asset(name="Film", product=product, source=Asset.Source.GENERATED, kind="video")
    return product


def shown(place: Workspace, query: str) -> screen.NewVideo:
    return screen.new_video(access_to(place), choice_of(QueryDict(query)), pictures=PICTURES)


def address(place: Workspace, name: str = "video_new") -> str:
    return reverse(f"generation:{name}", args=[place.slug])


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["video_new", "video_products"])
def test_a_viewer_starts_no_video_and_a_stranger_sees_none(
    name: str,
    in_acme: Workspace,
    bob: User,
    carol: User,
    mallory: User,
    client_for: Callable[[User], Client],
) -> None:
    here = address(in_acme, name)

    statuses = [client_for(person).get(here).status_code for person in (bob, carol, mallory)]

    assert statuses == [200, 403, 404]
    assert client_for(carol).post(address(in_acme)).status_code == 403


# --- the choice ---------------------------------------------------------------------------------


def test_a_products_pictures_are_all_shown_made_ones_first_and_no_video_among_them(
    in_acme: Workspace, mug: Product
) -> None:
    new = shown(in_acme, f"product={mug.pk.hex}")

    assert [picture.asset.name for picture in new.pictures] == ["On wood", "Front"]
    assert new.chosen == 2
    assert [row.product for row in new.products if row.is_chosen] == [mug]


def test_pictures_that_are_not_ticked_stay_so_for_their_own_product_alone(
    in_acme: Workspace, mug: Product
) -> None:
    front = Asset.objects.get(name="Front")

    ticked = shown(in_acme, f"product={mug.pk.hex}&of={mug.pk.hex}&asset={front.pk}")
    other = shown(in_acme, f"product={mug.pk.hex}&of={front.pk.hex}&asset={front.pk}")

    assert [picture.is_chosen for picture in ticked.pictures] == [False, True]
    assert [picture.is_chosen for picture in other.pictures] == [True, True]


def test_no_more_pictures_are_ticked_than_a_script_is_written_for(
    in_acme: Workspace, alice: User
) -> None:
    product = stock.product(alice)
    for _number in range(PICTURES_AT_MOST + 3):
        stock.asset(product=product)

    new = shown(in_acme, f"product={product.pk.hex}")

    assert new.chosen == PICTURES_AT_MOST
    assert len(new.pictures) == PICTURES_AT_MOST + 3


def test_words_that_are_none_of_ours_have_their_first_value(in_acme: Workspace) -> None:
    choice = choice_of(
        QueryDict("product=x&language=fr&seconds=9999&tone=angry&ratio=2:7&music=%00&subtitles=x")
    )

    assert (choice.product, choice.language, choice.seconds) == (None, "en", 20)
    assert (choice.tone, choice.ratio) == ("plain", "9:16")
    assert (choice.music, choice.subtitles) == ("open_road", "large")


def test_three_starts_are_three_tones_in_lines_about_the_product(
    in_acme: Workspace, mug: Product
) -> None:
    new = shown(in_acme, f"product={mug.pk.hex}")

    assert [opening.key for opening in new.openings] == ["plain", "warm", "lively"]
    assert new.are_samples
    assert len({opening.line for opening in new.openings}) == 3
    chinese = shown(in_acme, f"product={mug.pk.hex}&language=zh-hans")
    assert all(any(ord(sign) > 0x3000 for sign in each.line) for each in chinese.openings)


def test_where_lines_cost_something_the_tones_are_only_described(
    in_acme: Workspace, mug: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "writer", lambda: None)

    new = shown(in_acme, f"product={mug.pk.hex}")

    assert not new.are_samples
    assert new.openings[0].line == "Says what it is, and shows it."


def test_voices_are_those_of_the_language(in_acme: Workspace) -> None:
    english, chinese = shown(in_acme, ""), shown(in_acme, "language=zh-hans")

    assert {voice.language for voice in english.voices} == {"en"}
    assert {voice.language for voice in chinese.voices} == {"zh-hans"}


def test_products_are_found_by_their_words(
    in_acme: Workspace, mug: Product, alice: User, client_for: Callable[[User], Client]
) -> None:
    stock.product(alice, name="Leather satchel")

    text = client_for(alice).get(address(in_acme, "video_products"), {"q": "satchel"})

    assert text.content.decode().count('name="product"') == 1
    none = client_for(alice).get(address(in_acme, "video_products"), {"q": ATTACK})
    assert "Nothing matches “&quot;&gt;&lt;script&gt;" in none.content.decode()


def test_a_workspace_without_products_says_what_a_video_needs(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    page = client_for(alice).get(address(in_acme)).content.decode()

    assert "A video is about one product, and there is none yet." in page
    assert "Choose a product" in page


@pytest.mark.parametrize("count", [1, 12])
def test_many_products_and_pictures_ask_no_more_than_one(
    count: int,
    in_acme: Workspace,
    alice: User,
    client_for: Callable[[User], Client],
    django_assert_num_queries: Any,
) -> None:
    products = [stock.product(alice) for _number in range(count)]
    for _number in range(count):
        stock.asset(product=products[0])
    client = client_for(alice)
    here = address(in_acme) + f"?product={products[0].pk.hex}"
    client.get(here)

    # Two schema switches, session, person, two of the frame; product, products, their photos,
    # pictures, facts, allowances (2).
    with django_assert_num_queries(17):
        client.get(here)


# --- the order ----------------------------------------------------------------------------------


def test_the_order_becomes_a_project_and_its_page_is_shown(
    in_acme: Workspace, mug: Product, bob: User, client_for: Callable[[User], Client]
) -> None:
    front = Asset.objects.get(name="Front")
    chosen = {
        "product": mug.pk.hex,
        "of": mug.pk.hex,
        "asset": str(front.pk),
        "language": "zh-hans",
        "seconds": "30",
        "tone": "warm",
        "ratio": "1:1",
        "voice": "zh-clear",
        "music": "none",
        "subtitles": "small",
        "brief": "For Mother's Day",
    }

    answer = client_for(bob).post(address(in_acme), chosen)

    with tenancy.inside(in_acme.schema_name):
        project, item = VideoProject.objects.get(), CopyJob.objects.get().items.get()
    here = reverse("generation:video", args=[in_acme.slug, project.pk])
    assert (answer.status_code, answer.headers["Location"]) == (302, here)
    assert not project.render_when_written
    assert (item.params["seconds"], item.params["tone"]) == (30, "warm")
    assert item.params["assets"] == [str(front.pk)]
    assert item.params["brief"] == "For Mother's Day"
    assert item.params["style"] == {
        "ratio": "1:1",
        "voice": "zh-clear",
        "music": "none",
        "subtitles": "small",
    }


def test_straight_through_is_kept_with_the_project(
    in_acme: Workspace, mug: Product, alice: User, client_for: Callable[[User], Client]
) -> None:
    client_for(alice).post(address(in_acme), {"product": mug.pk.hex, "straight": "1"})

    with tenancy.inside(in_acme.schema_name):
        assert VideoProject.objects.get().render_when_written


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Choose the product the video is about."),
        ({"product": "mug", "of": "mug"}, "Choose at least one picture to show."),
        ({"product": "mug", "voice": "nobody"}, "There is no voice “nobody” for this language."),
    ],
)
def test_what_cannot_be_ordered_is_said_in_place_and_the_choice_stays(
    given: dict[str, str],
    words: str,
    in_acme: Workspace,
    mug: Product,
    alice: User,
    client_for: Callable[[User], Client],
) -> None:
    chosen = {name: mug.pk.hex if value == "mug" else value for name, value in given.items()}

    answer = client_for(alice).post(address(in_acme), {**chosen, "brief": ATTACK, "seconds": "60"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert ATTACK not in page
    assert 'value="60" checked' in page
    with tenancy.inside(in_acme.schema_name):
        assert not VideoProject.objects.exists()


def test_a_product_without_a_picture_says_so_before_and_after(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    bare = stock.product(alice)
    client = client_for(alice)

    page = client.get(address(in_acme), {"product": bare.pk.hex}).content.decode()
    answer = client.post(address(in_acme), {"product": bare.pk.hex})

    assert "This product has no picture to show" in page
    assert answer.status_code == 422
    assert "The product has no photo to show." in answer.content.decode()


def test_a_script_the_plan_has_no_text_for_is_not_begun(
    in_acme: Workspace, mug: Product, alice: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(alice)
    client.get(address(in_acme))
    QuotaPeriod.objects.filter(meter="copies").update(limit_units=0)

    answer = client.post(address(in_acme), {"product": mug.pk.hex})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "There are no texts in this plan. Nothing was counted." in page
