"""What people's files are called here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets import names


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("IMG_2041.jpg", "IMG_2041.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\mei\\mug.png", "mug.png"),
        ("mug\0.png", "mug .png"),
        ("a\r\nSet-Cookie: x=1.jpg", "a Set-Cookie x=1.jpg"),
        ("gpj.\u202eexe", "gpj. exe"),
        ("  spaces   inside .jpg", "spaces inside .jpg"),
        ('quote".jpg', "quote .jpg"),
        ("粗陶 马克杯.jpeg", "粗陶 马克杯.jpeg"),
        ("cafe\u0301.jpg", "café.jpg"),
        ("...", "file"),
        ("", "file"),
        (".jpg", "jpg"),
    ],
)
def test_a_file_name_becomes_one_tidy_line(given_name: str, kept: str) -> None:
    assert names.clean_filename(given_name) == kept


def test_a_long_name_is_cut_before_its_extension() -> None:
    name = names.clean_filename("m" * 300 + ".jpeg")

    assert len(name) == 200
    assert name.endswith("mm.jpeg")


def test_an_asset_is_called_like_its_file_without_the_extension() -> None:
    assert names.title_of("folder/Speckled mug.front.jpg") == "Speckled mug.front"
    assert names.title_of("no extension") == "no extension"
    assert names.download_name("Speckled mug", "png") == "Speckled mug.png"


@given(st.text(max_size=400))
def test_no_name_holds_a_folder_a_line_break_or_nothing(text: str) -> None:
    name = names.clean_filename(text)

    assert 1 <= len(name) <= 200
    assert not set(name) & set("/\\\r\n\0")
    assert names.clean_filename(name) == name


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Speckled mug, 350 ml", "Speckled_mug_350_ml"),
        ("粗陶 马克杯", "粗陶_马克杯"),
        ("a/../b", "a..b"),
        ("x" * 80, "x" * 60),
        ("🎧", "video"),
        ("..", "video"),
        ("", "video"),
    ],
)
def test_a_title_becomes_a_short_file_name_or_the_one_kept_for_it(title: str, stem: str) -> None:
    assert names.stem_of(title, otherwise="video") == stem
