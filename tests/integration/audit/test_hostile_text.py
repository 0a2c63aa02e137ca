"""Text made to break or to forge: it fails nowhere, and rows and lines of the log stay what they are."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from rest_framework.test import APIClient

from accounts import client as addresses
from accounts.models import User
from audit import services as audit
from audit.actions import Action
from audit.models import AuditEvent
from tests.integration.audit.canaries import listening
from workspaces.models import Workspace

FORGED = '{"level": "info", "event": "all is well"}'
HOSTILE = {
    "line ends": f"a\r\n{FORGED}\n\x85\u2028\u2029z",
    "a terminal's commands": "\x1b[2J\x1b]0;gone\x07\x9b31m\b\b",
    "nul": "a\0b",
    "turned round": "\u202egpj.exe\u2066\u2069\u200b\u200e\ufeff",
    "half a character": "a\ud800b\udcffc",
    "bytes of no text": "\x80\xff\xc3\x28",
    "a megabyte": "x" * 1_000_000,
    "a megabyte of one name": "token=" * 170_000,
    "beyond the plane": "\U0001f680\U000e0041" * 200,
    "accents without end": "e" + "\u0301" * 5000,
    "a statement": "'; DROP TABLE audit_event; --",
    "a form": "%s %(x)s {0} {x!r} ${jndi:ldap://x}",
}
LENGTHS = {
    "actor_id": 64, "user_agent": 300, "request_id": 64, "session_id": 64, "action": 64,
    "target_type": 32, "target_id": 64, "target_label": 200, "reason": 300,
}  # fmt: skip
pytestmark = pytest.mark.usefixtures("clean_cache")
each = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)


def are_plain(events: list[AuditEvent]) -> None:
    """Expect rows that can be printed, within their columns, whatever was sent."""
    assert events, "nothing was written"
    for event in events:
        for name, most in LENGTHS.items():
            value = getattr(event, name)
            assert value.isprintable(), (name, value)
            assert len(value) <= most
        for one in texts_of([event.changes, event.data]):
            assert one.isprintable(), one
            assert len(one) <= 300


def texts_of(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in texts_of(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts_of(part)]
    return [value] if isinstance(value, str) else []


def are_lines(told: str) -> None:
    """Expect a log in which nobody wrote a line of their own."""
    for line in told.splitlines():
        assert json.loads(line).get("event") != "all is well"


@each
def test_headers(text: str, bob: User, acme: Workspace) -> None:
    headers = dict.fromkeys(("HTTP_USER_AGENT", "HTTP_X_REQUEST_ID", "HTTP_REFERER"), text)
    headers |= {"HTTP_X_FORWARDED_FOR": text, "HTTP_X_WORKSPACE": text, "HTTP_HOST": text}
    body = {"email": bob.email, "password": "wrong"}
    with listening() as told:
        without_host = {name: one for name, one in headers.items() if name != "HTTP_HOST"}
        answer = APIClient().post("/api/v1/auth/login", body, format="json", **without_host)
        page = Client(raise_request_exception=False).get("/w/acme/", **headers)

    assert answer.status_code == 401
    assert page.status_code in {302, 400, 404}
    assert answer["X-Request-ID"].isalnum()
    assert len(answer["X-Request-ID"]) == 32, "one of our own"
    are_plain(list(AuditEvent.objects.all()))
    are_lines(told.getvalue())


@pytest.mark.slow
@each
def test_what_people_write(text: str, alice: User, acme: Workspace, api_for: Any) -> None:
    api = api_for(alice, acme)
    raw = {"content_type": "application/json"}
    with listening() as told:
        for path, body in {
            "products": {"sku": "SKU-H", "name": text},
            "assets/uploads": {"filename": text, "content_type": "image/jpeg", "size_bytes": 10},
            "auth/login": {"email": text, "password": text},
            "workspaces": {"name": text},
            "workspaces/join": {"token": text},
        }.items():
            answer = api.generic("POST", f"/api/v1/{path}", json.dumps(body), **raw)
            assert answer.status_code < 500, (path, answer.content)
        asked = quote(text[:2000], errors="surrogatepass")
        assert api.get(f"/api/v1/products?q={asked}&cursor={asked}").status_code < 500

    are_plain([*AuditEvent.objects.all(), AuditEvent()])
    are_lines(told.getvalue())


@each
def test_what_is_recorded_as_it_is_given(text: str) -> None:
    """Where nothing stood before it: reasons of staff, names of objects, what an error said."""
    audit.set_origin(user_agent=text)
    try:
        with transaction.atomic():
            audit.record(
                Action.WORKSPACE_CHANGED,
                actor=audit.Actor("user", "somebody", text),
                target=audit.Target("workspace", "x", text),
                details=audit.Details(
                    reason=text, changes={"name": (text, [text])}, data={text[:30]: text}
                ),
            )
    finally:
        audit.clear_origin()

    are_plain(list(AuditEvent.objects.all()))


@pytest.mark.parametrize(
    "given",
    ["fe80::1%eth0", "1.2.3.4:80", "[::1]:80", "999.1.1.1", "0x7f.1", "::ffff:192.0.2.1", "unknown",
     "192.0.2.1, fe80::1%" + "z" * 500, ",,,", "192.0.2.7" + " " * 5000],
)  # fmt: skip
def test_addresses(given: str, bob: User) -> None:
    """What a proxy passes on may be what a stranger wrote: believed, it fits into the column."""
    body = {"email": bob.email, "password": "wrong"}

    answer = APIClient().post(
        "/api/v1/auth/login", body, format="json", headers={"X-Forwarded-For": given}
    )

    assert answer.status_code == 401
    assert AuditEvent.objects.latest("id").address in {
        None, "127.0.0.1", "fe80::1", "192.0.2.1", "::ffff:192.0.2.1", "192.0.2.7",
    }  # fmt: skip


def test_an_address_is_believed_of_our_own_proxy_alone(bob: User, settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1/32"]
    addresses._networks.cache_clear()
    body = {"email": bob.email, "password": "wrong"}
    seen = []
    for nearest in ("203.0.113.9", "127.0.0.1"):
        APIClient().post(
            "/api/v1/auth/login",
            body,
            format="json",
            headers={"X-Forwarded-For": "6.6.6.6, 198.51.100.1"},
            REMOTE_ADDR=nearest,
        )
        seen.append(AuditEvent.objects.latest("id").address)
    addresses._networks.cache_clear()

    assert seen == ["203.0.113.9", "198.51.100.1"]


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [("abcdefgh", True), ("a.b-c_d.1", True), ("x" * 64, True), ("x" * 65, False), ("short", False),
     ("with space", False), ("new\nline-x", False), ("abcdefgh\n", False), ("ünïcode-id", False)],
)  # fmt: skip
def test_the_id_of_a_request_is_taken_only_in_its_form(
    given: str, is_taken: bool, bob: User
) -> None:
    body = {"email": bob.email, "password": "wrong"}

    answer = APIClient().post("/api/v1/auth/login", body, format="json", HTTP_X_REQUEST_ID=given)

    assert (answer["X-Request-ID"] == given) == is_taken
    assert AuditEvent.objects.latest("id").request_id == answer["X-Request-ID"]
