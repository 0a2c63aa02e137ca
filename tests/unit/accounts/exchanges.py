"""How the tests send a front end's tokens."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from rest_framework.test import APIClient

from audit.models import AuditEvent
from tests.factories import nextauth as front_end

EXCHANGE = "/api/v1/auth/nextauth"


def secret() -> str:
    return str(settings.AUTH_SECRETS[0])


def token_of(subject: Any, **more: Any) -> str:
    claims = front_end.claims_of(subject, now=timezone.now(), **more)
    return front_end.v5(claims, secret=secret())


def post(body: Any = None, **headers: str) -> Any:
    return APIClient().post(EXCHANGE, body, format="json", headers=headers)


def exchanged(subject: Any, **more: Any) -> Any:
    return post({"token": token_of(subject, **more)})


def refused(answer: Any, status: int, code: str) -> AuditEvent:
    """Expect a refusal, and return what the trail has of it."""
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.outcome) == ("accounts.exchange.refused", "denied")
    return event
