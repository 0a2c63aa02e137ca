"""What is owed and paid, as a test needs it. Rolled back with the test."""

from uuid import UUID, uuid4

from django.db.models import Sum

from audit import services as audit
from billing.models import Invoice, InvoiceLine, Payment, PlanVersion
from billing.money import accounts, invoices, orders, receiving
from billing.money.terms import CREDIT, NewInvoice, NewLine
from tests.factories import mighty
from workspaces.models import Workspace

STAFF = audit.Actor("staff", "00000000-0000-4000-8000-00000000aaaa", "Sam")
PLACES = orders.Places("https://studio.test/paid", "https://studio.test/left")


def version(code: str = "team") -> PlanVersion:
    """Return the newest monthly edition of a plan."""
    return PlanVersion.objects.filter(plan=code, interval="month").latest("version")


def travel(**by: float) -> None:
    """Move billing's clock on, counted from the true one, to the end of the test."""
    names = ", ".join(f"{name} => {value}" for name, value in by.items())
    mighty.do(
        "CREATE OR REPLACE FUNCTION billing_now() RETURNS timestamptz LANGUAGE sql STABLE"
        f" PARALLEL SAFE AS 'SELECT statement_timestamp() + make_interval({names})'"
    )


def place(workspace: Workspace, plan: str = "team", *, by: audit.Actor = STAFF) -> orders.Placed:
    """Order a plan."""
    return orders.place(
        workspace.pk, version_id=version(plan).pk, places=PLACES, email="a@example.com", actor=by
    )


def note(
    invoice: Invoice, amount: int | None = None, *, reference: str = "", currency: str = "USD"
) -> Payment:
    """Note money that came by bank; all that is owed unless said otherwise."""
    invoice.refresh_from_db()
    return receiving.mark_paid(
        invoice.pk,
        amount=invoice.total - invoice.paid if amount is None else amount,
        currency=currency,
        reference=reference or uuid4().hex,
        reason="bank statement",
        actor=STAFF,
    )


def issued(
    workspace: Workspace, amount: int = 2900, *, key: str = "", currency: str = "USD"
) -> Invoice:
    """Issue an invoice of one line."""
    account = accounts.lock(workspace.pk)
    line = NewLine(InvoiceLine.Kind.ADJUSTMENT, amount, unit_price=amount, data={"label": "Help"})
    new = NewInvoice(workspace.pk, key or uuid4().hex, currency, (line,))
    invoice = invoices.draft(new)
    invoices.issue(invoice, account=account, actor=STAFF)
    receiving.settle(account, first=invoice)
    return invoice


def credit(workspace: Workspace, currency: str = "USD") -> int:
    """Return what a workspace has to its credit, and check that its rows say the same."""
    return check(workspace.pk, currency)


def check(workspace_id: UUID, currency: str = "USD") -> int:
    """Return the credit of a workspace: what came, less what invoices have of it, and notes."""
    asked = Invoice.objects.filter(workspace=workspace_id)
    moved = Payment.objects.filter(workspace=workspace_id).exclude(provider=CREDIT)
    has = accounts.credits_of(workspace_id)
    rows = (*asked, *moved)
    for code in {one.currency for one in rows} | set(has):
        came, there = _sum(moved.filter(currency=code), "amount"), asked.filter(currency=code)
        notes = _sum(there.filter(corrects__isnull=False), "total")
        assert has.get(code, 0) == came - notes - _sum(there, "paid"), code
    for invoice in asked.filter(corrects__isnull=True):
        is_paid = invoice.paid == invoice.total
        assert is_paid == (invoice.state == Invoice.State.PAID), invoice
        assert invoice.total == _sum(invoice.lines.all(), "amount")
        assert (invoice.state == Invoice.State.PART_PAID) == (0 < invoice.paid < invoice.total)
    return has.get(currency, 0)


def _sum(rows: object, name: str) -> int:
    return rows.aggregate(total=Sum(name))["total"] or 0


def void(invoice: Invoice) -> Invoice:
    """Ask for an invoice no longer."""
    account = accounts.lock(invoice.workspace_id)
    found = invoices.lock(invoice.pk)
    invoices.void(found, account=account, reason="a slip", actor=STAFF)
    return found


def state(invoice: Invoice) -> tuple[str, int]:
    """Return how an invoice stands, and what is paid of it."""
    invoice.refresh_from_db()
    return invoice.state, invoice.paid
