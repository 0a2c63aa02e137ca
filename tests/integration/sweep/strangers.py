"""Those who are not in acme, at acme's own addresses."""

import time
from collections.abc import Iterable

from tests.integration.sweep import actors, bodies, check, removing
from tests.integration.sweep.actors import Actor
from tests.integration.sweep.operations import Operation
from tests.integration.sweep.slots import Slot
from tests.integration.sweep.tries import Question, Report, Try, judge, send
from tests.integration.sweep.world import NOWHERE, WORD, Rows, World, absent, asked

# What is kept of a member is asked anew after five seconds: it is to be there all the time.
WARM_SECONDS = 2.0
SIGN_IN = "/accounts/login/"
WARMING = ("/w/{slug}/snapshot", "/api/v1/texts")


class Strangers:
    """Everybody outside, one operation after another; what is kept in this process stays warm."""

    def __init__(self, world: World, report: Report) -> None:
        self.world, self.report = world, report
        acme = world.acme
        self.owner = actors.signed_in("owner", acme.owner)
        self.leaver = actors.signed_in("removed member", acme.people["leaver"])
        self.leaver_here = actors.in_browser("removed member (site)", acme.people["leaver"])
        self.unknown = [
            actors.nobody(),
            actors.expired(acme.owner),
            actors.ended(acme.owner),
        ]
        self.warm_at = 0.0
        self._warm()
        removing.remove(acme, acme.people["leaver"])
        self.unknown.append(actors.switched_off(acme.people["editor"]))
        self.rows = Rows(world, report)

    def _warm(self) -> None:
        """Let members come in, so that whatever is kept of them is kept now."""
        if time.monotonic() < self.warm_at:
            return
        self.warm_at = time.monotonic() + WARM_SECONDS
        slug = self.world.acme.slug
        visitors = [self.owner] if self.warm_at > WARM_SECONDS and hasattr(self, "rows") else [
            self.owner, self.leaver, self.leaver_here,
        ]  # fmt: skip
        for actor in visitors:
            for path in WARMING:
                headers = actor.headers(for_api=path.startswith("/api"), slug=slug)
                answer = actor.browser.get(path.format(slug=slug), headers=headers)
                assert answer.status_code == 200, f"{actor.name} cannot enter: {answer.content!r}"

    def at(self, question: Question) -> None:
        """Have everybody try one operation."""
        self._warm()
        with check.undone(forget=False):
            self._at(question)

    def _at(self, question: Question) -> None:
        operation = question.operation
        for actor in self.unknown:
            if actor.name == "expired token" and not operation.is_api:
                continue  # it is of programs alone
            tried = self._try(question, actor)
            if not _is_asked_to_sign_in(tried, operation):
                self.report.fault(actor.name, operation, f"answers {tried.status}, not sign-in")
        insiders = [self.world.mallory, self.leaver]
        if operation.is_api:
            insiders.append(self.leaver_here)
        for actor in insiders:
            tried = self._try(question, actor)
            if tried.status != 404:
                self.report.fault(actor.name, operation, f"answers {tried.status}, not 404")
        self._is_like_nowhere(question)
        self.rows.check("somebody outside", operation)

    def _try(self, question: Question, actor: Actor) -> Try:
        tried = send(
            question,
            actor,
            question.own(self.world.acme),
            slug=self.world.acme.slug,
            version=bodies.version_for(question.kinds, self.world.acme),
        )
        judge(
            self.report,
            tried,
            actor=actor.name,
            operation=question.operation,
            secret=self.world.acme,
            word=WORD,
        )
        return tried

    def _is_like_nowhere(self, question: Question) -> None:
        """A workspace that is there and one that is not answer a stranger the same."""
        there = self._try(question, self.world.mallory)
        values = question.own(self.world.acme) | {
            slot: _instead(slot) for slot in question.places.values()
        }
        nowhere = send(question, self.world.mallory, values, slug=NOWHERE, version=1)
        self.report.requests += 1
        one = check.shape_of(there.answer, sent=there.sent)
        other = check.shape_of(nowhere.answer, sent=nowhere.sent)
        if one != other:
            self.report.fault(
                "mallory", question.operation, "tells acme from no workspace: "
                + check.differing(str(one), str(other)),
            )  # fmt: skip


def _instead(slot: Slot) -> str:
    if slot.kind in bodies.COMMON:
        return "1"
    return NOWHERE if slot.kind == "slug" else absent(slot.kind)


def _is_asked_to_sign_in(tried: Try, operation: Operation) -> bool:
    if operation.is_api:
        return tried.status == 401
    return tried.status == 302 and tried.answer["Location"].startswith(SIGN_IN)


def try_all(world: World, operations: Iterable[Operation], report: Report) -> None:
    """Have everybody outside try every operation that has a door."""
    with check.undone():
        strangers = Strangers(world, report)
        for operation in operations:
            if operation.door != "none" and (question := asked(operation, report)):
                strangers.at(question)
