"""Every refusal says what happened and what to do now."""

import pytest
from django.utils import translation

from assets import refusals
from assets.refusals import TooLarge, UploadRefused

CASES = {
    "file-empty": {},
    "file-not-a-picture": {},
    "file-type-unsupported": {"type": "TIFF"},
    "file-misnamed": {"extension": "jpg", "type": "PDF"},
    "file-broken": {"detail": "broken data stream when reading image file"},
    "file-too-large": {"size": 99 * 1024**2, "max": 50 * 1024**2},
    "file-check-failed": {},
    "picture-too-large": {"width": 13000, "height": 9000},
    "picture-too-small": {"width": 12, "height": 900},
    "picture-too-heavy": {},
    "picture-animated": {},
    "upload-incomplete": {},
    "upload-parts-missing": {"parts": [1, 3]},
    "upload-arrived": {},
    "upload-aborted": {},
    "file-kind-differs": {"kind": "image", "given": "video"},
    "upload-expired": {},
}


@pytest.mark.parametrize("code", CASES)
def test_each_code_has_two_sentences_without_what_is_internal(code: str) -> None:
    sentence = refusals.sentence(code, CASES[code])

    assert sentence.endswith(".")
    assert sentence.count(". ") + sentence.count("; ") >= 1
    assert "%(" not in sentence
    assert "stream" not in sentence
    assert code not in sentence


def test_numbers_are_grouped() -> None:
    assert "13,000 × 9,000 pixels" in refusals.sentence(
        "picture-too-large", CASES["picture-too-large"]
    )


def test_an_unsupported_type_without_a_name_is_still_a_sentence() -> None:
    assert refusals.sentence("file-type-unsupported", {}) == (
        "This type of file is not supported. Upload a JPG, PNG, WebP or HEIC photo."
    )


def test_a_code_nobody_knows_gets_the_general_sentence() -> None:
    assert refusals.sentence("from-a-newer-release", {}).startswith("We could not check this file")


def test_a_refusal_speaks_the_language_it_is_read_in() -> None:
    refusal = UploadRefused("file-empty")

    with translation.override(None):
        assert str(refusal) == "This file is empty. Choose the picture again."


def test_too_large_names_both_sizes() -> None:
    assert "26.0\xa0MB" in str(TooLarge(size_bytes=26 * 1024**2, max_bytes=25 * 1024**2))
