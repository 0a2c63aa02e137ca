"""Who makes what, and whether the AI vendor answers, as tables for the staff admin."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.actors import actor_of
from accounts.models import User
from audit import services as audit
from audit.actions import Action
from generation import failures, registry
from generation.providers.base import ProviderError
from generation.staff_tables import NOTHING, Table, badge, code, share

# A vendor's state → the state of work whose colour it has.
TONES = {"closed": "succeeded", "open": "failed", "half-open": "partial", "unknown": "partial"}


@dataclass(frozen=True, slots=True)
class Checked:
    """How the vendor answered. code: empty when all is well."""

    milliseconds: int
    found: tuple[str, ...]
    missing: tuple[str, ...]
    code: str
    detail: str


def checked(by: User) -> Checked:
    """Ask the vendor whether it answers, and record that it was asked."""
    try:
        answer = registry.check_vendor()
        result = Checked(
            answer.milliseconds, answer.found, answer.missing, answer.code, answer.detail
        )
    except ProviderError as error:
        result = Checked(0, (), (), error.code, error.detail)
    with transaction.atomic(durable=True):
        audit.record(
            Action.VENDOR_CHECKED,
            actor=actor_of(by),
            details=audit.Details(reason=result.code, data={"milliseconds": result.milliseconds}),
        )
    return result


def of_makers() -> Table:
    """Return who makes pictures, texts and voices."""
    words = _purposes()
    rows = [
        (
            words[maker.purpose],
            maker.provider,
            maker.model or NOTHING,
            failures.explain(maker.why_not).title if maker.why_not else _("Ready"),
        )
        for maker in registry.makers()
    ]
    heads = [pgettext("who makes what", "What"), _("Made by"), _("Model"), _("State")]
    return Table(heads, rows, title=_("Who makes what"))


def of_breakers() -> Table:
    """Return how each vendor does: whether it is asked, and how many of the last calls failed."""
    words = {
        "closed": _("Asked as usual"),
        "open": _("Left alone for a moment"),
        "half-open": _("One call finds out whether it is back"),
        "unknown": _("Not known: Redis does not answer"),
    }
    rows = [
        (
            row["name"],
            badge(TONES[row["state"]], words[row["state"]]),
            row["calls"],
            row["failed"],
            share(row["failed"], of=row["calls"]),
        )
        for row in registry.breakers()
    ]
    heads = [_("Vendor"), _("State"), _("Calls in 30 s"), _("Failed"), _("Error rate")]
    return Table(heads, rows, title=_("How vendors do"), empty=_("No vendor is set up."))


def of_check(check: Checked) -> Table:
    """Return how the vendor answered."""
    words, comma = _purposes(), pgettext("between names", ", ")
    rows: list[tuple[str, object]] = [
        (
            pgettext("of a vendor", "Answer"),
            failures.explain(check.code).title if check.code else _("It answers"),
        ),
        (_("Time"), _("%(n)d ms") % {"n": check.milliseconds}),
        (_("Models that are there"), comma.join(words[use] for use in check.found) or NOTHING),
        (_("Models that are missing"), comma.join(words[use] for use in check.missing) or NOTHING),
    ]
    if check.detail:
        rows.append((_("Detail"), code(check.detail)))
    return Table([], rows, title=_("Connection"))


def _purposes() -> dict[str, str]:
    return {"image": _("Images"), "copy": _("Copy"), "speech": _("Voices")}
