"""How orders, invoices and payments are told of."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit.actions import Action
from audit.sentences.telling import ANY, Says, by_itself

MONEY: dict[Action, tuple[Says, ...]] = {
    Action.BILLING_ACCOUNT_CHANGED: (Says(_("%(who)s changed whom the invoices are made out to")),),
    Action.ORDER_PLACED: (
        Says(_("%(who)s ordered the plan %(what)s for %(amount)s")),
        Says(_("%(who)s ordered the plan %(what)s")),
    ),
    Action.ORDER_CANCELLED: (
        Says(_("The order of %(what)s was cancelled"), by_itself),
        Says(_("%(who)s cancelled the order of %(what)s")),
    ),
    Action.ORDER_EXPIRED: (
        Says(_("The order of %(what)s expired, because it was not paid in time")),
    ),
    Action.ORDER_FULFILLED: (Says(_("The order of %(what)s is paid and carried out")),),
    Action.INVOICE_ISSUED: (
        Says(_("%(who)s issued the invoice %(what)s for %(total)s")),
        Says(_("%(who)s issued the invoice %(what)s")),
    ),
    Action.INVOICE_VOIDED: (Says(_("%(who)s voided the invoice %(what)s")),),
    Action.INVOICE_CREDITED: (
        Says(_("%(who)s took %(credited)s of the invoice %(what)s back")),
        Says(_("%(who)s took a part of the invoice %(what)s back")),
    ),
    Action.INVOICE_DOWNLOADED: (
        Says(_("%(who)s downloaded the invoice %(what)s")),
        Says(
            lambda n: ngettext(
                "%(who)s downloaded %(n)s invoice", "%(who)s downloaded %(n)s invoices", n
            )
        ),
    ),
    Action.PAYMENT_PAGE_OPENED: (Says(_("%(who)s opened the page to pay %(what)s")),),
    Action.PAYMENT_RECEIVED: (
        Says(_("A payment of %(amount)s has arrived"), by_itself),
        Says(_("A payment has arrived"), by_itself),
        Says(_("%(who)s noted a payment of %(amount)s")),
        Says(_("%(who)s noted a payment")),
    ),
    Action.PAYMENT_REFUSED: (
        Says(_("The payment of the invoice %(what)s did not come about"), outcome=ANY),
    ),
    Action.PAYMENT_RETURNED: (
        Says(_("A payment of %(amount)s went back"), by_itself),
        Says(_("A payment went back"), by_itself),
        Says(_("%(who)s noted that a payment of %(amount)s went back")),
        Says(_("%(who)s noted that a payment went back")),
    ),
    Action.PAYMENT_EVENT_HANDLED: (Says(_("%(who)s handled the payment event %(what)s again")),),
    Action.PAYMENT_EVENT_REFUSED: (
        Says(_("A payment event was refused: it is not signed by the provider"), outcome=ANY),
    ),
    Action.PAYMENT_EVENT_FAILED: (
        Says(_("The payment event %(what)s could not be handled"), outcome=ANY),
    ),
    Action.PRICES_PUBLISHED: (
        Says(_("%(who)s published the price sheet %(version)s")),
        Says(_("%(who)s published a price sheet")),
    ),
}
