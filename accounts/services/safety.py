"""What guards an account: its addresses, second factors, and whom else it lets vouch.

allauth changes them; what it changed is read off afterwards, recorded and told in the same
transaction, so that nothing it does goes unseen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction

from accounts import agents
from accounts.actors import actor_of, target_of, target_of_address
from accounts.models import User
from accounts.services.telling import tell
from audit import services as audit
from audit.actions import Action

RECOVERY = Authenticator.Type.RECOVERY_CODES


@dataclass(frozen=True, slots=True)
class Safety:
    """What guards an account at one moment.

    addresses: e-mail → confirmed. factors: id → (kind, name). identities: id → provider.
    """

    email: str
    addresses: dict[str, bool] = field(default_factory=dict)
    factors: dict[int, tuple[str, str]] = field(default_factory=dict)
    identities: dict[int, str] = field(default_factory=dict)


def safety_of(user: User) -> Safety:
    """Return what guards an account now."""
    return Safety(
        email=User.objects.values_list("email", flat=True).get(pk=user.pk),
        addresses=dict(EmailAddress.objects.filter(user=user).values_list("email", "verified")),
        factors={
            one.pk: (one.type, str(one.data.get("name", "")))
            for one in Authenticator.objects.filter(user=user)
        },
        identities=dict(SocialAccount.objects.filter(user=user).values_list("pk", "provider")),
    )


@contextmanager
def recorded(user: User) -> Iterator[None]:
    """Run in one transaction what may change an account's guard; its changes are recorded and told."""
    with transaction.atomic():
        before = safety_of(user)
        yield
        after = safety_of(user)
        _note_addresses(user, before, after)
        _note_factors(user, before, after)
        _note_identities(user, before, after)


def may_add_factor(user: User) -> bool:
    """Return whether a person may set up a second factor: they have proved an address of theirs.

    Who has only claimed somebody's address could keep its owner out for ever. Without a mail
    server nobody can prove any.
    """
    confirmed = EmailAddress.objects.filter(user=user, verified=True)
    return not settings.HAS_EMAIL or confirmed.exists()


def whence() -> dict[str, Any]:
    """Return where the present request comes from, as notices tell it."""
    origin = audit.origin()
    return {"device": agents.name_of(origin.user_agent), "address": origin.address or ""}


def _note_addresses(user: User, before: Safety, after: Safety) -> None:
    for email in after.addresses.keys() - before.addresses.keys():
        _note_email(Action.ACCOUNT_EMAIL_ADDED, user, email)
    for email, is_confirmed in after.addresses.items():
        if is_confirmed and not before.addresses.get(email, False):
            _note_email(Action.ACCOUNT_EMAIL_CONFIRMED, user, email)
    for email in before.addresses.keys() - after.addresses.keys():
        _note_email(Action.ACCOUNT_EMAIL_REMOVED, user, email)
    if after.email == before.email:
        return
    audit.record(
        Action.ACCOUNT_EMAIL_CHANGED,
        actor=actor_of(user),
        target=target_of(user),
        details=audit.Details(changes={"email": audit.CHANGED}),
    )
    data = {**whence(), "email": after.email, "before": before.email}
    tell(user.pk, "email_changed", data=data, by=user.pk)


def _note_email(action: Action, user: User, email: str) -> None:
    audit.record(action, actor=actor_of(user), target=target_of_address(email))


def _note_factors(user: User, before: Safety, after: Safety) -> None:
    for key in sorted(after.factors.keys() - before.factors.keys()):
        kind, name = after.factors[key]
        if kind == RECOVERY:
            _note(Action.ACCOUNT_RECOVERY_CODES_MADE, user)
            # The first ones come with the first factor, which is told.
            if any(one == RECOVERY for one, _name in before.factors.values()):
                tell(user.pk, "recovery_codes_made", data=whence(), by=user.pk)
            continue
        _note(Action.ACCOUNT_FACTOR_ADDED, user, method=kind)
        data = {**whence(), "method": kind, "name": name}
        tell(user.pk, "factor_added", data=data, by=user.pk)
    for key in sorted(before.factors.keys() - after.factors.keys()):
        kind, name = before.factors[key]
        if kind != RECOVERY:
            _note(Action.ACCOUNT_FACTOR_REMOVED, user, method=kind)
            data = {**whence(), "method": kind, "name": name}
            tell(user.pk, "factor_removed", data=data, by=user.pk)
    for key in sorted(before.factors.keys() & after.factors.keys()):
        old, new = before.factors[key][1], after.factors[key][1]
        if old != new:
            # People name them after themselves.
            details = audit.Details(changes={"name": audit.CHANGED})
            audit.record(
                Action.ACCOUNT_FACTOR_RENAMED,
                actor=actor_of(user),
                target=target_of(user),
                details=details,
            )


def _note_identities(user: User, before: Safety, after: Safety) -> None:
    for key in after.identities.keys() - before.identities.keys():
        note_identity_linked(user, provider=after.identities[key])
    for key in before.identities.keys() - after.identities.keys():
        _note(Action.ACCOUNT_IDENTITY_UNLINKED, user, provider=before.identities[key])


def note_identity_linked(user: User, *, provider: str) -> None:
    """Record and tell that another site vouches for a person, in the transaction that says so."""
    _note(Action.ACCOUNT_IDENTITY_LINKED, user, provider=provider)
    tell(user.pk, "identity_linked", data={**whence(), "provider": provider}, by=user.pk)


def note_recovery_codes_shown(user: User, *, how: str) -> None:
    """Record that a person's recovery codes were given out. how: shown or downloaded."""
    with transaction.atomic():
        _note(Action.ACCOUNT_RECOVERY_CODES_SHOWN, user, how=how)


def note_signed_up_with(user: User, *, provider: str) -> None:
    """Record who vouches for a new person, in the transaction that makes them."""
    _note(Action.ACCOUNT_IDENTITY_LINKED, user, provider=provider)


def _note(action: Action, user: User, **data: str) -> None:
    audit.record(
        action, actor=actor_of(user), target=target_of(user), details=audit.Details(data=data)
    )
