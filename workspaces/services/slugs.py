"""The addresses of workspaces: one is somebody's as long as links with it lead there."""

import re

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from workspaces.models import SlugHistory, Workspace

RESERVED_SLUGS = frozenset({"new", "api", "admin", "staff", "static", "events", "w"})
# Older ones are free again: names cannot be hoarded by renaming.
OLD_SLUGS_KEPT = 5
# What stands in the row of a deleted workspace: nobody may sit there before it does.
_GONE = re.compile(r"gone-[0-9a-f]{32}")


class SlugTaken(Exception):
    """Another workspace has this address, or had it and links with it lead there."""


def is_reserved(slug: str) -> bool:
    """Return whether an address stands for something else."""
    return slug in RESERVED_SLUGS or _GONE.fullmatch(slug) is not None


def free_slug(name: str) -> str:
    """Return an address made from the name that nobody has (a race still ends in SlugTaken)."""
    base = slugify(name)[:40].strip("-_") or "workspace"
    if base.isdigit() or _GONE.fullmatch(base):
        base = f"workspace-{base}"[:40]
    taken = (
        set(Workspace.objects.filter(slug__startswith=base).values_list("slug", flat=True))
        | set(SlugHistory.objects.filter(slug__startswith=base).values_list("slug", flat=True))
        | RESERVED_SLUGS
    )
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def check_free(slug: str, *, workspace: Workspace | None = None) -> None:
    """Refuse an address that leads to another workspace. Raises SlugTaken."""
    others = SlugHistory.objects.filter(slug=slug)
    if workspace is not None:
        others = others.exclude(workspace=workspace)
    if others.exists():
        raise SlugTaken(slug)


def move(workspace: Workspace, slug: str) -> None:
    """Give a workspace another address, in the open transaction; the old one leads to it.

    Raises:
        SlugTaken: another workspace has it; nothing is changed.
    """
    check_free(slug, workspace=workspace)
    old = workspace.slug
    # It may go back to one it had.
    SlugHistory.objects.filter(workspace=workspace, slug=slug).delete()
    try:
        with transaction.atomic():
            Workspace.objects.filter(pk=workspace.pk).update(slug=slug)
    except IntegrityError as error:
        raise SlugTaken(slug) from error
    SlugHistory.objects.create(workspace=workspace, slug=old)
    kept = workspace.old_slugs.order_by("-left_at", "-pk")[:OLD_SLUGS_KEPT]
    workspace.old_slugs.exclude(pk__in=[row.pk for row in kept]).delete()
