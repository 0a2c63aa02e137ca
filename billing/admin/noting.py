"""What became of money that staff noted, in sentences."""

from django.utils.translation import gettext as _

from billing.amounts import shown
from billing.models import Invoice, Order, Payment
from billing.money import accounts
from billing.money.terms import OWED
from billing.wording import name_of


def told(payment: Payment, *, owed: int) -> list[str]:
    """Return what a payment that was just noted has done. owed: of its invoice, before it."""
    invoice = payment.invoice
    assert invoice is not None  # it was noted for one
    invoice.refresh_from_db()
    said = [_of_invoice(invoice)]
    if payment.amount > owed:
        said.append(_beyond(payment, payment.amount - owed))
    order = _order_of(payment)
    if order is not None:
        said.append(order)
    return said


def _of_invoice(invoice: Invoice) -> str:
    number = {"number": invoice.number}
    if invoice.state == Invoice.State.PAID:
        return _("Invoice %(number)s is paid in full.") % number
    if invoice.state in OWED:
        left = shown(invoice.total - invoice.paid, invoice.currency)
        return _("Noted. %(left)s of invoice %(number)s is still owed.") % {"left": left, **number}
    return _("Noted. Invoice %(number)s is void and took nothing of it.") % number


def _beyond(payment: Payment, amount: int) -> str:
    """Say where what was not owed has gone."""
    credit = accounts.credit_of(payment.workspace_id, payment.currency)
    text = _(
        "%(amount)s was more than this invoice asked for: it pays what else is owed. %(credit)s is"
        " to the workspace's credit now."
    )
    return text % {
        "amount": shown(amount, payment.currency),
        "credit": shown(credit, payment.currency),
    }


def _order_of(payment: Payment) -> str | None:
    """Say whether a plan has begun; of money that came too late, what became of its order."""
    if payment.order_id is None:
        return None
    order = Order.objects.select_related("plan_version__plan").get(pk=payment.order_id)
    plan = {"plan": name_of(order.plan_version.plan)}
    match order.state:
        case Order.State.PAID:
            return _("The plan %(plan)s is paid for and has begun.") % plan
        case Order.State.WAITING:
            return _("The order of the plan %(plan)s goes on waiting.") % plan
        case Order.State.EXPIRED if _began_again(order):
            return _("The order had expired; its plan %(plan)s has begun all the same.") % plan
        case Order.State.EXPIRED:
            return _("The order of the plan %(plan)s had expired, and no plan has begun.") % plan
        case _:
            return _("The order of the plan %(plan)s was cancelled; the money is credit.") % plan


def _began_again(order: Order) -> bool:
    """Return whether money that came too late has ordered the same once more, and paid it."""
    later = Order.objects.filter(
        workspace_id=order.workspace_id,
        plan_version_id=order.plan_version_id,
        created_at__gt=order.created_at,
    )
    return later.filter(state=Order.State.PAID).exists()
