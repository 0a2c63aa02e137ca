"""Where money and units that somebody moved are told of (hooks of workspaces)."""

from collections.abc import Collection

from django.urls import reverse

from billing.models import Invoice
from workspaces.hooks import Reader, Spot, uuids
from workspaces.roles import Permission


def invoices(reader: Reader, keys: Collection[str]) -> dict[str, Spot]:
    """Return the invoices of this workspace, to who may pay them."""
    if not reader.access.may(Permission.BILLING_MANAGE):
        return {}
    rows = Invoice.objects.filter(pk__in=uuids(keys), workspace_id=reader.access.workspace_id)
    return {
        str(pk): Spot(reverse("billing:invoice", args=[reader.access.slug, pk]))
        for pk in rows.values_list("pk", flat=True)
    }


def plans(reader: Reader, keys: Collection[str]) -> dict[str, Spot]:
    """Return the page of plans."""
    return dict.fromkeys(keys, Spot(reverse("billing:plans", args=[reader.access.slug])))


def details(reader: Reader, keys: Collection[str]) -> dict[str, Spot]:
    """Return whom invoices are made out to, to who may change it."""
    if not reader.access.may(Permission.BILLING_MANAGE):
        return {}
    return dict.fromkeys(keys, Spot(reverse("billing:details", args=[reader.access.slug])))


def units(reader: Reader, keys: Collection[str]) -> dict[str, Spot]:
    """Return the ledger, to who may read it."""
    if not reader.access.may(Permission.WORKSPACE_MANAGE):
        return {}
    return dict.fromkeys(keys, Spot(reverse("billing:ledger", args=[reader.access.slug])))


def usage(reader: Reader, keys: Collection[str]) -> dict[str, Spot]:
    """Return the page of use."""
    return dict.fromkeys(keys, Spot(reverse("billing:usage", args=[reader.access.slug])))
