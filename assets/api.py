"""Files and products for programs."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.client import origin_of
from assets import services
from assets.filters import AssetFilter, ProductFilter
from assets.models import Asset, Product, Upload
from assets.serializers import (
    AssetChangeSerializer,
    AssetSerializer,
    BegunSerializer,
    DownloadSerializer,
    FactsSerializer,
    NewProductSerializer,
    NewUploadSerializer,
    ProductChangeSerializer,
    ProductSerializer,
    UploadFileSerializer,
    UploadSerializer,
)
from billing.api.warned import WarnedApi
from workspaces.roles import Permission

UUID_REGEX = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class _WorkspaceViewSet(WarnedApi, GenericViewSet[Any]):
    """What the three have in common: ids are UUIDs, addresses are the caller's own origin's."""

    lookup_value_regex = UUID_REGEX
    lookup_value_converter = "uuid"

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "origin": origin_of(self.request)}

    def checked(self, kind: type[Any]) -> Any:
        """Return the body, checked to be of this shape."""
        given = kind(data=self.request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return given

    def shown(self, kind: type[Any], found: Any) -> Any:
        """Return a row in this shape."""
        return kind(found, context=self.get_serializer_context()).data


@extend_schema(tags=["assets"])
class AssetViewSet(_WorkspaceViewSet):
    """The library: uploaded photos, pictures and videos made here."""

    queryset = Asset.objects.none()
    serializer_class = AssetSerializer
    filterset_class = AssetFilter
    creates = holds = frozenset({"upload"})
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "upload": Permission.ASSET_UPLOAD,
        "partial_update": Permission.ASSET_UPLOAD,
        "destroy": Permission.ASSET_DELETE,
        "download": Permission.ASSET_DOWNLOAD,
    }

    def get_queryset(self) -> QuerySet[Asset]:
        return services.assets()

    def list(self, request: Request) -> Response:
        """List files, newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, pk: str) -> Response:
        """Show one file."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=AssetChangeSerializer, responses=AssetSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Rename a file, or give it to another product."""
        changes = self.checked(AssetChangeSerializer).changes()
        asset = services.change_asset(self.get_object().pk, changes=changes, actor=_person(request))
        return Response(self.get_serializer(services.assets().get(pk=asset.pk)).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Put a file into the bin; it is deleted for good after 30 days."""
        services.delete_assets([self.get_object().pk], actor=_person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        request={"multipart/form-data": UploadFileSerializer}, responses={202: UploadSerializer}
    )
    @action(detail=False, methods=["post"], parser_classes=[MultiPartParser], filterset_class=None)
    def upload(self, request: Request) -> Response:
        """Take a photo of at most 25 MB. It is checked by a worker: ask `Location` how far it is."""
        given = self.checked(UploadFileSerializer)
        upload = services.receive(
            given.arriving(),
            given.validated_data["file"],
            schema_name=_schema(request),
            actor=_person(request),
        )
        return Response(
            self.shown(UploadSerializer, upload),
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": reverse("upload-detail", args=[upload.pk]), "Retry-After": "1"},
        )

    def made_again(self, made: str) -> Response:
        """Return the answer of an upload whose answer was lost."""
        upload = Upload.objects.select_related("asset__current").get(pk=made)
        return Response(self.shown(UploadSerializer, upload), status=status.HTTP_202_ACCEPTED)

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "redirect", bool, description="`false` answers the address instead of going there."
            )
        ],
        responses={
            200: DownloadSerializer,
            307: OpenApiResponse(description="The file's address."),
        },
    )
    @action(detail=True, methods=["get"], filterset_class=None)
    def download(self, request: Request, pk: str) -> Response | HttpResponseRedirect:
        """Save the file: goes to an address that holds for 30 minutes."""
        try:
            url = services.download_url(
                UUID(str(pk)), origin=origin_of(request), actor=_person(request)
            )
        except Asset.DoesNotExist as error:
            raise Http404 from error
        if request.query_params.get("redirect", "").lower() in {"false", "0", "no"}:
            return Response({"url": url})
        return HttpResponseRedirect(url, status=status.HTTP_307_TEMPORARY_REDIRECT)


@extend_schema(tags=["assets"])
class UploadViewSet(_WorkspaceViewSet):
    """Large files, posted straight to the bucket: announce, post, complete, ask."""

    queryset = Upload.objects.none()
    serializer_class = UploadSerializer
    pagination_class = None
    creates = holds = frozenset({"create"})
    told_anew = frozenset({"create"})  # the form opens the bucket
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "create": Permission.ASSET_UPLOAD,
        "complete": Permission.ASSET_UPLOAD,
    }

    def get_queryset(self) -> QuerySet[Upload]:
        return Upload.objects.select_related("asset__current")

    @extend_schema(request=NewUploadSerializer, responses={201: BegunSerializer})
    def create(self, request: Request) -> Response:
        """Announce a photo of at most 50 MB; post it within five minutes, complete within 60."""
        begun = services.begin_upload(
            self.checked(NewUploadSerializer).arriving(),
            schema_name=_schema(request),
            actor=_person(request),
            origin=origin_of(request),
        )
        return _begun(begun)

    def made_again(self, made: str) -> Response:
        """Sign the form of an announced photo anew; once it is posted, show how far it is."""
        begun = services.begin_again(UUID(made), origin=origin_of(self.request))
        return _begun(begun) if begun else super().made_again(made)

    def retrieve(self, request: Request, pk: str) -> Response:
        """Show how far an upload is."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, pk: str) -> Response:
        """Say that the file has been posted. Asking again answers how far it is."""
        try:
            services.complete_upload(UUID(str(pk)), schema_name=_schema(request))
        except Upload.DoesNotExist as error:
            raise Http404 from error
        return Response(self.get_serializer(self.get_object()).data)


@extend_schema(tags=["products"])
class ProductViewSet(_WorkspaceViewSet):
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
        given, person = self.checked(NewProductSerializer), _person(request)
        facts = services.facts_writer(given.facts_given(), actor=person)
        product = services.create_product(given.values(), actor=person, also=facts)
        return Response(
            self._reread(product.pk),
            status=status.HTTP_201_CREATED,
            headers={"Location": reverse("product-detail", args=[product.pk])},
        )

    @extend_schema(request=ProductChangeSerializer, responses=ProductSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a product. `version` is the one you read; a newer one is a conflict (409)."""
        given = self.checked(ProductChangeSerializer)
        product = services.change_product(
            self.get_object().pk,
            version=given.validated_data["version"],
            changes=given.changes(),
            actor=_person(request),
        )
        return Response(self._reread(product.pk))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a product with its facts; its photos stay in the library."""
        services.delete_product(self.get_object().pk, actor=_person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=FactsSerializer)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def facts(self, request: Request, pk: str) -> Response:
        """Show all that is known of a product."""
        return Response(_facts(self.get_object()))

    @extend_schema(request=FactsSerializer, responses=FactsSerializer)
    @facts.mapping.put
    def replace_facts(self, request: Request, pk: str) -> Response:
        """Make these all that is known of a product, in this order."""
        given = self.checked(FactsSerializer)
        product = services.set_facts(
            self.get_object().pk,
            given.given(),
            actor=_person(request),
            version=given.validated_data.get("version"),
        )
        return Response(_facts(product))

    def _reread(self, product_id: UUID) -> Any:
        return self.get_serializer(services.products().get(pk=product_id)).data


def _begun(begun: services.Begun) -> Response:
    told = {
        "id": str(begun.upload.pk),
        "method": "POST",
        "url": begun.url,
        "fields": begun.fields,
        "complete_url": reverse("upload-complete", args=[begun.upload.pk]),
    }
    return Response(told, status=status.HTTP_201_CREATED)


def _facts(product: Product) -> Any:
    return FactsSerializer({"version": product.version, "facts": product.facts.all()}).data


def _schema(request: Request) -> str:
    name: str = request.workspace.schema_name  # type: ignore[attr-defined]  # set by the gate
    return name


def _person(request: Request) -> Any:
    # The gate let nobody in who is not signed in.
    return request.user
