"""How a program goes on after its ten minutes: each refresh token is exchanged once for the next.

One conditional UPDATE decides who of many at once is the first. The others, and who lost the answer
and asks again, are given the same successor for ten seconds. A token that is older was taken by
somebody else, or this one was: nobody can tell, so the sign-in ends.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q
from django.db.models.functions import Least, Now

from accounts import refresh_tokens, sessions
from accounts.actors import target_of
from accounts.limiting import count_rotation
from accounts.models import TokenFamily
from accounts.services.programs import SignedIn, tokens_for
from accounts.services.safety import whence
from accounts.services.telling import tell
from audit import services as audit
from audit.actions import Action

# How long the predecessor of a token is answered as it was: an answer can get lost on its way.
GRACE = timedelta(seconds=10)
TOKEN_REUSED = "token_reused"  # noqa: S105  a reason


class Refusal(StrEnum):
    """Why a refresh token is not exchanged."""

    INVALID = "refresh-invalid"
    EXPIRED = "refresh-expired"
    ENDED = "refresh-ended"
    REUSED = "refresh-reused"
    SWITCHED_OFF = "account-switched-off"


class RefreshRefused(Exception):
    """The token is exchanged for nothing."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class _Presented:
    family_id: UUID
    generation: int


def refresh_program(token: str, *, now: datetime) -> SignedIn:
    """Exchange a refresh token for its successor and a new access token.

    Raises:
        RefreshRefused: it is no token, its sign-in has ended, or it was exchanged before.
        TooFast: the person's programs have done so too often. Nothing was exchanged.
    """
    try:
        presented = _Presented(*refresh_tokens.read(token))
    except refresh_tokens.RefreshTokenInvalid as error:
        raise RefreshRefused(Refusal.INVALID) from error
    with transaction.atomic(durable=True):
        is_first = bool(_move_on(presented))
        family = _family_of(presented)
        refusal = _refusal(family, presented)
        if is_first and refusal is None:
            count_rotation(user_id=family.user_id)
        elif refusal is Refusal.REUSED:
            _end_for_reuse(family, presented)
        elif is_first:
            # The person was switched off: the token stays what it was.
            transaction.set_rollback(True)
    if refusal is not None:
        raise RefreshRefused(refusal)
    return tokens_for(
        family.user, session_id=family.pk, generation=presented.generation + 1, now=now
    )


def _move_on(presented: _Presented) -> int:
    """Make the next generation the good one, if the presented one is; return how often (0 or 1)."""
    unused = timedelta(days=settings.TOKEN_FAMILY_DAYS)
    most = timedelta(days=settings.TOKEN_FAMILY_MOST_DAYS)
    latest = ExpressionWrapper(F("created_at") + most, output_field=DateTimeField())
    return TokenFamily.objects.filter(
        pk=presented.family_id,
        generation=presented.generation,
        revoked_at__isnull=True,
        expires_at__gt=Now(),
    ).update(
        generation=F("generation") + 1,
        rotated_at=Now(),
        seen_at=Now(),
        expires_at=Least(Now() + unused, latest),
    )


def _family_of(presented: _Presented) -> TokenFamily:
    """Return the sign-in, and by the database's clock whether it is over or has just moved on."""
    found = (
        TokenFamily.objects.select_related("user")
        .annotate(
            is_over=Q(expires_at__lte=Now()),
            has_just_moved=Q(rotated_at__gt=Now() - GRACE),
        )
        .filter(pk=presented.family_id)
        .first()
    )
    if found is None:
        # It was ours, and was forgotten long after its end.
        raise RefreshRefused(Refusal.EXPIRED)
    return found


def _refusal(family: TokenFamily, presented: _Presented) -> Refusal | None:
    """Return why the presented token is worth nothing, as things stand after the exchange."""
    behind = family.generation - presented.generation
    if not family.user.is_active:
        return Refusal.SWITCHED_OFF
    if family.revoked_at is not None:
        return Refusal.REUSED if family.revoked_reason == TOKEN_REUSED else Refusal.ENDED
    if family.is_over:  # type: ignore[attr-defined]  # annotated
        return Refusal.EXPIRED
    if behind < 1:
        # From a time the database has forgotten: it was put back to an older state.
        return Refusal.ENDED
    just_before = behind == 1 and family.has_just_moved  # type: ignore[attr-defined]  # annotated
    return None if just_before else Refusal.REUSED


def _end_for_reuse(family: TokenFamily, presented: _Presented) -> None:
    """End the sign-in, and tell its person; of many at once one does."""
    if not sessions.end(family.pk, reason=TOKEN_REUSED):
        return
    audit.record(
        Action.ACCOUNT_TOKEN_REUSED,
        actor=audit.ANONYMOUS,
        target=target_of(family.user),
        details=audit.Details(
            data={
                "session": str(family.pk),
                "generation": presented.generation,
                "expected": family.generation,
            }
        ),
    )
    tell(family.user_id, "token_reused", data=whence())
