"""How long texts may be: hints by kind, channel and language."""

from typing import Any

import pytest

from generation.limits import limits_of, measured


@pytest.mark.parametrize(
    ("kind", "channel", "language", "expected"),
    [
        ("title", "general", "en", {"title": 75}),
        ("title", "general", "zh-hans", {"title": 30}),
        ("post", "x", "en", {"all": 280}),
        ("post", "xiaohongshu", "zh-hans", {"title": 20, "body": 1000}),
        ("post", "instagram", "en", {"all": 2200, "tags": 5}),
        ("faq", "general", "en", {}),
        ("title", "general", "fr", {}),
    ],
)
def test_each_place_has_its_own_limits(
    kind: str, channel: str, language: str, expected: dict[str, int]
) -> None:
    limits = limits_of(kind, channel, language)

    assert {part: limit.most for part, limit in limits.items()} == expected
    assert all(limit.source.startswith("https://") for limit in limits.values())


@pytest.mark.parametrize(
    ("kind", "channel", "language", "content", "plain", "expected"),
    [
        ("title", "general", "en", {"title": "A mug"}, "A mug", [5]),
        ("title", "general", "zh-hans", {"title": "粗陶马克杯 350ml"}, "", [8]),
        ("post", "x", "zh-hans", {}, "马克杯 https://example.com/long", [30]),
        ("post", "instagram", "en", {"tags": ["mug", "tea"]}, "A mug.\n\n#mug #tea", [17, 2]),
    ],
)
def test_a_text_is_measured_as_its_place_counts(
    kind: str,
    channel: str,
    language: str,
    content: dict[str, Any],
    plain: str,
    expected: list[int],
) -> None:
    limits = limits_of(kind, channel, language).values()

    assert [measured(limit, content, plain) for limit in limits] == expected
