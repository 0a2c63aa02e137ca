"""A workspace as its members see it from outside: its settings, brand and seats."""

from dataclasses import dataclass

from workspaces import hooks
from workspaces.access import Access
from workspaces.models import Brand, Workspace
from workspaces.services import seats
from workspaces.services.changing import brand_of


@dataclass(frozen=True, slots=True)
class Seats:
    """How many people the plan lets in, and how many places are taken or held by invitations."""

    limit: int
    taken: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A workspace for one of its members. logo_url: None without a logo that is there."""

    workspace: Workspace
    role: str
    brand: Brand
    logo_url: str | None
    seats: Seats


def show(found: Access, *, origin: str) -> Shown:
    """Return a workspace with its brand and seats.

    origin: scheme and host that the address of the logo is for.
    """
    workspace = Workspace.objects.get(pk=found.workspace_id)
    brand = brand_of(workspace.pk)
    # Nobody enters one that is on its way out, not for a picture either.
    is_open = workspace.status in {Workspace.Status.ACTIVE, Workspace.Status.ARCHIVED}
    logo = (
        hooks.logo_url(workspace.schema_name, brand.logo_asset_id, origin=origin)
        if is_open and brand.logo_asset_id
        else None
    )
    counted = Seats(limit=hooks.seat_limit(workspace.pk), taken=seats.taken(workspace.pk))
    return Shown(workspace, found.role, brand, logo, counted)
