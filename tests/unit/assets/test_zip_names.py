"""What files are called in a zip."""

import pytest

from assets import zips

LONGEST = 255  # bytes, as file systems take them


@pytest.mark.parametrize("sign", ["m", "é", "马", "🎧", "\U00020000"], ids=ascii)
def test_the_longest_names_fit_on_every_disk(sign: str) -> None:
    names = zips.Names()

    made = [names.unique(sign * 200, "jpeg") for _ in range(150)]

    assert max(len(name.encode()) for name in made) <= LONGEST
    assert len({name.casefold() for name in made}) == 150
    assert all(name.startswith(sign * 50) and name.endswith(".jpeg") for name in made)


def test_a_name_is_cut_between_characters() -> None:
    assert "\ufffd" not in zips.Names().unique("a" + "🎧" * 100, "png")


@pytest.mark.parametrize(
    ("title", "name"),
    [("con", "_con.png"), ("..", "file.png"), ("a/../b", "b.png"), ("x. ", "x.png")],
)
def test_a_name_is_safe_on_systems_of_every_kind(title: str, name: str) -> None:
    assert zips.Names().unique(title, "png") == name
