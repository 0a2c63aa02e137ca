"""An overdue invoice is told of once. Where a plan is late for it, the plan's own notice does."""

from datetime import timedelta

from django.db import transaction

from billing import sql
from billing.models import Invoice, Subscription
from billing.money import apart, looking, news
from billing.money.terms import STAYING

Status = Subscription.Status
# Rounds that were left out are made up for; what is older than this was told of long ago.
LOOK_BACK = timedelta(days=7)


def remind() -> int:
    """Tell of what became overdue and belongs to no plan that goes on; return how many. Safe twice."""
    late = looking.late().filter(due_at__gt=sql.now() - LOOK_BACK, workspace__status__in=STAYING)
    late = late.exclude(subscription__status__in=[Status.ACTIVE, Status.PAST_DUE])
    return apart.each(late, _tell, what="invoice")


def _tell(invoice: Invoice) -> bool:
    with transaction.atomic(durable=True):
        return news.overdue(invoice)
