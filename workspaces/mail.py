"""The e-mail that invites."""

import logging
import smtplib
import time
from collections.abc import Sequence
from contextlib import suppress
from threading import Thread
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from workspaces.models import Invitation
from workspaces.services import Issued

log = logging.getLogger(__name__)
# Whoever invites waits no longer than this, however many they invite.
BUDGET_SECONDS = 15.0
# The server is away or refuses; or the address has a domain that has no form for mail (ValueError).
UNSENT = (OSError, smtplib.SMTPException, ValueError)


def link_of(token: str) -> str:
    """Return the address that an invitation is used at."""
    return f"{settings.PUBLIC_URL}/join/{token}"


def send_invitation(issued: Issued) -> bool:
    """Send the link, in the language of who gets it; False when no e-mail could be sent.

    Whoever invites is then shown the link: an invitation never depends on a mail server.
    """
    return bool(send_invitations([issued]))


def send_invitations(issued: Sequence[Issued], *, seconds: float | None = None) -> frozenset[UUID]:
    """Send links as `send_invitation` does; return the ids of the invitations that were mailed.

    What could not be sent in `seconds` counts as not sent. An e-mail that is on its way at that
    moment may still arrive: its link is the one that is shown.
    """
    if not settings.HAS_EMAIL or not issued:
        return frozenset()
    written = [(one.invitation.pk, _written(one)) for one in issued]
    sent: set[UUID] = set()
    wait = BUDGET_SECONDS if seconds is None else seconds
    # A server may take its time at every step: only from outside can all of it be bounded.
    sending = Thread(target=_send, args=(written, sent, time.monotonic() + wait), daemon=True)
    sending.start()
    sending.join(wait)
    return frozenset(sent)


def _send(
    written: Sequence[tuple[UUID, EmailMultiAlternatives]], sent: set[UUID], until: float
) -> None:
    """Send messages over one connection until the time is over; note what was sent."""
    connection: Any = get_connection()
    for invitation_id, message in written:
        if time.monotonic() >= until:
            break
        message.connection = connection
        try:
            connection.open()
            if message.send():
                sent.add(invitation_id)
        except UNSENT as error:
            log.warning("an invitation could not be mailed", extra={"reason": type(error).__name__})
            _close(connection)
    _close(connection)


def _close(connection: Any) -> None:
    """Hang up; the next message calls anew."""
    with suppress(*UNSENT):
        connection.close()


def _written(issued: Issued) -> EmailMultiAlternatives:
    invitation = issued.invitation
    with translation.override(_language(invitation)):
        context = _words(issued)
        text = render_to_string("workspaces/mail/invitation.txt", context)
        message = EmailMultiAlternatives(context["subject"], text, to=[invitation.email])
        html = render_to_string("workspaces/mail/invitation.html", context)
        message.attach_alternative(html, "text/html")
    return message


def _words(issued: Issued) -> dict[str, str]:
    """Return what the e-mail says, in the present language. A name is one line, whatever it is."""
    invitation, workspace = issued.invitation, issued.invitation.workspace
    names = {
        "person": _line(invitation.invited_by.label),
        "workspace": _line(workspace.name),
    }
    until = timezone.localtime(invitation.expires_at, ZoneInfo(workspace.time_zone))
    return {
        **names,
        "subject": _("%(person)s invites you to %(workspace)s") % names,
        "person_email": invitation.invited_by.email,
        "role": str(invitation.get_role_display()),
        "email": invitation.email,
        "until": date_format(until, "DATE_FORMAT"),
        "link": link_of(issued.token),
    }


def _line(text: str) -> str:
    return " ".join(text.split())


def _language(invitation: Invitation) -> str:
    known = User.objects.filter(email=invitation.email).values_list("language", flat=True).first()
    return known or invitation.workspace.language
