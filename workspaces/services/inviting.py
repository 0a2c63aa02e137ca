"""Inviting as people ask for it: several at once, and not too often."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DatabaseError

from accounts import limiting
from accounts.limiting import TooFast
from accounts.models import User
from workspaces import access, hooks
from workspaces.access import Access
from workspaces.services import seats
from workspaces.services.invitations import Issued, invite, renew
from workspaces.services.members import AlreadyMember, NotAMember, RoleTooHigh
from workspaces.validation import clean_email

# What ends it for all that are left; what was issued before stays issued.
ENDS = (
    RoleTooHigh,
    NotAMember,
    access.Archived,
    access.BeingDeleted,
    access.Suspended,
    access.NotFound,
    DatabaseError,
)


class Outcome(StrEnum):
    """What became of one e-mail."""

    INVITED = "invited"
    NOT_AN_EMAIL = "not-an-email"
    MEMBER = "member"
    NO_SEAT = "no-seat"
    TOO_FAST = "too-fast"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one e-mail. issued: when it is invited. refusal: when it is TOO_FAST."""

    email: str
    outcome: Outcome
    issued: Issued | None = None
    refusal: TooFast | None = None


def invite_one(found: Access, *, email: str, role: str, by: User) -> Issued:
    """Invite an e-mail as `invite`, and count it.

    Raises:
        TooFast: the person, the workspace or the e-mail has had enough of them within an hour.
    """
    limiting.count_invitation(
        user_id=by.pk, workspace_id=found.workspace_id, email=email.strip().lower()
    )
    return invite(found, email=email, role=role, by=by)


def invite_again(found: Access, invitation_id: UUID, *, by: User) -> Issued:
    """Make a new link as `renew`, and count it. Raises TooFast as `invite_one`."""
    email = seats.waiting(found.workspace_id).get(pk=invitation_id).email
    limiting.count_invitation(user_id=by.pk, workspace_id=found.workspace_id, email=email)
    return renew(found, invitation_id, by=by)


def invite_many(found: Access, emails: Iterable[str], *, role: str, by: User) -> list[Result]:
    """Invite each e-mail once, as `invite_one`; one that is refused stands in no other's way.

    What refuses all of them is raised as long as nobody is invited yet. Later it leaves out those
    that are left: a link is known at this moment only, and must not be lost.

    Raises:
        RoleTooHigh, NotAMember, Archived, BeingDeleted: nobody is invited.
    """
    results: list[Result] = []
    wanted = list(dict.fromkeys(text.strip().lower() for text in emails))
    try:
        for email in wanted:
            results.append(_invite(found, email, role=role, by=by))  # noqa: PERF401  kept if it ends
    except ENDS:
        if not any(one.issued for one in results):
            raise
    return [*results, *(Result(email, Outcome.LEFT_OUT) for email in wanted[len(results) :])]


def _invite(found: Access, email: str, *, role: str, by: User) -> Result:
    try:
        clean_email(email)
    except ValidationError:
        return Result(email, Outcome.NOT_AN_EMAIL)
    try:
        return Result(email, Outcome.INVITED, invite_one(found, email=email, role=role, by=by))
    except AlreadyMember:
        return Result(email, Outcome.MEMBER)
    except hooks.NoSeatLeft:
        return Result(email, Outcome.NO_SEAT)
    except TooFast as refusal:
        return Result(email, Outcome.TOO_FAST, refusal=refusal)
