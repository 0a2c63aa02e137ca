"""A movement of units in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing import units
from billing.models import LedgerEntry, Meter
from billing.quotas.grants import EXPIRED, VOIDED
from billing.quotas.settling import REFUND_RETAINED
from billing.reporting import LedgerRow
from billing.services.rounds import OVERDUE

Kind = LedgerEntry.Kind
_CARRIED = "carried: "


def sentence(row: LedgerRow) -> str:
    """Return what happened."""
    match row.kind:
        case Kind.RESERVE:
            return _held(row)
        case Kind.COMMIT:
            return _counted(row)
        case Kind.RELEASE:
            return _given_back(row)
        case Kind.GRANT:
            return _("%(amount)s granted: %(reason)s") % _said(row)
        case Kind.EXPIRE:
            return _expired(row)
        case Kind.ROLLOVER:
            return _new_period(row)
        case Kind.PLAN_CHANGE:
            return _plan_changed(row)
        case _:
            return _adjusted(row)


def _said(row: LedgerRow) -> dict[str, str]:
    return {
        "amount": amount(row.meter, abs(row.units_delta)),
        "label": row.label,
        "reason": row.reason or row.source,
        "grant": row.source,
    }


def amount(meter: str, count: int) -> str:
    """Return so many units with their name; what people hold in a workspace are seats."""
    if meter == Meter.MEMBERS:
        return ngettext("%(n)s seat", "%(n)s seats", count) % {"n": units.shown(meter, count)}
    return units.named(meter, count)


def _held(row: LedgerRow) -> str:
    said = _said(row)
    if not row.units_delta:  # the plan had none left: the grant's own row says how many
        return _("Nothing of the plan held for %(label)s") % said
    if row.source and row.label:
        return _("%(amount)s held for %(label)s, from the grant “%(grant)s”") % said
    if row.source:
        return _("%(amount)s held, from the grant “%(grant)s”") % said
    if row.label:
        return _("%(amount)s held for %(label)s") % said
    return _("%(amount)s held") % said


def _counted(row: LedgerRow) -> str:
    """Tell that something was delivered; what of the hold it did not need is back."""
    said = _said(row)
    if row.units_delta > 0:
        if row.label:
            return _("Counted: %(label)s. %(amount)s not needed") % said
        return _("Counted. %(amount)s not needed") % said
    if row.source:
        return _("Counted from the grant “%(grant)s”: %(label)s") % said
    return _("Counted: %(label)s") % said if row.label else _("Counted: what was held before")


def _given_back(row: LedgerRow) -> str:
    said = {**_said(row), "why": _why(row.reason)}
    if row.label and said["why"]:
        return _("%(amount)s given back for %(label)s: %(why)s") % said
    if row.label:
        return _("%(amount)s given back for %(label)s") % said
    if said["why"]:
        return _("%(amount)s given back: %(why)s") % said
    return _("%(amount)s given back") % said


def _why(reason: str) -> str:
    """Return why units were given back, in place of what the code says."""
    if reason in OVERDUE.values():
        return _("nothing was heard of it")
    return {
        "failed": _("it failed"),
        "cancelled": _("it was cancelled"),
        "deleted": _("the file was deleted"),
        "purged": _("the file was deleted"),
        "refused": _("the file was refused"),
        "never came": _("the file never came"),
        "abandoned": _("the upload was given up"),
        "left": _("the seat is free again"),
        "workspace deleted": _("the workspace is deleted"),
    }.get(reason, reason)


def _expired(row: LedgerRow) -> str:
    """Tell why a grant has ended: its time was over, or staff took it back."""
    said = _said(row)
    if row.reason == EXPIRED:
        return _("%(amount)s expired, of the grant “%(grant)s”") % said
    why = row.reason.removeprefix(VOIDED).removeprefix(": ")
    if not why:
        return _("%(amount)s taken back, of the grant “%(grant)s”") % said
    said["why"] = why
    return _("%(amount)s taken back, of the grant “%(grant)s”: %(why)s") % said


def _new_period(row: LedgerRow) -> str:
    said = _said(row)
    if row.reason.startswith(_CARRIED):
        carried = row.reason.removeprefix(_CARRIED)
        said["carried"] = units.shown(row.meter, int(carried)) if carried.isdigit() else carried
        return _("New period: %(amount)s, %(carried)s of them left over from the last") % said
    return _("New period: %(amount)s") % said


def _plan_changed(row: LedgerRow) -> str:
    said = _said(row)
    if row.units_delta < 0:
        return _("Limit lowered by %(amount)s: the plan has changed") % said
    return _("Limit raised by %(amount)s: the plan has changed") % said


def _adjusted(row: LedgerRow) -> str:
    """Tell what staff set right, and why; or what came when its units were given back already."""
    said = _said(row)
    if row.reason == REFUND_RETAINED:
        if row.label:
            return _("%(label)s came after its units were given back. Nothing was counted") % said
        return _("A delivery came after its units were given back. Nothing was counted")
    if row.units_delta < 0:
        return _("Limit lowered by %(amount)s: %(reason)s") % said
    return _("Limit raised by %(amount)s: %(reason)s") % said
