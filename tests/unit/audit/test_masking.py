"""What looks secret is masked wherever it was put; what is no secret stands as it was."""

import time
from typing import Any

import pytest

from audit.masking import LONGEST, MASK, MOST, is_secret, kept, masked, shown


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Authorization: Bearer abcdefgh1234567890abcd", "Authorization: Bearer …"),
        ("Authorization: Basic dXNlcjpodW50ZXIyMjI=", "Authorization: Basic …"),
        ("Robot/1 token=abc123456 (x)", "Robot/1 token=… (x)"),
        ("https://x.test/?a=1&access_token=abcd&b=2", "https://x.test/?a=1&access_token=…&b=2"),
        ("{'password': 'hunter22', 'a': 'b'}", "{'password': '…', 'a': 'b'}"),
        ('{"api_key": "zzz9zzz9"}', '{"api_key": "…"}'),
        ("X-Amz-Signature=0a0b0c&x=1", "X-Amz-Signature=…&x=1"),
        ("Signature:\n0123456789abcdef", "Signature:\n…"),
        ("key sk-proj-Ab1Ab1Ab1Ab1Ab1Ab1Ab.", "key …."),
        ("whsec_abcdef012345 AKIAABCDEFGHIJKLMNOP", "… …"),
        ("postgres://u:pw@host/db", "postgres://u:…@host/db"),
        ("eyJhbGciOi.eyJzdWIi.sig_-x", "…"),
        ("/join/abc-def?x=1", "/join/…?x=1"),
        ("Cookie: session_8000=abcdef0123456789", "Cookie: …"),
    ],
)
def test_what_looks_secret_is_masked(said: str, told: str) -> None:
    assert masked(said) == told


@pytest.mark.parametrize(
    "said",
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
        "Secret: garden mug",
        "Token: silver coin",
        "Basic collection 2026",
        "barcode=123456",
        "sk-spring-collection-2026",
        "The cookie jar, blue",
        "https://studio.example.com/w/acme/library?show=mugs",
        "他说：密码 = 无",
    ],
)
def test_what_is_no_secret_stands_as_it_was(said: str) -> None:
    assert masked(said) == said


def test_names_tell_what_is_secret() -> None:
    secret = (
        "password",
        "new_password",
        "password1",
        "X-Api-Key",
        "refresh_token",
        "csrf",
        "Cookie",
    )
    plain = ("name", "tokens_used", "cookies_per_jar", "secretary", "key", "code", "session")

    assert [name for name in secret if not is_secret(name)] == []
    assert [name for name in plain if is_secret(name)] == []


def test_json_is_bounded_printable_and_without_secrets() -> None:
    given: dict[str, Any] = {
        "name": ("Alt\t\n", "neu \x1b[31m新"),
        "password": ("one", "two"),
        "api_key": None,
        "left": {"deep": [{"secret": "x", "size": 3, "is_big": True, "ratio": 0.5}]},
        "long": "n" * 5000,
        "many": list(range(500)),
        "lone": "\ud800\u202e\u200b\0",
    }

    found = kept(given)

    assert found["name"] == ["Alt", "neu [31m新"]
    assert (found["password"], found["api_key"]) == (MASK, None)
    assert found["left"] == {"deep": [{"secret": MASK, "size": 3, "is_big": True, "ratio": 0.5}]}
    assert (len(found["long"]), found["long"][-1]) == (LONGEST, MASK)
    assert len(found["many"]) == MOST
    assert found["lone"] == ""


def test_a_text_is_cut_after_it_is_masked() -> None:
    assert shown("a" * 10, 10) == "a" * 10
    assert shown("a" * 11, 10) == "a" * 9 + MASK
    assert shown("x" * 8 + " token=0123456789", 14) == "x" * 8 + f" toke{MASK}"
    assert shown("token=" + "9" * 100_000, 20) == f"token={MASK}"


HOSTILE = ["token" * 200_000, "token=" * 170_000, "eyJ" + "a." * 500_000, "http://a:" * 110_000,
           '"token" : ' * 100_000, "a.b-c+" * 170_000, "sk-" * 330_000]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:8] for text in HOSTILE])
def test_a_megabyte_made_to_be_slow_is_not(text: str) -> None:
    begun = time.process_time()

    shown(text, 300)
    masked(text[:20_000])

    assert time.process_time() - begun < 0.3
