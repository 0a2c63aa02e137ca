"""Other ways to use the same pages: in the dark, on a phone, by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.factories import files
from tests.factories.newcomers import Person
from tests.journeys.conftest import Visit
from tests.journeys.visitor import PHONE, Visitor
from tests.journeys.words import CHINESE, ENGLISH

pytestmark = pytest.mark.journey

DARK = 'data-theme="ebiz-dark"'
_IS_FOCUSED_IN_LOOKS = "document.activeElement?.closest('#looks') !== null"


@pytest.mark.slow
def test_the_dark_theme_stays_and_is_there_with_the_first_byte(
    visit: Visit, person: Person
) -> None:
    person.upload(files.photo())
    me = visit().is_signed_in(person)
    page, words = me.open(person.path()), me.words

    me.button("Noor Haddad").click()
    with page.expect_response("**/i18n/theme"):
        page.get_by_role("menuitemradio", name=words("Dark", context="theme")).click()

    expect(page.locator("html")).to_have_attribute("data-theme", "ebiz-dark")
    me.check("home-dark")
    # The server writes the theme into the page: nothing has to switch it after it was painted.
    for name in ("library", "products", "images/new", "jobs"):
        answer = page.goto(person.path(name))
        assert answer is not None
        assert DARK in answer.text().partition("<head>")[0]
        me.check(f"{name.replace('/', '-')}-dark")
    me.button("Noor Haddad").click()
    with page.expect_response("**/i18n/theme"):
        page.get_by_role("menuitemradio", name=words("Light", context="theme")).click()
    answer = page.reload()
    assert answer is not None
    assert 'data-theme="ebiz"' in answer.text().partition("<head>")[0]


@pytest.mark.long
@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_on_a_phone_the_bottom_bar_leads_to_the_studio_and_pictures_are_made(
    visit: Visit, person: Person, language: str
) -> None:
    person.speaks(language)
    me = visit(language, window=PHONE).is_signed_in(person)
    page, words = me.open(person.path()), me.words
    me.check("first-run")
    page.get_by_label(words("Drop photos here")).set_input_files(
        {"name": "Tea tin.jpg", "mimeType": "image/jpeg", "buffer": files.photo()}
    )
    page.wait_for_url("**/images/new?asset=*")
    me.wait_for_looks()
    me.choose_look("soft-grey")
    page.get_by_role("link", name=words("Back")).click()
    bar = page.get_by_role("navigation", name=words("Pages"))
    expect(bar).to_be_in_viewport()
    me.check("home")
    bar.get_by_role("button", name=words("New"), exact=True).click()
    sheet = page.get_by_role("dialog", name=words("New"))
    expect(sheet).to_be_visible()
    me.check("new-sheet")
    sheet.get_by_role("link", name=words("Images")).click()

    page.wait_for_url("**/images/new?asset=*")  # what was chosen comes back
    me.wait_for_looks()
    expect(me.look("soft-grey")).to_be_checked()
    me.choose_look("kitchen")
    make = me.make(2)
    expect(make).to_be_in_viewport()
    me.check("studio")
    make.click()
    page.wait_for_url("**/jobs/*")
    expect(me.link(words("Download %(n)s", n=2))).to_be_visible(timeout=60_000)
    me.check("job-done")


@pytest.mark.slow
def test_pictures_are_made_with_the_keyboard_alone(visit: Visit, person: Person) -> None:
    asset = person.upload(files.photo())
    me = visit().is_signed_in(person)
    page, words = me.open(person.path(f"images/new?asset={asset}")), me.words
    me.wait_for_looks()
    keys = page.keyboard

    keys.press("Tab")
    expect(me.link(words("Skip to the content"))).to_be_focused()
    expect(me.link(words("Skip to the content"))).to_be_in_viewport()
    me.keep("skip-link")
    keys.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    walk_to_the_looks(me)
    boxes = me.looks.get_by_role("checkbox")
    expect(boxes.nth(0)).to_be_focused()
    keys.press("Space")
    keys.press("ArrowRight")
    keys.press("ArrowDown")
    expect(boxes.nth(4)).to_be_focused()
    keys.press("Space")
    me.check("studio-keyboard")
    expect(me.make(2)).to_be_enabled()
    keys.press("Control+Enter")

    page.wait_for_url("**/jobs/*")
    expect(me.link(words("Download %(n)s", n=2))).to_be_visible(timeout=60_000)
    look_through_the_pictures(me)


def walk_to_the_looks(me: Visitor) -> None:
    for _step in range(40):
        me.page.keyboard.press("Tab")
        if me.page.evaluate(_IS_FOCUSED_IN_LOOKS):
            return
    raise AssertionError("forty steps of Tab do not lead to the looks")


def look_through_the_pictures(me: Visitor) -> None:
    page, keys = me.page, me.page.keyboard
    pictures = page.get_by_role("link").filter(has=page.get_by_role("img", name="Tea tin"))
    expect(pictures).to_have_count(2)
    pictures.nth(0).focus()
    keys.press("ArrowRight")
    expect(pictures.nth(1)).to_be_focused()
    keys.press("Enter")
    large = page.get_by_role("dialog", name=me.words("Large view"))
    expect(large.get_by_text("2 / 2")).to_be_visible()
    keys.press("ArrowLeft")
    expect(large.get_by_text("1 / 2")).to_be_visible()
    keys.press("Escape")
    expect(large).to_be_hidden()
    expect(pictures.nth(0)).to_be_focused()
