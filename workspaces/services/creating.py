"""Making a workspace: its row, its owner, its schema."""

import uuid
from dataclasses import asdict, replace

from django.db import IntegrityError, transaction

from accounts import idempotency
from accounts.actors import actor_of
from accounts.models import User
from audit import services as audit
from audit.actions import Action
from workspaces import access, hooks, tenancy
from workspaces.models import Membership, SchemaState, Workspace
from workspaces.roles import Role
from workspaces.services import seats
from workspaces.services.changing import BrandValues, Values, write_brand
from workspaces.services.locking import hold_person
from workspaces.services.slugs import SlugTaken, check_free, free_slug

__all__ = ["create", "free_slug", "make"]


def create(
    *,
    name: str,
    owner: User,
    slug: str = "",
    language: str = "en",
    time_zone: str = "UTC",
    currency: str = "USD",
) -> Workspace:
    """Create a workspace without a brand; as `make`."""
    values = Values(name=name, slug=slug, language=language, time_zone=time_zone, currency=currency)
    return make(values, owner=owner)


def make(values: Values, *, owner: User, brand: BrandValues | None = None) -> Workspace:
    """Create a workspace with its schema and make `owner` its owner, all or nothing.

    values: with a name; without an address one is made from it, the rest stands in the model.

    Raises:
        SlugTaken: the address wanted belongs to another workspace.
        ValidationError: the brand would have a word both used and avoided.
    """
    wanted = values.slug or free_slug(values.name or "")
    identity = uuid.uuid4()
    with transaction.atomic(durable=True):
        check_free(wanted, workspace_id=identity)
        try:
            with transaction.atomic():
                workspace = Workspace.objects.create(
                    id=identity,
                    **_given(replace(values, slug=wanted)),
                    schema_name=f"ws_{identity.hex}",
                    created_by=owner,
                )
            check_free(wanted, workspace_id=identity)
        except IntegrityError as error:
            raise SlugTaken(wanted) from error
        hold_person(owner.pk)
        Membership.objects.create(user=owner, workspace=workspace, role=Role.OWNER)
        tenancy.create_schema(workspace.schema_name)
        SchemaState.objects.create(workspace=workspace, fingerprint=tenancy.fingerprint())
        audit.record(
            Action.WORKSPACE_CREATED,
            actor=actor_of(owner),
            workspace_id=workspace.id,
            target=audit.Target("workspace", str(workspace.id), workspace.name),
        )
        if brand is not None:
            write_brand(workspace, brand, by=owner)
        idempotency.mark(workspace.id)
        seats.hold(workspace.id)
        for hook in hooks.created():
            hook(workspace)
    access.forget(user_id=owner.id)
    return workspace


def _given(values: Values) -> dict[str, str]:
    return {name: value for name, value in asdict(values).items() if value is not None}
