"""Invoices: the list of them, one as a page, and paying it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import actor_of
from accounts.client import origin_of
from billing.money import orders
from billing.money.orders import Places
from billing.money.terms import NothingOwed
from billing.screens import invoice as one
from billing.screens import invoices as screen
from billing.views import papers
from billing.views.leading import lead
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission
from workspaces.views.sections import tabs

# News of a payment is waited for so often, a little longer each time: about two minutes.
MOST_TRIES = 20


@require_safe
@member(Permission.BILLING_MANAGE)
def invoices(request: WorkspaceRequest) -> HttpResponse:
    """Show what is owed and every invoice; after a number only the next ones."""
    before = request.GET.get("before", "")
    listing = screen.listing(request.workspace.workspace_id, before=before)
    here = reverse("billing:invoices", args=[request.workspace.slug])
    context: dict[str, Any] = {
        "listing": listing,
        "more_url": f"{here}?before={listing.following}" if listing.following else "",
        "is_rest": bool(before),
    }
    if before and request.htmx:
        return render(request, "billing/_invoice_rows.html", context)
    standing = screen.standing(request.workspace.workspace_id)
    context |= {
        "tabs": tabs(request),
        "standing": standing,
        "has_portal": screen.has_portal(standing.account),
    }
    return render(request, "billing/invoices.html", context)


@require_safe
@member(Permission.BILLING_MANAGE)
def invoice(request: WorkspaceRequest, invoice_id: UUID) -> HttpResponse:
    """Show one invoice; to who comes from paying it, what became of that."""
    page = one.page(invoice_id, workspace_id=request.workspace.workspace_id)
    tries = papers.number(request.GET.get("tries", ""), most=MOST_TRIES)
    has_paid, drawing = "paid" in request.GET, request.GET.get("drawing", "")
    here = reverse("billing:invoice", args=[request.workspace.slug, invoice_id])
    context: dict[str, Any] = {
        "page": page,
        "has_paid": has_paid,
        "has_left": "left" in request.GET and bool(page.owed),
        "waits": has_paid and bool(page.owed) and tries < MOST_TRIES,
        "again_url": f"{here}?paid=1&tries={tries + 1}",
        "tries": tries,
        "delay": 2 + tries // 2,
        **papers.asked(request, page.invoice, drawing=drawing),
    }
    name = "_invoice" if request.htmx and has_paid else "invoice"
    return render(request, f"billing/{name}.html", context)


@require_POST
@member(Permission.BILLING_MANAGE)
def pay(request: WorkspaceRequest, invoice_id: UUID) -> HttpResponse:
    """Lead to where what is owed of an invoice is paid; without such a place, to its page."""
    here = reverse("billing:invoice", args=[request.workspace.slug, invoice_id])
    places = Places(
        paid_url=f"{origin_of(request)}{here}?paid=1",
        left_url=f"{origin_of(request)}{here}?left=1",
        language=get_language() or "en",
    )
    try:
        url = orders.pay(
            invoice_id,
            workspace_id=request.workspace.workspace_id,
            places=places,
            actor=actor_of(request.user),
        )
    except NothingOwed:
        messages.info(request, _("Nothing is owed of this invoice any more."))
        url = here
    return lead(request, url or f"{here}#pay")


@require_POST
@member(Permission.BILLING_MANAGE)
def portal(request: WorkspaceRequest) -> HttpResponse:
    """Lead to where the card is changed; without such a place, back to the invoices."""
    here = reverse("billing:invoices", args=[request.workspace.slug])
    url = orders.portal(
        request.workspace.workspace_id,
        back_to=f"{origin_of(request)}{here}",
        language=get_language() or "en",
        actor=actor_of(request.user),
    )
    if not url:
        messages.info(request, _("No card has been left yet. It is asked for when you pay."))
    return lead(request, url or here)
