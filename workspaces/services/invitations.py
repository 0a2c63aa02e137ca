"""Ways into a workspace: one address, one role, one use."""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from accounts import idempotency
from accounts.actors import actor_of
from accounts.models import User
from audit import services as audit
from audit.actions import Action
from workspaces import access, letters
from workspaces.access import Access
from workspaces.hooks import NoSeatLeft, NoSeatToTake
from workspaces.models import Invitation, Membership
from workspaces.roles import Permission, Role
from workspaces.services import news, revoking, seats
from workspaces.services.emails import emails_of, is_members
from workspaces.services.locking import check_active, hold_person, lock
from workspaces.services.members import AlreadyMember, RoleTooHigh, check_may, check_may_give
from workspaces.validation import clean_email

log = logging.getLogger(__name__)
TOKEN_BYTES = 32
# How long the page still says what became of a link, and an invitation can be sent again.
KEPT = timedelta(days=30)


class InvitationUnknown(Exception):
    """No invitation has this token: it was renewed, or never was."""


class InvitationExpired(Exception):
    """The invitation was not used in time."""


class InvitationRevoked(Exception):
    """The invitation was taken back."""


class InvitationAccepted(Exception):
    """The invitation has been used."""


class AnotherPerson(Exception):
    """The invitation is for another e-mail than those of who brings it."""

    def __init__(self, invitation: Invitation) -> None:
        super().__init__("the invitation is for another e-mail")
        self.email = invitation.email


@dataclass(frozen=True, slots=True)
class Issued:
    """An invitation with its token, which is known at this moment only.

    is_mailed: the link is on its way. Else whoever invites is shown it.
    """

    invitation: Invitation
    token: str
    is_mailed: bool = False


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_invitations(workspace_id: UUID) -> list[Invitation]:
    """Return what has been neither used nor taken back, the newest first; expired ones, too."""
    found = seats.waiting(workspace_id).select_related("invited_by")
    return list(found.order_by("-created_at", "email"))


def invite(found: Access, *, email: str, role: str, by: User) -> Issued:
    """Invite an e-mail. One that is invited already gets a new link, and the role given now.

    Raises:
        ValidationError: it is no e-mail, or too long for one.
        RoleTooHigh: the role is not one that `by` may give; owners are never invited.
        NotAMember: `by` is not in the workspace any more.
        AlreadyMember: somebody with this e-mail is in the workspace.
        NoSeatLeft: the plan lets no more people in.
        Archived, BeingDeleted: nobody joins the workspace now.
    """
    try:
        email = clean_email(email)
    except ValidationError as error:
        raise ValidationError({"email": error}) from error
    if role == Role.OWNER:
        raise RoleTooHigh(role)
    with transaction.atomic(durable=True):
        workspace = lock(found.workspace_id)
        check_may_give(found, by, role)
        check_active(workspace)
        if is_members(email, workspace_id=workspace.pk):
            raise AlreadyMember(email)
        seats.waiting(workspace.pk).filter(email=email).delete()
        token = secrets.token_urlsafe(TOKEN_BYTES)
        invitation = Invitation.objects.create(
            workspace=workspace,
            email=email,
            role=role,
            token_hash=hash_of(token),
            invited_by=by,
            expires_at=Now() + _lifetime(),
        )
        seats.check(workspace.pk)
        revoking.note(Action.INVITATION_SENT, invitation, actor=actor_of(by))
        idempotency.mark(invitation.pk)
        invitation.refresh_from_db(fields=["expires_at", "created_at"])
        is_mailed = letters.post_invitation(invitation, token)
    return Issued(invitation, token, is_mailed)


def renew(found: Access, invitation_id: UUID, *, by: User) -> Issued:
    """Make a new link for an invitation and let it work from now on; the old link ends.

    Raises:
        Invitation.DoesNotExist: the workspace has no such open invitation.
        RoleTooHigh, NotAMember: as `invite`.
        NoSeatLeft: it had expired, and its seat is taken.
        Archived, BeingDeleted: nobody joins the workspace now.
    """
    with transaction.atomic(durable=True):
        workspace = lock(found.workspace_id)
        invitation = seats.waiting(workspace.pk).get(pk=invitation_id)
        check_may_give(found, by, invitation.role)
        check_active(workspace)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        made_anew = seats.waiting(workspace.pk).filter(pk=invitation.pk)
        if not made_anew.update(
            token_hash=hash_of(token), expires_at=Now() + _lifetime(), invited_by=by
        ):
            raise Invitation.DoesNotExist(str(invitation_id))
        seats.check(workspace.pk)
        revoking.note(Action.INVITATION_RENEWED, invitation, actor=actor_of(by))
        idempotency.mark(invitation.pk)
        invitation.refresh_from_db()
        is_mailed = letters.post_invitation(invitation, token)
    return Issued(invitation, token, is_mailed)


