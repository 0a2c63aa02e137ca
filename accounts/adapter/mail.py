"""The mails of allauth's flows, on the way that all mails go."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts import letters, services
from accounts.asking import asked
from accounts.models import User
from audit import services as audit
from audit.actions import Action
from audit.models import AuditEvent

# What a mail leads to is made for this site, whatever host the request named.
LINKS = ("activate_url", "password_reset_url", "signup_url")


# Kind of a mail that anybody can have written → what the trail says of who asked, and why nothing
# comes of it. One row for each: whoever asks must not see by the time it takes who is here.
ASKED: dict[str, tuple[Action, str]] = {
    "password_reset_key": (Action.ACCOUNT_RESET_ASKED, ""),
    "unknown_account": (Action.ACCOUNT_RESET_ASKED, "unknown"),
    "account_already_exists": (Action.ACCOUNT_SIGN_UP_REFUSED, "taken"),
}


def post(prefix: str, email: str, context: Mapping[str, Any]) -> None:
    """Write one mail, in the person's language, else the one of the request."""
    person = context.get("user")
    known = person if isinstance(person, User) else None
    language = (known.language if known else "") or translation.get_language() or ""
    words = {**context, "email": email}
    words.update({name: _here(str(words[name])) for name in LINKS if name in words})
    with translation.override(language):
        subject = render_to_string(f"{prefix}_subject.txt", words)
        letter = letters.write(f"{prefix}_message", words, subject=subject)
    kind = prefix.rsplit("/", 1)[-1]
    with transaction.atomic():
        services.post(
            services.Mail(
                address=email,
                kind=kind,
                letter=letter,
                language=language,
                user_id=known.pk if known else None,
                until=_until(words),
            )
        )
        _note(kind, email)


def _note(kind: str, email: str) -> None:
    """Record who was asked for; whether somebody has the e-mail the outcome says."""
    if kind not in ASKED:
        return
    action, refusal = ASKED[kind]
    outcome = AuditEvent.Outcome.DENIED if refusal else AuditEvent.Outcome.OK
    audit.record(
        asked() or action,
        actor=audit.ANONYMOUS,
        target=audit.Target("email", "", email),
        details=audit.Details(outcome=outcome, reason=refusal),
    )


def _here(url: str) -> str:
    parts = urlsplit(url)
    return f"{settings.PUBLIC_URL}{parts.path}{'?' + parts.query if parts.query else ''}"


def _until(words: Mapping[str, Any]) -> datetime | None:
    """Return until when the mail's key opens anything; later it is not sent."""
    if "uid" in words:
        return timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    if "activate_url" in words:
        days = getattr(settings, "ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS", 3)
        return timezone.now() + timedelta(days=days)
    return None
