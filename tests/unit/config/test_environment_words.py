"""Secrets that people share with us are long enough not to be guessed."""

import pytest

from config.settings import environment as env

LONG = "a" * 32


def test_several_secrets_are_read_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTH_SECRET", f" {LONG}b , {LONG},")

    assert env.long_words("AUTH_SECRET") == [f"{LONG}b", LONG]


def test_none_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUTH_SECRET")

    assert env.long_words("AUTH_SECRET") == []


@pytest.mark.parametrize("given", ["changeme", f"{LONG},short", f"{LONG},{LONG[:31]}"])
def test_a_short_one_is_refused_by_the_name_of_its_setting(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("AUTH_SECRET", given)

    with pytest.raises(ValueError, match="AUTH_SECRET") as refused:
        env.long_words("AUTH_SECRET")

    assert given not in str(refused.value)
