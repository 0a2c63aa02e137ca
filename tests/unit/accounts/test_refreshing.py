"""A program goes on: one successor for each refresh token, and an end for what is used twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import refresh_tokens, services, sessions, tokens
from accounts.limiting import TooFast
from accounts.models import Notification, TokenFamily, User
from accounts.services import RefreshRefused, Refusal, SignedIn
from audit.models import AuditEvent
from audit.services import SYSTEM

REFRESH = "/api/v1/auth/refresh"


@pytest.fixture
def first(alice: User) -> SignedIn:
    """What alice's program was given when it signed in."""
    return services.sign_in_program(alice, user_agent="curl", address=None, now=timezone.now())


def refresh(token: str) -> SignedIn:
    return services.refresh_program(token, now=timezone.now())


def refused(token: str) -> Refusal:
    with pytest.raises(RefreshRefused) as error:
        refresh(token)
    return error.value.refusal


def put_back(session_id: Any, **values: Any) -> None:
    TokenFamily.objects.filter(pk=session_id).update(**values)
    sessions.forget_all()


def over_the_grace(signed_in: SignedIn) -> None:
    put_back(signed_in.session_id, rotated_at=Now() - timedelta(seconds=11))


def test_a_refresh_token_is_exchanged_for_the_next_and_an_access_token(first: SignedIn) -> None:
    second = refresh(first.refresh_token)

    assert refresh_tokens.read(second.refresh_token) == (first.session_id, 1)
    claims = tokens.read(second.access_token, now=timezone.now())
    assert (claims.user_id, claims.session_id) == (first.user.pk, first.session_id)
    assert refresh(second.refresh_token).refresh_token != second.refresh_token


def test_a_refresh_is_no_event_of_its_own(first: SignedIn) -> None:
    before = AuditEvent.objects.count()

    refresh(first.refresh_token)

    assert AuditEvent.objects.count() == before


def test_nothing_of_a_token_is_stored(first: SignedIn) -> None:
    refresh(first.refresh_token)

    kept = str(TokenFamily.objects.filter(pk=first.session_id).values().get())
    assert not any(part in kept for part in (first.refresh_token, first.refresh_token[-40:]))


def test_a_lost_answer_is_given_again_for_ten_seconds(first: SignedIn) -> None:
    again = [refresh(first.refresh_token).refresh_token for _ in range(5)]

    assert len(set(again)) == 1
    assert TokenFamily.objects.get(pk=first.session_id).generation == 1


def test_a_change_of_keys_signs_nobody_out(first: SignedIn, settings: Any) -> None:
    settings.TOKEN_SIGNING_KEYS = ["a newer secret", *settings.TOKEN_SIGNING_KEYS]

    second = refresh(first.refresh_token)
    again = refresh(first.refresh_token)

    assert second.refresh_token == again.refresh_token
    assert refresh(second.refresh_token).session_id == first.session_id


def test_a_predecessor_after_the_grace_ends_the_sign_in(first: SignedIn) -> None:
    second = refresh(first.refresh_token)
    over_the_grace(first)

    assert refused(first.refresh_token) is Refusal.REUSED

    assert refused(second.refresh_token) is Refusal.REUSED
    assert sessions.person_of(first.session_id) is None
    family = TokenFamily.objects.get(pk=first.session_id)
    assert family.revoked_reason == "token_reused"


def test_the_grace_is_for_the_immediate_predecessor_alone(first: SignedIn) -> None:
    second = refresh(first.refresh_token)
    third = refresh(second.refresh_token)

    assert refused(first.refresh_token) is Refusal.REUSED
    assert refused(third.refresh_token) is Refusal.REUSED


def test_reuse_is_recorded_and_told_once(first: SignedIn, alice: User) -> None:
    refresh(refresh(first.refresh_token).refresh_token)

    for _ in range(3):
        refused(first.refresh_token)

    events = AuditEvent.objects.filter(action="accounts.session.token_reused")
    assert [(event.target_id, event.actor_type) for event in events] == [
        (str(alice.pk), "anonymous")
    ]
    assert events[0].data == {"session": str(first.session_id), "generation": 0, "expected": 2}
    told = Notification.objects.filter(user=alice, kind="token_reused")
    assert told.count() == 1


def test_a_forged_token_ends_nothing(first: SignedIn) -> None:
    family, generation = refresh_tokens.read(first.refresh_token)
    forged = first.refresh_token[:-3] + ("AAA" if first.refresh_token[-3:] != "AAA" else "BBB")

    assert refused(forged) is Refusal.INVALID
    assert refused(first.access_token) is Refusal.INVALID
    assert refused("") is Refusal.INVALID

    row = TokenFamily.objects.get(pk=family)
    assert (row.generation, row.revoked_at) == (generation, None)


