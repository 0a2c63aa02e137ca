"""Units as they are read."""

import pytest
from django.utils import translation

from billing import units


@pytest.mark.parametrize(
    ("meter", "amount", "shown", "moved", "named"),
    [
        ("images", 0, "0", "0", "0 images"),
        ("images", 1, "1", "+1", "1 image"),
        ("images", 1234, "1,234", "+1,234", "1,234 images"),
        ("images", -24, "−24", "−24", "−24 images"),
        ("copies", 1906, "1,906", "+1,906", "1,906 texts"),
        ("video_seconds", 119, "119 s", "+119 s", "119 s of video"),
        ("video_seconds", 120, "2 min", "+2 min", "2 min of video"),
        ("video_seconds", 1799, "29.9 min", "+29.9 min", "29.9 min of video"),
        ("video_seconds", -750, "−12.5 min", "−12.5 min", "−12.5 min of video"),
        ("video_seconds", 90_000, "1,500 min", "+1,500 min", "1,500 min of video"),
        ("storage_bytes", 5 * 2**30, "5.0\xa0GB", "+5.0\xa0GB", "5.0\xa0GB of storage"),
        ("storage_bytes", -2048, "−2.0\xa0KB", "−2.0\xa0KB", "−2.0\xa0KB of storage"),
        ("members", 1, "1", "+1", "1 member"),
        ("members", 3, "3", "+3", "3 members"),
        ("something", 3, "3", "+3", "3"),
    ],
)
def test_units_are_shown_as_people_count_them(
    meter: str, amount: int, shown: str, moved: str, named: str
) -> None:
    with translation.override("en"):
        assert units.shown(meter, amount) == shown
        assert units.moved(meter, amount) == moved
        assert units.named(meter, amount) == named
