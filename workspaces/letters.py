"""The letter that invites: written in the transaction of the invitation, to who is invited."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import letters, outgoing
from accounts import services as accounts
from accounts.models import User
from workspaces.models import Invitation


def link_of(token: str) -> str:
    """Return the address that an invitation is used at."""
    return f"{settings.PUBLIC_URL}/join/{token}"


def post_invitation(invitation: Invitation, token: str) -> bool:
    """Write the mail with the link, and tell who has an account; False when no mail will go.

    Whoever invites is then shown the link: an invitation never depends on a mail server.
    """
    known = User.objects.filter(email=invitation.email).first()
    language = (known.language if known else "") or invitation.workspace.language
    with translation.override(language):
        words = _words(invitation, token)
        letter = letters.write("workspaces/mail/invitation", words, subject=words["subject"])
    accounts.post(
        accounts.Mail(
            address=invitation.email,
            kind="invitation",
            letter=letter,
            language=language,
            user_id=known.pk if known else None,
            until=invitation.expires_at,
        )
    )
    if known is not None:
        _tell(invitation, known)
    return settings.HAS_EMAIL and outgoing.has_form(invitation.email)


def _tell(invitation: Invitation, person: User) -> None:
    """Tell it in the person's own pages, too; the link is a key and stands in the mail alone."""
    accounts.tell(
        person.pk,
        "invited",
        data={
            "person": invitation.invited_by.label,
            "workspace": invitation.workspace.name,
            "by_mail": bool(settings.HAS_EMAIL),
        },
        subject=f"invitation:{invitation.workspace_id}"[:64],
        once=f"invitation:{invitation.pk}",
        by=invitation.invited_by_id,
    )


def _words(invitation: Invitation, token: str) -> dict[str, str]:
    """Return what the mail says, in the present language. A name is one line, whatever it is."""
    workspace = invitation.workspace
    names = {
        "person": letters.one_line(invitation.invited_by.label),
        "workspace": letters.one_line(workspace.name),
    }
    until = timezone.localtime(invitation.expires_at, ZoneInfo(workspace.time_zone))
    return {
        **names,
        "subject": _("%(person)s invites you to %(workspace)s") % names,
        "person_email": invitation.invited_by.email,
        "role": str(invitation.get_role_display()),
        "email": invitation.email,
        "until": date_format(until, "DATE_FORMAT"),
        "link": link_of(token),
    }
