"""How programs make accounts, confirm addresses and set new passwords by mail.

What is answered is the same whether somebody has the e-mail or not, and each way writes one mail: to
who asked, or to the owner of the address, who is told that somebody did.
"""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm, UserTokenForm
from allauth.account.internal.flows import password_reset, signup
from allauth.account.models import EmailAddress, get_emailconfirmation_model
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.actors import target_of
from accounts.asking import asking
from accounts.models import User
from accounts.services.people import NewPerson, make_nobody, note_signed_up
from accounts.services.profile import clean_profile
from audit import services as audit
from audit.actions import Action


class KeyInvalid(Exception):
    """The link is cut off, is over, or was used."""


def register(new: NewPerson, *, request: HttpRequest) -> None:
    """Make an account for who asks, or tell the owner of the address that somebody tried.

    Raises:
        ValidationError: the name or the password is refused, by field; nothing is made.
    """
    email = new.email.strip().lower()
    name = clean_profile({"name": new.name})["name"]
    _clean_password(new.password, User(email=email, name=name))
    if not EmailAddress.objects.filter(email=email).exists():
        try:
            address = _make(User(email=email, name=name, language=new.language), new.password)
        except IntegrityError:
            # Somebody has it as the e-mail of their account, or twice at once: the other was first.
            pass
        else:
            address.send_confirmation(request, signup=True)
            return
    else:
        # Whoever asks must not see by the time it takes that somebody has this address.
        make_nobody(password=new.password)
    get_adapter().send_account_already_exists_mail(email)


def send_confirmation_again(email: str, *, request: HttpRequest) -> None:
    """Send the link that confirms an address again, to who waits for it."""
    email = email.strip().lower()
    address = EmailAddress.objects.filter(email=email, user__is_active=True).first()
    with asking(Action.ACCOUNT_CONFIRMATION_SENT):
        if address is None:
            signup.send_unknown_account_mail(request, email)
        elif address.verified:
            get_adapter().send_account_already_exists_mail(email)
        else:
            address.send_confirmation(request)


def send_confirmation_for(
    user: User, *, request: HttpRequest, actor: audit.Actor, reason: str
) -> bool:
    """Send the link that confirms a person's e-mail again, for staff; False when none waits."""
    waiting = EmailAddress.objects.filter(user=user, verified=False, user__is_active=True)
    address = waiting.order_by("-primary", "-pk").first()
    if address is None:
        return False
    with transaction.atomic(durable=True):
        audit.record(
            Action.ACCOUNT_CONFIRMATION_SENT,
            actor=actor,
            target=target_of(user),
            details=audit.Details(reason=reason),
        )
        address.send_confirmation(request)
    return True


def note_confirmation_sent(address: EmailAddress) -> None:
    """Record that the link that confirms an address was asked for once more."""
    with transaction.atomic():
        audit.record(
            Action.ACCOUNT_CONFIRMATION_SENT,
            actor=audit.ANONYMOUS,
            target=target_of(address.user),
        )


def confirm_address(key: str, *, request: HttpRequest) -> None:
    """Take an address for confirmed by the key of its mail; again is as good as once.

    Raises:
        KeyInvalid: the key is none, or is over.
    """
    confirmation = get_emailconfirmation_model().from_key(key)
    if confirmation is not None and confirmation.confirm(request):
        return
    if not _was_confirmed_by(key):
        _note_refused("confirm")
        raise KeyInvalid


def send_reset(email: str, *, request: HttpRequest) -> None:
    """Send a link that sets a new password; whoever has no account is told so, there alone."""
    form = ResetPasswordForm({"email": email})
    if form.is_valid():
        form.save(request)


def reset_password(*, uid: str, key: str, password: str, request: HttpRequest) -> None:
    """Set a new password by the link of a mail; every sign-in ends.

    Raises:
        KeyInvalid: the link is none, is over, or was used.
        ValidationError: the password is refused, by field; nothing is changed.
    """
    form = UserTokenForm({"uidb36": uid, "key": key})
    user: User | None = form.reset_user if form.is_valid() else None
    if user is None or not user.is_active:
        _note_refused("reset")
        raise KeyInvalid
    _clean_password(password, user)
    password_reset.reset_password(user, password)
    password_reset.finalize_password_reset(request, user)


def check_new_password(password: str, *, user: User) -> None:
    """Raise ValidationError by field when a password is not good enough for this person."""
    _clean_password(password, user)


def _make(user: User, password: str) -> EmailAddress:
    user.language = user.language or get_language() or ""
    user.set_password(password)
    with transaction.atomic(durable=True):
        user.save(force_insert=True)
        note_signed_up(user)
        return EmailAddress.objects.create(user=user, email=user.email, primary=True)


def _clean_password(password: str, user: Any) -> None:
    try:
        get_adapter().clean_password(password, user=user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error


def _note_refused(what: str) -> None:
    """Record that a link was tried that opens nothing. what: it was to do."""
    audit.record_refusal(Action.ACCOUNT_KEY_REFUSED, actor=audit.ANONYMOUS, reason=what)


def _was_confirmed_by(key: str) -> bool:
    seconds = app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS * 24 * 3600
    try:
        address_id = signing.loads(key, salt=app_settings.SALT, max_age=seconds)
    except signing.BadSignature:
        return False
    return bool(EmailAddress.objects.filter(pk=address_id, verified=True).exists())
