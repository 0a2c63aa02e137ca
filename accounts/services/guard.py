"""What is recorded, told and undone about guessing, second factors and new devices."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from accounts import agents, guessing
from accounts.actors import target_of, target_of_address
from accounts.models import TokenFamily, User
from accounts.services import proving
from accounts.services.sign_ins import end_others
from accounts.services.telling import tell
from audit import services as audit
from audit.actions import Action


def note_locked_out(email: str) -> None:
    """Record that tries at this e-mail are over for a while; whether it exists is written nowhere."""
    audit.record_refusal(
        Action.ACCOUNT_LOCKED_OUT,
        actor=audit.ANONYMOUS,
        target=target_of_address(email),
        reason="too_many_tries",
    )


def prove_code(request: HttpRequest, *, user: User, code: str) -> Authenticator | None:
    """Return the second factor whose code this is: of an app, or one for recovery.

    Raises:
        guessing.Paused: there have been too many wrong ones.
    """
    counted = guessing.take_code(request, email=user.email)
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    for factor in Authenticator.objects.filter(user=user, type__in=kinds).order_by("-type"):
        if factor.wrap().validate_code(code) and proving.is_first_use(factor, code):
            factor.record_usage()
            guessing.give_back(counted)
            return factor
    note_code_wrong(user, counted=counted)
    return None


def note_code_wrong(user: User, *, counted: guessing.Guess) -> None:
    """Record that the code of a second factor was wrong, and when it was the last for a while."""
    audit.record_refusal(
        Action.ACCOUNT_SIGN_IN_FAILED,
        actor=audit.ANONYMOUS,
        target=target_of_address(user.email),
        reason="second_factor",
    )
    if not counted.left:
        note_locked_out(user.email)


def let_try_again(user: User, *, actor: audit.Actor, reason: str = "") -> bool:
    """Forget the wrong passwords and codes of a person; False when there were none."""
    with transaction.atomic(durable=True):
        if not guessing.forgive(user.email):
            return False
        audit.record(
            Action.ACCOUNT_UNLOCKED,
            actor=actor,
            target=target_of(user),
            details=audit.Details(reason=reason),
        )
    return True


def tell_paused() -> int:
    """Tell people that somebody guesses at them, once a pause; return how many were told.

    Done by beat: whoever guesses must not see by the time it takes that somebody has this e-mail.
    """
    pause = settings.SIGN_IN_PAUSE_SECONDS
    told = 0
    for email, address, since in guessing.paused_people():
        person = User.objects.filter(email=email, is_active=True).first()
        if person is None:
            continue
        data = {
            "minutes": pause // 60,
            "address": "" if address == guessing.EVERYWHERE else address,
        }
        with transaction.atomic(durable=True):
            # From many addresses at once: one pause.
            once = f"sign_in_paused {int(since.timestamp()) // pause}"
            told += tell(person.pk, "sign_in_paused", data=data, once=once)
    return told


def is_new_device(user: User, *, address: str | None, request: HttpRequest | None = None) -> bool:
    """Tell whether a person signs in from where they never have; not of their first sign-in.

    request: of a browser, which may remember them. To be asked before the sign-in is written.
    """
    if address is None and request is None:
        return False
    if guessing.is_known(request, address=address, email=user.email):
        return False
    return user.last_login is not None or TokenFamily.objects.filter(user=user).exists()


def tell_new_device(user: User, *, user_agent: str, address: str | None) -> None:
    """Tell a person of a sign-in from where they never have, in the transaction that opens it."""
    data = {"device": agents.name_of(user_agent), "address": address or ""}
    tell(user.pk, "signed_in_new_device", data=data, by=user.pk)


def remove_factors(user: User, *, actor: audit.Actor, reason: str) -> int:
    """Take a person's second factors and recovery codes away; return how many there were.

    Who has lost them signs in anew, with the password alone; staff have to set one up then at once.
    """
    with transaction.atomic(durable=True):
        gone, _ = Authenticator.objects.filter(user=user).delete()
        if gone:
            guessing.forgive(user.email)
            end_others(user, reason="factors_removed")
            audit.record(
                Action.ACCOUNT_FACTORS_REMOVED,
                actor=actor,
                target=target_of(user),
                details=audit.Details(reason=reason[:200], data={"count": gone}),
            )
            tell(user.pk, "factor_removed", data={})
    return int(gone)
