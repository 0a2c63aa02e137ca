"""What can be done with workspaces."""

import uuid
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django.utils.text import slugify

from accounts.actors import actor_of
from accounts.models import User
from audit import services as audit
from audit.actions import Action
from workspaces import access, hooks, tenancy
from workspaces.models import Membership, Workspace
from workspaces.roles import Role

RESERVED_SLUGS = frozenset({"new", "api", "admin", "staff", "static", "events", "w"})


class SlugTaken(Exception):
    """Another workspace has this address."""


class AlreadyMember(Exception):
    """The person is in the workspace already."""


class LastOwner(Exception):
    """A workspace is never left without an owner."""


def create(*, name: str, owner: User, slug: str = "", language: str = "en") -> Workspace:
    """Create a workspace with its schema and make `owner` its owner, all or nothing.

    slug: the address wanted; made from the name when empty.

    Raises:
        SlugTaken: the address wanted belongs to another workspace.
    """
    wanted = slug or free_slug(name)
    identity = uuid.uuid4()
    with transaction.atomic(durable=True):
        try:
            with transaction.atomic():
                workspace = Workspace.objects.create(
                    id=identity,
                    name=name,
                    slug=wanted,
                    schema_name=f"ws_{identity.hex}",
                    language=language,
                    created_by=owner,
                )
        except IntegrityError as error:
            raise SlugTaken(wanted) from error
        Membership.objects.create(user=owner, workspace=workspace, role=Role.OWNER)
        tenancy.create_schema(workspace.schema_name)
        audit.record(
            Action.WORKSPACE_CREATED,
            actor=actor_of(owner),
            workspace_id=workspace.id,
            target=audit.Target("workspace", str(workspace.id), workspace.name),
        )
        for path in hooks.created():
            import_string(path)(workspace)
    access.forget(user_id=owner.id)
    return workspace


def of_person(user_id: UUID) -> list[Membership]:
    """Return a person's memberships in active workspaces, by name."""
    return list(
        Membership.objects.filter(user_id=user_id, workspace__status=Workspace.Status.ACTIVE)
        .select_related("workspace")
        .order_by("workspace__name")
    )


def membership(*, user_id: UUID, workspace_id: UUID) -> Membership:
    """Return a person's membership of a workspace. Raises Membership.DoesNotExist."""
    return Membership.objects.select_related("workspace").get(
        user_id=user_id, workspace_id=workspace_id
    )


def add_member(workspace: Workspace, *, user: User, role: str, actor: audit.Actor) -> Membership:
    """Let a person into a workspace. The caller may have a transaction open (the staff admin has).

    Raises:
        AlreadyMember: they are in it; their role is left as it is.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                member = Membership.objects.create(user=user, workspace=workspace, role=role)
        except IntegrityError as error:
            raise AlreadyMember(str(user.pk)) from error
        audit.record(
            Action.MEMBER_ADDED,
            actor=actor,
            workspace_id=workspace.pk,
            target=audit.Target("member", str(user.pk), user.label),
            details=audit.Details(changes={"role": (None, role)}),
        )
        transaction.on_commit(partial(access.forget, user_id=user.pk))
    return member


def change_role(member: Membership, *, role: str, actor: audit.Actor) -> None:
    """Give a member another role, unless it is the one they have.

    The caller may have a transaction open (the staff admin has).

    Raises:
        LastOwner: nobody would own the workspace any more; nothing is changed.
    """
    with transaction.atomic():
        # The owners are locked in one order, so that two of them cannot step down at once.
        owners = list(
            Membership.objects.select_for_update()
            .filter(workspace_id=member.workspace_id, role=Role.OWNER)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        before = Membership.objects.values_list("role", flat=True).get(pk=member.pk)
        if before == role:
            return
        if owners == [member.pk]:
            raise LastOwner(str(member.workspace_id))
        Membership.objects.filter(pk=member.pk).update(role=role)
        audit.record(
            Action.MEMBER_ROLE_CHANGED,
            actor=actor,
            workspace_id=member.workspace_id,
            target=audit.Target("member", str(member.user_id), member.user.label),
            details=audit.Details(changes={"role": (before, role)}),
        )
        transaction.on_commit(partial(access.forget, user_id=member.user_id))
    member.role = role


def is_last_owner(member: Membership) -> bool:
    """Return whether the workspace would have no owner without this member."""
    owners = Membership.objects.filter(workspace_id=member.workspace_id, role=Role.OWNER)
    return list(owners.values_list("pk", flat=True)[:2]) == [member.pk]


def free_slug(name: str) -> str:
    """Return an address made from the name that nobody has (a race still ends in SlugTaken)."""
    base = slugify(name)[:40].strip("-_") or "workspace"
    taken = (
        set(Workspace.objects.filter(slug__startswith=base).values_list("slug", flat=True))
        | RESERVED_SLUGS
    )
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
