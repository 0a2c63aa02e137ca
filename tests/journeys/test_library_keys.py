"""The library by the keyboard: choose, tag, find by the tag, delete all, and take it back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import expect
from pytest_django.plugin import DjangoDbBlocker

from tests.factories import files, stock
from tests.factories.newcomers import Person, newcomer
from tests.journeys.conftest import Visit
from tests.journeys.visitor import PHONE, Visitor
from tests.servers.stage import RunningProduct
from workspaces import tenancy
from workspaces.models import Workspace

pytestmark = pytest.mark.journey

_ENDS = {"audio": ".mp3", "document": ".pdf", "sheet": ".xlsx", "font": ".ttf"}
# More than a page of them; what is no picture needs no address that answers.
SHELF = (
    ("audio", "Café jingle"),
    ("document", "Data sheet"),
    ("sheet", "Prices"),
    ("font", "Inter"),
)


# Before the browser is there, whose loop lets nobody ask the database.
@pytest.fixture(scope="module", autouse=True)
def shelf(product: RunningProduct, django_db_blocker: DjangoDbBlocker) -> Iterator[Person]:
    """Somebody with a photo and 47 other files."""
    person = newcomer(product.address)
    person.upload(files.photo(size_px=400), name="Mug front.jpg")
    with django_db_blocker.unblock():
        place = Workspace.objects.get(slug=person.slug)
        with tenancy.inside(place.schema_name), transaction.atomic():
            for number in range(47):
                kind, name = SHELF[number % 4]
                row = stock.asset(name=f"{name} {number:02}", kind=kind, days_old=1 + number // 20)
                row.versions.update(thumbs={}, duration_ms=134_000, filename=f"{name}{_ENDS[kind]}")
    yield person
    person.http.close()


def test_files_are_chosen_tagged_deleted_and_restored_without_a_mouse(
    visit: Visit, shelf: Person
) -> None:
    me = visit().is_signed_in(shelf)
    page = me.open(shelf.path("library?sort=name"))
    bar = page.get_by_role("toolbar", name="Selection")

    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(bar.get_by_text("3 selected")).to_be_visible()
    _tag(me, "Launch 新品")
    expect(page.get_by_text("The tags of 3 files were changed.")).to_be_visible()

    page.goto(shelf.path("library?view=list&tag=launch+新品"))
    expect(page.locator("[data-tile]")).to_have_count(3)
    me.check("library-by-tag")
    page.goto(shelf.path("library"))
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+a")
    expect(bar.get_by_text("48 selected")).to_be_visible()
    me.check("library-everything")
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Delete 48 files").click()
    expect(page.get_by_text("48 files are in the bin.")).to_be_visible()

    page.goto(shelf.path("library/bin"))
    page.get_by_role("button", name="Restore all").click()
    page.get_by_role("dialog").get_by_role("button", name="Restore all").click()
    expect(page.get_by_text("48 files are back in the library.")).to_be_visible()


def test_a_thumb_is_enough_to_choose_on_a_phone(visit: Visit, shelf: Person) -> None:
    me = visit(window=PHONE).is_signed_in(shelf)
    page = me.open(shelf.path("library"))

    page.get_by_role("checkbox", name="Select Mug front").tap()
    bar = page.get_by_role("toolbar", name="Selection")
    expect(bar.get_by_text("1 selected")).to_be_visible()
    me.check("library-chosen-phone")
    box: Any = bar.bounding_box()

    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE[0]


def _tag(me: Visitor, name: str) -> None:
    page = me.page
    page.locator("#tag-open").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Tag 3 files")
    expect(dialog).to_be_visible()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("checkbox", name=name)).to_be_checked()
    me.check("library-tagging")
    dialog.get_by_role("button", name="Save").click()
