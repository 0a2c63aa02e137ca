"""What goes wrong on the way, and how the pages help."""

import io
import re

import numpy as np
import pytest
from django.utils import translation
from PIL import Image
from playwright.sync_api import expect

from generation.failures import explain
from generation.pixels.looks import LOOKS
from tests.factories import files
from tests.factories.newcomers import PASSWORD, Person
from tests.journeys.conftest import Visit
from tests.journeys.words import CHINESE, ENGLISH

pytestmark = pytest.mark.journey

# Which of them a pattern meets first is the gate's to say.
REASONS = ("busy_background", "no_product", "edges_lost", "unsure")
ONE_TRY = (
    "The e-mail and the password do not match. "
    "%(left)d more try before a pause of %(minutes)d minutes."
)
MORE_TRIES = ONE_TRY.replace("more try", "more tries")


def texture() -> bytes:
    """A photo of nothing but a pattern: no product can be told from it."""
    squares = np.random.default_rng(3).integers(0, 255, (60, 60, 3), dtype=np.uint8)
    target = io.BytesIO()
    Image.fromarray(squares).resize((720, 720), Image.Resampling.BICUBIC).save(target, "JPEG")
    return target.getvalue()


@pytest.mark.parametrize("language", [ENGLISH, pytest.param(CHINESE, marks=pytest.mark.slow)])
def test_a_file_that_is_no_picture_says_so_beside_its_name(
    visit: Visit, person: Person, language: str
) -> None:
    person.speaks(language)
    me = visit(language).is_signed_in(person)
    me.watch.allow("422")  # the refusal itself
    page, words = me.open(person.path("library")), me.words

    with page.expect_file_chooser() as chooser:
        me.button(words("Upload files")).click()
    chooser.value.set_files(
        [
            {"name": "price list.jpg", "mimeType": "image/jpeg", "buffer": b"mug 24.00\n" * 90},
            {"name": "scan.tiff", "mimeType": "image/tiff", "buffer": b"II*\0" * 90},
            {"name": "tin.jpg", "mimeType": "image/jpeg", "buffer": files.photo()},
        ]
    )

    tray = page.get_by_role("complementary", name=words("Uploads"))
    expect(tray.get_by_text("price list.jpg")).to_be_visible()
    told = words(
        "This file is named .%(extension)s, but it is a text file inside. Choose the right file, or"
        " export it again from the program it comes from.",
        extension="jpg",
    )
    expect(tray.get_by_text(told)).to_be_visible()
    told = words("{type} is not supported. Save it as JPG or PNG.").replace("{type}", "TIFF")
    expect(tray.get_by_text(told)).to_be_visible()
    me.check("upload-refused")
    # What is a picture is taken in all the same.
    expect(page.get_by_role("img", name="tin", exact=True)).to_be_visible()


@pytest.mark.parametrize("language", [ENGLISH, pytest.param(CHINESE, marks=pytest.mark.slow)])
def test_a_photo_that_cannot_be_cut_out_says_why_and_can_still_be_framed(
    visit: Visit, person: Person, language: str
) -> None:
    person.speaks(language)
    asset = person.upload(texture(), name="Carpet.jpg")
    me = visit(language).is_signed_in(person)
    page, words = me.open(person.path(f"images/new?asset={asset}")), me.words
    me.wait_for_looks()

    with translation.override(language):
        told = [explain(f"image.cutout_refused.{reason}") for reason in REASONS]
    titles = "|".join(re.escape(failure.title) for failure in told)
    title = page.get_by_text(re.compile(f"^({titles})$"))
    expect(title).to_be_visible()
    sentence = next(one.sentence for one in told if one.title == title.inner_text())
    not_counted = words("Nothing was counted.")
    both = words("%(first)s %(second)s", first=sentence, second=not_counted)
    expect(page.get_by_text(both)).to_be_visible()
    framed = words(LOOKS["framed"].name)
    me.choose_look("pure-white")
    elsewhere = me.button(words("Choose %(framed)s or another photo", framed=framed))
    expect(elsewhere).to_be_disabled()
    me.check("cut-out-refused")
    me.choose_look("framed")
    me.make(1).click()
    page.wait_for_url("**/jobs/*")

    expect(me.link(words("Download %(n)s", n=1))).to_be_visible(timeout=60_000)
    expect(page.get_by_text(words("Done"), exact=True).first).to_be_visible()


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_a_wrong_password_keeps_the_email_and_tells_how_many_tries_are_left(
    visit: Visit, person: Person, language: str
) -> None:
    me = visit(language)
    page, words = me.open("/accounts/login/"), me.words

    page.get_by_label(words("Email"), exact=True).fill(person.email)
    page.get_by_label(words("Password"), exact=True).fill("not this one")
    me.button(words("Sign in")).click()

    told = words.count(ONE_TRY, MORE_TRIES, 4, name="left", minutes=15)
    expect(page.get_by_text(told)).to_be_visible()
    expect(page.get_by_label(words("Email"), exact=True)).to_have_value(person.email)
    me.check("wrong-password")
    page.get_by_label(words("Password"), exact=True).fill(PASSWORD)
    me.button(words("Sign in")).click()
    page.wait_for_url(f"**{person.path()}")


def test_a_session_that_ended_leads_to_sign_in_and_back_again(visit: Visit, person: Person) -> None:
    person.upload(files.photo())
    me = visit().is_signed_in(person)
    me.watch.allow("401")  # the answer to who is no longer signed in
    page, words = me.open(person.path("library")), me.words
    me.context.clear_cookies()

    page.get_by_role("searchbox", name=words("Search the library")).press_sequentially("tin")

    page.wait_for_url("**/accounts/login/*")
    expect(page.get_by_text(words("You were signed out"), exact=True)).to_be_visible()
    me.check("session-ended")
    page.get_by_label(words("Email"), exact=True).fill(person.email)
    page.get_by_label(words("Password"), exact=True).fill(PASSWORD)
    me.button(words("Sign in")).click()
    page.wait_for_url(f"**{person.path('library')}*")
    expect(page.get_by_role("img", name="Tea tin")).to_be_visible()
