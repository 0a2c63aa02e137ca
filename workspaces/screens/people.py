"""Who is in a workspace, who is invited, and what each role may do."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workspaces import hooks, services
from workspaces.access import Access
from workspaces.models import Invitation, Membership
from workspaces.roles import EXPLAINED, MAY_GIVE, Permission, Role, allows, may_give
from workspaces.services import seats

# "Last active" is true to ten minutes.
NOW = timedelta(minutes=11)
NAMED = 3


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role somebody can be given."""

    value: str
    label: str
    on: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A member, and what may be done about them.

    choices: the roles one may give them; none when their role is only told.
    """

    member: Membership
    is_you: bool
    is_last_owner: bool
    choices: list[RoleChoice] = field(default_factory=list)

    @property
    def has_second_step(self) -> bool:
        """Whether they sign in with more than a password."""
        return bool(getattr(self.member, "has_second_step", False))

    @property
    def is_now(self) -> bool:
        """Whether they are here at this moment."""
        return self.is_you or timezone.now() - self.member.last_active_at < NOW

    @property
    def is_owner(self) -> bool:
        return self.member.role == Role.OWNER

    @property
    def may_be_removed(self) -> bool:
        return bool(self.choices) and not self.is_you

    @property
    def may_be_made_owner(self) -> bool:
        """Whether who looks may make them an owner besides themselves."""
        can_own = self.member.user.is_active and not self.is_owner
        return self.may_be_removed and can_own and self._is_offered

    @property
    def _is_offered(self) -> bool:
        return any(choice.value == Role.OWNER for choice in self.choices)

    @property
    def shown_choices(self) -> list[RoleChoice]:
        """The roles of the menu: becoming an owner is asked for where it is confirmed."""
        return [one for one in self.choices if one.value != Role.OWNER or self.is_owner]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation nobody has used. link: its address, at the one moment it is known."""

    invitation: Invitation
    link: str = ""

    @property
    def is_expired(self) -> bool:
        return self.invitation.expires_at <= timezone.now()


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence of the table, and for each role whether it is true."""

    sentence: str
    answers: list[bool]


@dataclass(frozen=True)
class People:
    """The page of members. links: the addresses of invitations known now, by their id."""

    found: Access
    user_id: UUID
    links: dict[UUID, str] = field(default_factory=dict)

    @cached_property
    def rows(self) -> list[Row]:
        """Everybody, by role and name."""
        members = services.members(self.found.workspace_id)
        owners = [one for one in members if one.role == Role.OWNER]
        return [
            self._row(
                one,
                # As services.is_last_owner: who cannot sign in does no owner's part.
                is_last_owner=one in owners
                and not any(other.user.is_active for other in owners if other != one),
            )
            for one in members
        ]

    @cached_property
    def waiting(self) -> list[Waiting]:
        """The invitations nobody has used, for who may know of them."""
        if not self.found.may(Permission.MEMBER_MANAGE):
            return []
        return [
            Waiting(one, self.links.get(one.pk, ""))
            for one in services.open_invitations(self.found.workspace_id)
        ]

    @cached_property
    def _seats(self) -> tuple[int, int]:
        """How many seats there are, and how many are taken."""
        return hooks.seat_limit(self.found.workspace_id), seats.taken(self.found.workspace_id)

    @property
    def seats_left(self) -> int:
        """How many more people the plan lets in."""
        limit, used = self._seats
        return max(0, limit - used)

    @property
    def seats(self) -> str:
        """Tell how many seats are taken: by members, and by invitations that still work."""
        limit, used = self._seats
        return ngettext(
            "%(used)d of %(limit)d seat used", "%(used)d of %(limit)d seats used", limit
        ) % {"used": used, "limit": limit}

    @property
    def roles(self) -> list[str]:
        """The heads of the table of rules."""
        return [str(role.label) for role in Role]

    @property
    def rules(self) -> list[Rule]:
        """What each role can do."""
        return [
            Rule(str(sentence), [all(allows(role, one) for one in needed) for role in Role])
            for sentence, needed in EXPLAINED
        ]

    def _row(self, member: Membership, *, is_last_owner: bool) -> Row:
        may = self.found.may(Permission.MEMBER_MANAGE) and may_give(self.found.role, member.role)
        choices = [
            RoleChoice(role, str(Role(role).label), role == member.role)
            for role in Role.values
            if role in MAY_GIVE.get(self.found.role, frozenset())
        ]
        return Row(
            member,
            is_you=member.user_id == self.user_id,
            is_last_owner=is_last_owner,
            choices=choices if may and not is_last_owner else [],
        )


def member(found: Access, user_id: UUID) -> Membership | None:
    """Return somebody of the workspace as they are now; None when they are not in it."""
    rows = Membership.objects.filter(workspace_id=found.workspace_id, user_id=user_id)
    return rows.select_related("user").first()


def who_may_change(workspace_id: UUID, permission: Permission) -> str:
    """Tell who can change what one only sees."""
    names = [
        one.user.label for one in services.members(workspace_id) if allows(one.role, permission)
    ]
    if not allows(Role.ADMIN, permission):
        return _only_owners(names)
    if len(names) > NAMED:
        return _("Owners and admins can change this.")
    return _("Owners and admins can change this: %(people)s.") % {"people": ", ".join(names)}


def _only_owners(names: list[str]) -> str:
    if len(names) > NAMED:
        return _("An owner of the workspace can do this.")
    return _("An owner can do this: %(people)s.") % {"people": ", ".join(names)}


def abilities(role: str) -> list[str]:
    """Tell what somebody with this role may do, sentence by sentence."""
    return [
        str(sentence)
        for sentence, needed in EXPLAINED
        if all(allows(role, permission) for permission in needed)
    ]
