"""The audit trail: whether it was found whole, and how far sealing is behind."""

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from audit import finding_words, proofs
from audit.admin.showing import took
from audit.models import Proof
from audit.sealing.lag import Lag, lag
from config.desk import rights
from config.desk.shapes import NOTHING, Figure, Part

PROOFS = "audit.view_proof"
SEALS = "audit.view_seal"
AMISS = (Proof.State.BROKEN, Proof.State.FAILED)


def part(user: User) -> Part | None:
    """Return what this member of staff may see of it; None when that is nothing."""
    figures: list[Figure] = []
    if rights.may(user, PROOFS):
        figures.append(_proof(proofs.last_ended()))
    if rights.may(user, SEALS):
        figures += _lag(lag())
    return Part(_("Audit trail"), figures, is_narrow=True) if figures else None


def _proof(last: Proof | None) -> Figure:
    page = rights.link("audit_proof_changelist")
    if last is None or last.finished_at is None:
        return Figure(_("Last proof"), NOTHING, note=_("There was none yet"), href=page)
    when = date_format(localtime(last.finished_at), "Y-m-d H:i")
    said = finding_words.words(last.finding)
    return Figure(
        _("Last proof"),
        last.get_state_display(),
        note=f"{when}. {said}".rstrip(". ") + ("." if said else ""),
        href=page,
        is_amiss=last.state in AMISS,
    )


def _lag(now: Lag) -> list[Figure]:
    page = rights.link("audit_seal_changelist")
    return [
        Figure(
            _("Oldest row without a seal"),
            _ago(now.unsealed),
            note=_("Sealed every ten seconds") if now.unsealed is None else "",
            href=page,
            is_amiss=now.is_unsealed_late,
        ),
        Figure(
            _("Oldest seal that is not in the bucket"),
            _ago(now.unkept),
            note=_("All are copied") if now.unkept is None else "",
            href=page,
            is_amiss=now.is_unkept_late,
        ),
    ]


def _ago(span: timedelta | None) -> str:
    return NOTHING if span is None else took(span)
