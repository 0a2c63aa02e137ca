"""Workspaces as the staff's pages of the trail name them: the trail itself knows only their ids."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django_tenants.utils import get_tenant_model

# How many workspaces a word of a search may mean.
MOST = 50


def _model() -> Any:
    return get_tenant_model()  # type: ignore[no-untyped-call]


def names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return id → what a workspace is called; of those that are known."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    found = _model().objects.filter(pk__in=wanted)
    return dict(found.values_list("pk", "name"))


def meant(text: str) -> list[UUID]:
    """Return the workspaces a text may mean: one by its id or address, else those called so."""
    term = text.strip().strip("/").rpartition("/")[2]
    try:
        return [UUID(term)]
    except ValueError:
        pass
    found = _model().objects.order_by("pk")
    exact = list(found.filter(slug=term).values_list("pk", flat=True))
    called = found.filter(Q(name__icontains=term) | Q(slug__icontains=term))
    return exact or list(called.values_list("pk", flat=True)[:MOST])


def name_column() -> Subquery:
    """Return the name of the workspace of a row, for a list that shows it."""
    found: Any = _model().objects.filter(pk=OuterRef("workspace_id"))
    return Subquery(found.values("name")[:1])
