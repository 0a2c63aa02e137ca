"""The table of products: what each has and lacks, narrowed, searched and sorted."""

import re

import pytest
from django.test import Client

from assets import services
from assets.models import Asset
from tests.factories import stock
from workspaces import tenancy


@pytest.fixture
def home(acme) -> str:
    return f"/w/{acme.slug}/products"


@pytest.fixture
def shop(acme, alice) -> None:
    """A mug with everything, a lamp with a fact alone, and a bag with nothing."""
    with tenancy.inside(acme.schema_name):
        mug = stock.product(alice, name="Mug", name_zh="马克杯", sku="A-1", brand="Northbay")
        lamp = stock.product(alice, name="Lamp", sku="C-3", brand="Arc", category="Lights")
        stock.product(alice, name="bag", sku="B-2", brand="Arc")
        stock.asset(product=mug)
        for kind in ("image", "image", "video"):
            stock.asset(product=mug, kind=kind, source=Asset.Source.GENERATED)
        for product in (mug, lamp):
            services.set_facts(product.pk, stock.facts(material="Stoneware"), actor=alice)


def names(response) -> list[str]:
    return re.findall(r'row-link[^>]* title="([^"]+)"', response.content.decode())


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "马克"}, ["Mug"]),
        ({"q": "arc lamp"}, ["Lamp"]),
        ({"q": "b-2"}, ["bag"]),
        ({"q": "lights"}, ["Lamp"]),
        ({"brand": "arc", "sort": "name"}, ["bag", "Lamp"]),
        ({"category": "Lights"}, ["Lamp"]),
        ({"missing": "photo", "sort": "name"}, ["bag", "Lamp"]),
        ({"missing": "facts"}, ["bag"]),
        ({"missing": "nonsense", "sort": "name"}, ["bag", "Lamp", "Mug"]),
        ({"sort": "sku-last"}, ["Lamp", "bag", "Mug"]),
        ({"brand": "arc", "q": "mug"}, []),
    ],
)
def test_products_are_narrowed_and_sorted(
    asked: dict[str, str], found: list[str], page: Client, home: str, shop: None
) -> None:
    assert names(page.get(home, asked)) == found


def test_a_row_says_what_there_is_and_what_is_missing(page: Client, home: str, shop: None) -> None:
    text = page.get(home, {"sort": "name"}).content.decode()
    rows = re.findall(r"<tr>(.*?)</tr>", text[text.index("<tbody>") :], flags=re.S)

    figures = [re.findall(r'is-number max-sm:hidden">(\d+)<', row) for row in rows]
    lacks = [re.findall(r'class="lack">([^<]+)<', row) for row in rows]

    assert figures == [["0", "0", "0"], ["0", "0", "0"], ["2", "0", "1"]]
    assert lacks == [["Photo", "Facts"], ["Photo"], []]
    assert 'aria-sort="ascending"' in text


def test_menus_offer_what_products_say(page: Client, home: str, shop: None) -> None:
    brands = page.get(f"{home}/choices", {"by": "brand", "sort": "name"}).content.decode()
    found = page.get(f"{home}/choices", {"by": "brand", "find": "nor"}).content.decode()

    assert brands.index("Arc") < brands.index("Northbay")
    assert "sort=name" in brands
    assert "Northbay" in found
    assert "Arc" not in found
    for by in ("sku", "", "pk__in"):
        assert page.get(f"{home}/choices", {"by": by}).status_code == 404


def test_no_match_can_be_cleared(page: Client, home: str, shop: None) -> None:
    text = page.get(home, {"q": "zebra", "brand": "Arc"}).content.decode()

    assert "Nothing matches “zebra”" in text
    assert "Filters are on, too." in text
    assert 'href="?"' in text
