"""Imports of products in the pages: choose, name, look through, mend, import."""

import re

import pytest
from django.test import Client

from assets import services
from assets.models import CatalogueImport, Product
from tests.factories.sheets import MUGS, Desk
from tests.unit.assets.imports import desk
from workspaces import tenancy

__all__ = ["desk"]
HTMX = {"HTTP_HX_REQUEST": "true"}
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-hans"}


@pytest.fixture
def home(acme) -> str:
    return f"/w/{acme.slug}/products"


@pytest.fixture
def step(acme):
    def do(run: CatalogueImport) -> None:
        with tenancy.inside(acme.schema_name):
            services.import_step(run.pk, schema_name=acme.schema_name)

    return do


@pytest.fixture
def wrong() -> list[list[str]]:
    rows = [list(row) for row in MUGS]
    rows[1][3] = "cheap"
    return rows


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def fields(response) -> dict[str, list[str]]:
    """Return what the form of columns would send."""
    html = response.content.decode().partition('id="columns"')[2]
    means = re.findall(r'<select name="means".*?</select>', html, re.DOTALL)
    return {
        "version": re.findall(r'name="version" value="(\d+)"', html),
        "column": re.findall(r'name="column" value="(\d+)"', html),
        "means": [
            found[1] if (found := re.search(r'value="(\w+)" selected', one)) else "ignore"
            for one in means
        ],
        "attribute": re.findall(r'name="attribute"[^>]*value="([^"]*)"', html),
        "unit": re.findall(r'name="unit"[^>]*value="([^"]*)"', html),
        "language": [""] * len(means),
        "existing": ["update"],
        "currency": ["USD"],
    }


def test_a_sheet_is_chosen_named_looked_through_mended_and_imported(
    page: Client, home: str, desk: Desk, step, wrong, acme
) -> None:
    sheet = desk.sheet(wrong)
    assert "mugs" in words(page.get(f"{home}/import"))

    begun = page.post(f"{home}/import", {"sheet_id": sheet.pk})
    address = begun["Location"]
    with tenancy.inside(acme.schema_name):
        run = CatalogueImport.objects.get()
    assert "is being read" in words(page.get(address))
    step(run)

    named = page.get(address)
    assert "Speckled mug" in words(named)
    assert page.post(f"{address}/columns", fields(named))["Location"] == address
    assert "is being checked" in words(page.get(address))
    assert page.get(f"{address}/progress", **HTMX).status_code == 200
    step(run)
    assert page.get(f"{address}/progress", **HTMX)["HX-Refresh"] == "true"

    review = words(page.get(address))
    assert "“cheap” is no price. Write a number, such as 24.50." in review
    assert "Import 2 products" in review
    mended = page.post(f"{address}/rows/2", {"column": "3", "cell": "24.50"}, **HTMX)
    assert "Import 3 products" in words(mended)
    assert 'hx-swap-oob="true"' in mended.content.decode()

    page.post(f"{address}/run")
    step(run)
    assert "3 products imported" in words(page.get(address))
    with tenancy.inside(acme.schema_name):
        assert Product.objects.count() == 3


def test_a_mapping_that_cannot_be_is_said_and_stands_there_still(page, home, desk: Desk) -> None:
    run = desk.begin()
    address = f"{home}/imports/{run.pk}"
    given = fields(page.get(address))
    given["means"][0] = "brand"
    given["means"][2] = "ignore"

    refused = page.post(f"{address}/columns", given)

    assert refused.status_code == 422
    assert "Say which column is the SKU" in words(refused)
    assert fields(refused)["means"] == given["means"]


def test_an_older_page_is_told_that_somebody_was_faster(page, home, desk: Desk, alice) -> None:
    run = desk.begin()
    address = f"{home}/imports/{run.pk}"
    given = fields(page.get(address))
    page.post(f"{address}/sheet", {"version": given["version"], "sheet": "", "header_row": ""})

    assert page.post(f"{address}/columns", given).status_code == 409


def test_a_change_shows_what_was_and_what_is_to_be(page, home, desk: Desk) -> None:
    desk.imported()
    changed = [list(row) for row in MUGS]
    changed[1][3], changed[1][5] = "25.00", "360"
    run = desk.checked(changed)

    shown = words(page.get(f"{home}/imports/{run.pk}?state=changed"))

    assert re.search(r"Price USD.24\.50 becomes USD.25\.00", shown)
    assert "Capacity 350 ml becomes 360 ml" in shown


def test_a_conflict_shows_both(page, home, desk: Desk, alice, acme) -> None:
    desk.imported()
    changed = [list(row) for row in MUGS]
    changed[1][1] = "Sheet's name"
    run = desk.checked(changed)
    mug = Product.objects.get(sku="MUG-1")
    services.change_product(mug.pk, version=1, changes={"name": "Person's"}, actor=alice)
    desk.run(run)

    shown = words(page.get(f"{home}/imports/{run.pk}"))

    assert "0 products imported" in shown
    assert "It says now: Person&#x27;s The sheet says: Sheet&#x27;s name" in shown


