"""No line of the logs holds the key of a mail's link: it is a way in."""

import io
import json
import logging
import logging.config
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory

from config.logs import logging_config, without_tokens

TOKEN = "Zk3-a_live_TOKEN-x9"
LINK = f"/join/{TOKEN}"
FORMS = ["json", "console"]


@pytest.fixture(params=FORMS)
def lines(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Let the logs be written as in service; return what is written."""
    told = io.StringIO()
    setting = logging_config(level="DEBUG", form=request.param)
    line = setting["formatters"]["line"]
    formatter = line.pop("()")(**line)
    handler = logging.StreamHandler(told)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [handler])
    monkeypatch.setattr(root, "level", logging.DEBUG)
    return told


def asked() -> WSGIRequest:
    return RequestFactory().get(LINK, headers={"Referer": f"http://testserver{LINK}"})


def test_an_error_on_the_page_of_a_link_tells_no_token(
    lines: io.StringIO, public: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line has the path as its argument, the request beside it, and the traceback."""

    def broken(*_args: Any, **_options: Any) -> None:
        raise RuntimeError(f"at {LINK}")

    monkeypatch.setattr("django.urls.resolvers.ResolverMatch.__init__", broken)

    answer = Client(raise_request_exception=False).get(LINK)

    assert answer.status_code == 500
    told = lines.getvalue()
    assert "Internal Server Error" in told
    assert "RuntimeError" in told
    assert "Traceback" in told
    assert TOKEN not in told
    assert "/join/" in told


def test_messages_arguments_extras_and_tracebacks_hold_none(lines: io.StringIO) -> None:
    log = logging.getLogger("somewhere")
    log.warning("asked for %s", LINK)
    log.warning(f"asked for {LINK}")  # noqa: G004  what others write
    log.warning("asked", extra={"request": asked(), "paths": [LINK], "more": {LINK: (LINK,)}})
    try:
        raise ValueError(LINK)
    except ValueError:
        log.exception("it broke")
    log.info("asked", stack_info=True, extra={"next": f"/accounts/login/?next=%2Fjoin%2F{TOKEN}"})

    told = lines.getvalue()
    assert len(told.splitlines()) >= 5
    assert TOKEN not in told


@pytest.mark.parametrize("lines", ["json"], indirect=True)
def test_all_else_stands_as_it_was(lines: io.StringIO) -> None:
    logging.getLogger("somewhere").warning(
        "page %s", "/w/acme/join", extra={"count": 3, "ratio": 0.5, "none": None, "is_it": True}
    )

    line = json.loads(lines.getvalue())
    assert line["event"] == "page /w/acme/join"
    assert (line["count"], line["ratio"], line["none"], line["is_it"]) == (3, 0.5, None, True)
    assert (line["level"], line["logger"]) == ("warning", "somewhere")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("GET /join/abc?x=1", "GET /join/…?x=1"),
        ("<WSGIRequest: GET '/join/abc'>", "<WSGIRequest: GET '/join/…'>"),
        ("https://studio.example.com/join/a-b_c", "https://studio.example.com/join/…"),
        ("/login/?next=%2fjoin%2Fabc&y=2", "/login/?next=%2fjoin%2F…&y=2"),
        ("/accounts/confirm-email/MQ:1w:x_-/", "/accounts/confirm-email/…"),
        ("/accounts/password/reset/key/3f-dk1-ab9/", "/accounts/password/reset/key/…"),
        ("/?next=%2Fpassword%2Freset%2Fkey%2F3f-dk1", "/?next=%2Fpassword%2Freset%2Fkey%2F…"),
        ("/accounts/notifications/no-more/WyJ:1w:x", "/accounts/notifications/no-more/…"),
        ("/accounts/confirm-email/", "/accounts/confirm-email/"),
        ("/join//abc/def", "/join/…"),
        ("/join", "/join"),
        ("/joiner/abc", "/joiner/abc"),
    ],
)
def test_what_follows_is_left_out(said: str, told: str) -> None:
    assert without_tokens(said) == told


def test_djangos_own_handlers_do_not_write_beside_ours() -> None:
    named = ("django", "django.request", "django.server")

    assert [name for name in named if logging.getLogger(name).handlers] == []
    assert all(logging.getLogger(name).propagate for name in named)
