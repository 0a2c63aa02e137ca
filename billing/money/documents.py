"""Invoices as files: put into words in a language, drawn by a worker, handed out by address.

A file is forgotten by the bucket after some days and drawn anew when it is asked for again; its key
holds what it shows, so that a paper of before the last payment is never handed out.
"""

import hashlib
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils import translation

from audit import services as audit
from audit.actions import Action
from billing import bucket, queue
from billing.models import Invoice
from billing.money import wording
from billing.papers import invoice as papers
from workspaces.models import Workspace

# How the paper looks and speaks; another one draws every paper anew.
EDITION = 2
PDF = "application/pdf"


class NotIssued(Exception):
    """A draft is no invoice yet."""


def link(
    invoice_id: UUID,
    *,
    workspace_id: UUID | None,
    language: str,
    origin: str,
    actor: audit.Actor = audit.SYSTEM,
) -> str | None:
    """Return where an invoice can be fetched; None while it is being drawn, which is asked for.

    workspace_id: whose it must be; None for staff. That it is handed out is recorded.

    Raises:
        NotIssued: it is a draft.
        Invoice.DoesNotExist: there is no such invoice there.
    """
    invoice = _find(invoice_id, workspace_id)
    key = key_of(invoice, language)
    if bucket.store().size_of(key) is None:
        queue.write_invoice(invoice.pk, language)
        return None
    with transaction.atomic(durable=True):
        audit.record(
            Action.INVOICE_DOWNLOADED,
            actor=actor,
            workspace_id=invoice.workspace_id,
            target=audit.Target("invoice", str(invoice.pk), invoice.number or ""),
            details=audit.Details(data={"language": language}),
        )
    name = f"{wording.file_stem(invoice)}-{language[:2]}.pdf"
    return bucket.store().presigned_get(key, origin=origin, content_type=PDF, filename=name)


def write(invoice_id: UUID, *, language: str) -> str:
    """Draw an invoice into the bucket; return its key. What is there already is not drawn again.

    Raises:
        NotIssued: it is a draft.
    """
    invoice = _find(invoice_id, None)
    key = key_of(invoice, language)
    if bucket.store().size_of(key) is None:
        bucket.store().put(key, draw(invoice, language=language), PDF)
    return key


def draw(invoice: Invoice, *, language: str) -> bytes:
    """Return the paper as it is now."""
    regular, bold = (Path(path) for path in settings.VIDEO_FONTS)
    with translation.override(language):
        paper = wording.paper(invoice, language=language)
    return papers.render(paper, regular=regular, bold=bold)


def key_of(invoice: Invoice, language: str) -> str:
    """Return where the paper lies as it is now."""
    shown = [EDITION, invoice.number, invoice.state, invoice.paid, invoice.period_end, language]
    digest = hashlib.sha256(repr(shown).encode()).hexdigest()[:16]
    schema_name = Workspace.objects.values_list("schema_name", flat=True).get(
        pk=invoice.workspace_id
    )
    store = bucket.store()
    return store.key_for(schema_name, store.EXPORTS, f"invoices/{invoice.pk}-{digest}.pdf")


def _find(invoice_id: UUID, workspace_id: UUID | None) -> Invoice:
    whose = models.Q() if workspace_id is None else models.Q(workspace_id=workspace_id)
    invoice = Invoice.objects.select_related("corrects", "subscription").get(whose, pk=invoice_id)
    if invoice.number is None:
        raise NotIssued(invoice_id)
    return invoice
