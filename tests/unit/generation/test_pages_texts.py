"""The list of texts, and what a product's page shows of them."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assets.models import Product
from generation.models import Text, TextVersion, VersionSource
from generation.screens import texts as screen
from generation.screens.pictures import Pictures
from tests.factories import copy, stock
from workspaces.models import Workspace

PICTURES = Pictures("https://shop.example")
HTMX = {"HX-Request": "true"}
ATTACK = "<script>alert(1)</script>"
pytestmark = pytest.mark.usefixtures("clean_cache", "sent")


def text(product: Product | None, words: str = "A mug", **values: Any) -> Text:
    """Return a text that somebody typed. Stand in the workspace."""
    row = Text.objects.create(
        product=product, **{"kind": "title", "language": "en", "channel": "general", **values}
    )
    row.current = TextVersion.objects.create(
        text=row, number=1, content={"title": words}, plain=words, source=VersionSource.EDITED
    )
    row.save(update_fields=["current"])
    return row


@pytest.fixture
def mug(in_acme: Workspace, alice: User) -> Product:
    return stock.product(alice, name="Speckled mug", name_zh="斑点马克杯", sku="NB-MUG-001")


def address(place: Workspace, **asked: str) -> str:
    query = QueryDict(mutable=True)
    query.update(asked)
    here = reverse("generation:texts", args=[place.slug])
    return f"{here}?{query.urlencode()}" if asked else here


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


# --- the list -----------------------------------------------------------------------------------


def test_the_newest_text_stands_first_and_is_copied_from_its_row(
    in_acme: Workspace, alice: User, mug: Product, client_for: Callable[[User], Client]
) -> None:
    old, new = text(mug, "Old"), text(mug, "New\nand more")

    shown = words(client_for(alice).get(address(in_acme)))

    assert shown.index(f"text-{new.pk}") < shown.index(f"text-{old.pk}")
    assert 'data-copy="New and more"' in shown
    assert ">New</a>" in shown
    assert 'aria-label="Copy Title, Speckled mug"' in shown


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"title", "faq", "post", "lamp"}),
        ({"kind": "faq"}, {"faq"}),
        ({"language": "zh-hans"}, {"faq"}),
        ({"channel": "x"}, {"post"}),
        ({"q": "speckled MUG"}, {"title", "faq", "post"}),
        ({"q": "马克杯"}, {"title", "faq", "post"}),
        ({"q": "nb-mug"}, {"title", "faq", "post"}),
        ({"q": "mug lamp"}, set()),
        (
            {"kind": "poem", "channel": "myspace", "language": "fr"},
            {"title", "faq", "post", "lamp"},
        ),
    ],
)
def test_the_list_is_narrowed(
    asked: dict[str, str],
    expected: set[str],
    in_acme: Workspace,
    alice: User,
    mug: Product,
    client_for: Callable[[User], Client],
) -> None:
    text(mug, "title")
    text(mug, "faq", kind="faq", language="zh-hans")
    text(mug, "post", kind="post", channel="x")
    text(stock.product(alice, name="Lamp"), "lamp")

    shown = words(client_for(alice).get(address(in_acme, **asked)))

    assert {
        word for word in ("title", "faq", "post", "lamp") if f">{word}</a>" in shown
    } == expected


def test_a_filter_keeps_what_the_others_say(
    in_acme: Workspace, alice: User, mug: Product, client_for: Callable[[User], Client]
) -> None:
    text(mug)

    shown = words(client_for(alice).get(address(in_acme, kind="title", q="mug")))

    assert (
        'href="' + address(in_acme, kind="title", language="en", q="mug").replace("&", "&amp;")
        in shown
    )
    assert '<input type="hidden" name="kind" value="title">' in shown
    assert "Clear" in shown


def pages(only: screen.Narrowed) -> Iterator[list[screen.Row]]:
    cursor, is_first = "", True
    while cursor or is_first:
        found = screen.listing(only, pictures=PICTURES, cursor=cursor)
        yield found.rows
        cursor, is_first = found.cursor, False


def test_pages_show_each_text_once_and_end(in_acme: Workspace, mug: Product) -> None:
    expected = {text(mug).pk for _number in range(screen.PAGE * 2 + 1)}

    found = list(pages(screen.Narrowed()))

    assert [len(page) for page in found] == [screen.PAGE, screen.PAGE, 1]
    assert {row.text.pk for page in found for row in page} == expected


def test_the_next_page_comes_as_rows_that_fetch_the_one_after(
    in_acme: Workspace, alice: User, mug: Product, client_for: Callable[[User], Client]
) -> None:
    for _number in range(screen.PAGE + 1):
        text(mug)
    cursor = screen.listing(screen.Narrowed(kind="title"), pictures=PICTURES).cursor
    client = client_for(alice)

    whole = words(client.get(address(in_acme, kind="title")))
    rest = words(client.get(address(in_acme, kind="title", cursor=cursor), headers=HTMX))

    assert "kind=title&amp;cursor=" in whole
    assert rest.count("data-copy=") == 1
    assert "<html" not in rest
    assert 'id="load-more"' not in rest


def test_an_empty_list_leads_to_the_first_text_and_a_viewer_to_nothing(
    acme: Workspace, alice: User, carol: User, client_for: Callable[[User], Client]
) -> None:
    owner = words(client_for(alice).get(address(acme)))
    viewer = words(client_for(carol).get(address(acme)))

    assert "Your copy will live here" in owner
    assert reverse("generation:copy_new", args=[acme.slug]) in owner
    assert "When someone writes copy, you find it here." in viewer


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [({"q": ATTACK}, "Nothing matches “&lt;script&gt;"), ({"kind": "faq"}, "No text is like this")],
)
def test_what_matches_nothing_says_so(
    asked: dict[str, str],
    sentence: str,
    in_acme: Workspace,
    alice: User,
    mug: Product,
    client_for: Callable[[User], Client],
) -> None:
    text(mug)

    shown = words(client_for(alice).get(address(in_acme, **asked)))

    assert sentence in shown
    assert ATTACK not in shown
    assert "Clear the filters" in shown


def test_markup_in_a_name_or_a_text_is_shown_as_it_is(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    product = stock.product(alice, name=ATTACK)
    text(product, ATTACK)
    client = client_for(alice)

    for here in (
        address(in_acme),
        reverse("generation:product_made", args=[in_acme.slug, product.pk]),
    ):
        shown = words(client.get(here))
        assert ATTACK not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_asks_as_few_questions_for_many_texts_as_for_one(
    count: int,
    in_acme: Workspace,
    alice: User,
    client_for: Callable[[User], Client],
    django_assert_num_queries: Any,
) -> None:
    for number in range(count):
        text(stock.product(alice, name=f"Product {number}"))
    client = client_for(alice)
    client.get(address(in_acme))

    # Two schema switches, session, person, three of the frame; texts, photos.
    with django_assert_num_queries(10):
        client.get(address(in_acme))


# --- a product's page ---------------------------------------------------------------------------


def test_a_product_shows_its_texts_and_videos(
    in_acme: Workspace, alice: User, mug: Product, client_for: Callable[[User], Client]
) -> None:
    for number in range(screen.OF_PRODUCT + 2):
        text(mug, f"Text {number}")
    text(stock.product(alice, name="Lamp"), "Of another")
    project = copy.project(alice, copy.script(stock.asset()), title="Slow mornings")
    project.product = mug
    project.save(update_fields=["product"])
    here = reverse("generation:product_made", args=[in_acme.slug, mug.pk])

    shown = words(client_for(alice).get(here, headers=HTMX))

    assert "Of another" not in shown
    assert "All 10 texts" in shown
    assert "Slow mornings" in shown
    for name in ("copy_new", "video_new"):
        assert (
            reverse(f"generation:{name}", args=[in_acme.slug]) + f"?product={mug.pk.hex}" in shown
        )
    assert reverse("generation:video", args=[in_acme.slug, project.pk]) in shown


def test_a_product_without_texts_says_so_and_a_viewer_is_offered_nothing(
    in_acme: Workspace, mug: Product, carol: User, client_for: Callable[[User], Client]
) -> None:
    here = reverse("generation:product_made", args=[in_acme.slug, mug.pk])

    shown = words(client_for(carol).get(here))

    assert "Nothing is written about it yet." in shown
    assert "There is no video of it yet." in shown
    assert "Write copy" not in shown


def test_a_products_page_fetches_what_was_made(
    in_acme: Workspace, alice: User, mug: Product, client_for: Callable[[User], Client]
) -> None:
    shown = words(client_for(alice).get(reverse("assets:product", args=[in_acme.slug, mug.pk])))

    here = reverse("generation:product_made", args=[in_acme.slug, mug.pk])
    assert f'hx-get="{here}" hx-trigger="load"' in shown


def test_strangers_and_products_that_are_not_there_are_not_found(
    in_acme: Workspace,
    mug: Product,
    alice: User,
    mallory: User,
    client_for: Callable[[User], Client],
) -> None:
    here = reverse("generation:product_made", args=[in_acme.slug, mug.pk])

    assert client_for(mallory).get(here).status_code == 404
    assert client_for(mallory).get(address(in_acme)).status_code == 404
    gone = reverse("generation:product_made", args=[in_acme.slug, uuid4()])
    assert client_for(alice).get(gone).status_code == 404
