"""How programs sign in and out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts import refresh_tokens, sessions, tokens
from accounts.actors import actor_of, target_of
from accounts.models import TokenFamily, User
from accounts.services.guard import is_new_device, tell_new_device
from audit import services as audit
from audit.actions import Action


class ProofOutdated(Exception):
    """Since the person proved who they are, they were signed out everywhere or switched off."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A program's session, and what it goes on with.

    expires_in: seconds its access token is good for.
    """

    user: User
    session_id: UUID
    access_token: str
    refresh_token: str
    expires_in: int


def sign_in_program(
    user: User, *, user_agent: str, address: str | None, now: datetime, proof: str = "password"
) -> SignedIn:
    """Open a session for a program whose person has proved who they are.

    proof: how: `password`, `second_factor` or `nextauth`.

    Raises:
        ProofOutdated: their password was changed meanwhile, or they were signed out or switched off.
    """
    with transaction.atomic(durable=True):
        _hold(user)
        family = open_session(user, user_agent=user_agent, address=address, proof=proof)
    return tokens_for(user, session_id=family.pk, generation=family.generation, now=now)


def _hold(user: User) -> None:
    """Hold a person until the commit.

    What ends their sign-ins comes before, and is seen here, or after, and ends what is opened.
    """
    people = User.objects.select_for_update(no_key=True).filter(pk=user.pk, is_active=True)
    now = people.values_list("trusted_since", flat=True)
    if list(now) != [user.trusted_since]:
        raise ProofOutdated


def open_session(user: User, *, user_agent: str, address: str | None, proof: str) -> TokenFamily:
    """Open a program's session and say so, in the open transaction."""
    if is_new_device(user, address=address):
        tell_new_device(user, user_agent=user_agent, address=address)
    family = sessions.start(user, user_agent=user_agent, address=address, proof=proof)
    audit.set_origin(session_id=str(family.pk))
    audit.record(
        Action.ACCOUNT_SIGNED_IN,
        actor=actor_of(user),
        target=target_of(user),
        details=audit.Details(data={"by": "api", "proof": proof}),
    )
    return family


def tokens_for(user: User, *, session_id: UUID, generation: int, now: datetime) -> SignedIn:
    """Return what a program goes on with at this generation of its session."""
    return SignedIn(
        user,
        session_id,
        tokens.mint(user_id=user.pk, session_id=session_id, now=now),
        refresh_tokens.mint(session_id, generation),
        settings.ACCESS_TOKEN_SECONDS,
    )


def sign_out_program(user: User, *, session_id: UUID) -> None:
    """End a program's session; its access token is refused from now on."""
    with transaction.atomic(durable=True):
        if sessions.end(session_id, reason="signed_out"):
            audit.record(Action.ACCOUNT_SIGNED_OUT, actor=actor_of(user), target=target_of(user))
