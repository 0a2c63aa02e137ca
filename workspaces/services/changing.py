"""What a workspace is called, where it lives and how it speaks."""

from dataclasses import asdict, dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from accounts.actors import actor_of
from accounts.models import User
from audit import services as audit
from audit.actions import Action
from workspaces import access
from workspaces.access import Access
from workspaces.models import Brand, Workspace
from workspaces.roles import Permission
from workspaces.services import slugs
from workspaces.services.locking import Conflict, check_active, lock
from workspaces.services.members import check_may
from workspaces.validation import check_words

__all__ = [
    "BrandValues",
    "Conflict",
    "Values",
    "brand_of",
    "change",
    "change_brand",
    "write_brand",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What is to be changed of a workspace; None stays as it is."""

    name: str | None = None
    slug: str | None = None
    language: str | None = None
    time_zone: str | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandValues:
    """What is to be changed of a brand; None stays as it is. logo_asset_id: `""` takes it away."""

    logo_asset_id: UUID | str | None = None
    colours: list[str] | None = None
    tone: str | None = None
    words_to_use: list[str] | None = None
    words_to_avoid: list[str] | None = None


def change(
    found: Access,
    values: Values,
    *,
    brand: BrandValues | None = None,
    by: User,
    version: int | None = None,
) -> Workspace:
    """Change what is given and different; an old address goes on leading here.

    brand: changed with it, or nothing is. version: the one that was read; None changes whatever
    there is.

    Raises:
        Conflict: another version is the newest; nothing is changed.
        SlugTaken: another workspace has the address; nothing is changed.
        ValidationError: the brand would have a word both used and avoided; nothing is changed.
        Archived, BeingDeleted: nothing is changed in the workspace now.
        Forbidden, NotAMember: `by` may not change this any more.
    """
    with transaction.atomic(durable=True):
        workspace = lock(found.workspace_id, version=version)
        if brand is not None:
            check_may(found, Permission.BRAND_EDIT, by=by)
        if brand is None or values != Values():
            check_may(found, Permission.WORKSPACE_MANAGE, by=by)
        check_active(workspace)
        is_changed = _write(workspace, values, by=by)
        if brand is not None:
            is_changed = write_brand(workspace, brand, by=by) or is_changed
        if is_changed:
            Workspace.objects.filter(pk=workspace.pk).update(version=F("version") + 1)
        workspace.refresh_from_db()
    return workspace


def change_brand(
    found: Access, values: BrandValues, *, by: User, version: int | None = None
) -> Brand:
    """Change what is given and different of the brand.

    Raises:
        Conflict: another version of the workspace is the newest; nothing is changed.
        ValidationError, Archived, BeingDeleted, Forbidden, NotAMember: as `change`.
    """
    change(found, Values(), brand=values, by=by, version=version)
    return brand_of(found.workspace_id)


def write_brand(workspace: Workspace, values: BrandValues, *, by: User) -> bool:
    """Change the brand in the open transaction; return whether anything was different.

    Raises:
        ValidationError: it would have a word both used and avoided.
    """
    brand = brand_of(workspace.pk)
    given = asdict(values)
    changes = _differing(brand, given)
    for name in changes:
        setattr(brand, name, given[name] if given[name] != "" or name == "tone" else None)
    try:
        check_words(brand.words_to_use, brand.words_to_avoid)
    except ValidationError as error:
        raise ValidationError({"words_to_avoid": error}) from error
    if changes:
        brand.save()
        _note(Action.BRAND_CHANGED, workspace, changes, by=by)
    return bool(changes)


def brand_of(workspace_id: UUID) -> Brand:
    """Return a workspace's brand; one that knows nothing when nobody has said anything."""
    return Brand.objects.filter(pk=workspace_id).first() or Brand(workspace_id=workspace_id)


def _write(workspace: Workspace, values: Values, *, by: User) -> bool:
    changes = _differing(workspace, asdict(values))
    if not changes:
        return False
    after = {name: new for name, (_old, new) in changes.items()}
    if "slug" in after:
        slugs.move(workspace, after.pop("slug"))
    if after:
        Workspace.objects.filter(pk=workspace.pk).update(**after)
    _note(Action.WORKSPACE_CHANGED, workspace, changes, by=by)
    transaction.on_commit(partial(access.forget_workspace, workspace.pk))
    return True


def _differing(row: Any, given: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return name → (before, after) of what is given and not so already."""
    before = {name: getattr(row, name) for name in given}
    return {
        name: (before[name], value)
        for name, value in given.items()
        if value is not None and value != before[name] and (value or before[name])
    }


def _note(
    action: Action, workspace: Workspace, changes: dict[str, tuple[Any, Any]], *, by: User
) -> None:
    shown = {name: (_shown(old), _shown(new)) for name, (old, new) in changes.items()}
    audit.record(
        action,
        actor=actor_of(by),
        workspace_id=workspace.pk,
        target=audit.Target("workspace", str(workspace.pk), workspace.name),
        details=audit.Details(changes=shown),
    )


def _shown(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
