"""Members of acme by role: refused exactly where the table of roles says so."""

from collections.abc import Iterable

from tests.integration.sweep import actors, bodies, canaries, check, recorded
from tests.integration.sweep.actors import Actor
from tests.integration.sweep.operations import Operation
from tests.integration.sweep.tries import Question, Report, Try, send
from tests.integration.sweep.world import WORD, Rows, World, asked
from workspaces.roles import GRANTS, Role


class Ranks:
    """Each role at each operation that names a permission."""

    def __init__(self, world: World, report: Report) -> None:
        self.world, self.report = world, report
        self.members = {
            role: actors.signed_in(role.value, world.acme.people[role]) for role in Role
        }
        self.rows = Rows(world, report)

    def at(self, question: Question) -> None:
        """Have every role try one operation."""
        operation = question.operation
        with check.undone():
            for role, actor in self.members.items():
                if operation.permission not in GRANTS[role]:
                    self._is_refused(self._try(question, actor), operation, role)
            self.rows.check("a lower role", operation)
        for role, actor in self.members.items():
            if operation.permission in GRANTS[role]:
                with check.undone():
                    self._is_let_in(self._try(question, actor), operation, role)

    def _is_refused(self, tried: Try, operation: Operation, role: Role) -> None:
        code = tried.code if operation.is_api else "role-not-allowed"
        if (tried.status, code) != (403, "role-not-allowed"):
            self.report.fault(role, operation, f"is not refused: {tried.status} {tried.code}")
        if recorded.is_missing(tried):
            self.report.fault(role, operation, f"{tried.status} leaves no row of the trail")
        told = check.body_of(tried.answer).replace(self.world.acme.workspace.name, "")
        if operation.permission not in GRANTS[Role.ADMIN]:
            # Members see on their own page who the owners are: whom to ask is said.
            told = told.replace(self.world.acme.people[Role.OWNER].label, "")
        heard = canaries.heard(told, known=frozenset(), word=WORD, sent=tried.sent)
        if heard:
            self.report.fault(role, operation, f"the refusal tells {sorted(heard)[:3]}")

    def _is_let_in(self, tried: Try, operation: Operation, role: Role) -> None:
        if tried.status in {401, 403} or tried.status >= 500:
            self.report.fault(role, operation, f"is refused: {tried.status} {tried.code}")
        if role == Role.OWNER:
            if tried.status == 404:
                self.report.fault(role, operation, "acme's ids are not found: all else is idle")
            if f"{WORD}-".lower() in check.text_of(tried.answer).lower():
                self.report.seen.add(f"told to the owner: {operation}")

    def _try(self, question: Question, actor: Actor) -> Try:
        acme = self.world.acme
        self.report.requests += 1
        return send(
            question,
            actor,
            question.own(acme),
            slug=acme.slug,
            version=bodies.version_for(question.kinds, acme),
        )


def try_all(world: World, operations: Iterable[Operation], report: Report) -> None:
    """Have every role try every operation that names a permission."""
    ranks = Ranks(world, report)
    for operation in operations:
        if operation.permission is not None and (question := asked(operation, report)):
            ranks.at(question)
