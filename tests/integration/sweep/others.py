"""mallory in beta, which is hers, with one id of acme's at a time.

Addresses are tried by somebody else, too, who is in beta and was in acme until just now.
"""

from collections.abc import Iterable

from tests.factories import people
from tests.integration.sweep import actors, bodies, check, removing
from tests.integration.sweep.actors import Actor
from tests.integration.sweep.operations import Operation
from tests.integration.sweep.slots import Slot
from tests.integration.sweep.tries import (
    SENT_BY_FORMS,
    Question,
    Report,
    Try,
    judge,
    send,
)
from tests.integration.sweep.world import WORD, Rows, World, absent, asked
from workspaces.roles import GRANTS, Role

OWN = {"slug", "workspace"}


class Others:
    """What is another's looks like what is not there: same status, same words, nothing changed."""

    def __init__(self, world: World, report: Report) -> None:
        self.world, self.report = world, report
        self.removed = self._removed()
        self.rows = Rows(world, report)

    def _removed(self) -> Actor:
        """Let somebody work in both workspaces, and be removed from acme."""
        person = people.person("Lee")
        people.join(person, self.world.acme.workspace, Role.ADMIN)
        people.join(person, self.world.beta.workspace, Role.ADMIN)
        actor = actors.signed_in("removed member, now of beta", person)
        headers = actor.headers(for_api=True, slug=self.world.acme.slug)
        assert actor.browser.get("/api/v1/texts", headers=headers).status_code == 200
        removing.remove(self.world.acme, person)
        return actor

    def at(self, question: Question) -> None:
        """Try every id the operation takes."""
        question = self._with_own(question)
        for slot in question.slots:
            if slot.kind not in OWN:
                self._with_foreign(question, slot)

    def _with_own(self, question: Question) -> Question:
        """Ask for what is mallory's own: that must be right, else nothing is shown by the rest.

        Of a page's form only those fields stay that the page reads.
        """
        operation = question.operation
        with check.undone(), check.reading() as names:
            tried = self._try(question, {})
        if tried.status >= 400 and str(operation) not in REFUSED:
            said = check.body_of(tried.answer)[:300]
            self.report.fault("mallory", operation, f"own ids: {tried.status} {said}")
        if tried.status < 400 and str(operation) in REFUSED:
            self.report.fault("the sweep", operation, "is not refused: take it off the list")
        if operation.is_api or operation.address in bodies.READ_AS_JSON:
            return question
        unknown = names - set(question.given) - SENT_BY_FORMS
        if unknown:
            said = f"reads {sorted(unknown)}: add them to bodies.FIELDS or values.VALUES"
            self.report.fault("the sweep", operation, said)
        return question.narrowed(names)

    def _with_foreign(self, question: Question, slot: Slot) -> None:
        operation, who = question.operation, f"mallory with acme's {slot.name}"
        with check.undone():
            foreign = self._try(question, {slot: self.world.acme.ids[slot.kind]}, who=who)
            self.rows.check(who, operation)
        if slot in question.places.values() and operation.permission in GRANTS[Role.ADMIN]:
            self._as_removed(question, slot, like=foreign)
        with check.undone():
            nobodys = self._try(question, {slot: absent(slot.kind)}, who=who)
        one = check.shape_of(foreign.answer, sent=foreign.sent)
        other = check.shape_of(nobodys.answer, sent=nobodys.sent)
        if one != other:
            said = check.differing(str(one), str(other))
            self.report.fault(who, operation, f"tells it from an id that is nobody's: {said}")
        self.report.seen.add(f"foreign {slot.kind}")

    def _as_removed(self, question: Question, slot: Slot, *, like: Try) -> None:
        """Who was in acme fares no better with an address of it than who never was."""
        operation, who = question.operation, f"{self.removed.name}, with acme's {slot.name}"
        with check.undone(forget=False):
            acmes = {slot: self.world.acme.ids[slot.kind]}
            tried = self._try(question, acmes, who=who, actor=self.removed)
            self.rows.check(who, operation)
        if tried.status != like.status:
            said = f"answers {tried.status}, and {like.status} to mallory"
            self.report.fault(who, operation, said)
        self.report.seen.add("removed member")

    def _try(
        self,
        question: Question,
        changed: dict[Slot, str],
        *,
        who: str = "mallory",
        actor: Actor | None = None,
    ) -> Try:
        beta = self.world.beta
        tried = send(
            question,
            actor or self.world.mallory,
            question.own(beta) | changed,
            slug=beta.slug,
            version=bodies.version_for(question.kinds, beta),
        )
        judge(
            self.report,
            tried,
            actor=who,
            operation=question.operation,
            secret=self.world.acme,
            word=WORD,
        )
        return tried


# Operations that refuse even what is right in beta → why.
REFUSED: dict[str, str] = {
    "POST /api/v1/billing/subscription/cancel": "there is no subscription",
    "POST /api/v1/billing/subscription/change": "there is no subscription",
    "POST /api/v1/billing/subscription/drop-change": "there is no subscription",
    "POST /api/v1/billing/subscription/resume": "there is no subscription",
    "DELETE /api/v1/assets/{asset_id}/versions/{number}": "the version that is shown stays",
    "POST /w/{slug}/library/{asset_id}/versions/{number}/delete": "the version that is shown stays",
    "POST /w/{slug}/library/{asset_id}/convert": "the format is that of a table",
    "POST /api/v1/workspaces/{id}/leave": "the only owner stays",
    "POST /api/v1/workspaces/{id}/restore": "it is active",
    "POST /workspaces/{workspace_id}/leave": "the only owner stays",
    "POST /workspaces/{workspace_id}/restore": "it is active",
}


def try_all(world: World, operations: Iterable[Operation], report: Report) -> None:
    """Try every id of every operation that has a door."""
    with check.undone():
        others = Others(world, report)
        for operation in operations:
            if operation.door != "none" and (question := asked(operation, report)):
                others.at(question)
