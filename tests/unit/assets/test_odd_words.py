"""What no form of ours sends: characters that cannot be kept, and numbers without end."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from rest_framework.test import APIClient

from assets.models import Export
from tests.factories import stock
from tests.factories.sheets import Desk
from tests.unit.assets.imports import desk
from tests.unit.assets.test_import_pages import fields
from workspaces import tenancy

__all__ = ["desk"]
LONG = "9" * 5000
HALF = b"\xed\xa0\x80"  # of a pair of surrogates
PARAMETERS = (
    "cursor", "q", "find", "state", "sort", "kind", "source", "style", "product", "tag", "brand",
    "category", "missing", "sku", "duplicates", "view", "sheet", "limit", "show", "for",
    "attribute", "version", "as", "upload", "redirect",
)  # fmt: skip


@pytest.fixture
def api(api_for, alice, acme) -> APIClient:
    return api_for(alice, acme)


@pytest.fixture
def there(desk: Desk, alice) -> dict[str, str]:
    """One of each thing that has an address."""
    run = desk.checked()
    product = stock.product(alice, name="Known")
    picture = stock.asset(name="Front", product=product)
    return {"run": str(run.pk), "product": str(product.pk), "asset": str(picture.pk)}


@pytest.mark.parametrize("odd", ["a\0b", LONG, HALF], ids=["nul", "long", "half"])
def test_pages_take_whatever_stands_in_their_address(page: Client, acme, there, odd) -> None:
    query = urlencode(dict.fromkeys(PARAMETERS, odd))
    for address in (
        "library", "library/products", "library/tags", "library/bin", "products",
        "products/choices", "products/{product}/facts/new", "library/{asset}",
        "products/imports/{run}", "products/imports/{run}/rows/2",
    ):  # fmt: skip
        at = f"/w/{acme.slug}/{address.format(**there)}?{query}"
        assert page.get(at, HTTP_HX_REQUEST="true").status_code < 500, address


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("assets", ("cursor", "q", "style", "product", "tag", "sort", "limit", "duplicates")),
        ("products", ("cursor", "q", "sku", "brand", "missing", "limit")),
        ("products/{product}/proposals", ("state",)),
        ("products/imports", ("cursor",)),
        ("products/imports/{run}/rows", ("state", "cursor", "limit")),
        ("tags", ("q",)),
    ],
)
def test_programs_may_ask_whatever_they_like(api: APIClient, there, address: str, names) -> None:
    for name in names:
        for odd in ("a\0b", LONG):
            answer = api.get(f"/api/v1/{address.format(**there)}?{urlencode({name: odd})}")
            assert answer.status_code < 500, (name, odd[:5])


@pytest.mark.parametrize("state", ["\0", "wise"])
def test_rows_of_a_state_there_is_not_are_refused_with_those_there_are(
    api: APIClient, there, state: str
) -> None:
    answer = api.get(f"/api/v1/products/imports/{there['run']}/rows", {"state": state})

    assert answer.status_code == 400
    assert "invalid" in str(answer.json())
    assert "duplicate" in str(answer.json())


@pytest.mark.parametrize("name", ["attribute", "unit", "language"])
def test_what_cannot_be_kept_of_a_column_is_left_out(page, acme, desk: Desk, name: str) -> None:
    run = desk.begin()
    address = f"/w/{acme.slug}/products/imports/{run.pk}"
    given = fields(page.get(address))
    given["attribute"][5], given["means"][5] = "Capacity", "fact"
    given["unit"][5], given["language"][5] = "ml", "en"
    given[name][5] += "\0"

    assert page.post(f"{address}/columns", given).status_code == 302
    with tenancy.inside(acme.schema_name):
        run.refresh_from_db()
    assert run.mapping["5"] == {
        "means": "fact", "attribute": "Capacity", "unit": "ml", "language": "en",
    }  # fmt: skip


@pytest.mark.parametrize("version", [LONG, "²", "٣", ""])
def test_a_version_that_is_no_number_is_not_found(page, acme, desk: Desk, version: str) -> None:
    run = desk.begin()
    address = f"/w/{acme.slug}/products/imports/{run.pk}/sheet"

    assert page.post(address, {"version": version}).status_code == 404


def test_the_name_of_a_sheet_is_kept_without_what_cannot_be(page, acme, desk: Desk) -> None:
    run = desk.begin(b"")
    assert run.sheets == {}
    address = f"/w/{acme.slug}/products/imports/{run.pk}/sheet"

    given = {"version": str(run.version), "sheet": "Mugs\0" + "x" * 5000}
    assert page.post(address, given).status_code == 302
    with tenancy.inside(acme.schema_name):
        run.refresh_from_db()
    assert run.sheet == ("Mugs" + "x" * 5000)[:80]


def test_products_are_narrowed_by_what_can_be_kept(page, acme, desk: Desk) -> None:
    desk.imported()
    address = f"/w/{acme.slug}/products/export"

    for given in ({"q": "tall\0"}, {"brand": "Northbay\0"}, {"missing": "\0"}, {"category": "\0"}):
        answer = page.post(address, {"format": "csv", **given})
        assert "/exports/" in answer["Location"]
    with tenancy.inside(acme.schema_name):
        assert set(Export.objects.values_list("total", flat=True)) == {1, 3}


def test_a_column_no_text_can_name_is_refused(api: APIClient, desk: Desk, acme) -> None:
    run = desk.checked()
    for content in ('{"cells": {"\\ud800": "x"}}', '{"cells": {"\\u0000": "x"}}'):
        answer = api.patch(
            f"/api/v1/products/imports/{run.pk}/rows/2", content, content_type="application/json"
        )
        assert answer.status_code in (400, 422)
    with tenancy.inside(acme.schema_name):
        assert desk.states(run) == ["new"] * 3
