"""Requests that take units: how often they may come, and what they would take."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from accounts import limiting
from billing import services as billing
from billing.api.warned import WarnedApi
from billing.features import API

# What every such request can be asked.
DRY_RUN = OpenApiParameter(
    "dry_run", bool, description="Only tell what it would use (200); make and hold nothing."
)


class BilledApi(WarnedApi):
    """A view some of whose POSTs hold units of the plan.

    bills: those actions. What was answered before is not counted, and what is only priced neither.
    """

    bills: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def takes_units(cls, method: str | None, action: str | None) -> bool:
        """Return whether a request to this action holds units."""
        return method == "POST" and action in cls.bills

    @classmethod
    def holds_units(cls, method: str | None, action: str | None) -> bool:
        """Return whether a request to this action holds units: those that are billed do."""
        return cls.takes_units(method, action)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Pass the gate, then count the request.

        Raises:
            FeatureMissing: the plan lets no programs order.
            TooFast: they came in a burst.
        """
        super().initial(request, *args, **kwargs)
        if not self.takes_units(request.method, self._action):
            return
        found = request.workspace  # type: ignore[attr-defined]  # set by the gate
        billing.need_feature(API, workspace_id=found.workspace_id)
        if not is_dry_run(request):
            limiting.count_order(user_id=UUID(str(request.user.pk)))


def is_dry_run(request: Request) -> bool:
    """Return whether the order is only to be priced. Raises ValidationError for neither word."""
    asked = request.query_params.get("dry_run", "false")
    return bool(serializers.BooleanField().run_validation(asked))
