"""What documents state of a product, for programs: listed, confirmed and rejected."""

from typing import ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ValidationError

from assets import services
from assets.api.base import WorkspaceViewSet, person
from assets.models import Asset, Product, Proposal
from assets.serializers import FactsSerializer
from assets.serializers.proposals import (
    ConfirmSerializer,
    ProposalsSerializer,
    ProposedSerializer,
    ProposeSerializer,
    RejectSerializer,
)
from assets.services.proposals import of_the_library
from workspaces.roles import Permission

_STATE = OpenApiParameter(
    "state", str, enum=Proposal.State.values, description="Only those in this state."
)


class ProposalsApi(WorkspaceViewSet):
    """What `/products/{id}/proposals` can do; `ProductViewSet` is one."""

    DECIDING: ClassVar[dict[str, Permission]] = {
        "propose": Permission.PRODUCT_EDIT,
        "confirm_proposals": Permission.PRODUCT_EDIT,
        "reject_proposals": Permission.PRODUCT_EDIT,
    }

    @extend_schema(responses=ProposalsSerializer, parameters=[_STATE])
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def proposals(self, request: Request, pk: str) -> Response:
        """Show what documents state of a product, and what became of it."""
        product = self.get_object()
        rows = _rows(product)
        if state := request.query_params.get("state"):
            if state not in Proposal.State.values:
                raise ValidationError({"state": [_("Ask for proposed, confirmed or rejected.")]})
            rows = rows.filter(state=state)
        return Response(ProposalsSerializer.of(product, rows))

    @extend_schema(request=ProposeSerializer, responses={200: ProposedSerializer})
    @proposals.mapping.post
    def propose(self, request: Request, pk: str) -> Response:
        """Propose what a document of the product states.

        One that is not read yet is read first: ask again while `reading` is `waiting` or `running`.
        """
        product = self.get_object()
        asset_id = self.checked(ProposeSerializer).validated_data["document"]
        try:
            reading = services.propose_from(product.pk, asset_id, actor=person(request))
        except Asset.DoesNotExist as error:
            raise ValidationError(
                {"document": [_("This is no document of the product.")]}
            ) from error
        rows = _rows(product).filter(version=reading.version_id)
        return Response({"reading": reading.state, **ProposalsSerializer.of(product, rows)})

    @extend_schema(request=ConfirmSerializer, responses={200: FactsSerializer})
    @action(detail=True, methods=["post"], url_path="proposals/confirm", filterset_class=None)
    def confirm_proposals(self, request: Request, pk: str) -> Response:
        """Make proposals facts of the product, as they are or as edited; answers all facts."""
        product, given = self.get_object(), self.checked(ConfirmSerializer)
        done = services.confirm(
            product.pk,
            given.validated_data["ids"],
            actor=person(request),
            edits=given.edited(product),
            version=given.validated_data.get("version"),
        )
        return Response(FactsSerializer.of(done.product))

    @extend_schema(request=RejectSerializer, responses={200: ProposalsSerializer})
    @action(detail=True, methods=["post"], url_path="proposals/reject", filterset_class=None)
    def reject_proposals(self, request: Request, pk: str) -> Response:
        """Say of proposals that they are not so; they are not proposed again."""
        product = self.get_object()
        ids = self.checked(RejectSerializer).validated_data["ids"]
        services.reject(product.pk, ids, actor=person(request))
        return Response(ProposalsSerializer.of(product, _rows(product).filter(pk__in=ids)))


def _rows(product: Product) -> QuerySet[Proposal]:
    return of_the_library(Proposal.objects.filter(product=product)).select_related("version")
