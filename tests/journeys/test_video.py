"""The way of a video: its script is written, changed, rendered, watched and taken home."""

import io
import re

import av
import pytest
from playwright.sync_api import expect

from tests.factories import files
from tests.factories.newcomers import Person
from tests.journeys.conftest import Visit
from tests.journeys.test_texts import FACTS
from tests.journeys.visitor import PHONE, Visitor
from tests.journeys.words import CHINESE, ENGLISH

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.fixture
def tin(person: Person) -> str:
    """A product with two photos and facts; its id."""
    values = {"sku": "TIN-1", "name": "Tea tin", "name_zh": "茶叶罐", "facts": FACTS}
    product: str = person.ask("POST", "products", json=values)["id"]
    person.upload(files.photo(size_px=1000), name="Front.jpg", product=product)
    person.upload(files.photo(size_px=1000, colour=(40, 90, 160)), name="Side.jpg", product=product)
    return product


@pytest.mark.parametrize("language", [ENGLISH, pytest.param(CHINESE, marks=pytest.mark.slow)])
def test_a_seller_takes_a_video_from_script_to_download(
    visit: Visit, person: Person, tin: str, language: str
) -> None:
    person.speaks(language)
    me = visit(language).is_signed_in(person)

    write_the_script(me, person, tin)
    change_a_line(me)
    film = render(me)

    kinds = {stream.type for stream in film.streams}
    assert kinds == {"video", "audio"}
    assert film.duration is not None
    assert abs(film.duration / 1_000_000 - 15) < 0.05
    assert (film.streams.video[0].width, film.streams.video[0].height) == (1080, 1920)


def write_the_script(me: Visitor, person: Person, tin: str) -> None:
    page, words = me.open(person.path(f"video/new?product={tin.replace('-', '')}")), me.words
    expect(page.locator("#shown")).to_contain_text(re.compile("Tea tin|茶叶罐"))
    page.locator(".length-card", has_text="15").click()
    expect(page.get_by_role("radio", name=re.compile("^15"))).to_be_checked()
    me.check("video-new")
    me.button(words("Write the script")).click()
    page.wait_for_url(re.compile(r"/video/[0-9a-f-]{36}"))
    expect(page.locator("#scenes > li").first).to_be_visible(timeout=60_000)
    me.check("video-studio")


def change_a_line(me: Visitor) -> None:
    page, words = me.page, me.words
    line = page.locator("#scenes textarea").first
    line.fill("A tin. 一个罐子。" if me.words.language == CHINESE else "A tin for good tea.")
    expect(page.locator("#saved")).to_have_text(words("Saved just now"))


def render(me: Visitor) -> av.container.InputContainer:
    page, words = me.page, me.words
    me.button(words("Render MP4")).click()
    watch = page.locator("#video-head").get_by_role("link", name=words("Watch"))
    expect(watch).to_be_visible(timeout=120_000)
    watch.click()
    page.wait_for_url("**/jobs/*")
    player = page.locator("video")
    expect(player).to_be_visible()
    # The browser reads it: the address, its range requests and the codec are all right.
    page.wait_for_function("document.querySelector('video').readyState >= 1")
    assert page.evaluate("Math.round(document.querySelector('video').duration)") == 15
    me.check("video-done")
    with page.expect_download() as download:
        me.link("MP4").click()
    return av.open(io.BytesIO(download.value.path().read_bytes()), "r")


@pytest.mark.slow
def test_a_video_can_be_made_on_a_phone_straight_away(
    visit: Visit, person: Person, tin: str
) -> None:
    me = visit(ENGLISH, window=PHONE).is_signed_in(person)
    page = me.open(person.path(f"video/new?product={tin.replace('-', '')}"))
    page.locator(".length-card", has_text="15").click()
    page.get_by_text("Render it straight away").click()
    me.check("video-new-phone")

    me.button("Write and render").click()

    page.wait_for_url(re.compile(r"/video/[0-9a-f-]{36}"))
    expect(page.locator("#scenes > li").first).to_be_visible(timeout=60_000)
    me.check("video-studio-phone")
    watch = page.locator("#video-head").get_by_role("link", name="Watch")
    expect(watch).to_be_visible(timeout=120_000)
    me.open(person.path("video"))
    expect(page.get_by_text("Rendered", exact=True)).to_be_visible()
    me.check("videos-phone")
    me.open(person.path("library"))
    expect(page.get_by_role("img", name=re.compile("Tea tin"))).to_be_visible()
    me.check("library-video-phone")
