"""The client's address is believed only through our own proxies."""

from typing import Any

import pytest
from django.test import RequestFactory

from accounts import client


@pytest.fixture(autouse=True)
def _proxies(settings: Any) -> Any:
    settings.TRUSTED_PROXIES = ["127.0.0.1/32", "10.0.0.0/8", "::1/128"]
    client._networks.cache_clear()
    yield
    client._networks.cache_clear()


@pytest.mark.parametrize(
    ("remote", "forwarded", "expected"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "no address", None),
        ("127.0.0.1", "", "127.0.0.1"),
        ("", "", None),
    ],
)
def test_the_nearest_stranger_is_the_client(
    remote: str, forwarded: str, expected: str | None
) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"x-forwarded-for": forwarded})

    assert client.address_of(request) == expected
