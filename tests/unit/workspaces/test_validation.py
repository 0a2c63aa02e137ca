"""What a workspace may be called, where it may live, how it may look and speak."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from workspaces import validation
from workspaces.services import free_slug

GONE = f"gone-{'0' * 32}"


@pytest.mark.parametrize(
    ("clean", "given", "kept"),
    [
        (validation.clean_name, "  Bergwerk 山  ", "Bergwerk 山"),
        (validation.clean_name, "🛍", "🛍"),
        (validation.clean_name, "North \u00a0  Bay", "North Bay"),
        (validation.clean_name, "\u3000山\u3000河", "山 河"),
        (validation.clean_name, "क्\u200dष", "क्\u200dष"),
        (validation.clean_name, "می\u200cخواهم", "می\u200cخواهم"),
        (validation.clean_name, "👩🏽\u200d🍳", "👩🏽\u200d🍳"),
        (validation.clean_email, " Lena@Example.COM ", "lena@example.com"),
        (validation.clean_slug, " North-Bay ", "north-bay"),
        (validation.clean_slug, "a", "a"),
        (validation.clean_slug, "4you", "4you"),
        (validation.clean_slug, "a_b", "a_b"),
        (validation.clean_time_zone, "Europe/Berlin", "Europe/Berlin"),
        (validation.clean_time_zone, "PRC", "PRC"),
        (validation.clean_currency, " eur ", "EUR"),
        (validation.clean_language, "zh-hans", "zh-hans"),
        (validation.clean_colours, ["#FFaa00", " #000000"], ["#ffaa00", "#000000"]),
        (validation.clean_colours, [], []),
        (validation.clean_tone, " Warm.\r\nPlain. ", "Warm.\nPlain."),
        (validation.clean_tone, "", ""),
        (validation.clean_words, [" fresh ", "made by hand"], ["fresh", "made by hand"]),
    ],
)
def test_a_value_is_kept_in_one_form(clean: Callable[[Any], Any], given: Any, kept: Any) -> None:
    assert clean(given) == kept


@pytest.mark.parametrize(
    ("clean", "given", "code"),
    [
        (validation.clean_name, " ", "required"),
        (validation.clean_name, "\u200b", "required"),
        (validation.clean_name, "x" * 81, "too_long"),
        (validation.clean_name, "a\nb", "unseen"),
        (validation.clean_name, "a\x07b", "unseen"),
        (validation.clean_name, "abc\u202egnp", "unseen"),
        (validation.clean_name, "a\u200bb", "unseen"),
        (validation.clean_name, "a\u200fb", "unseen"),
        (validation.clean_name, "a\u00adb", "unseen"),
        (validation.clean_name, "a\u200d", "unseen"),
        (validation.clean_name, "a \u200c b", "unseen"),
        (validation.clean_email, "lena", "invalid"),
        (validation.clean_email, f"{'x' * 250}@example.com", "too_long"),
        (validation.clean_email, f"x@{'İ' * 31}.{'y' * 63}.{'y' * 63}.{'y' * 60}.com", "too_long"),
        (validation.clean_slug, "", "invalid"),
        (validation.clean_slug, "-bay", "invalid"),
        (validation.clean_slug, "bay-", "invalid"),
        (validation.clean_slug, "b ay", "invalid"),
        (validation.clean_slug, "bäy", "invalid"),
        (validation.clean_slug, "a" * 49, "too_long"),
        (validation.clean_slug, "2026", "number"),
        (validation.clean_slug, "NEW", "reserved"),
        (validation.clean_slug, GONE, "reserved"),
        (validation.clean_time_zone, "Mars/Olympus", "unknown"),
        (validation.clean_time_zone, "localtime", "unknown"),
        (validation.clean_currency, "XYZ", "unknown"),
        (validation.clean_currency, "", "unknown"),
        (validation.clean_language, "fr", "unknown"),
        (validation.clean_colours, ["red"], "invalid"),
        (validation.clean_colours, ["#fff"], "invalid"),
        (validation.clean_colours, ["#ffffff", "#FFFFFF"], "repeated"),
        (validation.clean_colours, [f"#00000{digit}" for digit in range(7)], "too_many"),
        (validation.clean_tone, "x" * 501, "too_long"),
        (validation.clean_tone, "a\x00b", "unseen"),
        (validation.clean_words, [" "], "required"),
        (validation.clean_words, ["x" * 41], "too_long"),
        (validation.clean_words, ["Fresh", "fresh"], "repeated"),
        (validation.clean_words, [str(number) for number in range(51)], "too_many"),
        (validation.clean_words, ["a\nb"], "unseen"),
    ],
)
def test_what_cannot_be_kept_is_refused(clean: Callable[[Any], Any], given: Any, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        clean(given)

    assert refused.value.code == code


def test_names_that_look_the_same_are_the_same() -> None:
    seen = validation.folded("Caf\u00e9 Noir")

    for typed in ("Caf\u00e9  Noir", " Caf\u00e9\u00a0Noir ", "Cafe\u0301 \u200b\u200eNoir"):
        assert validation.folded(typed) == seen
    assert validation.folded("Caf\u00e9 noir") != seen


def test_a_word_is_not_both_used_and_avoided() -> None:
    validation.check_words(["fresh"], ["cheap"])

    with pytest.raises(ValidationError) as refused:
        validation.check_words(["Cheap"], ["cheap"])

    assert refused.value.code == "both"


def test_time_zones_on_offer_are_places() -> None:
    assert validation.TIME_ZONES[0] == "UTC"
    assert {"Asia/Shanghai", "Europe/Berlin"} < set(validation.TIME_ZONES)
    assert not {"Factory", "PRC", "US/Pacific"} & set(validation.TIME_ZONES)


@pytest.mark.parametrize("name", ["2026", "山", "New", GONE, "x" * 80, "A b_"])
def test_an_address_made_from_a_name_may_be_kept(public: None, name: str) -> None:
    slug = free_slug(name)

    assert validation.clean_slug(slug) == slug
