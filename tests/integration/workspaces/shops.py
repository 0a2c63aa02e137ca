"""A workspace in use, on its way out: whether all of it is there, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings as configured
from django.db import connection
from django.db.models.functions import Now

from accounts.models import User
from assets import storage
from assets.models import Product
from generation import services
from generation.models import Job
from generation.services import ImageOrder
from tests.factories import files, guests, people
from tests.factories.jobs import access_to
from tests.integration.generation.conftest import Place, add_photo
from workspaces import services as workspaces
from workspaces import tenancy
from workspaces.models import Membership, Workspace
from workspaces.roles import Role
from workspaces.services import BrandValues, Values


@dataclass(frozen=True)
class Shop:
    """A workspace in use: files, a product, an open job, people, invitations, an old address."""

    workspace: Workspace
    owner: User
    member: User
    job: Job
    old_slug: str


def open_shop() -> Shop:
    owner, member = people.person("Olga"), people.person("Maria")
    workspace = people.workspace("Shop", owner)
    people.join(member, workspace, Role.EDITOR)
    guests.invite(workspace, owner, "lena@example.com")
    old_slug = workspace.slug
    found = access_to(workspace)
    workspaces.change(found, Values(slug=f"{old_slug}-now"), by=owner)
    workspaces.change_brand(found, BrandValues(tone="Warm"), by=owner)
    with tenancy.inside(workspace.schema_name):
        photo = add_photo(Place(workspace, owner), files.photo())
        Product.objects.create(sku="MUG", name="Mug")
        job = services.submit(found, ImageOrder([photo.pk], ["sky", "kitchen"]), by=owner)
    for area in (storage.QUARANTINE, storage.EXPORTS, storage.SCENES, storage.DERIVED):
        key = storage.new_key(workspace.schema_name, area, "bin")
        storage.put(key, b"bytes", "application/octet-stream")
    workspace.refresh_from_db()
    return Shop(workspace, owner, member, job, old_slug)


def keys_of(place: Workspace) -> set[str]:
    """Return every object of a workspace, wherever it lies."""
    client = storage._client()
    found = set()
    for area in ("", *(f"{area}/" for area in storage.PASSING)):
        pages = client.get_paginator("list_objects_v2").paginate(
            Bucket=configured.S3_BUCKET, Prefix=f"{area}{place.schema_name}/"
        )
        found |= {entry["Key"] for page in pages for entry in page.get("Contents", [])}
    return found


def close(shop: Shop) -> None:
    """Ask for the deletion, and let the grace be over."""
    workspaces.ask_deletion(access_to(shop.workspace), by=shop.owner)
    let_grace_end(shop)


def let_grace_end(shop: Shop) -> None:
    Workspace.objects.filter(pk=shop.workspace.pk).update(
        delete_at=Now() - timedelta(milliseconds=1)
    )


def is_whole(shop: Shop) -> bool:
    """Return whether a workspace that is being deleted is still all there."""
    row = Workspace.objects.get(pk=shop.workspace.pk)
    return (
        row.status == Workspace.Status.DELETING
        and (row.name, row.slug) == (shop.workspace.name, shop.workspace.slug)
        and Membership.objects.filter(workspace=row).count() == 2
        and tenancy.exists(row.schema_name)
    )


def is_gone(shop: Shop) -> bool:
    row = Workspace.objects.get(pk=shop.workspace.pk)
    return row.status == Workspace.Status.DELETED and not tenancy.exists(row.schema_name)


@contextmanager
def another_connection() -> Iterator[Any]:
    """Work beside this thread, in a transaction that is still open."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            yield cursor
        other.rollback()
    finally:
        other.close()


def in_thread(call: Any) -> Any:
    try:
        return call()
    finally:
        connection.close()
