"""The way of a new person: sign up, workspace, photo, eight pictures, watched, taken home."""

import io
import re
import secrets
import zipfile
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.factories import files
from tests.factories.newcomers import PASSWORD
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.journeys.words import CHINESE, ENGLISH

pytestmark = pytest.mark.journey

LOOKS = (
    *("pure-white", "soft-grey", "morning-window", "kitchen"),
    *("sage-podium", "sandstone", "midnight", "framed"),
)
NAMES = {ENGLISH: ("Noor Haddad", "Haddad Home"), CHINESE: ("林小雨", "小雨家居")}
# Writes down every change of the tiles' states on the page it is in.
WATCH_TILES = """
window.tileStates = [];
new MutationObserver(() => {
  const now = Object.fromEntries([...document.querySelectorAll("[data-item]")].map(
    (tile) => [tile.dataset.item, tile.dataset.state]));
  const last = window.tileStates.at(-1);
  if (Object.keys(now).length && JSON.stringify(now) !== JSON.stringify(last)) {
    window.tileStates.push(now);
  }
}).observe(document, { childList: true, subtree: true, attributes: true });
"""


@pytest.mark.parametrize("language", [ENGLISH, pytest.param(CHINESE, marks=pytest.mark.slow)])
def test_a_new_person_makes_eight_pictures_of_a_photo(visit: Visit, language: str) -> None:
    me = visit(language)

    sign_up(me)
    make_workspace(me)
    add_first_photo(me)
    find_it_in_the_library(me)
    order_eight_pictures(me)
    watch_them_arrive(me)
    look_closely(me)
    pictures = take_them_home(me)
    sign_out(me)

    assert len(pictures) == 8
    assert {picture.format for picture in pictures} == {"JPEG"}
    assert {picture.size for picture in pictures} == {(1600, 1600)}


def sign_up(me: Visitor) -> None:
    page, words = me.open("/"), me.words
    me.link(words("Create your account")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words("Create your account"))
    me.check("sign-up")
    name, _workspace = NAMES[words.language]
    page.get_by_label(words("Your name"), exact=True).fill(name)
    page.get_by_label(words("Email"), exact=True).fill(f"new-{secrets.token_hex(4)}@example.com")
    page.get_by_label(words("Password"), exact=True).fill(PASSWORD)
    me.button(words("Create account")).click()
    page.wait_for_url("**/workspaces/new")


def make_workspace(me: Visitor) -> None:
    page, words = me.page, me.words
    me.check("workspace-new")
    _name, workspace = NAMES[words.language]
    page.get_by_label(words("Name"), exact=True).press_sequentially(workspace)
    expect(page.locator("#address")).to_contain_text("/w/")
    me.button(words("Create the workspace")).click()
    page.wait_for_url("**/w/*/")
    expect(page.get_by_text(words("Start with one product"))).to_be_visible()


def add_first_photo(me: Visitor) -> None:
    page, words = me.page, me.words
    me.check("first-run")
    photo = {"name": "Tea tin.jpg", "mimeType": "image/jpeg", "buffer": files.photo(size_px=1200)}
    page.get_by_label(words("Drop photos here")).set_input_files(photo)  # type: ignore[arg-type]
    # The first photo leads on to the studio by itself.
    page.wait_for_url("**/images/new?asset=*")
    expect(page.get_by_role("checkbox", name="Tea tin")).to_be_checked()


def find_it_in_the_library(me: Visitor) -> None:
    page, words = me.page, me.words
    page.get_by_role("navigation").get_by_role("link", name=words("Library"), exact=True).click()
    page.wait_for_url("**/library")
    expect(page.get_by_role("img", name="Tea tin")).to_be_visible()
    me.check("library")
    page.get_by_role("checkbox", name="Tea tin").check()
    page.get_by_role("toolbar").get_by_text(words("Make images")).click()
    page.wait_for_url("**/images/new?asset=*")


def order_eight_pictures(me: Visitor) -> None:
    page = me.page
    me.wait_for_looks()
    for look in LOOKS:
        me.choose_look(look)
    me.check("studio")
    page.context.add_init_script(WATCH_TILES)
    me.make(8).click()
    page.wait_for_url("**/jobs/*")


def watch_them_arrive(me: Visitor) -> None:
    page, words = me.page, me.words
    page.evaluate("window.stayed = true")
    expect(page.get_by_text(words("Running"), exact=True).first).to_be_visible()
    me.check("job-running")
    expect(me.link(words("Download %(n)s", n=8))).to_be_visible(timeout=90_000)
    expect(page.get_by_text(words("Done"), exact=True).first).to_be_visible()
    expect(page.locator("[data-item][data-state=succeeded]")).to_have_count(8)
    assert page.evaluate("window.stayed"), "the page was loaded anew meanwhile"
    seen = page.evaluate("window.tileStates")
    assert any(lived_through(seen, item) for item in seen[-1]), seen
    me.check("job-done")


def lived_through(seen: list[dict[str, str]], item: str) -> bool:
    """Return whether the page showed this picture as unfinished first and finished later."""
    states = [state[item] for state in seen]
    return states[0] in {"queued", "running"} and states[-1] == "succeeded"


def look_closely(me: Visitor) -> None:
    page, words = me.page, me.words
    page.get_by_role("link", name=re.compile(re.escape(words("Sandstone")))).first.click()
    viewer = page.get_by_role("dialog", name=words("Large view"))
    expect(viewer.get_by_text("1600 × 1600")).to_be_visible()
    me.check("picture")
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()


def take_them_home(me: Visitor) -> list[Any]:
    page, words = me.page, me.words
    with page.expect_download(timeout=60_000) as download:
        me.link(words("Download %(n)s", n=8)).click()
    assert download.value.suggested_filename.endswith(".zip")
    content = download.value.path().read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return [Image.open(io.BytesIO(archive.read(name))) for name in archive.namelist()]


def sign_out(me: Visitor) -> None:
    page, words = me.page, me.words
    name, _workspace = NAMES[words.language]
    page.get_by_role("navigation").get_by_role("link", name=words("Home"), exact=True).click()
    expect(page.get_by_text(words("What are we making today?"))).to_be_visible()
    me.check("home")
    me.button(name).click()
    me.keep("user-menu")
    page.get_by_role("menuitem", name=words("Sign out"), exact=True).click()
    page.wait_for_url("**/accounts/login/")
    expect(page.get_by_role("heading", level=1)).to_have_text(words("Welcome back"))
    me.check("signed-out")
