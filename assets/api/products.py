"""Products and their facts for programs."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assets import services
from assets.api.base import person
from assets.api.proposals import ProposalsApi
from assets.filters import ProductFilter
from assets.models import Product
from assets.serializers import (
    FactsSerializer,
    NewProductSerializer,
    ProductChangeSerializer,
    ProductSerializer,
)
from workspaces.roles import Permission


@extend_schema(tags=["products"])
class ProductViewSet(ProposalsApi):
    """What is sold, with its facts."""

    queryset = Product.objects.none()
    serializer_class = ProductSerializer
    filterset_class = ProductFilter
    creates = frozenset({"create"})
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "create": Permission.PRODUCT_EDIT,
        "partial_update": Permission.PRODUCT_EDIT,
        "destroy": Permission.PRODUCT_EDIT,
        "replace_facts": Permission.PRODUCT_EDIT,
        **ProposalsApi.DECIDING,
    }

    def get_queryset(self) -> QuerySet[Product]:
        return services.products()

    def list(self, request: Request) -> Response:
        """List products, newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, pk: str) -> Response:
        """Show one product."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=NewProductSerializer, responses={201: ProductSerializer})
    def create(self, request: Request) -> Response:
        """Add a product, with what is known of it."""
        given, actor = self.checked(NewProductSerializer), person(request)
        facts = services.facts_writer(given.facts_given(), actor=actor)
        product = services.create_product(given.values(), actor=actor, also=facts)
        return Response(
            self._reread(product.pk),
            status=status.HTTP_201_CREATED,
            headers={"Location": reverse("product-detail", args=[product.pk])},
        )

    @extend_schema(request=ProductChangeSerializer, responses=ProductSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a product. `version` is the one you read; a newer one is a conflict (409)."""
        before = self.get_object()
        given = self.checked(ProductChangeSerializer, product=before)
        product = services.change_product(
            before.pk,
            version=given.validated_data["version"],
            changes=given.changes(),
            actor=person(request),
        )
        return Response(self._reread(product.pk))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a product with its facts; its photos stay in the library."""
        services.delete_product(self.get_object().pk, actor=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=FactsSerializer)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def facts(self, request: Request, pk: str) -> Response:
        """Show all that is known of a product."""
        return Response(FactsSerializer.of(self.get_object()))

    @extend_schema(request=FactsSerializer, responses=FactsSerializer)
    @facts.mapping.put
    def replace_facts(self, request: Request, pk: str) -> Response:
        """Make these all that is known of a product, in this order."""
        given = self.checked(FactsSerializer)
        product = services.set_facts(
            self.get_object().pk,
            given.given(),
            actor=person(request),
            version=given.validated_data.get("version"),
        )
        return Response(FactsSerializer.of(product))

    def _reread(self, product_id: UUID) -> Any:
        return self.get_serializer(services.products().get(pk=product_id)).data
