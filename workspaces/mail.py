"""The e-mail that invites."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from workspaces.models import Invitation
from workspaces.services import Issued

log = logging.getLogger(__name__)


def link_of(token: str) -> str:
    """Return the address that an invitation is used at."""
    return f"{settings.PUBLIC_URL}/join/{token}"


def send_invitation(issued: Issued) -> bool:
    """Send the link, in the language of who gets it; False when no e-mail could be sent.

    Whoever invites is then shown the link: an invitation never depends on a mail server.
    """
    if not settings.HAS_EMAIL:
        return False
    invitation = issued.invitation
    with translation.override(_language(invitation)):
        context = {
            "invitation": invitation,
            "role": invitation.get_role_display(),
            "link": link_of(issued.token),
        }
        subject = _("%(person)s invites you to %(workspace)s") % {
            "person": invitation.invited_by.label,
            "workspace": invitation.workspace.name,
        }
        text = render_to_string("workspaces/mail/invitation.txt", context)
        message = EmailMultiAlternatives(" ".join(subject.split()), text, to=[invitation.email])
        html = render_to_string("workspaces/mail/invitation.html", context)
        message.attach_alternative(html, "text/html")
        try:
            return bool(message.send())
        except (OSError, smtplib.SMTPException) as error:
            log.warning("an invitation could not be mailed", extra={"reason": str(error)})
            return False


def _language(invitation: Invitation) -> str:
    known = User.objects.filter(email=invitation.email).values_list("language", flat=True).first()
    return known or invitation.workspace.language
