"""The way in where e-mail is sent: the invited person confirms their address, and then joins."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.factories.mails import letters_to
from workspaces import access, services
from workspaces.models import Membership, Workspace
from workspaces.roles import Role

EMAIL = "lena@northbay.example"


@pytest.fixture
def sends_mail(settings: Any) -> None:
    """The studio as it is with EMAIL_URL."""
    settings.HAS_EMAIL = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def test_an_invited_person_signs_up_confirms_and_joins(
    client: Client, sends_mail: None, alice: User, acme: Workspace
) -> None:
    found = access.find(user_id=alice.pk, at=acme.slug)
    token = services.invite(found, email=EMAIL, role=Role.EDITOR, by=alice).token
    client.get(f"/join/{token}")
    person = {"name": "Lena", "email": EMAIL, "password1": "a long enough passphrase"}
    answer = client.post("/accounts/signup/", {**person, "next": "/join"})
    assert answer["Location"].startswith("/accounts/confirm-email/"), "nobody is signed in yet"
    assert not Membership.objects.filter(user__email=EMAIL).exists()

    _invitation, letter = letters_to(EMAIL)
    link = re.search(r"https?://[^/]+(/accounts/confirm-email/\S+)", letter.text)
    assert link is not None
    answer = client.post(link[1])
    if not client.session.get("_auth_user_id"):
        form = {"login": EMAIL, "password": "a long enough passphrase"}
        answer = client.post("/accounts/login/", form)
    assert client.get("/")["Location"] == "/join", "what they came for is not forgotten"

    answer = client.post("/join")

    assert answer["Location"] == f"/w/{acme.slug}/"
    assert Membership.objects.get(user__email=EMAIL, workspace=acme).role == Role.EDITOR
