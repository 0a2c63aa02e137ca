"""Mistakes somebody could make: each is planted to show that the sweep finds it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponseRedirect
from rest_framework.response import Response

from accounts import sessions, tokens
from accounts.models import TokenFamily
from assets import services as assets
from assets import storage
from assets.api import AssetViewSet
from assets.models import Asset, Product
from audit import services as audit
from generation import subjects
from generation.api import TextViewSet
from generation.orders import BadRequest
from tests.integration.sweep.world import World
from workspaces import access, gate, tenancy
from workspaces.access import Access
from workspaces.models import Membership, Workspace
from workspaces.roles import Role

Plant = Callable[[pytest.MonkeyPatch, World], None]


def role_is_not_asked(patch: pytest.MonkeyPatch, world: World) -> None:
    """The gate enters without looking at the permission."""
    patch.setattr(access, "check", lambda found, _permission, *, user_id: found)


def membership_is_anybodys(patch: pytest.MonkeyPatch, world: World) -> None:
    """The query of memberships forgets the person."""

    def read(_user_id: UUID, at: Any) -> Access | None:
        named = {"workspace_id": at} if isinstance(at, UUID) else {"workspace__slug": at}
        member = Membership.objects.filter(**named).select_related("workspace").first()
        return _access(member.workspace, member.role) if member else None

    patch.setattr(access, "_read", read)


class _OfTheAddress(dict[Any, Any]):
    """What is kept, by the address alone."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1], default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key[1], value)

    def pop(self, key: Any, default: Any = None) -> Any:
        return super().pop(key[1], default)


def kept_for_everybody(patch: pytest.MonkeyPatch, world: World) -> None:
    """The key of what is kept of memberships leaves the person out."""
    patch.setattr(access, "_kept", _OfTheAddress())
    patch.setattr(access, "forget", lambda *, user_id: None)


def header_is_believed(patch: pytest.MonkeyPatch, world: World) -> None:
    """The API enters whatever workspace the header names."""
    find = access.find

    def named(*, user_id: UUID, at: Any, **options: Any) -> Access:
        try:
            return find(user_id=user_id, at=at, **options)
        except access.NotFound:
            place = Workspace.objects.filter(slug=str(at)).first()
            if place is None:
                raise
            return _access(place, Role.OWNER)

    patch.setattr(access, "find", named)


def schema_is_anothers(patch: pytest.MonkeyPatch, world: World) -> None:
    """Entering leads to acme, whoever enters: a name that was left over."""
    enter = tenancy.enter
    patch.setattr(tenancy, "enter", lambda _name: enter(world.acme.schema_name))


def one_view_reads_elsewhere(patch: pytest.MonkeyPatch, world: World) -> None:
    """The list of texts is read in a workspace of its own choice."""
    read = TextViewSet.list

    def elsewhere(self: Any, request: Any) -> Response:
        with tenancy.inside(world.acme.schema_name):
            return read(self, request)

    patch.setattr(TextViewSet, "list", elsewhere)


def removed_is_kept(patch: pytest.MonkeyPatch, world: World) -> None:
    """Nobody forgets a member who was removed."""
    patch.setattr(access, "forget", lambda *, user_id: None)
    patch.setattr(access, "KEEP_SECONDS", 1e9)


def old_tokens_are_good(patch: pytest.MonkeyPatch, world: World) -> None:
    """An access token never ends."""
    patch.setattr(tokens, "LEEWAY_SECONDS", 10**7)


def ended_sessions_are_good(patch: pytest.MonkeyPatch, world: World) -> None:
    """Whether a sign-in was ended is not asked."""

    def person_of(session_id: UUID) -> Any:
        family = TokenFamily.objects.select_related("user").filter(pk=session_id).first()
        return family.user if family else None

    patch.setattr(sessions, "person_of", person_of)


def detail_asks_nobody(patch: pytest.MonkeyPatch, world: World) -> None:
    """A workspace named by its id is shown to whoever has signed in."""
    find = access.find

    def by_id(*, user_id: UUID, at: Any, **options: Any) -> Access:
        try:
            return find(user_id=user_id, at=at, **options)
        except access.NotFound:
            place = Workspace.objects.filter(pk=at).first() if isinstance(at, UUID) else None
            if place is None:
                raise
            return _access(place, Role.OWNER)

    patch.setattr(gate.access, "find", by_id)


def an_id_is_looked_for_everywhere(patch: pytest.MonkeyPatch, world: World) -> None:
    """What is not here is deleted where it is."""

    def destroy(self: Any, request: Any, pk: UUID) -> Response:
        if not Asset.objects.filter(pk=pk).exists():
            with tenancy.inside(world.acme.schema_name):
                assets.delete_assets([pk], actor=request.user)
        return Response(status=204)

    patch.setattr(AssetViewSet, "destroy", destroy)


def an_order_takes_from_elsewhere(patch: pytest.MonkeyPatch, world: World) -> None:
    """A product that is not here is taken from another workspace."""
    here = subjects.products_of

    def anywhere(product_ids: Any) -> list[Product]:
        try:
            return here(product_ids)
        except BadRequest:
            with tenancy.inside(world.acme.schema_name):
                return here(product_ids)

    patch.setattr(subjects, "products_of", anywhere)


def a_refusal_names_what_it_hides(patch: pytest.MonkeyPatch, world: World) -> None:
    """The sentence of a refusal tells the name of another workspace's product."""
    here = subjects.products_of

    def telling(product_ids: Any) -> list[Product]:
        try:
            return here(product_ids)
        except BadRequest as refusal:
            with tenancy.inside(world.acme.schema_name):
                found = Product.objects.filter(pk__in=product_ids).first()
            said = f"{found.name} is of another workspace." if found else str(refusal)
            raise BadRequest(refusal.code, said) from refusal

    patch.setattr(subjects, "products_of", telling)


def any_key_is_signed(patch: pytest.MonkeyPatch, world: World) -> None:
    """A download signs the key of whatever asset there is anywhere."""

    def download(self: Any, request: Any, pk: UUID) -> HttpResponseRedirect:
        found = Asset.objects.filter(pk=pk).select_related("current").first()
        if found is None:
            with tenancy.inside(world.acme.schema_name):
                found = Asset.objects.select_related("current").get(pk=pk)
        url = storage.presigned_get(
            found.file.key, origin="http://testserver", content_type="image/jpeg"
        )
        return HttpResponseRedirect(url, status=307)

    patch.setattr(AssetViewSet, "download", download)


def nothing_is_recorded(patch: pytest.MonkeyPatch, world: World) -> None:
    """What is refused leaves no row."""
    patch.setattr(audit, "record_refusal", lambda *_args, **_options: None)


def only_members_are_recorded(patch: pytest.MonkeyPatch, world: World) -> None:
    """A stranger who names a workspace is refused, and nobody hears of it."""
    patch.setattr(gate, "_record_stranger", lambda _request, _at: None)


def _access(place: Workspace, role: str) -> Access:
    return Access(place.pk, place.schema_name, place.slug, place.name, role)
