"""What can be done with people and their sign-ins."""

from dataclasses import dataclass
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.actors import actor_of, target_of, target_of_address
from accounts.models import User
from accounts.services.safety import whence
from accounts.services.sign_ins import end_others
from accounts.services.staff import keep_one_of_staff
from accounts.services.telling import tell
from audit import services as audit
from audit.actions import Action


class EmailTaken(Exception):
    """Somebody has this e-mail already."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Who is to be made. language: empty follows the browser."""

    email: str
    name: str
    password: str
    language: str = ""
    is_staff: bool = False


def create_person(person: NewPerson, *, actor: audit.Actor = audit.SYSTEM) -> User:
    """Make somebody whose e-mail needs no confirmation, because whoever runs the studio made them.

    Raises:
        EmailTaken: the e-mail belongs to somebody.
    """
    action = Action.STAFF_CREATED if person.is_staff else Action.ACCOUNT_SIGNED_UP
    with transaction.atomic(durable=True):
        try:
            with transaction.atomic():
                user = User.objects.create_user(
                    person.email,
                    person.password,
                    name=person.name,
                    language=person.language,
                    is_staff=person.is_staff,
                    is_superuser=person.is_staff,
                )
        except IntegrityError as error:
            raise EmailTaken(person.email) from error
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        audit.record(action, actor=actor, target=target_of(user))
    return user


def switch_off(user: User, *, actor: audit.Actor, reason: str = "") -> bool:
    """Let a person sign in no more and end their sessions; False when they were off before.

    Raises:
        LastOfStaff: nobody else could look after the studio.
    """
    with transaction.atomic(durable=True):
        keep_one_of_staff(user)
        is_on = User.objects.filter(pk=user.pk, is_active=True)
        if not is_on.update(is_active=False, trusted_since=Now()):
            return False
        end_others(user, reason="switched_off")
        audit.record(
            Action.ACCOUNT_SWITCHED_OFF,
            actor=actor,
            target=target_of(user),
            details=audit.Details(reason=reason, changes={"is_active": (True, False)}),
        )
    return True


def switch_on(user: User, *, actor: audit.Actor, reason: str = "") -> bool:
    """Let a person sign in again; False when they could already, or closed their account."""
    with transaction.atomic(durable=True):
        shut_out = User.objects.filter(pk=user.pk, is_active=False, closed_at__isnull=True)
        if not shut_out.update(is_active=True):
            return False
        audit.record(
            Action.ACCOUNT_SWITCHED_ON,
            actor=actor,
            target=target_of(user),
            details=audit.Details(reason=reason, changes={"is_active": (False, True)}),
        )
    return True


def make_nobody(*, password: str) -> None:
    """Do the work of making somebody and undo it.

    Whoever signs up must not see by the time it takes that the e-mail has an account.
    """
    email = f"{uuid4().hex}@example.invalid"
    with transaction.atomic():
        nobody = User(email=email)
        nobody.set_password(password)
        nobody.save(force_insert=True)
        EmailAddress.objects.create(user=nobody, email=email, primary=True)
        note_signed_up(nobody)
        transaction.set_rollback(True)


def note_signed_up(user: User) -> None:
    """Record a sign-up in the transaction that makes the person."""
    audit.record(Action.ACCOUNT_SIGNED_UP, actor=actor_of(user), target=target_of(user))


def note_signed_in(user: User) -> None:
    """Record a sign-in by the pages, in the transaction that opens the session."""
    audit.record(
        Action.ACCOUNT_SIGNED_IN,
        actor=actor_of(user),
        target=target_of(user),
        details=audit.Details(data={"by": "page"}),
    )


def note_signed_out(user: User) -> None:
    """Record a sign-out by the pages, in the transaction that ends the session."""
    audit.record(Action.ACCOUNT_SIGNED_OUT, actor=actor_of(user), target=target_of(user))


def note_sign_in_failed(email: str) -> None:
    """Record that somebody did not prove who they are."""
    audit.record_refusal(
        Action.ACCOUNT_SIGN_IN_FAILED,
        actor=audit.ANONYMOUS,
        target=target_of_address(email),
        reason="credentials",
    )


def change_password(user: User, *, password: str, keep: str = "") -> None:
    """Set a new password and end every sign-in that the old one opened.

    keep: the one that goes on, as `sessions.reference` names it. What a front end vouched for before
    is believed no more either.
    """
    with transaction.atomic():
        user.set_password(password)
        user.trusted_since = timezone.now()
        user.save(update_fields=["password", "trusted_since"])
        end_others(user, reason="password_changed", keep=keep)
        audit.record(Action.ACCOUNT_PASSWORD_CHANGED, actor=actor_of(user), target=target_of(user))
        tell(user.pk, "password_changed", data=whence(), by=user.pk)
