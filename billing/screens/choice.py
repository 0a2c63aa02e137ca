"""What choosing a plan would do, before anything is done: in words, line by line."""

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from billing import registry, sql, units
from billing.amounts import counted
from billing.amounts import shown as money
from billing.models import Meter, Subscription
from billing.money import choosing, wording
from billing.money.choosing import Choice, Way
from billing.money.terms import OFFLINE, NewLine
from billing.proration import Misfit, Moved, When
from billing.screens import plan_words
from billing.screens.plan_words import day
from billing.wording import name_of
from workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class Row:
    """A meter: as it is, at once (empty when nothing changes at once), and from the next period on."""

    label: str
    before: str
    now: str
    later: str
    is_less: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A part of what is charged."""

    label: str
    note: str
    amount: str


@dataclass(frozen=True, slots=True)
class Unfit:
    """What will not fit, what that means, and where it can be made to fit. page: of the site."""

    text: str
    means: str
    label: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """The page. now_head, later_head: of the columns; now_head empty when nothing is at once."""

    version_id: int
    title: str
    facts: tuple[tuple[str, str], ...]
    now_head: str
    later_head: str
    rows: tuple[Row, ...]
    lines: tuple[Line, ...]
    amount: str
    credit: str
    to_pay: str
    unfit: tuple[Unfit, ...]
    notes: tuple[str, ...]
    button: str
    keep: str
    is_end: bool
    shown: str


def preview(workspace_id: UUID, version_id: int) -> Preview:
    """Return the page of an edition.

    Raises:
        NotOffered, NothingToChange: as `choosing.look`.
    """
    found = choosing.look(workspace_id, version_id)
    place = Workspace.objects.values_list("time_zone", flat=True).get(pk=workspace_id)
    zone = ZoneInfo(found.held.time_zone if found.held else place)
    names = _names(found, zone)
    version = found.version
    is_order = found.way == Way.ORDER
    return Preview(
        version_id=version.pk,
        title=_title(found) % names,
        facts=tuple(_facts(found, zone)),
        now_head=_now_head(found),
        later_head=_later_head(found, names),
        rows=_rows(found),
        lines=tuple(_line(one, version.currency) for one in found.quote.lines)
        if found.quote
        else (),
        amount=money(found.amount, version.currency) if is_order else "",
        credit=money(-found.credit, version.currency) if found.credit else "",
        to_pay=money(found.to_pay, version.currency) if is_order else "",
        unfit=tuple(_unfit(one) for one in found.change.misfits),
        notes=tuple(_notes(found, names)),
        button=_button(found) % names,
        keep=_("Keep %(old)s") % names,
        is_end=found.way == Way.END,
        shown=choosing.seal(workspace_id, found),
    )


def _names(found: Choice, zone: ZoneInfo) -> dict[str, str]:
    held = found.held
    present = held.plan_version if held else sql.default_version()
    return {
        "old": name_of(present.plan),
        "plan": name_of(found.version.plan),
        "amount": money(found.to_pay, found.version.currency),
        "day": day(found.change.effective_at, zone),
    }


def _title(found: Choice) -> str:
    if found.way == Way.END:
        return _("End %(old)s on %(day)s")
    if found.change.when == When.AT_PERIOD_END:
        return _("Change to %(plan)s on %(day)s")
    if found.held is None:
        return _("Order %(plan)s")
    if found.held.plan_version.plan_id == found.version.plan_id:
        is_trial = found.held.status == Subscription.Status.TRIALING
        return _("Keep %(plan)s") if is_trial else _("Change %(plan)s")
    return _("Change to %(plan)s")


def _button(found: Choice) -> str:
    """Return what the one button says: what happens, and for how much."""
    if found.way == Way.END:
        return _("End %(old)s on %(day)s")
    if found.way == Way.LATER:
        return _("Change on %(day)s")
    if found.way == Way.NOW or not found.to_pay:
        return _("Begin %(plan)s now")
    if registry.provider().name == OFFLINE:
        return _("Order for %(amount)s")
    return _("Go on to pay %(amount)s")


def _facts(found: Choice, zone: ZoneInfo) -> list[tuple[str, str]]:
    rows = [(_("Begins"), _begins(found, zone))]
    if found.way == Way.END:
        rows = [(_("Ends"), day(found.change.effective_at, zone))]
    if found.version.price:
        rows.append((_("Price"), plan_words.price_sentence(found.version)))
    if found.next_at is not None and found.next_amount:
        said = {
            "day": day(found.next_at, zone),
            "amount": money(found.next_amount, found.version.currency),
        }
        rows.append((_("Next invoice"), _("%(day)s, %(amount)s") % said))
    rows.append((_("Made at a time"), _at_a_time(found)))
    return rows


def _begins(found: Choice, zone: ZoneInfo) -> str:
    if found.way == Way.LATER:
        return _("%(day)s, with the next period") % {"day": day(found.change.effective_at, zone)}
    if found.way == Way.NOW or not found.to_pay:
        return _("at once")
    return _("as soon as the payment has arrived")


def _at_a_time(found: Choice) -> str:
    new = found.version.concurrency
    old = found.held.plan_version.concurrency if found.held else None
    if old is None or old == new:
        return counted(new)
    return _("%(new)s, now %(old)s") % {"new": counted(new), "old": counted(old)}


def _now_head(found: Choice) -> str:
    if found.way in (Way.LATER, Way.END):
        return ""
    return _("At once") if found.way == Way.NOW or not found.to_pay else _("Once paid")


def _later_head(found: Choice, names: dict[str, str]) -> str:
    if found.way in (Way.LATER, Way.END):
        return _("From %(day)s") % names
    if all(one.now == one.later for one in found.change.limits):
        return ""
    return _("From the next period on")


def _rows(found: Choice) -> tuple[Row, ...]:
    rows = {one.meter: one for one in found.change.limits}
    return tuple(_row(rows[meter]) for meter in Meter.values if meter in rows)


def _row(one: Moved) -> Row:
    return Row(
        label=plan_words.meter_label(one.meter),
        before=units.shown(one.meter, one.before),
        now=units.shown(one.meter, one.now),
        later=units.shown(one.meter, one.later),
        is_less=one.later < one.before,
    )


def _line(one: NewLine, currency: str) -> Line:
    label, note = wording.said(one)
    return Line(label, note, money(one.amount, currency))


def _unfit(one: Misfit) -> Unfit:
    said = {
        "there": units.named(one.meter, one.there),
        "allowed": units.shown(one.meter, one.allowed),
    }
    match one.meter:
        case Meter.STORAGE_BYTES:
            return Unfit(
                _("%(there)s is taken, %(allowed)s fit.") % said,
                _("Nothing is deleted. No file can be added until there is room."),
                _("Open the library"),
                "assets:library",
            )
        case Meter.MEMBERS:
            return Unfit(
                _("%(there)s are here or invited, %(allowed)s fit.") % said,
                _("Nobody is removed. Nobody can be invited until there are fewer."),
                _("Open the members"),
                "settings:members",
            )
        case _:
            return Unfit(
                _("%(there)s are being made, %(allowed)s fit.") % said,
                _("What has begun is finished."),
                _("Open the jobs"),
                "generation:jobs",
            )


def _notes(found: Choice, names: dict[str, str]) -> list[str]:
    """Return what else is to be known before it is done."""
    notes = []
    if found.way == Way.END:
        notes.append(
            _(
                "Until %(day)s everything stays as it is, and you can take this back. Then %(plan)s "
                "begins. Nothing is deleted, and nothing paid is given back."
            )
            % names
        )
    elif found.way == Way.LATER:
        notes.append(
            _("Until %(day)s everything stays as it is, and you can take this back.") % names
        )
    elif found.way == Way.ORDER:
        notes += _of_order(found)
    held = found.held
    if held is not None and found.way != Way.END and held.cancel_at_period_end:
        notes.append(_("%(old)s was to end with its period. It goes on instead.") % names)
    if held is not None and held.pending_version is not None:
        planned = {"next": name_of(held.pending_version.plan)}
        notes.append(_("The change to %(next)s that was planned is dropped.") % planned)
    return notes


def _of_order(found: Choice) -> list[str]:
    notes = []
    if found.change.when == When.NOW:
        notes.append(
            _("You pay for the rest of this period alone. What is shown holds for an hour.")
        )
    elif found.change.credit:
        notes.append(
            _("What is left of the present period is taken off. What is shown holds for an hour.")
        )
    if found.to_pay and registry.provider().name == OFFLINE:
        if found.change.when == When.NOW:
            notes.append(
                _("Of money that comes days later, what is too much for the rest is credited.")
            )
        notes.append(
            _(
                "You get an invoice with the account to pay to. Nothing begins before the money has "
                "arrived, and the order can be cancelled until then."
            )
        )
    return notes
