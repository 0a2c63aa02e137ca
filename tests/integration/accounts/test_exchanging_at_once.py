"""A front end's token at the same moment as others: it counts once, and never for what has ended."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.utils import timezone

from accounts import services
from accounts.models import ExchangedToken, TokenFamily, User
from accounts.services import exchanging
from tests.factories import nextauth as front_end
from tests.factories import people
from tests.integration.billing.units import at_once
from workspaces import tenancy

ROUNDS = range(4)


@pytest.fixture
def robin(django_db_setup: None, django_db_blocker: Any) -> Iterator[User]:
    """Somebody committed: each thread has a connection of its own."""
    with django_db_blocker.unblock():
        tenancy.leave()
        yield people.person("Robin")


def presented(subject: Any, *, seconds_ago: int = 0) -> exchanging.Presented:
    at = timezone.now() - timedelta(seconds=seconds_ago)
    claims = front_end.claims_of(subject, now=at)
    return exchanging.Presented(front_end.v5(claims, secret=settings.AUTH_SECRETS[0]))


def told(call: Callable[[], Any]) -> Callable[[], str]:
    """Return a call that says how it ended."""

    def run() -> str:
        try:
            call()
        except exchanging.ExchangeRefused as refused:
            return str(refused)
        return "done"

    return run


def exchange(token: exchanging.Presented) -> Callable[[], str]:
    return told(
        lambda: services.exchange(token, user_agent="tests", address=None, now=timezone.now())
    )


def test_of_sixteen_exchanges_of_one_token_one_opens_a_session(robin: User) -> None:
    for number in ROUNDS:
        token = presented(robin.pk)

        ended = at_once([exchange(token)] * 16)

        assert Counter(ended) == {"done": 1, "used": 15}
        assert TokenFamily.objects.filter(user=robin).count() == number + 1
    assert ExchangedToken.objects.filter(user=robin).count() == len(ROUNDS)


def test_no_session_outlives_a_password_that_is_changed_meanwhile(robin: User) -> None:
    for number in ROUNDS:
        token = presented(robin.pk, seconds_ago=1)

        ended = at_once(
            [
                exchange(token),
                lambda number=number: services.change_password(
                    User.objects.get(pk=robin.pk), password=f"passphrase number {number}"
                ),
            ]
        )

        assert ended[0] in {"done", "outdated"}
        assert not TokenFamily.objects.filter(user=robin, revoked_at=None).exists()


def test_a_subject_two_want_at_once_is_linked_to_one(robin: User) -> None:
    other = people.person("Kim")
    sessions = {
        user: services.sign_in_program(
            user, user_agent="tests", address=None, now=timezone.now()
        ).session_id
        for user in (robin, other)
    }
    for number in ROUNDS:
        subject = f"{robin.pk}-{number}"

        ended = at_once([link(user, subject, session) for user, session in sessions.items()])

        assert sorted(ended) == ["done", "subject_taken"]
        assert SocialAccount.objects.filter(provider="nextauth", uid=subject).count() == 1


def link(user: User, subject: str, session_id: Any) -> Callable[[], str]:
    token = presented(subject)
    return told(
        lambda: services.link_identity(user, token, session_id=session_id, now=timezone.now())
    )
