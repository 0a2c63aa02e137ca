"""The addresses of workspaces: one is somebody's as long as links with it lead there."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from workspaces.models import SlugHistory, Workspace
from workspaces.validation import GONE, RESERVED_SLUGS, is_reserved

# Older ones are free again: names cannot be hoarded by renaming.
OLD_SLUGS_KEPT = 5


class SlugTaken(Exception):
    """Another workspace has this address, or had it and links with it lead there."""


def free_slug(name: str) -> str:
    """Return an address made from the name that nobody has (a race still ends in SlugTaken)."""
    base = slugify(name)[:40].strip("-_") or "workspace"
    if base.isdigit() or GONE.fullmatch(base):
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


def check_free(slug: str, *, workspace_id: UUID) -> None:
    """Refuse an address that leads to another workspace, or stands for something else.

    Ask before the write, so that two who swap addresses do not wait for each other, and again
    after it: somebody may have come and gone meanwhile, and links with it lead to them.

    Raises:
        SlugTaken: it is not free.
    """
    if (
        is_reserved(slug)
        or Workspace.objects.filter(slug=slug).exclude(pk=workspace_id).exists()
        or SlugHistory.objects.filter(slug=slug).exclude(workspace_id=workspace_id).exists()
    ):
        raise SlugTaken(slug)


def move(workspace: Workspace, slug: str) -> None:
    """Give a workspace another address, in the open transaction; the old one leads to it.

    Raises:
        SlugTaken: another workspace has it; nothing is changed.
    """
    check_free(slug, workspace_id=workspace.pk)
    old = workspace.slug
    # It may go back to one it had.
    SlugHistory.objects.filter(workspace=workspace, slug=slug).delete()
    try:
        with transaction.atomic():
            Workspace.objects.filter(pk=workspace.pk).update(slug=slug)
        check_free(slug, workspace_id=workspace.pk)
    except IntegrityError as error:
        raise SlugTaken(slug) from error
    SlugHistory.objects.create(workspace=workspace, slug=old)
    kept = workspace.old_slugs.order_by("-left_at", "-pk")[:OLD_SLUGS_KEPT]
    workspace.old_slugs.exclude(pk__in=[row.pk for row in kept]).delete()
