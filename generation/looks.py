"""The looks people choose from, in their language."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from generation.pixels.looks import LOOKS

# The pixel engine knows no translation: its names are marked here so that they are collected.
_NAMES = (
    gettext_noop("Pure white"),
    gettext_noop("Soft grey"),
    gettext_noop("Morning window"),
    gettext_noop("Blush arch"),
    gettext_noop("Kitchen"),
    gettext_noop("Sage podium"),
    gettext_noop("Sandstone"),
    gettext_noop("New Year red"),
    gettext_noop("Midnight"),
    gettext_noop("Sky"),
    gettext_noop("Own colours"),
    gettext_noop("Framed photo"),
)


@dataclass(frozen=True, slots=True)
class LookChoice:
    """A look as the studio shows it. group: clean, lifestyle or seasonal."""

    key: str
    name: str
    group: str


def group_names() -> dict[str, Any]:
    """Return the groups in the order they are shown."""
    return {
        "clean": pgettext("group of looks", "Clean"),
        "lifestyle": pgettext("group of looks", "Lifestyle"),
        "seasonal": pgettext("group of looks", "Seasonal"),
    }


def choices() -> list[LookChoice]:
    """Return every look in the order of the studio."""
    return [LookChoice(key, _(look.name), look.group) for key, look in LOOKS.items()]


def name_of(key: str) -> str:
    """Return a look's name in the reader's language; the key itself when it is gone."""
    return _(LOOKS[key].name) if key in LOOKS else key


def unknown(keys: list[str]) -> list[str]:
    """Return those keys that are no look."""
    return [key for key in keys if key not in LOOKS]
