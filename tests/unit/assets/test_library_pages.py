"""The library's pages: what they show, what they do, and in how few queries."""

import json
import re
import uuid

import pytest
from django.test import Client

from assets import services
from assets.models import Asset
from tests.factories import stock
from workspaces import tenancy

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def home(acme) -> str:
    return f"/w/{acme.slug}/library"


@pytest.fixture
def shelf(acme, alice):
    """Return a function that puts assets on acme's shelf."""

    def put(count: int = 1, **values):
        with tenancy.inside(acme.schema_name):
            return [stock.asset(name=f"Mug {number}", **values) for number in range(count)]

    return put


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_an_empty_library_says_how_to_begin(page: Client, home: str) -> None:
    response = page.get(home)

    assert "Your files will live here" in words(response)
    assert "Upload files" in words(response)
    assert 'data-upload-url="/api/v1/assets/uploads"' in response.content.decode()


def test_carol_is_not_offered_what_she_may_not_do(client_for, carol, home: str, shelf) -> None:
    empty = words(client_for(carol).get(home))
    shelf()
    full = client_for(carol).get(home).content.decode()

    assert "When someone uploads files or makes images" in empty
    assert "Upload" not in empty.replace("Uploads", "").replace("uploads", "").replace(
        "Uploading", ""
    )
    assert 'data-verb="download"' in full
    assert 'data-verb="delete"' not in full


