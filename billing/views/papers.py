"""An invoice as a file: asked for, waited for while it is drawn, and fetched."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe
from django_htmx.http import trigger_client_event

from accounts.actors import actor_of
from accounts.client import origin_of
from billing.models import Invoice
from billing.money import accounts, documents, looking
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission

# A paper is waited for so often, a little longer each time: about three minutes.
MOST_TRIES = 30


@require_safe
@member(Permission.BILLING_MANAGE)
def pdf(request: WorkspaceRequest, invoice_id: UUID) -> HttpResponse:
    """Lead to the file in a language. While it is drawn, the piece of the page waits for it."""
    workspace_id = request.workspace.workspace_id
    invoice = looking.invoice_of(invoice_id, workspace_id=workspace_id)
    language = _language(request.GET.get("language", ""), workspace_id)
    url = documents.link(
        invoice_id,
        workspace_id=workspace_id,
        language=language,
        origin=origin_of(request),
        actor=actor_of(request.user),
    )
    if not request.htmx:
        here = reverse("billing:invoice", args=[request.workspace.slug, invoice_id])
        return redirect(url or f"{here}?drawing={language}#paper")
    context = asked(request, invoice, drawing="" if url else language)
    response = render(request, "billing/_paper.html", context)
    return trigger_client_event(response, "file", {"url": url}) if url else response


def asked(request: WorkspaceRequest, invoice: Invoice, *, drawing: str = "") -> dict[str, Any]:
    """Return what the piece of the page shows. drawing: the language that is being drawn."""
    here = reverse("billing:pdf", args=[request.workspace.slug, invoice.pk])
    tries = number(request.GET.get("tries", ""), most=MOST_TRIES)
    known = dict(settings.LANGUAGES)
    first = accounts.of(invoice.workspace_id).language
    codes = sorted(known, key=lambda code: code != first)
    return {
        "papers": [
            {
                "code": code,
                "label": get_language_info(code)["name_local"],
                "url": f"{here}?language={code}",
            }
            for code in codes
        ],
        "drawing": drawing if drawing in known else "",
        "is_late": tries >= MOST_TRIES,
        "paper_again": f"{here}?language={drawing}&tries={tries + 1}",
        "paper_delay": 1 + tries // 3,
    }


def number(text: str, *, most: int) -> int:
    """Return a number of tries as an address says it."""
    return min(most, int(text)) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _language(asked_for: str, workspace_id: UUID) -> str:
    if asked_for in dict(settings.LANGUAGES):
        return asked_for
    return accounts.of(workspace_id).language
