"""What the caller was told, and what of it they want by mail."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import services
from accounts.api.parts import caller, given_by
from accounts.models import Notification
from accounts.notice_serializers import (
    ChoicesSerializer,
    MarkedSerializer,
    NoticesAskedSerializer,
    NoticeSerializer,
)
from accounts.notices import UnknownKind
from accounts.services import AlwaysMailed

NO_CHOICE = _("This is no kind of which one chooses.")
UNREAD = OpenApiParameter("unread", bool, description="true: only those not read; false: the rest.")


class NoticesApi(ListAPIView[Notification]):
    """The caller's notifications."""

    serializer_class = NoticeSerializer
    queryset = Notification.objects.none()

    def get_queryset(self) -> QuerySet[Notification]:
        """Return the caller's own."""
        asked = NoticesAskedSerializer(data=self.request.query_params.dict())
        asked.is_valid(raise_exception=True)
        found = services.notices_of(caller(self.request).pk)
        unread = asked.validated_data["unread"]
        return found if unread is None else found.filter(read_at__isnull=unread)

    @extend_schema(parameters=[UNREAD], tags=["notifications"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List what the caller was told, the newest first."""
        return self.list(request, *args, **kwargs)


class NoticeReadApi(APIView):
    """One of them."""

    @extend_schema(request=None, responses=NoticeSerializer, tags=["notifications"])
    def post(self, request: Request, notice_id: UUID) -> Response:
        """Mark one as read; once it is, it stays so."""
        try:
            notice = services.mark_read(caller(request).pk, notice_id)
        except Notification.DoesNotExist as error:
            raise NotFound from error
        return Response(NoticeSerializer(notice).data)


class NoticesReadApi(APIView):
    """All of them."""

    @extend_schema(
        operation_id="notifications_read_all",
        request=None,
        responses=MarkedSerializer,
        tags=["notifications"],
    )
    def post(self, request: Request) -> Response:
        """Mark all as read."""
        marked = services.mark_all_read(caller(request).pk)
        return Response(MarkedSerializer({"marked": marked}).data)


class NoticeChoicesApi(APIView):
    """What the caller wants by mail; kinds of security always are."""

    @extend_schema(responses=ChoicesSerializer, tags=["notifications"])
    def get(self, request: Request) -> Response:
        """Return each kind of which one chooses, and whether it is mailed."""
        return self._shown(request)

    @extend_schema(request=ChoicesSerializer, responses=ChoicesSerializer, tags=["notifications"])
    def put(self, request: Request) -> Response:
        """Choose, of all kinds or of some."""
        wanted = given_by(ChoicesSerializer, request)["by_mail"]
        with transaction.atomic():
            for kind, by_mail in wanted.items():
                try:
                    services.choose(caller(request).pk, kind, by_mail=by_mail)
                except (UnknownKind, AlwaysMailed) as error:
                    raise ValidationError({"by_mail": {kind: [NO_CHOICE]}}) from error
        return self._shown(request)

    def _shown(self, request: Request) -> Response:
        chosen = services.choices_of(caller(request).pk)
        return Response(ChoicesSerializer({"by_mail": chosen}).data)