def test_what_has_ended_says_how(first: SignedIn, alice: User) -> None:
    put_back(first.session_id, expires_at=Now() - timedelta(seconds=1))
    assert refused(first.refresh_token) is Refusal.EXPIRED

    put_back(first.session_id, expires_at=Now() + timedelta(days=1))
    services.sign_out_program(alice, session_id=first.session_id)
    assert refused(first.refresh_token) is Refusal.ENDED

    TokenFamily.objects.filter(pk=first.session_id).delete()
    assert refused(first.refresh_token) is Refusal.EXPIRED


def test_who_is_switched_off_goes_on_with_nothing(first: SignedIn, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert refused(first.refresh_token) is Refusal.SWITCHED_OFF
    assert TokenFamily.objects.get(pk=first.session_id).generation == 0

    User.objects.filter(pk=alice.pk).update(is_active=True)
    assert refresh(first.refresh_token).user == alice
    services.switch_off(alice, actor=SYSTEM)
    assert refused(first.refresh_token) is Refusal.SWITCHED_OFF


def test_a_database_put_back_to_an_older_state_ends_nothing(first: SignedIn) -> None:
    third = refresh(refresh(first.refresh_token).refresh_token)
    put_back(first.session_id, generation=0)

    assert refused(third.refresh_token) is Refusal.ENDED
    assert refresh(first.refresh_token).session_id == first.session_id


def test_a_sign_in_lives_on_while_it_is_used_and_ninety_days_at_most(first: SignedIn) -> None:
    def left() -> timedelta:
        row = TokenFamily.objects.annotate(left=F("expires_at") - Now()).get(pk=first.session_id)
        found: timedelta = row.left  # type: ignore[attr-defined]  # annotated
        return found

    assert timedelta(days=29, hours=23) < left() <= timedelta(days=30)
    put_back(
        first.session_id,
        created_at=Now() - timedelta(days=20),
        expires_at=Now() + timedelta(days=1),
        seen_at=Now() - timedelta(days=20),
    )
    second = refresh(first.refresh_token)
    assert timedelta(days=29, hours=23) < left() <= timedelta(days=30)
    seen = TokenFamily.objects.get(pk=first.session_id).seen_at
    assert timezone.now() - seen < timedelta(minutes=1)

    put_back(first.session_id, created_at=Now() - timedelta(days=80))
    refresh(second.refresh_token)
    assert timedelta(days=9, hours=23) < left() <= timedelta(days=10)


def test_exchanges_are_counted_and_asking_again_is_not(first: SignedIn, settings: Any) -> None:
    settings.ASKS = {**settings.ASKS, "refresh": {"address": (100, 60), "person": (2, 60)}}
    second = refresh(first.refresh_token)
    for _ in range(5):
        refresh(first.refresh_token)
    third = refresh(second.refresh_token)

    with pytest.raises(TooFast) as error:
        refresh(third.refresh_token)

    assert error.value.policy.name == "refresh-person"
    assert TokenFamily.objects.get(pk=first.session_id).generation == 2
    settings.ASKS = {**settings.ASKS, "refresh": {"address": (100, 60), "person": (3, 60)}}
    assert refresh(third.refresh_token).session_id == first.session_id


def test_programs_are_answered_what_no_cache_keeps(first: SignedIn) -> None:
    answer = APIClient().post(REFRESH, {"refresh_token": first.refresh_token}, format="json")

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert set(answer.json()) == {
        "access_token",
        "refresh_token",
        "token_type",
        "expires_in",
        "user",
    }


def test_programs_are_told_by_code_why_not(first: SignedIn) -> None:
    asking = APIClient()
    refresh(refresh(first.refresh_token).refresh_token)

    answers = {
        what: asking.post(REFRESH, {"refresh_token": token}, format="json")
        for what, token in {
            "old": first.refresh_token,
            "forged": "x" * 70,
            "long": "x" * 300,
        }.items()
    }

    assert {what: answer.json()["code"] for what, answer in answers.items()} == {
        "old": "refresh-reused",
        "forged": "refresh-invalid",
        "long": "refresh-invalid",
    }
    for answer in answers.values():
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer ")
    assert asking.post(REFRESH, {}, format="json").status_code == 400


def test_old_sign_ins_are_forgotten_long_after_their_end(first: SignedIn, alice: User) -> None:
    other = services.sign_in_program(alice, user_agent="", address=None, now=timezone.now())
    put_back(first.session_id, expires_at=Now() - timedelta(days=91))
    put_back(other.session_id, expires_at=Now() - timedelta(days=89))

    sessions.sweep()

    assert [row.pk for row in TokenFamily.objects.filter(user=alice)] == [other.session_id]