def revoke(found: Access, invitation_id: UUID, *, by: User) -> None:
    """Take an invitation back: its link says so from now on.

    Raises:
        Invitation.DoesNotExist: the workspace has no such open invitation.
        Forbidden, NotAMember: `by` manages nobody in the workspace any more.
    """
    with transaction.atomic(durable=True):
        lock(found.workspace_id)
        check_may(found, Permission.MEMBER_MANAGE, by=by)
        invitation = seats.waiting(found.workspace_id).get(pk=invitation_id)
        if not revoking.end(invitation, actor=actor_of(by)):
            raise Invitation.DoesNotExist(str(invitation_id))


def look(token_hash: str) -> Invitation:
    """Return the invitation a link stands for, while it can be used.

    Raises:
        InvitationUnknown, InvitationRevoked, InvitationAccepted, InvitationExpired: it cannot.
        Archived, BeingDeleted: nobody joins its workspace now.
    """
    invitation = (
        Invitation.objects.select_related("workspace", "invited_by")
        .filter(token_hash=token_hash)
        .first()
    )
    if invitation is None:
        raise InvitationUnknown
    if invitation.revoked_at is not None:
        raise InvitationRevoked
    if invitation.accepted_at is not None:
        raise InvitationAccepted
    if not Invitation.objects.filter(pk=invitation.pk, expires_at__gt=Now()).exists():
        raise InvitationExpired
    check_active(invitation.workspace)
    return invitation


def join(token_hash: str, *, by: User) -> Membership:
    """Use an invitation: the person becomes a member. Whoever used it may ask again.

    Raises:
        InvitationUnknown, InvitationRevoked, InvitationAccepted, InvitationExpired: it cannot be.
        AnotherPerson: it is for an e-mail that is not the person's.
        AlreadyMember: they are in the workspace by another way; the invitation stays open.
        NoSeatToTake: the plan lets no more people in; the invitation stays open.
        Archived, BeingDeleted: nobody joins the workspace now.
    """
    try:
        return _join(token_hash, by=by)
    except NoSeatLeft as error:
        raise NoSeatToTake(error.limit, workspace_id=error.workspace_id) from error
    except InvitationAccepted:
        # By themselves, perhaps in this very moment: a form is sent twice by a double click.
        mine = Membership.objects.filter(
            user=by,
            workspace__invitations__token_hash=token_hash,
            workspace__invitations__accepted_by=by,
        )
        member = mine.select_related("workspace").first()
        if member is None:
            raise
        return member


def _join(token_hash: str, *, by: User) -> Membership:
    invitation = look(token_hash)
    if invitation.email not in emails_of(by):
        audit.record_refusal(
            Action.INVITATION_REFUSED,
            actor=actor_of(by),
            workspace_id=invitation.workspace_id,
            target=audit.Target("invitation", str(invitation.pk), invitation.email),
            reason="another-person",
        )
        raise AnotherPerson(invitation)
    with transaction.atomic(durable=True):
        return _use(invitation, by=by)


def _use(invitation: Invitation, *, by: User) -> Membership:
    workspace = lock(invitation.workspace_id)
    check_active(workspace)
    hold_person(by.pk)
    # Row count decides: of two who bring it at once, one is let in.
    used = Invitation.objects.filter(
        pk=invitation.pk,
        token_hash=invitation.token_hash,
        accepted_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=Now(),
    ).update(accepted_at=Now(), accepted_by=by)
    if not used:
        look(invitation.token_hash)
        raise InvitationUnknown
    try:
        with transaction.atomic():
            member = Membership.objects.create(user=by, workspace=workspace, role=invitation.role)
    except IntegrityError as error:
        raise AlreadyMember(str(by.pk)) from error
    seats.check_members(workspace.pk)
    revoking.note(Action.INVITATION_ACCEPTED, invitation, actor=actor_of(by))
    news.tell_joined(invitation, by=by)
    revoking.end_received(workspace.pk, user=by, actor=actor_of(by))
    transaction.on_commit(partial(access.forget, user_id=by.pk))
    return member


def clear_invitations() -> int:
    """Forget what ended 30 days ago (beat); expired ones are recorded. Return how many went.

    Safe when run twice, or by two at once. Each workspace is a transaction of its own, so that one in
    trouble keeps no other waiting.
    """
    old = Invitation.objects.filter(expires_at__lt=Now() - KEPT)
    places = sorted(set(old.values_list("workspace_id", flat=True)))
    return sum(_clear(workspace_id) for workspace_id in places)


def _clear(workspace_id: UUID) -> int:
    try:
        with transaction.atomic(durable=True):
            old = Invitation.objects.select_for_update(skip_locked=True).filter(
                workspace_id=workspace_id, expires_at__lt=Now() - KEPT
            )
            rows = list(old)
            for invitation in rows:
                if invitation.accepted_at is None and invitation.revoked_at is None:
                    revoking.note(Action.INVITATION_EXPIRED, invitation, actor=audit.SYSTEM)
            Invitation.objects.filter(pk__in=[row.pk for row in rows]).delete()
            if rows:
                seats.hold(workspace_id)
    except Exception:
        log.exception("old invitations stay", extra={"workspace": str(workspace_id)})
        return 0
    return len(rows)


def _lifetime() -> timedelta:
    return timedelta(days=settings.INVITATION_DAYS)
