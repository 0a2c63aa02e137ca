"""The mails of allauth's flows, on the way that all mails go."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts import letters, services
from accounts.models import User

# What a mail leads to is made for this site, whatever host the request named.
LINKS = ("activate_url", "password_reset_url", "signup_url")


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
    services.post(
        services.Mail(
            address=email,
            kind=prefix.rsplit("/", 1)[-1],
            letter=letter,
            language=language,
            user_id=known.pk if known else None,
            until=_until(words),
        )
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
