"""The library's order: pages that neither repeat nor leave out, whatever arrives meanwhile."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from assets.models import Asset
from assets.screens.library import SORTS
from assets.screens.product_list import SORTS as PRODUCT_SORTS
from tests.factories import stock
from workspaces import tenancy

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def home(acme) -> str:
    return f"/w/{acme.slug}/library"


def pages(page: Client, address: str, **asked: str) -> Iterator[str]:
    """Yield the pages of a list, each asked for where the one before says."""
    text = page.get(address, asked).content.decode()
    while True:
        yield text
        further = re.search(r'hx-get="(\?[^"]*cursor=[^"]+)"', text)
        if further is None:
            return
        text = page.get(address + further[1].replace("&amp;", "&"), **HTMX).content.decode()


def shown(text: str) -> list[str]:
    return re.findall(r'data-tile="([^"]+)"', text)


@pytest.mark.slow
@pytest.mark.parametrize("sort", SORTS)
def test_no_file_comes_twice_or_is_missing_while_others_arrive(
    sort: str, page: Client, home: str, acme
) -> None:
    with tenancy.inside(acme.schema_name):
        # Names and sizes that are the same: only the keys part them.
        there = [
            stock.asset(name=f"Mug_{number % 3}", size_bytes=number % 2) for number in range(95)
        ]
        moments = dict(Asset.objects.values_list("pk", "created_at"))

    found: list[str] = []
    for number, text in enumerate(pages(page, home, sort=sort)):
        found += shown(text)
        with tenancy.inside(acme.schema_name):
            for name in ("A first", "Mug_1", "Zebra"):
                stock.asset(name=f"{name}", size_bytes=number, days_old=number)

    wanted = {str(asset.pk) for asset in there}
    assert [key for key in found if key in wanted] == list(
        dict.fromkeys(key for key in found if key in wanted)
    )
    assert wanted <= set(found)
    assert len(moments) == 95


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("", ["apple", "Banana", "cherry"]),
        ("oldest", ["cherry", "Banana", "apple"]),
        ("name", ["apple", "Banana", "cherry"]),
        ("name-last", ["cherry", "Banana", "apple"]),
        ("largest", ["Banana", "cherry", "apple"]),
        ("smallest", ["apple", "cherry", "Banana"]),
        ("nonsense", ["apple", "Banana", "cherry"]),
    ],
)
def test_the_library_is_sorted(sort: str, names: list[str], page: Client, home: str, acme) -> None:
    with tenancy.inside(acme.schema_name):
        for name, days, size in (("apple", 0, 1), ("Banana", 1, 9), ("cherry", 2, 5)):
            stock.asset(name=name, days_old=days, size_bytes=size)

    text = page.get(home, {"sort": sort}).content.decode()

    assert re.findall(r'aria-label="Select ([^"]+)"', text) == names
    assert ("Yesterday" in text) == (sort in ("", "oldest", "nonsense"))


@pytest.mark.parametrize(
    "cursor",
    ["x", "_", "a\0b_" + "0" * 32, "9" * 30 + "_" + "0" * 32, "1_no-key", "\u6749_" + "0" * 32],
)
@pytest.mark.parametrize("sort", ["name", "largest", "newest"])
def test_a_cursor_of_nonsense_never_breaks_a_page(
    sort: str, cursor: str, page: Client, home: str, acme
) -> None:
    with tenancy.inside(acme.schema_name):
        stock.asset()

    assert page.get(home, {"sort": sort, "cursor": cursor}).status_code == 200


@pytest.mark.parametrize("sort", PRODUCT_SORTS)
def test_no_product_comes_twice_or_is_missing(sort: str, page: Client, acme, alice) -> None:
    with tenancy.inside(acme.schema_name):
        skus = {stock.product(alice, name=f"Mug_{number % 2}").sku for number in range(105)}

    found = [
        sku
        for text in pages(page, f"/w/{acme.slug}/products", sort=sort)
        for sku in re.findall(
            r'<td class="truncate text-muted max-md:hidden" title="([^"]+)"', text
        )
    ]

    assert len(found) == len(skus)
    assert set(found) == skus
