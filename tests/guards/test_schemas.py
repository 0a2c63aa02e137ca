"""Every model lies in the schema the design gives it, and no constraint crosses schemas."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

PUBLIC = {
    "accounts": {
        "User",
        "TokenFamily",
        "ExchangedToken",
        "IdempotencyRecord",
        "Notification",
        "NoticeChoice",
        "MailOut",
    },
    "workspaces": {
        "Workspace",
        "SlugHistory",
        "Membership",
        "Invitation",
        "Brand",
        "SchemaScript",
        "SchemaState",
        "OpenWork",
    },
    "billing": {
        "Plan",
        "PlanVersion",
        "PlanLimit",
        "Subscription",
        "QuotaPeriod",
        "QuotaWarning",
        "Reservation",
        "LedgerEntry",
        "Grant",
        "Draw",
        "UsageDay",
        "PriceSheet",
        "PriceLine",
        "BillingAccount",
        "BillingCredit",
        "Order",
        "Invoice",
        "InvoiceLine",
        "InvoiceCounter",
        "Payment",
        "WebhookEvent",
        "WorkDay",
        "WorkNow",
    },
    "audit": {
        "AuditEvent",
        "ActorLabel",
        "Seal",
        "SealKept",
        "DroppedMonth",
        "Hold",
        "Repeat",
        "TrailExport",
        "Proof",
    },
}
WORKSPACE = {
    "assets": {
        "Asset",
        "AssetVersion",
        "Upload",
        "Tag",
        "Product",
        "Fact",
        "Reading",
        "Page",
        "Proposal",
        "Derivative",
        "Export",
        "CatalogueImport",
        "ImportRow",
        "ColumnMemory",
    },
    "generation": {
        "Job",
        "ImageJob",
        "CopyJob",
        "VideoJob",
        "JobItem",
        "Attempt",
        "Output",
        "CutOut",
        "Text",
        "TextVersion",
        "VideoProject",
        "ProjectVersion",
    },
}


def is_inside(model: type[models.Model]) -> bool:
    """Return whether the model lies in workspaces' schemas."""
    return apps.get_app_config(model._meta.app_label).name in settings.TENANT_APPS


def crossing() -> Iterator[Any]:
    """Yield every foreign key from a workspace's table to a public one, and the reverse."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields + list(model._meta.local_many_to_many):
            target = field.related_model
            if isinstance(target, type) and is_inside(model) != is_inside(target):
                yield field


@pytest.mark.parametrize(("app", "names"), [*PUBLIC.items(), *WORKSPACE.items()])
def test_models_are_those_of_the_design(app: str, names: set[str]) -> None:
    assert {model.__name__ for model in apps.get_app_config(app).get_models()} == names


def test_apps_lie_where_the_design_puts_them() -> None:
    assert set(settings.TENANT_APPS) == set(WORKSPACE)
    assert set(PUBLIC) <= set(settings.SHARED_APPS)
    assert not set(settings.SHARED_APPS) & set(settings.TENANT_APPS)


def test_foreign_keys_across_schemas_are_names_only() -> None:
    """Otherwise deleting a person would look for workspaces' tables in `public`."""
    for field in crossing():
        assert is_inside(field.model), f"{field}: none goes from public into a workspace"
        assert isinstance(field, models.ForeignKey), f"{field}: no many-to-many across schemas"
        assert getattr(field, "db_constraint", None) is False, f"{field}: db_constraint=False"
        assert field.remote_field.on_delete is models.DO_NOTHING, f"{field}: DO_NOTHING"
        assert field.remote_field.hidden, f'{field}: related_name="+"'


def test_there_are_foreign_keys_across_schemas_to_look_at() -> None:
    assert {field.name for field in crossing()} >= {"created_by", "confirmed_by"}


def test_ids_that_travel_are_uuids() -> None:
    """What stands in addresses and events must not tell how many there are."""
    shown = ["accounts.User", "workspaces.Workspace", "assets.Asset", "assets.Product",
             "assets.Upload", "generation.Job", "generation.JobItem", "generation.Output"]  # fmt: skip

    kinds = {name: type(apps.get_model(name)._meta.pk) for name in shown}
    assert set(kinds.values()) == {models.UUIDField}, kinds
