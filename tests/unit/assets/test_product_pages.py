"""Products in the pages: the table, the form, the page of one, facts in place."""

import re
import uuid

import pytest
from django.test import Client

from assets import services
from assets.models import Asset, Fact, Product
from tests.factories import stock
from workspaces import tenancy

HTMX = {"HTTP_HX_REQUEST": "true"}
MUG = {"name": "Speckled mug", "sku": "MUG-1", "currency": "USD"}


@pytest.fixture
def home(acme) -> str:
    return f"/w/{acme.slug}/products"


@pytest.fixture
def stand(acme):
    return lambda: tenancy.inside(acme.schema_name)


@pytest.fixture
def mug(stand, alice) -> Product:
    with stand():
        return stock.product(alice)


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_an_empty_table_says_what_a_product_is(page: Client, home: str, client_for, carol) -> None:
    assert "A product keeps its photos and facts together" in words(page.get(home))
    assert "When someone adds a product" in words(client_for(carol).get(home))


def test_the_table_shows_photos_and_images_in_few_queries(
    page: Client, home: str, stand, alice, asked
) -> None:
    with stand():
        for number in range(55):
            product = stock.product(alice, name=f"Mug {number}")
            stock.asset(product=product)
            stock.asset(product=product, source=Asset.Source.GENERATED)
    first = page.get(home).content.decode()

    questions = asked(lambda: page.get(home))

    assert first.count('class="row-link') == 50
    assert first.count("-320.webp") == 50
    assert len(questions) <= 8, questions
    further = re.search(r'hx-get="([^"]+cursor[^"]+)"', first)
    assert further
    rest = page.get(home + further[1].replace("&amp;", "&"), **HTMX).content.decode()
    assert rest.count('class="row-link') == 5


def test_the_table_is_searched(page: Client, home: str, mug: Product) -> None:
    assert "Speckled mug" in words(page.get(home, {"q": "speckled"}))
    assert "Nothing matches “lamp”" in words(page.get(home, {"q": "lamp"}))


