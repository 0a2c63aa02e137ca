"""Money that comes by bank: an order waits until staff note what has arrived."""

from collections.abc import Mapping

from billing.payments.base import Bill, Checkout, Event, EventRefused


class OfflinePayments:
    """Leads nowhere and hears of nothing: people get an invoice with the account to pay to."""

    name = "offline"

    def start_checkout(self, bill: Bill) -> Checkout:
        """Return a checkout that waits."""
        return Checkout(reference=f"offline:{bill.reference}", customer=bill.customer)

    def collect(self, bill: Bill) -> None:
        """Take nothing: nobody has left a card."""
        del bill

    def portal(self, customer: str, *, back_to: str, language: str) -> str:
        """Return no address: there is nothing to change."""
        del customer, back_to, language
        return ""

    def handle_event(self, raw: bytes, headers: Mapping[str, str]) -> Event:
        """Refuse: there is nobody who could write."""
        del raw, headers
        raise EventRefused("nobody sends events here")
