"""The time zones of the world, by their IANA names."""

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

# Read from the machine's files once; these two of them name no place.
_ZONES = frozenset(zoneinfo.available_timezones() - {"Factory", "localtime"})
# What is worth offering. Older names ("PRC", "US/Pacific") are understood, too.
_AREAS = (
    "Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/",
    "Indian/", "Pacific/",
)  # fmt: skip
TIME_ZONES = ("UTC", *sorted(name for name in _ZONES if name.startswith(_AREAS)))


def clean_time_zone(text: str) -> str:
    """Return the IANA name of a time zone; people may write spaces in it."""
    name = text.strip().replace(" ", "_")
    if name not in _ZONES:
        raise ValidationError(
            _("This time zone is not known. Name one like Europe/Berlin."), code="unknown"
        )
    return name


@contextmanager
def shown_in(name: str) -> Iterator[None]:
    """Show times as people in this zone read them; one that is not known is left out."""
    if name not in _ZONES:
        yield
        return
    with timezone.override(zoneinfo.ZoneInfo(name)):
        yield
