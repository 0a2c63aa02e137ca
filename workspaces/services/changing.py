"""What a workspace is called, where it lives and how it speaks."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.actors import actor_of
from accounts.models import User
from audit import services as audit
from audit.actions import Action
from workspaces import access
from workspaces.access import Access
from workspaces.models import Brand, Workspace
from workspaces.services import slugs
from workspaces.services.locking import Conflict, lock

__all__ = ["BrandValues", "Conflict", "Values", "brand_of", "change", "change_brand"]


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


def change(found: Access, values: Values, *, by: User, version: int | None = None) -> Workspace:
    """Change what is given and different; an old address goes on leading here.

    version: the one that was read; None changes whatever there is.

    Raises:
        Conflict: another version is the newest; nothing is changed.
        SlugTaken: another workspace has the address; nothing is changed.
    """
    with transaction.atomic(durable=True):
        workspace = lock(found.workspace_id, version=version)
        changes = _differing(workspace, asdict(values))
        if changes:
            after = {name: new for name, (_old, new) in changes.items()}
            if "slug" in after:
                slugs.move(workspace, after.pop("slug"))
            Workspace.objects.filter(pk=workspace.pk).update(**after, version=F("version") + 1)
            _note(Action.WORKSPACE_CHANGED, workspace, changes, by=by)
            transaction.on_commit(lambda: access.forget_workspace(workspace.pk))
        workspace.refresh_from_db()
    return workspace


def change_brand(
    found: Access, values: BrandValues, *, by: User, version: int | None = None
) -> Brand:
    """Change what is given and different of the brand.

    Raises:
        Conflict: another version of the workspace is the newest; nothing is changed.
    """
    with transaction.atomic(durable=True):
        workspace = lock(found.workspace_id, version=version)
        brand, _made = Brand.objects.get_or_create(workspace=workspace)
        given = asdict(values)
        changes = _differing(brand, given)
        if changes:
            for name in changes:
                setattr(brand, name, given[name] if given[name] != "" or name == "tone" else None)
            brand.save(update_fields=list(changes))
            Workspace.objects.filter(pk=workspace.pk).update(version=F("version") + 1)
            _note(Action.BRAND_CHANGED, workspace, changes, by=by)
    return brand


def brand_of(workspace_id: UUID) -> Brand:
    """Return a workspace's brand; one that knows nothing when nobody has said anything."""
    return Brand.objects.filter(pk=workspace_id).first() or Brand(workspace_id=workspace_id)


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
