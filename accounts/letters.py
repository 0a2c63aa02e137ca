"""Letters: what a mail says, as text and HTML, in one language and one time zone."""

import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.notices import Group, Kind
from accounts.sentences import Data

SUBJECT_LENGTH = 200
UNSUBSCRIBE_SALT = "accounts.notices.unsubscribe"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says. headers: what else mail programs are told."""

    subject: str
    text: str
    html: str
    headers: Mapping[str, str]


def write(
    name: str,
    context: Mapping[str, Any],
    *,
    subject: str,
    headers: Mapping[str, str] | None = None,
) -> Letter:
    """Return the letter of two templates, `<name>.txt` and `<name>.html`, in the present language.

    The text is made without escaping, the HTML with it; the subject is one line, whatever it holds.
    """
    line = one_line(subject)
    words = {"site": settings.PUBLIC_URL, "subject": line, **context}
    text = render_to_string(f"{name}.txt", words).strip()
    return Letter(line, f"{text}\n", render_to_string(f"{name}.html", words), headers or {})


def of_notice(
    kind: Kind, data: Data, *, user_id: UUID, path: str, language: str, time_zone: str
) -> Letter:
    """Return the letter that tells a notice."""
    with translation.override(language), timezone.override(zone_of(time_zone)):
        stop = "" if kind.group == Group.SECURITY else _unsubscribe_url(user_id, kind)
        context = {
            "sentence": kind.sentence(data),
            "detail": kind.detail(data),
            "opens": kind.opens,
            "link": f"{settings.PUBLIC_URL}{path or '/'}",
            "at": _now() if kind.is_security else None,
            "zone": time_zone,
            "kind": kind.title,
            "unsubscribe": stop,
            "choices": f"{settings.PUBLIC_URL}{reverse('accounts:notice_choices')}",
        }
        return write("mail/notice", context, subject=_subject(kind, data), headers=_headers(stop))


def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """Return a time zone; UTC for one that is not known here."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return zoneinfo.ZoneInfo("UTC")


def one_line(text: str) -> str:
    """Return a text without breaks and signs that do not show, no longer than a subject is."""
    line = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
    return line if len(line) <= SUBJECT_LENGTH else f"{line[: SUBJECT_LENGTH - 1]}…"


def read_unsubscribe(token: str) -> tuple[UUID, str]:
    """Return whose mails of which kind a link ends.

    Raises:
        signing.BadSignature: the link is not ours.
    """
    user_id, kind = signing.loads(token, salt=UNSUBSCRIBE_SALT)
    return UUID(user_id), str(kind)


def _subject(kind: Kind, data: Data) -> str:
    """Return the sentence, without its stop: subjects have none."""
    sentence = kind.sentence(data).rstrip(".。")
    return _("E_Business: %(sentence)s") % {"sentence": sentence} if kind.is_security else sentence


def _unsubscribe_url(user_id: UUID, kind: Kind) -> str:
    token = signing.dumps([str(user_id), kind.name], salt=UNSUBSCRIBE_SALT)
    return f"{settings.PUBLIC_URL}{reverse('accounts:notice_unsubscribe', args=[token])}"


def _headers(stop: str) -> dict[str, str]:
    """Return what lets mail programs offer to end these mails by one click (RFC 8058)."""
    if not stop:
        return {}
    return {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _now() -> datetime:
    return timezone.now()
