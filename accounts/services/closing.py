"""How an account is closed: the person goes, their id stays, and what they made stays where it is."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import browsers, hooks, sessions
from accounts.hooks import StillHeld
from accounts.letters import write
from accounts.models import (
    IdempotencyRecord,
    MailOut,
    NoticeChoice,
    Notification,
    TokenFamily,
    User,
)
from accounts.services.exchanging import subjects_of
from accounts.services.mails import Mail, post
from accounts.services.staff import keep_one_of_staff
from audit import services as audit
from audit.actions import Action

# What is known of a person and of nobody else. Their token families stay, without a trace of them.
GOES = (
    EmailAddress, SocialAccount, Authenticator, Notification, NoticeChoice, MailOut,
    IdempotencyRecord,
)  # fmt: skip


class ClosedAlready(Exception):
    """The account was closed meanwhile."""


def close(user: User) -> None:
    """Close a person's account: all of it, or nothing.

    They leave their workspaces, are signed out everywhere, and nothing of them stays but the id.
    A last mail tells them. Their e-mail can sign up anew.

    Raises:
        LastOfStaff: nobody else could look after the studio.
        StillHeld: something has to be handed over first, or came to them in this very moment.
        ClosedAlready: somebody else of them was quicker.
    """
    with transaction.atomic(durable=True):
        keep_one_of_staff(user)
        for leave in hooks.closing():
            leave(user)
        before = User.objects.get(pk=user.pk)
        addresses, subjects = _addresses_of(before), _subjects_of(before)
        _erase(user)
        # Who let them in while they were leaving waited for this, or has been waited for.
        if left := hooks.holdings_of(user):
            raise StillHeld(left)
        _end_sessions(user)
        for model in GOES:
            model.objects.filter(user_id=user.pk).delete()
        nobody = str(user.pk)
        audit.record(
            Action.ACCOUNT_CLOSED,
            actor=audit.Actor("user", nobody),
            target=audit.Target("user", nobody),
        )
        audit.erase_person(nobody, addresses=addresses, subjects=subjects)
        _say_goodbye(before)


def _erase(user: User) -> None:
    """Take everything from the row that says who it was."""
    user.set_unusable_password()
    closed = User.objects.filter(pk=user.pk, closed_at__isnull=True).update(
        email=f"closed-{user.pk.hex}@account.invalid",
        name="",
        language="",
        time_zone="UTC",
        theme=User.Theme.SYSTEM,
        password=user.password,
        is_active=False,
        is_staff=False,
        is_superuser=False,
        trusted_since=Now(),
        closed_at=Now(),
    )
    if not closed:
        raise ClosedAlready(str(user.pk))
    user.groups.clear()
    user.user_permissions.clear()


def _addresses_of(user: User) -> list[str]:
    added = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return [user.email, *added]


def _subjects_of(user: User) -> list[str]:
    """Return what other sites call a person, as the trail knows them."""
    found = SocialAccount.objects.filter(user=user).values_list("provider", "uid")
    return [name for provider, uid in found for name in subjects_of(provider, uid)]


def _end_sessions(user: User) -> None:
    browsers.end(browsers.keys_of(user.pk))
    sessions.end_all(user.pk, reason="closed")
    TokenFamily.objects.filter(user_id=user.pk).update(user_agent="", address=None)


def _say_goodbye(person: User) -> None:
    """Write the last mail, to nobody's account."""
    with translation.override(person.language or translation.get_language()):
        letter = write("mail/closed", {"name": person.label}, subject=_("Your account is closed"))
    post(Mail(person.email, "account_closed", letter, language=person.language))