def test_rows_are_left_out_and_taken_in_again(page, home, desk: Desk, wrong, trail) -> None:
    run = desk.checked(wrong)
    before = len(trail())
    address = f"{home}/imports/{run.pk}"

    out = page.post(f"{address}/rows/2/skip", {}, **HTMX)
    assert "Left out 1" in words(out)
    back = page.post(f"{address}/rows/2/skip", {"back": "1"}, **HTMX)
    assert "To be corrected 1" in words(back)
    page.post(f"{address}/skip", {"state": "invalid"})
    assert "Left out 1" in words(page.get(address))
    assert [action for action, _, _ in trail()[before:]] == ["assets.import.changed"] * 3


def test_after_the_last_wrong_cell_its_filter_still_says_where_one_is(
    page, home, desk: Desk, wrong
) -> None:
    run = desk.checked(wrong)
    address = f"{home}/imports/{run.pk}"
    assert 'class="link-quiet" href="?state=invalid"' in page.get(address).content.decode()

    given = {"column": "3", "cell": "24.50", "state": "invalid"}
    mended = page.post(f"{address}/rows/2", given, **HTMX)

    assert "To be corrected 0" in words(mended)
    assert mended.content.decode().count('aria-current="true"') == 1


def test_rows_whose_photo_could_not_be_had_are_counted_and_found(page, home, desk: Desk) -> None:
    run = desk.imported(MUGS)
    row = desk.row(run, 2)
    row.values["notes"] = [{"code": "fetch-answered", "data": {"url": "https://shop.test/a.jpg"}}]
    row.save()

    shown = page.get(f"{home}/imports/{run.pk}?state=noted")

    assert "Photo missing 1" in words(shown)
    assert shown.content.decode().count('class="import-row"') == 1


def test_all_cells_of_a_row_can_be_written_over(page, home, desk: Desk, wrong) -> None:
    run = desk.checked(wrong)
    form = page.get(f"{home}/imports/{run.pk}/rows/2", **HTMX).content.decode()

    assert form.count('name="cell"') == 7
    assert 'value="cheap"' in form
    assert page.get(f"{home}/imports/{run.pk}/rows/2?show=row", **HTMX).status_code == 200
    assert page.get(f"{home}/imports/{run.pk}/rows/99", **HTMX).status_code == 404


def test_a_failure_says_why_and_what_now(page, home, desk: Desk) -> None:
    run = desk.begin(b"", name="empty.csv")

    shown = words(page.get(f"{home}/imports/{run.pk}"))

    assert "This sheet is empty. Choose another sheet or file." in shown
    assert "Try again" in shown


def test_an_import_is_stopped_in_the_page(page, home, desk: Desk) -> None:
    run = desk.checked()
    page.post(f"{home}/imports/{run.pk}/cancel")

    assert "This import was stopped" in words(page.get(f"{home}/imports/{run.pk}"))


def test_a_long_review_comes_in_few_queries_a_page_at_a_time(page, home, desk: Desk, asked) -> None:
    rows = [["SKU", "Name"], *([f"M-{at:03}", "Mug"] for at in range(120))]
    run = desk.checked(rows)
    address = f"{home}/imports/{run.pk}"
    page.get(address)

    questions = asked(lambda: page.get(address))

    first = page.get(address).content.decode()
    assert len(questions) <= 8, questions
    assert first.count('class="import-row"') == 50
    further = re.search(r'hx-get="([^"]+cursor[^"]+)"', first)
    assert further
    rest = page.get(address + further[1].replace("&amp;", "&"), **HTMX).content.decode()
    assert rest.count('class="import-row"') == 50


def test_viewers_look_and_strangers_find_nothing(
    home, desk: Desk, client_for, carol, mallory
) -> None:
    run = desk.checked()
    address = f"{home}/imports/{run.pk}"
    viewer, stranger = client_for(carol), client_for(mallory)

    looked = viewer.get(address)
    assert looked.status_code == 200
    assert "Import 3 products" not in words(looked)
    assert viewer.get(f"{home}/import").status_code == 403
    for verb in ("run", "cancel", "check", "columns", "sheet", "back", "again", "left", "skip"):
        assert viewer.post(f"{address}/{verb}").status_code == 403
        assert stranger.post(f"{address}/{verb}").status_code == 404
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/rows/2").status_code == 404


def test_without_products_there_is_nothing_to_download(page, home) -> None:
    assert page.post(f"{home}/export", {"format": "xlsx"})["Location"] == home


def test_products_are_downloaded_and_what_was_left_too(page, home, desk: Desk, wrong) -> None:
    run = desk.imported(wrong)

    assert "/exports/" in page.post(f"{home}/export", {"format": "csv"})["Location"]
    assert "/exports/" in page.post(f"{home}/imports/{run.pk}/left")["Location"]


@pytest.mark.parametrize("path", ["import", "imports/{run}"])
def test_pages_speak_chinese(page, home, desk: Desk, path: str) -> None:
    run = desk.checked()
    page.cookies["django_language"] = "zh-hans"

    assert page.get(f"{home}/{path.format(run=run.pk)}", **CHINESE).status_code == 200
