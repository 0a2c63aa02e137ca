"""Numbers and dates are written as a spreadsheet shows them, and never another figure."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from assets.reading.moments import shown_moment
from assets.reading.numbers import plain, shown_number

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (1234.5, "#,##0.00", "1,234.50"),
        (0.123, "0%", "12%"),
        (0.1235, "0.0%", "12.4%"),
        (12, "00000", "00012"),
        (12.5, '0.0" mm"', "12.5 mm"),
        (-3, "0;(0)", "(3)"),
        (-3.5, "0.0", "-3.5"),
        (0, '0;-0;"–"', "–"),
        (1299, '"¥"#,##0', "¥1,299"),
        (1299, "[$€-407] #,##0.00", "€ 1,299.00"),
        (0.1 + 0.2, "General", "0.3"),
        (690123456789, "General", "690123456789"),
        (690123456789.0, "0", "690123456789"),
        (12.5, "0.0#", "12.5"),
        (2500000, '0.0,,"M"', "2.5M"),
        (5, 'General" kg"', "5 kg"),
        (220, '0"V"', "220V"),
        (12, "_-* #,##0.00_-", "12.00"),
        (1.5, "# ?/?", "1.5"),
        (5, "", "5"),
    ],
)
def test_a_number_is_shown_by_its_format(value, number_format, shown):
    assert shown_number(value, number_format) == shown


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e300])
def test_what_is_no_figure_does_not_stop_the_reading(value):
    assert plain(value) == str(value)
    assert isinstance(shown_number(value, "#,##0.00"), str)


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("mm-dd-yy", "2026-03-05"),
        ("m/d/yy h:mm", "2026-03-05 14:07"),
        ('yyyy"年"m"月"d"日"', "2026年3月5日"),
        ("d mmm yyyy", "5 Mar 2026"),
        ("h:mm AM/PM", "2:07 PM"),
        ("yyyy-mm-dd hh:mm:ss", "2026-03-05 14:07:09"),
        ("dd.mm.yyyy", "05.03.2026"),
        ("[$-409]d-mmm-yy;@", "5-Mar-26"),
        ("dddd", "Thursday"),
        ("@", "2026-03-05"),
    ],
)
def test_a_date_is_shown_by_its_format(number_format, shown):
    assert shown_moment(datetime(2026, 3, 5, 14, 7, 9, tzinfo=UTC), number_format) == shown


def test_days_hours_and_lengths_of_time_are_shown():
    assert shown_moment(date(2026, 3, 5), "General") == "2026-03-05"
    assert shown_moment(time(8, 30), "h:mm") == "08:30"
    assert shown_moment(timedelta(hours=30, minutes=5), "[h]:mm:ss") == "30:05:00"
