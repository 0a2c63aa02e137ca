"""How a front end's session token becomes a session of ours: once, and for the person it names.

The front end shares a secret with us, so that what its tokens say of who somebody is was said by it.
A person is found by what it has verified, never by an e-mail:

* `sub` is the id of a person here, as a front end has it that signed them in here;
* or `provider` and `providerAccountId`, or else `sub`, were linked to a person. That is done by the
  person, while they are signed in here; with Google's they are linked by signing in with Google, too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import nextauth
from accounts.actors import actor_of, target_of
from accounts.models import ExchangedToken, TokenFamily, User
from accounts.services import proving
from accounts.services.programs import SignedIn, open_session, tokens_for
from accounts.services.telling import tell
from audit import services as audit
from audit.actions import Action

# What links made through the front end are called in place of a provider.
PROVIDER = "nextauth"
# How long ago a person may have proved who they are, for a lasting way in to be made.
LINK_WITHIN = timedelta(minutes=15)


class NextauthOff(Exception):
    """No secret is shared with a front end."""


class ExchangeRefused(Exception):
    """A token that is good is not exchanged. `args[0]` is the reason as the trail has it."""


class SubjectUnknown(ExchangeRefused):
    """The token names nobody here."""


class SubjectTaken(ExchangeRefused):
    """What is to be linked belongs to somebody else."""


class TokenUsed(ExchangeRefused):
    """The token has been exchanged before."""


class TokenOutdated(ExchangeRefused):
    """Since the token was minted the person ended all that was vouched for before."""


class PersonSwitchedOff(ExchangeRefused):
    """The person may not sign in."""


class ProofTooOld(ExchangeRefused):
    """The session that links was not opened just now, or not by a proof of the person's own."""


@dataclass(frozen=True, slots=True)
class Presented:
    """A token as it came. cookie: which one it stood in, when that is known."""

    token: str
    cookie: str | None = None


@dataclass(frozen=True, slots=True)
class Linked:
    """A way in that was made. provider: who vouches; empty is the front end itself."""

    provider: str
    account: str


def exchange(
    presented: Presented, *, user_agent: str, address: str | None, now: datetime
) -> SignedIn:
    """Open a session for the person a front end's token names.

    Raises:
        NextauthOff: no secret is shared.
        nextauth.SessionTokenInvalid: it is none, or expired.
        ExchangeRefused: it is one, but not exchanged; each kind says why.
        proving.SecondFactorRequired and the like: the person has to prove more, as at any sign-in.
    """
    claims = _read(presented, now=now)
    with _noted(claims):
        user = _person_of(claims)
        _ask_for_more(claims, user)
        with transaction.atomic(durable=True):
            _take(claims, user)
            family = open_session(user, user_agent=user_agent, address=address, proof=PROVIDER)
    return tokens_for(user, session_id=family.pk, generation=family.generation, now=now)


def link(user: User, presented: Presented, *, session_id: UUID, now: datetime) -> Linked:
    """Let a front end's tokens with this subject sign this person in from now on.

    session_id: the person's own session, whose proof has to be fresh.

    Raises: as `exchange`.
    """
    claims = _read(presented, now=now)
    with _noted(claims):
        _demand_fresh_proof(session_id, now=now)
        with transaction.atomic(durable=True):
            _take(claims, user)
            _link(claims, user)
    return Linked(claims.provider, claims.account or claims.subject)


def forget_exchanged() -> int:
    """Forget tokens that nobody reads any more; return how many there were."""
    # A day is longer than clocks differ.
    old = timezone.now() - timedelta(days=1)
    return ExchangedToken.objects.filter(expires_at__lt=old).delete()[0]


def _read(presented: Presented, *, now: datetime) -> nextauth.Claims:
    if not settings.AUTH_SECRETS:
        raise NextauthOff
    try:
        return nextauth.read(
            presented.token, secrets=settings.AUTH_SECRETS, now=now, cookie=presented.cookie
        )
    except nextauth.SessionTokenInvalid as error:
        audit.record_refusal(
            Action.ACCOUNT_EXCHANGE_REFUSED, actor=audit.ANONYMOUS, reason=str(error)
        )
        raise


def _person_of(claims: nextauth.Claims) -> User:
    """Return the person a token names, who may sign in by it."""
    user = User.objects.filter(pk=owner).first() if (owner := _owner_of(claims)) else None
    if user is None:
        raise SubjectUnknown("subject_unknown")
    _demand_trust(claims, user)
    return user


