"""Choosing, ordering and changing a plan, for programs."""

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.actors import actor_of
from accounts.models import User
from audit import services as audit
from billing import reporting, services
from billing.api.answers import SubscriptionSerializer
from billing.api.changing_forms import (
    CancelSerializer,
    ChoiceSerializer,
    EditionSerializer,
    NewOrderSerializer,
    OrderSerializer,
)
from billing.money import choosing, looking, orders
from billing.money.choosing import Way
from billing.money.orders import Places
from billing.money.terms import Seen, StaleChoice
from workspaces.gate import WorkspaceApi
from workspaces.roles import Permission


def _for_who_pays(*actions: str) -> dict[str, Permission]:
    return dict.fromkeys(actions, Permission.BILLING_MANAGE)


class _ChangingApi(WorkspaceApi, ViewSet):
    """What all of these have in common."""

    @property
    def workspace_id(self) -> UUID:
        """The workspace the gate let the caller reach."""
        found: UUID = self.request.workspace.workspace_id  # type: ignore[attr-defined]
        return found

    @property
    def caller(self) -> User:
        return cast("User", self.request.user)

    @property
    def actor(self) -> audit.Actor:
        """Who calls, as the trail names them."""
        return actor_of(self.caller)

    def checked(self, kind: type[Any]) -> dict[str, Any]:
        """Return the body, checked to be of this shape."""
        given = kind(data=self.request.data)
        given.is_valid(raise_exception=True)
        values: dict[str, Any] = given.validated_data
        return values


@extend_schema(tags=["billing"])
class ChoiceViewSet(_ChangingApi):
    """What choosing a plan would do."""

    permissions_by_action = _for_who_pays("preview")

    @extend_schema(request=None, responses=ChoiceSerializer)
    def preview(self, request: Request, version_id: int) -> Response:
        """Return what an edition would do at this moment: when it begins, its limits, its price.

        Nothing is written. Send `shown` with the order, and no more is charged than this says.
        """
        found = choosing.look(self.workspace_id, version_id)
        shown = choosing.seal(self.workspace_id, found)
        return Response(ChoiceSerializer(found, context={"shown": shown}).data)


@extend_schema(tags=["billing"])
class OrderViewSet(_ChangingApi):
    """Orders: what was chosen, until it is paid for."""

    permissions_by_action = _for_who_pays("create", "retrieve", "cancel", "resume")
    lookup_field = "order_id"
    creates = frozenset({"create"})
    # The page it is paid at is there for a while only.
    told_anew = frozenset({"create"})

    @extend_schema(request=NewOrderSerializer, responses={201: OrderSerializer})
    def create(self, request: Request) -> Response:
        """Order an edition. The plan begins when all of it is paid: at `pay_url`, or to `pay_to`.

        The order that waited before is cancelled, unless it is the same decision sent again.
        """
        given = self.checked(NewOrderSerializer)
        version_id = given["plan_version"]
        placed = orders.place(
            self.workspace_id,
            version_id=version_id,
            places=self._places(given),
            email=self.caller.email,
            actor=self.actor,
            seen=self._seen(version_id, given.get("shown", "")),
        )
        found = looking.orders_of(self.workspace_id).get(pk=placed.order.pk)
        return Response(
            OrderSerializer(found).data,
            status=status.HTTP_201_CREATED,
            headers={"Location": f"/api/v1/billing/orders/{found.pk}"},
        )

    @extend_schema(responses=OrderSerializer)
    def retrieve(self, request: Request, order_id: UUID) -> Response:
        """Return an order as it is now."""
        found = looking.orders_of(self.workspace_id).get(pk=order_id)
        return Response(OrderSerializer(found).data)

    @extend_schema(request=None, responses=OrderSerializer)
    def cancel(self, request: Request, order_id: UUID) -> Response:
        """Give up an order that waits. What was paid of it is kept as credit."""
        orders.cancel(order_id, workspace_id=self.workspace_id, actor=self.actor)
        return self.retrieve(request, order_id)

    @extend_schema(request=None, responses=OrderSerializer)
    def resume(self, request: Request, order_id: UUID) -> Response:
        """Return an order that waits with a page to pay at: one that has expired is made anew."""
        orders.resume(
            order_id, workspace_id=self.workspace_id, places=self._places({}), actor=self.actor
        )
        return self.retrieve(request, order_id)

    def _seen(self, version_id: int, shown: str) -> Seen | None:
        if not shown:
            return None
        way, seen = choosing.unseal(self.workspace_id, version_id, shown)
        if way != Way.ORDER:
            raise StaleChoice
        return seen

    def _places(self, given: dict[str, Any]) -> Places:
        found: Any = self.request
        slug = found.workspace.slug
        plans = f"{settings.PUBLIC_URL}{reverse('billing:plans', args=[slug])}"
        paid = f"{settings.PUBLIC_URL}{reverse('billing:paid', args=[slug])}"
        return Places(
            paid_url=given.get("paid_url") or paid,
            left_url=given.get("left_url") or plans,
            language=get_language() or "en",
        )


@extend_schema(tags=["billing"])
class SubscriptionChangesViewSet(_ChangingApi):
    """What is done about the plan there is, without an order."""

    permissions_by_action = _for_who_pays("change", "drop_change", "cancel", "resume", "trial")

    @extend_schema(request=EditionSerializer, responses=SubscriptionSerializer)
    def change(self, request: Request) -> Response:
        """Plan a change for the end of the period. A later plan takes the place of an earlier one."""
        version_id = self.checked(EditionSerializer)["plan_version"]
        if not services.offered().filter(pk=version_id).exists():
            raise services.NotOffered(str(version_id))
        services.plan_change(self.workspace_id, version_id, by=self.actor)
        return self._standing()

    @extend_schema(request=None, responses=SubscriptionSerializer)
    def drop_change(self, request: Request) -> Response:
        """Stay with the plan there is: the change that was planned is dropped."""
        services.drop_change(self.workspace_id, by=self.actor)
        return self._standing()

    @extend_schema(request=CancelSerializer, responses=SubscriptionSerializer)
    def cancel(self, request: Request) -> Response:
        """Let the plan end with its period; until then everything stays. Nothing is deleted."""
        reason = self.checked(CancelSerializer).get("reason", "")
        services.cancel(self.workspace_id, by=self.actor, reason=reason)
        return self._standing()

    @extend_schema(request=None, responses=SubscriptionSerializer)
    def resume(self, request: Request) -> Response:
        """Let a plan that was cancelled go on after its period."""
        services.resume(self.workspace_id, by=self.actor)
        return self._standing()

    @extend_schema(request=EditionSerializer, responses=SubscriptionSerializer)
    def trial(self, request: Request) -> Response:
        """Start the trial of an edition: its limits are there at once. Once for a workspace."""
        version_id = self.checked(EditionSerializer)["plan_version"]
        if not services.offered().filter(pk=version_id).exists():
            raise services.NotOffered(str(version_id))
        services.start_trial(self.workspace_id, version_id, by=self.actor)
        return self._standing()

    def _standing(self) -> Response:
        return Response(SubscriptionSerializer(reporting.plan_of(self.workspace_id)).data)
