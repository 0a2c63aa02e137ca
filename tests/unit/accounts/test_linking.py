"""A person lets a front end's tokens sign them in: by themselves, and by a fresh proof."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Notification, TokenFamily, User
from audit.models import AuditEvent
from tests.unit.accounts.exchanges import EXCHANGE, exchanged, post, refused, token_of

pytestmark = pytest.mark.usefixtures("public")


def linking(client: APIClient, subject: Any, **more: Any) -> Any:
    return client.post(EXCHANGE, {"token": token_of(subject, **more), "link": True}, format="json")


@pytest.mark.parametrize("claims", [{}, {"provider": "github", "providerAccountId": "583231"}])
def test_a_link_signs_in_from_then_on(
    alice: User, api_for: Callable[..., APIClient], claims: dict[str, str]
) -> None:
    answer = linking(api_for(alice), "front-end-7", **claims)

    assert answer.status_code == 201, answer.content
    assert answer.json() == {
        "provider": claims.get("provider", ""),
        "account": claims.get("providerAccountId", "front-end-7"),
    }
    assert exchanged("front-end-7", **claims).json()["user"]["id"] == str(alice.pk)
    event = AuditEvent.objects.get(action="accounts.identity.linked")
    assert (event.actor_id, event.target_id) == (str(alice.pk), str(alice.pk))
    told = Notification.objects.get(user=alice, kind="identity_linked")
    assert told.data["provider"] == claims.get("provider", "")


def test_linking_again_changes_nothing(alice: User, api_for: Callable[..., APIClient]) -> None:
    for _ in range(2):
        assert linking(api_for(alice), "front-end-7").status_code == 201
    assert linking(api_for(alice), alice.pk).status_code == 201

    assert SocialAccount.objects.filter(user=alice).count() == 1
    assert AuditEvent.objects.filter(action="accounts.identity.linked").count() == 1


def test_what_belongs_to_somebody_else_is_not_linked(
    alice: User, bob: User, api_for: Callable[..., APIClient]
) -> None:
    linking(api_for(bob), "front-end-7")

    for subject in ("front-end-7", bob.pk):
        answer = linking(api_for(alice), subject)
        assert refused(answer, 409, "subject-taken").reason == "subject_taken"
    assert not SocialAccount.objects.filter(user=alice).exists()


def test_a_link_by_the_front_end_does_not_open_the_providers_own_sign_in(
    alice: User, api_for: Callable[..., APIClient]
) -> None:
    linking(api_for(alice), "7", provider="google", providerAccountId="108")

    assert not SocialAccount.objects.filter(provider="google").exists()


def test_a_provider_does_not_pass_for_the_front_end(
    alice: User, api_for: Callable[..., APIClient]
) -> None:
    linking(api_for(alice), "front-end-7")

    answer = exchanged("x", provider="nextauth", providerAccountId="front-end-7")

    refused(answer, 403, "subject-unknown")


def test_only_who_is_signed_in_links(alice: User) -> None:
    answer = linking(APIClient(), "front-end-7")

    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-required")


def test_a_link_takes_a_fresh_proof(alice: User, api_for: Callable[..., APIClient]) -> None:
    client = api_for(alice)
    old = timezone.now() - timedelta(minutes=16)
    TokenFamily.objects.filter(user=alice).update(created_at=old)

    refused(linking(client, "front-end-7"), 403, "sign-in-again")
    assert not SocialAccount.objects.exists()


def test_a_link_is_not_made_on_a_front_ends_word(alice: User) -> None:
    client = APIClient()
    token = exchanged(alice.pk).json()["access_token"]
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    refused(linking(client, "front-end-7"), 403, "sign-in-again")


def test_a_token_that_linked_is_used(alice: User, api_for: Callable[..., APIClient]) -> None:
    token = token_of("front-end-7")
    api_for(alice).post(EXCHANGE, {"token": token, "link": True}, format="json")

    refused(post({"token": token}), 409, "token-used")