def _owner_of(claims: nextauth.Claims) -> UUID | None:
    """Return whom a token's subject belongs to; None when to nobody."""
    own = None if claims.provider else _id_in(claims.subject)
    if own is not None and User.objects.filter(pk=own).exists():
        return own
    for provider, uid in _names_of(claims):
        found = SocialAccount.objects.filter(provider=provider, uid=uid).first()
        if found is not None:
            owner: UUID = found.user_id
            return owner
    return None


def _names_of(claims: nextauth.Claims) -> list[tuple[str, str]]:
    """Return the links that stand for a subject, the one we verified ourselves first.

    What the front end alone vouches for has a name of its own: it does not open the sign-in with
    the same provider on our own pages.
    """
    if not claims.provider:
        return [(PROVIDER, claims.subject)]
    by_us = [(claims.provider, claims.account)] if claims.provider != PROVIDER else []
    return [*by_us, (f"{PROVIDER}:{claims.provider}", claims.account)]


def subjects_of(provider: str, uid: str) -> tuple[str, ...]:
    """Return what the trail may know by a link: `_names_of`, the other way round."""
    return uid, _said(provider.removeprefix(f"{PROVIDER}:"), uid)


def _said(provider: str, account: str) -> str:
    return f"{provider} {account}"


def _id_in(subject: str) -> UUID | None:
    try:
        found = UUID(subject)
    except ValueError:
        return None
    # One way to write it: others would be other subjects to the front end.
    return found if str(found) == subject else None


def _demand_trust(claims: nextauth.Claims, user: User) -> None:
    """Refuse whoever may not sign in, and a token from before all that was vouched for ended.

    Auth.js mints a session's token anew whenever it is read; when the person proved who they are
    is known of a front end that says so (`auth_time`).
    """
    if not user.is_active or user.closed_at is not None:
        raise PersonSwitchedOff("switched_off")
    proved_at = claims.issued_at if claims.proved_at is None else claims.proved_at
    if user.trusted_since is not None and proved_at < user.trusted_since.timestamp():
        raise TokenOutdated("outdated")


def _demand_fresh_proof(session_id: UUID, *, now: datetime) -> None:
    fresh = TokenFamily.objects.filter(pk=session_id, created_at__gt=now - LINK_WITHIN)
    if not fresh.exclude(proof=PROVIDER).exists():
        raise ProofTooOld("proof_too_old")


def _ask_for_more(claims: nextauth.Claims, user: User) -> None:
    """Have a person prove what a front end cannot prove for them; the token is used up by asking."""
    try:
        proving.ask_for_more(user)
    except (proving.SecondFactorRequired, proving.PasskeyOnly, proving.SecondFactorMissing):
        with transaction.atomic(durable=True):
            _take(claims, user)
        raise


def _take(claims: nextauth.Claims, user: User) -> None:
    """Use a token up, in the open transaction; of any number at once, one gets through.

    The person is held until it ends: a password that is changed meanwhile comes before, and is seen
    here, or after, and ends what is opened.
    """
    _demand_trust(claims, User.objects.select_for_update().get(pk=user.pk))
    expires_at = datetime.fromtimestamp(claims.expires_at, UTC)
    _row, is_new = ExchangedToken.objects.get_or_create(
        jti=claims.token_id, defaults={"user": user, "expires_at": expires_at}
    )
    if not is_new:
        raise TokenUsed("used")


def _link(claims: nextauth.Claims, user: User) -> None:
    """Write the link, in the open transaction; nothing when there is one."""
    owner = _owner_of(claims)
    if owner is None:
        provider, uid = _names_of(claims)[-1]
        made, is_new = SocialAccount.objects.get_or_create(
            provider=provider, uid=uid, defaults={"user": user}
        )
        if is_new:
            _note_linked(claims, user)
        owner = made.user_id
    if owner != user.pk:
        raise SubjectTaken("subject_taken")


def _note_linked(claims: nextauth.Claims, user: User) -> None:
    audit.record(
        Action.ACCOUNT_IDENTITY_LINKED,
        actor=actor_of(user),
        target=target_of(user),
        details=audit.Details(data={"by": PROVIDER, "provider": claims.provider}),
    )
    tell(user.pk, "identity_linked", data={"provider": claims.provider}, by=user.pk)


@contextmanager
def _noted(claims: nextauth.Claims) -> Iterator[None]:
    """Have what is refused recorded."""
    try:
        yield
    except ExchangeRefused as error:
        subject = _said(claims.provider, claims.account) if claims.provider else claims.subject
        audit.record_refusal(
            Action.ACCOUNT_EXCHANGE_REFUSED,
            actor=audit.ANONYMOUS,
            target=audit.Target("subject", "", subject),
            reason=str(error),
        )
        raise
