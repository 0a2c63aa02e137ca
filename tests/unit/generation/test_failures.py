"""The words of failures: each says what happened, why, and what helps."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from generation import failures, vendor_failures
from generation.models import JobItem
from generation.snapshots import of_item

REFUSED = "image.cutout_refused."
PIXELS = Path(failures.__file__).parent / "pixels"


def test_a_busy_background_says_why_and_what_helps() -> None:
    words = failures.explain(REFUSED + "busy_background")

    assert words.title == "The background is too busy"
    assert words.sentence == (
        "The product could not be told from what is behind it. Draw a rectangle around it, "
        "or use a photo on a plain, light ground."
    )
    assert words.remedy == "hint"


def reasons() -> list[str]:
    """Return every reason the pixel engine refuses for, read from its code."""
    source = "\n".join(path.read_text() for path in PIXELS.glob("*.py"))
    known = {
        "busy_background",
        "dark_background",
        "no_product",
        "touches_border",
        "edges_lost",
        "kept_shadow",
        "glass",
        "unsure",
    }
    found = {name for name in known if re.search(rf'"{name}"', source)}
    assert found == known
    return sorted(found)


@pytest.mark.parametrize("reason", reasons())
def test_every_refusal_has_words_of_its_own_in_both_languages(reason: str) -> None:
    english = failures.explain(REFUSED + reason)
    with translation.override("zh-hans"):
        chinese = failures.explain(REFUSED + reason)

    assert english.sentence.endswith(".")
    assert re.search(r"[\u4e00-\u9fff]", chinese.title + chinese.sentence)
    assert english.title != failures.explain("something else").title


def test_an_unknown_code_gets_a_calm_sentence_and_never_the_code() -> None:
    words = failures.explain("provider.exploded")

    assert words.title == "It could not be made"
    assert "provider.exploded" not in words.title + words.sentence


def test_an_unknown_reason_of_refusal_is_said_as_unsure() -> None:
    assert failures.explain(REFUSED + "new_reason") == failures.explain(REFUSED + "unsure")


def test_a_failed_item_says_that_it_was_not_counted() -> None:
    item = JobItem(position=0, state="failed", error_code=REFUSED + "glass", params={})

    error = of_item(item)["error"]

    assert error == {
        "code": REFUSED + "glass",
        "title": "Glass cannot be cut out cleanly",
        "detail": "The background shows through it. Keep the photo as it is in the Framed look.",
        "counted": False,
    }


def test_a_failure_names_the_scene_that_is_to_blame() -> None:
    assert failures.explain("video.voice_too_long.3").title == "Scene 3 speaks longer than it lasts"
    assert failures.explain("video.picture_unreadable.1").remedy == "script"
    assert failures.explain("video.request_invalid.2").title == "This video cannot be made"


@pytest.mark.parametrize("code", sorted({*vendor_failures.TEXTS, *vendor_failures.OF_SCENES}))
def test_what_vendors_and_videos_fail_of_has_words_and_a_remedy(code: str) -> None:
    words = failures.explain(code if code in vendor_failures.TEXTS else f"{code}.2")

    assert words.remedy in {"retry", "script", "none"}
    assert words.title
    assert words.sentence.endswith(".")