class TestForm:
    def test_a_product_is_added(self, page: Client, home: str, stand) -> None:
        assert page.get(f"{home}/new").status_code == 200

        response = page.post(f"{home}/new", {**MUG, "price": "24.50"})

        with stand():
            product = Product.objects.get()
        assert response["Location"] == f"{home}/{product.pk}"
        assert (product.price_minor, product.currency) == (2450, "USD")

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"name": ""}, "Give the product a name."),
            ({"sku": ""}, "Give the product a SKU; any short code of your own will do."),
            (
                {"price": "24.505"},
                "This currency has fewer decimals. Round the price.",
            ),
            (
                {"price": "1.5", "currency": "JPY"},
                "This currency has fewer decimals. Round the price.",
            ),
        ],
    )
    def test_what_is_wrong_stands_at_its_field(
        self, page: Client, home: str, given, sentence: str, stand
    ) -> None:
        response = page.post(f"{home}/new", {**MUG, **given})

        assert response.status_code == 422
        assert sentence in words(response)
        with stand():
            assert not Product.objects.exists()

    def test_a_sku_that_is_taken_is_told(self, page: Client, home: str) -> None:
        page.post(f"{home}/new", MUG)

        response = page.post(f"{home}/new", {**MUG, "sku": "mug-1"})

        assert response.status_code == 422
        assert "Another product has the SKU mug-1. Give this one its own." in words(response)

    def test_a_taken_sku_and_what_else_is_wrong_are_told_at_once(
        self, page: Client, home: str
    ) -> None:
        page.post(f"{home}/new", MUG)

        response = page.post(f"{home}/new", {**MUG, "sku": "mug-1", "price": "dear"})

        assert response.status_code == 422
        assert "Another product has the SKU mug-1." in words(response)
        assert "Enter a number, such as 129.00." in words(response)

    @pytest.mark.parametrize("price", ["1_000", "1e3", "٣", "Infinity", "12,50"])
    def test_a_price_is_an_amount_as_people_write_it(
        self, price: str, page: Client, home: str
    ) -> None:
        response = page.post(f"{home}/new", {**MUG, "price": price})

        assert response.status_code == 422
        assert "Enter a number, such as 129.00." in words(response)

    def test_a_product_is_changed(self, page: Client, home: str, mug: Product, stand) -> None:
        form = page.get(f"{home}/{mug.pk}/edit")
        assert 'name="version" value="1"' in form.content.decode()

        response = page.post(
            f"{home}/{mug.pk}/edit", {**MUG, "name": "Tall mug", "version": "1"}, follow=True
        )

        assert "Saved." in words(response)
        with stand():
            assert Product.objects.get().name == "Tall mug"

    def test_a_concurrent_change_is_shown_not_overwritten(
        self, page: Client, home: str, mug: Product, stand, bob
    ) -> None:
        with stand():
            services.change_product(mug.pk, version=1, changes={"name": "Bob's mug"}, actor=bob)

        response = page.post(
            f"{home}/{mug.pk}/edit",
            {**MUG, "sku": mug.sku, "name": "Alice's mug", "version": "1"},
        )

        content = response.content.decode()
        assert response.status_code == 409
        assert "Somebody else changed this product meanwhile." in words(response)
        assert "It says now: Bob&#x27;s mug" in content
        assert 'value="Alice&#x27;s mug"' in content
        assert 'name="version" value="2"' in content
        with stand():
            assert Product.objects.get().name == "Bob's mug"

    def test_changed_to_anothers_sku_it_is_told(
        self, page: Client, home: str, mug: Product, stand, alice
    ) -> None:
        with stand():
            stock.product(alice, sku="TAKEN")

        response = page.post(f"{home}/{mug.pk}/edit", {**MUG, "sku": "taken", "version": "1"})
        nameless = page.post(f"{home}/{mug.pk}/edit", {**MUG, "name": "", "version": "1"})

        assert response.status_code == nameless.status_code == 422
        assert "Another product has the SKU taken." in words(response)

    def test_a_product_is_deleted(self, page: Client, home: str, mug: Product) -> None:
        response = page.post(f"{home}/{mug.pk}/delete", follow=True)

        assert "The product is deleted. Its pictures are still in the library." in words(response)
        assert page.get(f"{home}/{mug.pk}").status_code == 404
        assert page.post(f"{home}/{mug.pk}/delete").status_code == 404


class TestSheet:
    def test_a_new_product_asks_for_a_photo(self, page: Client, home: str, mug: Product) -> None:
        text = words(page.get(f"{home}/{mug.pk}"))

        assert "Add a photo first" in text
        assert "Make images" not in text

    def test_it_shows_photos_facts_and_images(
        self, page: Client, home: str, mug: Product, stand, alice
    ) -> None:
        with stand():
            stock.asset(product=mug, name="Front")
            for number in range(14):
                stock.asset(product=mug, source=Asset.Source.GENERATED, name=f"On wood {number}")
            services.set_facts(mug.pk, stock.facts(Capacity="350 ml"), actor=alice)

        response = page.get(f"{home}/{mug.pk}")

        content, text = response.content.decode(), words(response)
        assert "Images 14" in text
        assert content.count("On wood") == 12
        assert f"?kind=image&amp;source=generated&amp;product={mug.pk}" in content
        assert f"images/new?product={mug.pk}" in content
        assert "350 ml" in text
        assert "Typed by a person" in text

    def test_new_photos_bring_the_next_step_along(
        self, page: Client, home: str, mug: Product, stand
    ) -> None:
        with stand():
            stock.asset(product=mug)

        content = page.get(f"{home}/{mug.pk}/photos", **HTMX).content.decode()

        assert content.count("hx-swap-oob") == 2
        assert "Make images" in content
        assert page.get(f"{home}/{mug.pk}/images", **HTMX).status_code == 200

    def test_another_photo_becomes_the_main_one(
        self, page: Client, home: str, mug: Product, stand
    ) -> None:
        with stand():
            stock.asset(product=mug, name="First", position=0)
            second = stock.asset(product=mug, name="Second", position=1)

        response = page.post(f"{home}/{mug.pk}/photos/main", {"asset": second.pk}, **HTMX)

        assert response.content.decode().index("Second") < response.content.decode().index("First")
        plain = page.post(f"{home}/{mug.pk}/photos/main", {"asset": second.pk})
        assert plain.status_code == 302
        for nothing in ("x", uuid.uuid4()):
            answer = page.post(f"{home}/{mug.pk}/photos/main", {"asset": nothing})
            assert answer.status_code == 404


