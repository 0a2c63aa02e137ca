"""What a browser sends of a passkey is anybody's bytes: what cannot be read is a wrong one."""

import base64
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.factories import people

PAGES = ["/accounts/2fa/webauthn/add/", "/accounts/2fa/webauthn/login/"]


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def whole(**response: Any) -> dict[str, Any]:
    said = {"clientDataJSON": b64(b"{}"), **response}
    return {"id": b64(b"key"), "rawId": b64(b"key"), "type": "public-key", "response": said}


HOSTILE: list[Any] = [
    [],
    1,
    "text",
    {},
    {"id": "x"},
    {"id": "é", "response": {}},
    {"id": b64(b"key"), "rawId": b64(b"key"), "type": "public-key"},
    whole(),
    {**whole(), "response": [1]},
    whole(attestationObject=b64(b"\xff\x00")),
    whole(attestationObject=b64(b"\xbf"), authenticatorData=b64(b""), signature=b64(b"")),
    whole(attestationObject=b64(b"\x9f" * 3000)),
    whole(authenticatorData=b64(b"\x00" * 36), signature=b64(b"x"), userHandle=b64(b"\xff")),
    whole(authenticatorData=b64(b"\x00" * 37), signature=b64(b"x"), userHandle=7),
]


@pytest.mark.slow
@pytest.mark.usefixtures("clean_cache")
def test_what_is_no_passkey_is_refused_and_breaks_nothing(bob: User) -> None:
    for page in PAGES:
        for said in HOSTILE:
            cache.clear()  # who tries too often is refused before it is read
            client = Client()
            if page == PAGES[0]:
                people.sign_in(client, bob)
                people.prove_again(client)
            client.get(page)

            answer = client.post(page, {"name": "Key", "credential": json.dumps(said)})

            assert answer.status_code in {200, 302, 422}, said
            assert "passkey" not in answer.get("Location", "")
            assert not bob.authenticator_set.exists()
            if page == PAGES[1]:
                assert "_auth_user_id" not in client.session
