"""Lengths of time as players show them."""

import pytest

from assets.clock import clock


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (0.4, "0:00"), (22.5, "0:23"), (24, "0:24"), (59.6, "1:00"), (143.5, "2:24")],
)
def test_a_length_is_told_in_minutes_and_seconds(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown
