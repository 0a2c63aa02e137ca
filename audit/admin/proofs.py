"""Proofs of the trail, for staff: asked for, and what came of them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from audit import finding_words, proofs
from audit.actions import Action
from audit.admin import showing as show
from audit.models import Proof
from audit.staff import actor
from audit.staff_acts import Act, ActingAdmin, ActRefused

TONES = {
    "waiting": "", "running": "info", "whole": "success", "broken": "danger", "failed": "warning",
}  # fmt: skip


def _ask(request: HttpRequest, _row: Any, given: dict[str, Any]) -> bool:
    try:
        proofs.ask(by=actor(request), reason=given["reason"])
    except proofs.AlreadyAsked as error:
        raise ActRefused(_t("One is on its way already. Look at it in a minute.")) from error
    return True


PROVE_NOW = Act(
    "prove_now",
    _("Prove now"),
    _(
        "A worker reads every row, compares it with its seal and the seals with their copies in the"
        " bucket. Nothing is changed. A million rows take about half a minute."
    ),
    _("It is on its way to a worker."),
    Action.PROOF_ASKED,
    _ask,
    icon="verified",
)


@admin.register(Proof)
class ProofAdmin(ActingAdmin):
    """What each proof of the trail has found."""

    list_acts = (PROVE_NOW,)
    paginator = InfinitePaginator
    list_display = ("asked", "result", "found", "number_of_rows", "number_of_seals", "took", "who")
    list_filter = ("state",)
    show_facets = admin.ShowFacets.NEVER
    ordering = ("-id",)
    fields = (
        "result", "found", "bad_row", "asked", "who", "finished", "took", "number_of_rows",
        "number_of_seals", "compared",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proof]:
        """Read who asked with their proofs."""
        found: QuerySet[Proof] = super().get_queryset(request)
        return found.annotate(asker=show.person_column("asked_by"))

    @admin.display(description=_("asked"))
    def asked(self, proof: Proof) -> str:
        return show.moment(proof.asked_at)

    @admin.display(description=_("finished"))
    def finished(self, proof: Proof) -> str:
        return show.moment(proof.finished_at)

    @display(description=_("the trail is"), label=TONES)  # type: ignore[untyped-decorator]
    def result(self, proof: Proof) -> tuple[str, str]:
        return proof.state, proof.get_state_display()

    @admin.display(description=_("found"))
    def found(self, proof: Proof) -> str:
        return finding_words.words(proof.finding) or show.NOTHING

    @admin.display(description=_("first bad row"))
    def bad_row(self, proof: Proof) -> str:
        """Lead to the row, where it is still there."""
        finding = finding_words.finding_of(proof.finding)
        if finding is None or finding.row is None:
            return show.NOTHING
        return show.linked(show.page_of("auditevent", "change", finding.row), finding.row)

    @admin.display(description=_("rows"))
    def number_of_rows(self, proof: Proof) -> str:
        return show.number(proof.rows)

    @admin.display(description=_("seals"))
    def number_of_seals(self, proof: Proof) -> str:
        return show.number(proof.seals)

    @admin.display(description=_("took"))
    def took(self, proof: Proof) -> str:
        return show.took(proof.finished_at - proof.asked_at if proof.finished_at else None)

    @admin.display(description=_("asked by"))
    def who(self, proof: Any) -> str:
        if not proof.asked_by:
            return _t("every night’s round")
        return proof.asker or _t("somebody who left")

    @admin.display(description=_("compared with"))
    def compared(self, proof: Proof) -> str:
        return _t("the copies in the bucket") if proof.against_bucket else _t("the database alone")
