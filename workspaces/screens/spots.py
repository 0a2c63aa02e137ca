"""Where members, invitations and the workspace itself are told of (hooks of this app)."""

from collections.abc import Collection

from django.urls import reverse

from workspaces.hooks import Reader, Spot, uuids
from workspaces.models import Invitation, Membership


def members(reader: Reader, keys: Collection[str]) -> dict[str, Spot]:
    """Return who is still in the workspace."""
    rows = Membership.objects.filter(
        workspace_id=reader.access.workspace_id, user_id__in=uuids(keys)
    )
    here = Spot(reverse("settings:members", args=[reader.access.slug]))
    return {str(pk): here for pk in rows.values_list("user_id", flat=True)}


def invitations(reader: Reader, keys: Collection[str]) -> dict[str, Spot]:
    """Return the invitations that are still open."""
    rows = Invitation.objects.filter(
        workspace_id=reader.access.workspace_id,
        pk__in=uuids(keys),
        accepted_at=None,
        revoked_at=None,
    )
    here = Spot(reverse("settings:members", args=[reader.access.slug]))
    return {str(pk): here for pk in rows.values_list("pk", flat=True)}


def settings(reader: Reader, keys: Collection[str]) -> dict[str, Spot]:
    """Return the settings of the workspace."""
    here = Spot(reverse("settings:general", args=[reader.access.slug]))
    return {key: here for key in keys if key == str(reader.access.workspace_id)}


def exports(reader: Reader, keys: Collection[str]) -> dict[str, Spot]:
    """Return the list of files of the activity."""
    return dict.fromkeys(
        keys, Spot(reverse("workspaces:activity_exports", args=[reader.access.slug]))
    )
