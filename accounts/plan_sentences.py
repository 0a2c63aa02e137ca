"""What people are told of their workspace's plan, in the present language.

Data holds: workspace, what (happened), plan, was (the plan before), rest (the plan there is without
one), day, days (that are left), why, meter, units, reason.
"""

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.sentences import Data, date_of, number_of, text_of

MINUS = "\N{MINUS SIGN}"


def _said(data: Data) -> dict[str, Any]:
    return {
        "workspace": text_of(data, "workspace"),
        "day": date_of(data, "day"),
        "days": number_of(data, "days"),
        **{name: _called(text_of(data, name)) for name in ("plan", "was", "rest")},
    }


def _called(name: str) -> str:
    """Return what people call a plan: those that come with the product have a name in each language."""
    return _(name) if name else ""


def trial(data: Data) -> str:
    """Return that a trial begins, ends soon or is over."""
    said = _said(data)
    match data.get("what"):
        case "started":
            return _("%(workspace)s tries the %(plan)s plan.") % said
        case "ends":
            words = ngettext(
                "The trial of the %(plan)s plan in %(workspace)s ends in %(days)d day.",
                "The trial of the %(plan)s plan in %(workspace)s ends in %(days)d days.",
                said["days"],
            )
            return words % said
        case _:
            return _("The trial of the %(plan)s plan in %(workspace)s is over.") % said


def trial_detail(data: Data) -> str:
    """Return until when it goes, and what comes then."""
    said = _said(data)
    match data.get("what"):
        case "started":
            return _("It ends on %(day)s. Nothing is charged.") % said
        case "ends":
            return (
                _(
                    "Order the plan by %(day)s to keep its limits. Else the %(rest)s plan begins. "
                    "Nothing is deleted."
                )
                % said
            )
        case _:
            return _("The %(rest)s plan holds now. Nothing was deleted.") % said


def changed(data: Data) -> str:
    """Return what becomes of the plan."""
    if data.get("was") and data.get("was") == data.get("plan"):
        return _same_plan(data)
    words = {
        "began": _("The %(plan)s plan has begun in %(workspace)s."),
        "changed": _("%(workspace)s has changed from the %(was)s to the %(plan)s plan."),
        "planned": _("%(workspace)s changes from the %(was)s to the %(plan)s plan on %(day)s."),
        "dropped": _("%(workspace)s stays with the %(plan)s plan."),
        "took_place": _(
            "As planned, %(workspace)s has changed from the %(was)s to the %(plan)s plan."
        ),
        "cancelled": _("The %(plan)s plan of %(workspace)s is cancelled."),
        "resumed": _("The %(plan)s plan of %(workspace)s goes on."),
        "ended": _("The %(plan)s plan of %(workspace)s has ended."),
    }
    other = _("The plan of %(workspace)s has changed.")
    return words.get(text_of(data, "what"), other) % _said(data)


def _same_plan(data: Data) -> str:
    """Return that a plan goes on at other terms: by the year, say, or in a newer edition."""
    if data.get("what") == "planned":
        return _("The %(plan)s plan of %(workspace)s gets new terms on %(day)s.") % _said(data)
    return _("The %(plan)s plan of %(workspace)s has new terms.") % _said(data)


def changed_detail(data: Data) -> str:
    """Return what it means from now on, or from a day on."""
    said = _said(data)
    match data.get("what"):
        case "began" | "changed" | "took_place":
            return _("The present period goes to %(day)s.") % said if said["day"] else ""
        case "cancelled":
            return (
                _("It goes on until %(day)s. Then the %(rest)s plan begins. Nothing is deleted.")
                % said
            )
        case "ended" if data.get("why") == "unpaid":
            return (
                _("It was not paid for. The %(rest)s plan holds now. Nothing was deleted.") % said
            )
        case "ended":
            return _("The %(rest)s plan holds now. Nothing was deleted.") % said
        case _:
            return ""


def overdue(data: Data) -> str:
    return _("A payment for the %(plan)s plan of %(workspace)s is overdue.") % _said(data)


def overdue_detail(data: Data) -> str:
    """Return how long everything still works."""
    said = _said(data)
    words = ngettext(
        "Everything works for %(days)d more day, until %(day)s. Pay the invoice to keep the plan.",
        "Everything works for %(days)d more days, until %(day)s. Pay the invoice to keep the plan.",
        said["days"],
    )
    return words % said


def adjusted(data: Data) -> str:
    if number_of(data, "units") < 0:
        return _("The staff of the studio lowered a limit of %(workspace)s.") % _said(data)
    return _("The staff of the studio raised a limit of %(workspace)s.") % _said(data)


def adjusted_detail(data: Data) -> str:
    """Return which limit, by how much, and why."""
    said = {
        "meter": _meter(text_of(data, "meter")),
        "units": _signed(data),
        "reason": text_of(data, "reason"),
    }
    return _("%(meter)s: %(units)s. %(reason)s") % said


def _meter(meter: str) -> str:
    words = {
        "images": _("Images"),
        "copies": _("Texts"),
        "video_seconds": _("Seconds of video"),
        "storage_bytes": _("Storage"),
        "members": _("Members"),
    }
    return words.get(meter, meter)


def _signed(data: Data) -> str:
    units = number_of(data, "units")
    if data.get("meter") == "storage_bytes":
        figure = filesizeformat(abs(units))
    else:
        figure = number_format(abs(units), use_l10n=True, force_grouping=True)
    return (MINUS if units < 0 else "+") + figure
