"""What an edition lets a workspace do, or not: keys that stay, with their words."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

API = "api"
NAMES = {
    API: _("Work ordered by programs (API)"),
}


class FeatureMissing(Exception):
    """The plan of a workspace has no such feature."""

    def __init__(self, feature: str, *, workspace_id: UUID, plan: str) -> None:
        super().__init__(f"{plan} has no {feature}")
        self.feature = feature
        self.workspace_id = workspace_id
        self.plan = plan


def every() -> list[str]:
    """Return all features: what an edition has when nobody says otherwise."""
    return list(NAMES)


def named(features: Iterable[str]) -> list[str]:
    """Return what features are called; what staff wrote in their own words stays so."""
    return [str(NAMES.get(feature, feature)) for feature in features]