class TestFacts:
    def test_one_is_added_changed_and_removed_in_place(
        self, page: Client, home: str, mug: Product, stand
    ) -> None:
        facts = f"{home}/{mug.pk}/facts"
        assert "data-fact-form" in page.get(f"{facts}/new", **HTMX).content.decode()

        added = page.post(
            f"{facts}/new", {"attribute": "Capacity", "value": "330", "unit": "ml"}, **HTMX
        )
        assert added["HX-Retarget"] == "#facts"
        assert "330 ml" in words(added)
        with stand():
            fact = Fact.objects.get()
        form = page.get(f"{facts}/{fact.pk}", **HTMX).content.decode()
        assert 'value="330"' in form

        changed = page.post(
            f"{facts}/{fact.pk}", {"attribute": "Capacity", "value": "350", "unit": "ml"}, **HTMX
        )
        assert "350 ml" in words(changed)
        assert "350 ml" in words(page.get(facts, **HTMX))

        removed = page.post(f"{facts}/{fact.pk}/remove", **HTMX)
        assert "350" not in words(removed)
        assert page.post(f"{facts}/{fact.pk}/remove", **HTMX).status_code == 404

    def test_what_is_wrong_stands_at_its_field(self, page: Client, home: str, mug: Product) -> None:
        facts = f"{home}/{mug.pk}/facts"
        page.post(f"{facts}/new", {"attribute": "Capacity", "value": "330"}, **HTMX)

        empty = page.post(f"{facts}/new", {"attribute": "", "value": ""}, **HTMX)
        twice = page.post(f"{facts}/new", {"attribute": "capacity", "value": "1"}, **HTMX)

        assert (empty.status_code, twice.status_code) == (422, 422)
        assert "Say what it is, such as Material." in words(empty)
        assert "capacity is already there." in words(twice)

    def test_without_scripts_it_is_a_page(self, page: Client, home: str, mug: Product) -> None:
        facts = f"{home}/{mug.pk}/facts"

        assert "<html" in page.get(f"{facts}/new").content.decode()
        saved = page.post(f"{facts}/new", {"attribute": "Colour", "value": "Oat"})
        assert saved["Location"] == f"{home}/{mug.pk}"

    def test_a_language_is_kept(self, page: Client, home: str, mug: Product, stand, alice) -> None:
        with stand():
            fact = services.save_fact(
                mug.pk, services.FactValue("Colour", "燕麦色", language="zh-hans"), actor=alice
            )

        page.post(
            f"{home}/{mug.pk}/facts/{fact.pk}", {"attribute": "Colour", "value": "米色"}, **HTMX
        )

        with stand():
            fact.refresh_from_db()
        assert (fact.value, fact.language) == ("米色", "zh-hans")


WRITES = ("new", "{id}/edit", "{id}/delete", "{id}/photos/main", "{id}/facts/new")
READS = ("", "/{id}", "/{id}/photos", "/{id}/images")


@pytest.mark.parametrize("address", WRITES)
def test_carol_changes_nothing(address: str, client_for, carol, home: str, mug: Product) -> None:
    assert client_for(carol).post(f"{home}/{address.format(id=mug.pk)}").status_code == 403


@pytest.mark.parametrize("address", READS)
def test_who_may_look(address: str, client_for, carol, mallory, home, mug, client) -> None:
    url = f"{home}{address.format(id=mug.pk)}"

    assert client_for(carol).get(url).status_code == 200
    assert client_for(mallory).get(url).status_code == 404
    assert "/accounts/login/" in client.get(url)["Location"]


@pytest.mark.parametrize("address", [*(f"/{write}" for write in WRITES[1:]), *READS[1:]])
def test_what_is_not_there_is_404(address: str, page: Client, home: str) -> None:
    url = f"{home}{address.format(id=uuid.uuid4())}"
    answer = page.post(url) if address.strip("/") in WRITES else page.get(url)

    assert answer.status_code == 404
