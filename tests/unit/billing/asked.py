"""What a workspace was asked for, period after period."""

from billing.models import Invoice
from billing.services import subscriptions
from tests.factories import money
from workspaces.models import Workspace


def next_period(acme: Workspace, days: int = 32) -> None:
    money.travel(days=days)
    subscriptions.present(acme.pk)


def issued(acme: Workspace) -> list[Invoice]:
    return list(Invoice.objects.filter(workspace=acme).order_by("number"))
