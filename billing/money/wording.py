"""An invoice in words, in the language that is active."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from billing.amounts import counted, shown
from billing.models import Invoice, InvoiceLine, Meter
from billing.money.terms import NewLine
from billing.papers.shapes import Line, Paper, Sum, Tone, Words
from billing.wording import called

Kind = InvoiceLine.Kind
State = Invoice.State
_TONES = {State.PAID: Tone.DONE, State.VOID: Tone.OFF}
# As a file says its language, where it is not as Django does.
_TAGS = {"zh-hans": "zh-Hans"}


def paper(invoice: Invoice, *, language: str) -> Paper:
    """Return everything that stands on an invoice."""
    assert invoice.number is not None
    assert invoice.issued_at is not None
    to = invoice.bill_to
    return Paper(
        title=title(invoice),
        number=invoice.number,
        language=_TAGS.get(language, language),
        made_at=invoice.issued_at,
        words=_words(),
        seller=tuple(to.get("seller") or ["E_Business"]),
        buyer=_buyer(invoice),
        facts=tuple(_facts(invoice)),
        lines=tuple(line(invoice, one) for one in invoice.lines.all()),
        sums=tuple(_sums(invoice)),
        state=state(invoice),
        tone=Tone.DONE if is_note(invoice) else _TONES.get(State(invoice.state), Tone.OPEN),
        remarks=tuple(_remarks(invoice)),
    )


def title(invoice: Invoice) -> str:
    """Return what kind of paper it is."""
    return _("Credit note") if is_note(invoice) else _("Invoice")


def is_note(invoice: Invoice) -> bool:
    """Return whether it takes something back instead of asking for it."""
    return invoice.corrects_id is not None


def state(invoice: Invoice) -> str:
    """Return how it stands, as its badge says it."""
    label = _("credited") if is_note(invoice) else str(State(invoice.state).label)
    return label[:1].upper() + label[1:]


def file_stem(invoice: Invoice) -> str:
    """Return the name a file of it is saved under, without its ending."""
    return f"{'credit-note' if is_note(invoice) else 'invoice'}-{invoice.number}"


def line(invoice: Invoice, one: InvoiceLine) -> Line:
    """Return a position in words."""
    label, note = said(one)
    return Line(
        label=label,
        quantity=counted(one.quantity),
        unit_price=shown(one.unit_price, invoice.currency),
        amount=shown(one.amount, invoice.currency),
        note=note,
    )


def said(one: InvoiceLine | NewLine) -> tuple[str, str]:
    """Return a position's sentence, and the smaller one under it."""
    data = one.data
    match one.kind:
        case Kind.PLAN:
            said = {"plan": called(data["plan"])}
            if data.get("interval") == "year":
                return _("%(plan)s plan, one year") % said, ""
            return _("%(plan)s plan, one month") % said, ""
        case Kind.PRORATION:
            names = {"old": called(data["old"]), "new": called(data["new"])}
            until = {"date": _day(datetime.fromisoformat(data["until"]), data.get("zone", "UTC"))}
            return (
                _("Change from %(old)s to %(new)s") % names,
                _("The difference for the rest of the period, until %(date)s") % until,
            )
        case Kind.OVERAGE:
            figures = {
                "used": counted(data["used"]),
                "limit": counted(data["limit"]),
                "block": counted(one.per_units),
            }
            return (
                _("Beyond the plan: %(meter)s") % {"meter": _meter(one.meter)},
                _("%(used)s used, %(limit)s in the plan; counted in blocks of %(block)s") % figures,
            )
        case Kind.ADJUSTMENT if data.get("corrects"):
            return _("Taken back from %(number)s") % {"number": data["corrects"]}, data["reason"]
        case _:
            return data.get("label", "") or _("Adjustment"), data.get("reason", "")


def _meter(meter: str) -> str:
    return str(Meter(meter).label) if meter in Meter else meter


def _words() -> Words:
    return Words(
        bill_to=_("Bill to"),
        description=pgettext("invoice", "Description"),
        quantity=_("Quantity"),
        unit_price=_("Unit price"),
        amount=_("Amount"),
        continued=_("continued"),
        page=_("Page {page} of {pages}"),
    )


def _buyer(invoice: Invoice) -> tuple[str, ...]:
    to = invoice.bill_to
    address = [part.strip() for part in str(to.get("address", "")).splitlines()]
    tax_id = _("Tax number %(number)s") % {"number": to["tax_id"]} if to.get("tax_id") else ""
    parts = [to.get("name") or "\N{EM DASH}", *address, tax_id, to.get("email", "")]
    return tuple(part for part in parts if part)


def day_of(invoice: Invoice, at: datetime | None) -> str:
    """Return the day of a moment, where who is billed has their days."""
    return _day(at, _zone(invoice))


def _zone(invoice: Invoice) -> str:
    return invoice.subscription.time_zone if invoice.subscription else "UTC"


def _facts(invoice: Invoice) -> list[tuple[str, str]]:
    zone = _zone(invoice)
    found = [(_("Issued"), _day(invoice.issued_at, zone))]
    if invoice.corrects is not None:
        found.append((_("For invoice"), invoice.corrects.number or ""))
        return found
    found.append((_("Due"), _day(invoice.due_at, zone)))
    if invoice.period_start and invoice.period_end:
        days = {
            "first": _day(invoice.period_start, zone),
            # The end is the first moment that is not in it.
            "last": _day(invoice.period_end - timedelta(seconds=1), zone),
        }
        found.append((_("Period"), _("%(first)s to %(last)s") % days))
    if invoice.paid_at is not None:
        found.append((_("Paid"), _day(invoice.paid_at, zone)))
    return found


def _day(at: datetime | None, zone: str) -> str:
    return date_format(at.astimezone(ZoneInfo(zone)), "DATE_FORMAT") if at else ""


def _sums(invoice: Invoice) -> list[Sum]:
    def amount(minor: int) -> str:
        return shown(minor, invoice.currency)

    found = []
    if invoice.tax:
        found.append(Sum(_("Subtotal"), amount(invoice.subtotal)))
        found.append(Sum(_("Tax"), amount(invoice.tax)))
    if is_note(invoice):
        return [*found, Sum(_("Credited"), amount(-invoice.total), is_last=True)]
    found.append(Sum(_("Total"), amount(invoice.total)))
    if invoice.paid:
        found.append(Sum(_("Paid"), amount(-invoice.paid)))
    owed = 0 if invoice.state == State.VOID else invoice.total - invoice.paid
    return [*found, Sum(_("Amount due"), amount(owed), is_last=True)]


def _remarks(invoice: Invoice) -> list[tuple[str, str]]:
    if is_note(invoice):
        text = _(
            "The amount is kept as credit. What is owed takes it first, then the next invoice."
        )
        return [(_("What becomes of it"), text)]
    if invoice.state == State.VOID:
        return [(_("Void"), _("This invoice is asked for no longer. Nothing is to be paid."))]
    pay_to = str(invoice.bill_to.get("pay_to", ""))
    if invoice.state == State.PAID or not pay_to:
        return []
    naming = _("Name %(number)s with the payment, so that it is found.") % {
        "number": invoice.number
    }
    return [(_("How to pay"), f"{pay_to}\n{naming}")]