def test_500_assets_are_shown_in_eight_queries(page: Client, home: str, acme, alice, asked) -> None:
    with tenancy.inside(acme.schema_name):
        product = stock.product(alice)
        for number in range(500):
            stock.asset(name=str(number), product=product, days_old=number // 50)
    response = page.get(home)  # notes where somebody works, and fills what is kept

    questions = asked(lambda: page.get(home))

    assert response.content.decode().count("data-tile=") == 40
    assert "500 files" in words(response)
    assert len(questions) <= 8, questions


def test_days_have_heads_with_their_whole_count(page: Client, home: str, shelf) -> None:
    shelf(count=3)
    shelf(count=70, days_old=1)
    shelf(count=2, days_old=400)

    first = page.get(home)
    further = re.search(r'hx-get="([^"]+cursor[^"]+)"', first.content.decode())
    assert further
    second = page.get(home + further[1].replace("&amp;", "&"), **HTMX)

    assert re.search(r"Today 3 ", words(first))
    assert re.search(r"Yesterday 70 ", words(first))
    rest = words(second)
    assert "Yesterday" not in rest  # its head stands on the page before
    assert second.content.decode().count("data-tile=") == 35
    assert "That is all 75" in rest
    assert "<html" not in second.content.decode()


def test_the_second_page_opened_by_itself_says_how_many_all_are(
    page: Client, home: str, shelf, acme, alice, asked
) -> None:
    with tenancy.inside(acme.schema_name):
        product = stock.product(alice)
    shelf(count=90, product=product)
    first = page.get(home, {"product": str(product.pk)})
    further = re.search(r'id="load-more" hx-get="([^"]+)"', first.content.decode())
    assert further
    address = home + further[1].replace("&amp;", "&")

    questions = asked(lambda: page.get(address))

    assert "90 files" in words(page.get(address))
    assert len(questions) <= 8, questions


def test_a_cursor_that_is_none_begins_anew(page: Client, home: str, shelf) -> None:
    shelf()

    for cursor in ("x", "2026-01-01_y", "_", "2026-01-01T00:00:00_" + "0" * 32):
        assert page.get(home, {"cursor": cursor}).content.decode().count("data-tile=") == 1


def test_the_address_narrows_and_can_be_cleared(
    page: Client, home: str, shelf, acme, alice
) -> None:
    with tenancy.inside(acme.schema_name):
        lamp = stock.product(alice, name="Arc desk lamp")
    shelf(count=2)
    shelf(count=3, product=lamp)
    shelf(source=Asset.Source.GENERATED)

    by_product = page.get(home, {"product": str(lamp.pk)})
    by_source = page.get(home, {"source": "generated"})
    nothing = page.get(home, {"q": "blue mug", "source": "upload"})

    assert by_product.content.decode().count("data-tile=") == 3
    assert "Product Arc desk lamp" in words(by_product)
    assert by_source.content.decode().count("data-tile=") == 1
    assert "Nothing matches “blue mug”" in words(nothing)
    assert "Filters are on, too." in words(nothing)
    assert page.get(home, {"product": "no-uuid"}).status_code == 200
    assert page.get(home, {"product": str(uuid.uuid4())}).status_code == 200


def test_a_list_is_another_view_of_the_same(page: Client, home: str, shelf) -> None:
    shelf(count=2)

    listed = page.get(home, {"view": "list"})

    assert listed.content.decode().count("data-tile=") == 2
    assert "1600 × 1200" in words(listed)


def test_what_people_call_a_file_is_never_markup(page: Client, home: str, acme) -> None:
    with tenancy.inside(acme.schema_name):
        asset = stock.asset(name="<script>alert(1)</script>")

    for address in (home, f"{home}?view=list", f"{home}/{asset.pk}"):
        content = page.get(address).content.decode()
        assert "<script>alert" not in content
        assert "&lt;script&gt;alert" in content


def test_the_menu_of_products_is_searched(page: Client, home: str, acme, alice) -> None:
    with tenancy.inside(acme.schema_name):
        stock.product(alice, name="Arc desk lamp")
        stock.product(alice, name="Speckled mug")

    everything = words(page.get(f"{home}/products", {"source": "upload"}))
    lamp = page.get(f"{home}/products", {"find": "lamp", "for": "form"}).content.decode()

    assert "Any" in everything
    assert "Speckled mug" in everything
    assert lamp.count('type="radio"') == 1


def test_one_picture_is_shown_large_with_its_file(page: Client, home: str, shelf, acme) -> None:
    [asset] = shelf()

    response = page.get(f"{home}/{asset.pk}")

    text = words(response)
    assert "1600 × 1200 px" in text
    assert "120.6" in text
    assert f"{asset.pk}-800.webp" in response.content.decode()
    assert page.get(f"{home}/{uuid.uuid4()}").status_code == 404


def test_a_picture_is_renamed_and_given_to_a_product(
    page: Client, home: str, shelf, acme, alice
) -> None:
    [asset] = shelf()
    with tenancy.inside(acme.schema_name):
        product = stock.product(alice)

    saved = page.post(f"{home}/{asset.pk}/edit", {"name": "Front", "product": str(product.pk)})
    refused = page.post(f"{home}/{asset.pk}/edit", {"name": " "})

    assert saved.status_code == 302
    assert refused.status_code == 422
    assert "Give the file a name." in words(refused)
    with tenancy.inside(acme.schema_name):
        asset.refresh_from_db()
        assert (asset.name, asset.product_id) == ("Front", product.pk)


def test_deleted_from_its_page_it_lies_in_the_bin(page: Client, home: str, shelf) -> None:
    [asset] = shelf()

    response = page.post(f"{home}/{asset.pk}/delete", follow=True)

    assert "The picture is in the bin for 30 days." in words(response)
    assert page.post(f"{home}/{asset.pk}/delete").status_code == 404
    assert "Mug 0" in words(page.get(f"{home}/bin"))
    assert page.get(f"{home}/{asset.pk}").status_code == 404


def test_a_selection_is_deleted_and_one_is_taken_out_again(
    page: Client, home: str, shelf, acme
) -> None:
    first, second, third = shelf(count=3)

    response = page.post(f"{home}/delete", {"selected": [first.pk, second.pk]}, **HTMX)

    triggered = json.loads(response["HX-Trigger"])
    assert triggered["toast"]["text"] == "2 files are in the bin."
    assert "library:changed" in triggered
    restored = page.post(f"{home}/bin/{second.pk}/restore", **HTMX)
    assert "back in the library" in json.loads(restored["HX-Trigger"])["toast"]["text"]
    with tenancy.inside(acme.schema_name):
        assert set(services.assets()) == {second, third}
        assert list(services.binned()) == [first]


def test_a_selection_goes_to_a_product(page: Client, home: str, shelf, acme, alice) -> None:
    first, second = shelf(count=2)
    with tenancy.inside(acme.schema_name):
        product = stock.product(alice)

    response = page.post(
        f"{home}/attach", {"selected": [second.pk, first.pk], "product": product.pk}, **HTMX
    )

    assert json.loads(response["HX-Trigger"])["toast"]["text"] == "2 files were added."
    with tenancy.inside(acme.schema_name):
        photos = services.products().get(pk=product.pk).photos  # type: ignore[attr-defined]
        assert photos == [second, first]


@pytest.mark.parametrize("given", [{}, {"selected": ["x"]}])
def test_a_selection_of_nothing_is_refused(page: Client, home: str, given) -> None:
    assert page.post(f"{home}/delete", given).status_code == 400
    assert page.post(f"{home}/attach", given).status_code == 400


def test_a_product_that_is_not_there_takes_nothing(page: Client, home: str, shelf) -> None:
    [asset] = shelf()

    given = {"selected": [asset.pk], "product": uuid.uuid4()}

    assert page.post(f"{home}/attach", given).status_code == 404


def test_an_empty_bin_says_so(page: Client, home: str) -> None:
    assert "The bin is empty" in words(page.get(f"{home}/bin"))


def test_a_long_bin_has_pages(page: Client, home: str, shelf, acme, alice) -> None:
    assets = shelf(count=52)
    with tenancy.inside(acme.schema_name):
        services.delete_assets([asset.pk for asset in assets], actor=alice)

    first = page.get(f"{home}/bin").content.decode()
    further = re.search(r'hx-get="([^"]+cursor[^"]+)"', first)
    assert further
    second = page.get(f"{home}/bin{further[1]}".replace("&amp;", "&"), **HTMX).content.decode()

    assert (first.count('id="binned-'), second.count('id="binned-')) == (50, 2)


def test_download_goes_to_the_file(page: Client, home: str, shelf) -> None:
    [asset] = shelf()

    response = page.get(f"{home}/{asset.pk}/download")

    assert response.status_code == 302
    assert "response-content-disposition=attachment" in response["Location"]
    assert page.get(f"{home}/{uuid.uuid4()}/download").status_code == 404


def test_a_tile_comes_with_a_fresh_address(page: Client, home: str, shelf) -> None:
    [asset] = shelf()

    content = page.get(f"{home}/{asset.pk}/tile").content.decode()

    assert f'data-tile="{asset.pk}"' in content
    assert "X-Amz-Signature" in content
    assert page.get(f"{home}/{uuid.uuid4()}/tile").status_code == 404


WRITES = ("{id}/edit", "{id}/delete", "delete", "attach", "bin/{id}/restore")
READS = ("", "/products", "/bin", "/{id}", "/{id}/tile", "/{id}/download")


@pytest.mark.parametrize("address", WRITES)
def test_carol_changes_nothing(address: str, client_for, carol, home: str, shelf) -> None:
    [asset] = shelf()

    assert client_for(carol).post(f"{home}/{address.format(id=asset.pk)}").status_code == 403


@pytest.mark.parametrize("address", READS)
def test_who_may_look(address: str, client_for, carol, mallory, home: str, shelf, client) -> None:
    [asset] = shelf()
    url = f"{home}{address.format(id=asset.pk)}"

    assert client_for(carol).get(url).status_code in (200, 302)
    assert client_for(mallory).get(url).status_code == 404
    assert "/accounts/login/" in client.get(url)["Location"]
