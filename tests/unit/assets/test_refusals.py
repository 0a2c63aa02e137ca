"""Every refusal says what happened and what to do now."""

import re
from pathlib import Path

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
    "picture-too-many-frames": {"frames": 1200, "max": 50},
    "picture-moves-too-large": {"frames": 40, "width": 4000, "height": 3000, "mega": 100},
    "file-not-as-named": {"extension": "pdf"},
    "file-is-text": {"extension": "jpg"},
    "file-misdeclared": {"declared": "image/png", "type": "PDF"},
    "file-too-heavy": {},
    "file-infected": {"found": "Eicar-Signature"},
    "file-scan-unavailable": {},
    "file-scan-too-large": {},
    "document-broken": {"detail": "stream has ended unexpectedly"},
    "document-locked": {},
    "document-macros": {},
    "document-active": {},
    "document-nested": {},
    "document-bomb": {},
    "document-too-long": {"pages": 500},
    "document-too-complex": {"objects": 200_000},
    "office-old": {"type": "Word 97"},
    "table-unreadable": {},
    "table-broken": {},
    "table-too-large": {"rows": 1_000_000, "columns": 2000},
    "media-broken": {"detail": "stream 0: invalid"},
    "media-empty": {},
    "media-codec": {"codec": "prores"},
    "media-too-long": {"hours": 4},
    "video-too-large": {"width": 7680, "height": 4320},
    "video-too-small": {"width": 8, "height": 8},
    "video-too-fast": {"fps": 480, "most": 240},
    "font-broken": {"detail": "bad stream"},
    "font-unsupported": {},
    "font-bomb": {},
    "upload-incomplete": {},
    "upload-parts-missing": {"parts": [1, 3]},
    "upload-arrived": {},
    "upload-aborted": {},
    "file-kind-differs": {"kind": "image", "given": "video"},
    "file-gone": {},
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


def test_every_code_a_check_can_end_with_has_a_sentence_that_is_tried() -> None:
    raised = re.compile(
        r'(?:Refused|_file|_Refused)\(\s*"([a-z0-9-]+)"|"((?:[a-z]+-)+(?:broken|old|locked|heavy))"'
    )
    checked = [path for path in Path("assets/decoding").glob("*.py") if "conver" not in path.name]
    checked += [Path("assets/cleaning.py"), Path("assets/services/checking.py")]

    codes = {a or b for path in checked for a, b in raised.findall(path.read_text())}

    assert len(codes) > 25
    assert codes <= CASES.keys()


@pytest.mark.parametrize(
    ("told", "advice"),
    [
        ("SVG", "can run in a browser"),
        ("a script", "can run in a browser"),
        ("MKV", "Save it as MP4"),
        ("a playlist", "Save it as MP4"),
        ("ZIP", "Unpack it"),
        ("PPT", "Save it as PDF"),
        ("PowerPoint", "Save it as PDF"),
        ("TTC", "Upload each font"),
        ("AIFF", "Save it as MP3"),
        ("STEP", "JPG or PNG, PDF, Word"),
    ],
)
def test_a_type_that_is_not_taken_is_told_what_to_be_saved_as(told: str, advice: str) -> None:
    sentence = refusals.sentence("file-type-unsupported", {"type": told})

    assert advice in sentence


def test_another_ending_is_advised_only_for_what_would_be_taken() -> None:
    named = {"extension": "png", "type": "PDF"}

    taken = refusals.sentence("file-misnamed", named)
    never = refusals.sentence("file-misnamed", {**named, "type": "SVG"})

    assert "give it the right ending" in taken
    assert never.startswith("This file is named .png, but it is SVG inside. SVG is not supported,")
    assert "ending" not in never


@pytest.mark.parametrize(
    ("told", "saved"), [("Word 97", "DOCX"), ("Excel 95", "XLSX"), ("PowerPoint 97", "PDF")]
)
def test_an_old_office_file_is_told_the_one_format_to_be_saved_in(told: str, saved: str) -> None:
    assert f"({told}). Save it as {saved} and" in refusals.sentence("office-old", {"type": told})


def test_a_version_of_another_kind_is_told_both_kinds() -> None:
    given = {"kind": "image", "given": "document"}

    assert refusals.sentence("file-kind-differs", given).startswith(
        "This is a document; the file it is to replace is an image."
    )


def test_numbers_are_grouped() -> None:
    assert "13,000 × 9,000 pixels" in refusals.sentence(
        "picture-too-large", CASES["picture-too-large"]
    )


def test_an_unsupported_type_without_a_name_is_still_a_sentence() -> None:
    assert refusals.sentence("file-type-unsupported", {}) == (
        "This type of file is not supported. Upload a photo, a PDF, a Word or Excel file, a sound, a"
        " video or a font."
    )


def test_a_code_nobody_knows_gets_the_general_sentence() -> None:
    assert refusals.sentence("from-a-newer-release", {}).startswith("We could not check this file")


def test_a_refusal_speaks_the_language_it_is_read_in() -> None:
    refusal = UploadRefused("file-empty")

    with translation.override(None):
        assert str(refusal) == "This file is empty. Choose the file again."


def test_too_large_names_both_sizes() -> None:
    assert "26.0\xa0MB" in str(TooLarge(size_bytes=26 * 1024**2, max_bytes=25 * 1024**2))


def test_one_byte_too_many_is_seen() -> None:
    most = 25 * 1024**2

    assert "This file is over 25.0\xa0MB; the most is 25.0\xa0MB." in str(
        TooLarge(size_bytes=most + 1, max_bytes=most)
    )


def test_frames_that_were_counted_no_further_are_not_given_as_all() -> None:
    refusal = UploadRefused("picture-too-many-frames", {"frames": 51, "max": 50})

    assert "moves in more than 50 frames" in str(refusal)
