"""Invoices for programs: read, fetched as files, paid; and whom they are made out to."""

from typing import Any, ClassVar, cast
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSet

from accounts.actors import actor_of
from accounts.client import origin_of
from accounts.models import User
from audit import services as audit
from billing.api.invoice_answers import (
    AccountChangeSerializer,
    AccountSerializer,
    InvoiceRowSerializer,
    InvoiceSerializer,
    PaperAskedSerializer,
    PaperSerializer,
    PayPageSerializer,
)
from billing.models import Invoice
from billing.money import accounts, documents, looking, orders
from billing.money.orders import Places
from workspaces.gate import WorkspaceApi
from workspaces.roles import Permission

# Seconds after which a file that is being drawn is asked for again.
SOON = 2
LANGUAGE = OpenApiParameter("language", str, description="Of the file; the account's if left out.")


class _PayingApi(WorkspaceApi):
    """What both of these have in common."""

    @property
    def workspace_id(self) -> UUID:
        """The workspace the gate let the caller reach."""
        found: UUID = self.request.workspace.workspace_id  # type: ignore[attr-defined]
        return found

    @property
    def actor(self) -> audit.Actor:
        """Who calls, as the trail names them."""
        return actor_of(cast("User", self.request.user))


def _for_who_pays(*actions: str) -> dict[str, Permission]:
    return dict.fromkeys(actions, Permission.BILLING_MANAGE)


@extend_schema(tags=["billing"])
class InvoiceViewSet(_PayingApi, GenericViewSet[Invoice]):
    """The invoices of the workspace."""

    queryset = Invoice.objects.none()
    serializer_class = InvoiceRowSerializer
    filter_backends = ()
    permissions_by_action: ClassVar[dict[str, Permission]] = _for_who_pays(
        "list", "retrieve", "pdf", "pay"
    )

    @extend_schema(responses=InvoiceRowSerializer(many=True))
    def list(self, request: Request) -> Response:
        """List invoices and credit notes, the newest first. Drafts are none yet."""
        page = self.paginate_queryset(looking.invoices_of(self.workspace_id))
        shown = InvoiceRowSerializer(page or [], many=True)
        return self.get_paginated_response(shown.data)

    @extend_schema(responses=InvoiceSerializer)
    def retrieve(self, request: Request, invoice_id: UUID) -> Response:
        """Return an invoice with its lines and payments."""
        found = looking.invoice_of(invoice_id, workspace_id=self.workspace_id)
        return Response(InvoiceSerializer(found).data)

    @extend_schema(
        parameters=[LANGUAGE],
        responses={
            200: PaperSerializer,
            202: OpenApiResponse(PaperSerializer, "It is being drawn: ask again (`Retry-After`)."),
        },
    )
    def pdf(self, request: Request, invoice_id: UUID) -> Response:
        """Return where the PDF can be fetched. It is drawn when it is asked for the first time."""
        asked = PaperAskedSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        invoice = looking.invoice_of(invoice_id, workspace_id=self.workspace_id)
        language = asked.validated_data.get("language")
        url = documents.link(
            invoice.pk,
            workspace_id=self.workspace_id,
            language=language or accounts.of(self.workspace_id).language,
            origin=origin_of(request),
            actor=self.actor,
        )
        shown = PaperSerializer({"url": url}).data
        if url is None:
            waits = {"Retry-After": str(SOON)}
            return Response(shown, status=status.HTTP_202_ACCEPTED, headers=waits)
        return Response(shown)

    @extend_schema(request=None, responses=PayPageSerializer)
    def pay(self, request: Request, invoice_id: UUID) -> Response:
        """Return where what is still owed is paid. Asked again within the hour it is the same page."""
        invoice = looking.invoice_of(invoice_id, workspace_id=self.workspace_id)
        found: Any = request
        here = reverse("billing:invoice", args=[found.workspace.slug, invoice.pk])
        places = Places(
            paid_url=f"{origin_of(request)}{here}?paid=1",
            left_url=f"{origin_of(request)}{here}?left=1",
            language=get_language() or "en",
        )
        url = orders.pay(
            invoice.pk, workspace_id=self.workspace_id, places=places, actor=self.actor
        )
        pay_to = str(invoice.bill_to.get("pay_to", ""))
        return Response(PayPageSerializer({"url": url, "pay_to": pay_to}).data)


@extend_schema(tags=["billing"])
class AccountViewSet(_PayingApi, ViewSet):
    """Whom the invoices to come are made out to."""

    permissions_by_action: ClassVar[dict[str, Permission]] = _for_who_pays(
        "retrieve", "partial_update"
    )

    @extend_schema(responses=AccountSerializer)
    def retrieve(self, request: Request) -> Response:
        """Return whom invoices are made out to, and the credit that is kept."""
        return Response(AccountSerializer(accounts.of(self.workspace_id)).data)

    @extend_schema(request=AccountChangeSerializer, responses=AccountSerializer)
    def partial_update(self, request: Request) -> Response:
        """Change what is given. Invoices that are issued stay as they are."""
        given = AccountChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        account = accounts.change(
            self.workspace_id,
            profile=given.profile(accounts.of(self.workspace_id)),
            actor=self.actor,
            version=given.validated_data.get("version") or None,
        )
        return Response(AccountSerializer(account).data)
