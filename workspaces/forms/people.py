"""What is asked about people: whom to invite, and as what."""

import re
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workspaces.roles import Role

MOST_AT_ONCE = 20
_BETWEEN = re.compile(r"[\s,;，；、]+")
# What each role is for, in a line; the table of rules says the rest.
LINES: dict[str, str | Promise] = {
    Role.ADMIN: _("Runs the workspace: people, brand and settings, and all that editors do."),
    Role.EDITOR: _("Makes images, copy and video, and edits products and files."),
    Role.REVIEWER: _("Corrects texts and video scripts, and downloads."),
    Role.VIEWER: _("Sees and downloads everything, and changes nothing."),
}


@dataclass(frozen=True, slots=True)
class ExplainedRole:
    """A role one can invite somebody as."""

    value: str
    label: str
    line: str


def explained_roles() -> list[ExplainedRole]:
    """Return the roles one can invite as, each with its line."""
    return [ExplainedRole(role, str(Role(role).label), str(line)) for role, line in LINES.items()]


class InviteForm(forms.Form):
    """Several e-mails at once, and the role they are invited as."""

    emails = forms.CharField(
        label=_("E-mails"),
        max_length=6000,
        help_text=_("Several at once: put a comma, a space or a new line between them."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role, Role(role).label) for role in LINES],
        initial=Role.EDITOR,
        widget=forms.RadioSelect,
    )

    def clean_emails(self) -> list[str]:
        """Return what was typed, address by address; whether each is one is told one by one."""
        found = dict.fromkeys(
            word.strip("<>").lower() for word in _BETWEEN.split(self.cleaned_data["emails"])
        )
        emails = [word for word in found if word]
        if len(emails) > MOST_AT_ONCE:
            raise ValidationError(
                _("Invite at most %(most)d people at once.") % {"most": MOST_AT_ONCE}
            )
        if not emails:
            raise ValidationError(_("Type at least one e-mail."))
        return emails


class RoleForm(forms.Form):
    """The role somebody is to have. is_undo: it is the one they had a moment ago."""

    role = forms.ChoiceField(choices=Role.choices)
    is_undo = forms.BooleanField(required=False)
