"""The kinds of what a person is told: one table that drives the list, the mails and the choices.

A notice is kept as kind and data; what it says is made when it is read, in the reader's language.
Data holds plain values, never a secret. Kinds of security are told even to who did it, and always
by mail; their data may hold: device, address, method ("totp", "webauthn", "recovery_codes"), name,
email, before (the e-mail there was), provider, minutes.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import security_sentences as security
from accounts import sentences
from accounts.notice_forms import ByMail, Group, Kind
from accounts.plan_notices import PLAN_KINDS
from accounts.sentences import Data


class UnknownKind(Exception):
    """There is no such kind."""


def _job(name: str, title: Promise, sentence: Callable[[Data], str], **more: Any) -> Kind:
    opens = gettext_lazy("Open the job")
    return Kind(name, Group.WORK, title, sentence, sentences.not_counted, opens=opens, **more)


def _safe(
    name: str, title: Promise, sentence: Callable[[Data], str], *, page: str, **more: Any
) -> Kind:
    return Kind(
        name,
        Group.SECURITY,
        title,
        sentence,
        security.from_where,
        by_mail=ByMail.ALWAYS,
        opens=gettext_lazy("Look at your account"),
        icon="shield-check",
        page=page,
        **more,
    )


_MEMBERS = gettext_lazy("Look at the members")
_KINDS = (
    _job(
        "job_finished",
        gettext_lazy("A job of mine is ready"),
        sentences.job_finished,
        icon="circle-check",
    ),
    _job(
        "job_partly",
        gettext_lazy("A job of mine is ready in part"),
        sentences.job_partly,
        by_mail=ByMail.CHOSEN_YES,
        icon="triangle-alert",
    ),
    _job(
        "job_failed",
        gettext_lazy("A job of mine could not be done"),
        sentences.job_failed,
        by_mail=ByMail.CHOSEN_YES,
        icon="circle-alert",
    ),
    _job(
        "job_stopped",
        gettext_lazy("Somebody else stopped a job of mine"),
        sentences.job_stopped,
        icon="circle-x",
    ),
    Kind(
        "invited",
        Group.PEOPLE,
        gettext_lazy("Somebody invites me"),
        sentences.invited,
        sentences.how_to_join,
        by_mail=ByMail.NEVER,
        icon="mail",
    ),
    Kind(
        "invitation_accepted",
        Group.PEOPLE,
        gettext_lazy("Somebody I invited has joined"),
        sentences.invitation_accepted,
        opens=_MEMBERS,
        icon="user-plus",
    ),
    Kind(
        "events_exported",
        Group.PEOPLE,
        gettext_lazy("A file of events is ready"),
        sentences.events_exported,
        opens=gettext_lazy("Save the file"),
        icon="file-down",
    ),
    Kind(
        "role_changed",
        Group.PEOPLE,
        gettext_lazy("My role was changed"),
        sentences.role_changed,
        by_mail=ByMail.CHOSEN_YES,
        opens=gettext_lazy("Open the workspace"),
        icon="users",
    ),
    Kind(
        "removed_from_workspace",
        Group.PEOPLE,
        gettext_lazy("I was removed from a workspace"),
        sentences.removed_from_workspace,
        by_mail=ByMail.CHOSEN_YES,
        icon="users",
    ),
    Kind(
        "workspace_deletion",
        Group.PEOPLE,
        gettext_lazy("A workspace is to be deleted"),
        sentences.workspace_deletion,
        sentences.deletion_day,
        by_mail=ByMail.CHOSEN_YES,
        opens=gettext_lazy("Look at your workspaces"),
        icon="trash-2",
    ),
    Kind(
        "workspace_kept",
        Group.PEOPLE,
        gettext_lazy("A workspace is kept after all"),
        sentences.workspace_kept,
        by_mail=ByMail.CHOSEN_YES,
        opens=gettext_lazy("Open the workspace"),
        icon="undo-2",
    ),
    Kind(
        "workspace_suspended",
        Group.PEOPLE,
        gettext_lazy("My workspace is suspended"),
        sentences.workspace_suspended,
        sentences.why_suspended,
        by_mail=ByMail.ALWAYS,
        opens=gettext_lazy("Open the workspace"),
        icon="lock",
    ),
    Kind(
        "workspace_unsuspended",
        Group.PEOPLE,
        gettext_lazy("My workspace is open again"),
        sentences.workspace_unsuspended,
        by_mail=ByMail.ALWAYS,
        opens=gettext_lazy("Open the workspace"),
        icon="undo-2",
    ),
    *PLAN_KINDS,
    _safe(
        "signed_in_new_device",
        gettext_lazy("Sign-in on a new device"),
        security.signed_in_new_device,
        page="accounts:sessions",
    ),
    _safe(
        "password_changed",
        gettext_lazy("Password changed"),
        security.password_changed,
        page="accounts:sessions",
    ),
    _safe(
        "email_changed",
        gettext_lazy("E-mail changed"),
        security.email_changed,
        page="account_email",
        also_to="before",
    ),
    _safe(
        "factor_added",
        gettext_lazy("Second step or passkey added"),
        security.factor_added,
        page="mfa_index",
    ),
    _safe(
        "factor_removed",
        gettext_lazy("Second step or passkey removed"),
        security.factor_removed,
        page="mfa_index",
    ),
    _safe(
        "recovery_codes_made",
        gettext_lazy("New recovery codes"),
        security.recovery_codes_made,
        page="mfa_index",
    ),
    _safe(
        "sign_in_paused",
        gettext_lazy("Too many wrong passwords"),
        security.sign_in_paused,
        page="account_change_password",
    ),
    _safe(
        "token_reused",
        gettext_lazy("A program’s sign-in was copied"),
        security.token_reused,
        page="accounts:sessions",
    ),
    _safe(
        "signed_out_everywhere",
        gettext_lazy("Signed out everywhere"),
        security.signed_out_everywhere,
        page="accounts:sessions",
    ),
    _safe(
        "identity_linked",
        gettext_lazy("Another way to sign in"),
        security.identity_linked,
        page="socialaccount_connections",
    ),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _KINDS}


def kind_of(name: str) -> Kind:
    """Return a kind by its name.

    Raises:
        UnknownKind: there is none.
    """
    try:
        return KINDS[name]
    except KeyError as error:
        raise UnknownKind(name) from error


def sentence_of(name: str, data: Data) -> str:
    """Return what a notice says; of a kind that is not known any more, that there was something."""
    kind = KINDS.get(name)
    return kind.sentence(data) if kind else _("Something happened in your account.")


def detail_of(name: str, data: Data) -> str:
    """Return what else a notice says; empty for nothing."""
    kind = KINDS.get(name)
    return kind.detail(data) if kind else ""


__all__ = [
    "KINDS",
    "ByMail",
    "Group",
    "Kind",
    "UnknownKind",
    "detail_of",
    "kind_of",
    "sentence_of",
]
