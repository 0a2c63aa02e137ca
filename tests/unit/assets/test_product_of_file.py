"""A file's product is chosen in a menu that searches, of thousands as of three."""

import re

import pytest
from django.test import Client

from tests.factories import stock
from workspaces import tenancy


@pytest.fixture
def home(acme) -> str:
    return f"/w/{acme.slug}/library"


def test_the_page_shows_the_chosen_product_and_no_other(
    page: Client, home: str, acme, alice
) -> None:
    with tenancy.inside(acme.schema_name):
        mug, lamp = (stock.product(alice, name=name) for name in ("Mug", "Lamp"))
        asset = stock.asset(product=mug)

    text = page.get(f"{home}/{asset.pk}").content.decode()

    assert f'name="product" value="{mug.pk}"' in text
    assert re.search(r'id="product-name">Mug<', text)
    assert str(lamp.pk) not in text


def test_what_was_chosen_stays_when_something_else_is_refused(
    page: Client, home: str, acme, alice
) -> None:
    with tenancy.inside(acme.schema_name):
        lamp = stock.product(alice, name="Lamp")
        asset = stock.asset()

    given = {"name": "", "product": str(lamp.pk), "tags": ""}
    refused = page.post(f"{home}/{asset.pk}/edit", given)

    assert refused.status_code == 422
    assert re.search(r'id="product-name">Lamp<', refused.content.decode())


@pytest.mark.parametrize(
    ("product", "said"),
    [
        ("00000000-0000-0000-0000-000000000000", "This product is not here any more."),
        ("nonsense", "“nonsense” is not a valid UUID."),
    ],
)
def test_a_product_that_is_none_is_refused_by_the_field(
    product: str, said: str, page: Client, home: str, acme
) -> None:
    with tenancy.inside(acme.schema_name):
        asset = stock.asset()

    refused = page.post(f"{home}/{asset.pk}/edit", {"name": "Front", "product": product})

    text = refused.content.decode()
    assert refused.status_code == 422
    assert said in text
    assert re.search(r'id="product-name">None<', text)


def test_the_menu_searches_and_ticks_what_is_chosen(page: Client, home: str, acme, alice) -> None:
    with tenancy.inside(acme.schema_name):
        mug, _lamp = (stock.product(alice, name=name) for name in ("Mug", "Lamp"))

    asked = {"for": "field", "product": str(mug.pk)}
    everything = page.get(f"{home}/products", asked).content.decode()
    found = page.get(f"{home}/products", {**asked, "find": "lam"}).content.decode()
    nothing = page.get(f"{home}/products", {**asked, "find": "zebra"}).content.decode()

    picks = dict(re.findall(r'data-product-pick="([^"]*)" aria-checked="(\w+)"', everything))
    assert picks[""] == "false"
    assert picks[str(mug.pk)] == "true"
    assert len(picks) == 3
    assert "Lamp" in found
    assert "Mug" not in found
    assert 'data-product-pick=""' not in found
    assert "No product matches “zebra”." in nothing
