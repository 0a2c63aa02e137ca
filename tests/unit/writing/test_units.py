"""Numbers and units are written as each language writes them."""

import pytest

from generation.writing.units import chinese, english, quantity


@pytest.mark.parametrize(
    ("value", "unit", "in_english", "in_chinese"),
    [
        ("350", "ml", "350 ml", "350 毫升"),
        ("350 ml", "", "350 ml", "350 毫升"),
        ("350ML", "", "350 ml", "350 毫升"),
        ("1240", "°C", "1,240 °C", "1240 °C"),
        ("1,650", "g", "1,650 g", "1650 克"),
        ("24.00", "h", "24 hours", "24 小时"),
        ("1", "h", "1 hour", "1 小时"),
        ("5.50", "in", "5.5 inches", "5.5 英寸"),
        ("12", "months", "12 months", "12 个月"),
        ("3", "pcs", "3 pieces", "3 个"),
        ("3", "支", "3", "3 支"),
        ("95", "%", "95%", "95%"),
        ("10-20", "cm", "10 to 20 cm", "10–20 厘米"),
        ("5000", "mAh", "5,000 mAh", "5000 毫安时"),
        ("2024", "", "2024", "2024"),
        ("12000", "", "12,000", "12000"),
        ("5.0", "", "5.0", "5.0"),
        ("40", "Watts", "40 W", "40 瓦"),
        ("2", "widgets", "2 widgets", "2 widgets"),
    ],
)
def test_quantities(value: str, unit: str, in_english: str, in_chinese: str) -> None:
    amount = quantity(value, unit)

    assert amount is not None
    assert (english(amount), chinese(amount)) == (in_english, in_chinese)


@pytest.mark.parametrize("value", ["about 5", "USB-C", "30 x 20 x 10", "18/8", "3.5 mm cable", ""])
def test_what_is_no_single_number_is_left_as_words(value: str) -> None:
    assert quantity(value, "") is None
