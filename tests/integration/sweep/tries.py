"""One request: put together of an operation and a workspace's ids, sent, and kept with its answer."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.integration.sweep import bodies, canaries, check, recorded, slots
from tests.integration.sweep.actors import Actor
from tests.integration.sweep.operations import Operation
from tests.integration.sweep.places import Place
from tests.integration.sweep.slots import Slot
from tests.integration.sweep.values import SCRIPT, VALUES
from workspaces import tenancy

SENT_BY_FORMS = {"csrfmiddlewaretoken", "next"}


@dataclass
class Report:
    """What was tried, and what was wrong. seen: things that had to happen at least once."""

    faults: list[str] = field(default_factory=list)
    requests: int = 0
    seen: set[str] = field(default_factory=set)

    def fault(self, actor: str, operation: Operation | str, said: str) -> None:
        self.faults.append(f"{actor}: {operation}: {said}")


@dataclass(frozen=True)
class Question:
    """An operation with templates of all it takes. kinds: of the ids in the address, in order."""

    operation: Operation
    places: dict[str, Slot]
    given: Any

    @property
    def kinds(self) -> list[str]:
        return [slot.kind for slot in self.places.values()]

    @property
    def slots(self) -> list[Slot]:
        """Return every id that is somebody's, in the address and in what is sent."""
        found = dict.fromkeys([*self.places.values(), *slots.slots_in(self.given)])
        return [slot for slot in found if slot.kind not in bodies.COMMON]

    def own(self, place: Place) -> dict[Slot, str]:
        """Return the ids of one workspace for every slot."""
        wanted = dict.fromkeys([*self.places.values(), *slots.slots_in(self.given)])
        return {slot: place.ids[slot.kind] for slot in wanted}

    def narrowed(self, names: set[str]) -> "Question":
        """Return it with only those fields of its form."""
        given = {name: value for name, value in self.given.items() if name in names}
        return Question(self.operation, self.places, given)


def question(operation: Operation) -> Question:
    """Return what an operation is asked with. Raises Unknown."""
    address, method = operation.address, operation.method
    places = {
        name: Slot(f"{{{name}}}", bodies.kind_of_place(address, before, name, method=method))
        for before, name in operation.places
    }
    return Question(operation, places, _given(operation))


def _given(operation: Operation) -> Any:
    if operation.address in bodies.READ_AS_JSON:
        return {"version": slots.VERSION, "title": "A title", "script": SCRIPT}
    if not operation.is_api:
        fixed = {name: value for name, value in VALUES.items() if isinstance(value, str)}
        ids = {name: Slot(name, kind) for name, kind in bodies.FIELDS.items()}
        version = "" if operation.address in bodies.MARKED else slots.VERSION
        return {**fixed, **ids, "version": version}
    query = bodies.of_query(operation.address, operation.query)
    if operation.body:
        schema = {name: part for name, part in operation.body.items() if name != "components"}
        whole = operation.method == "patch"
        return bodies.of_schema(schema, operation.body["components"], whole=whole)
    return {} if operation.writes else query


@dataclass(frozen=True)
class Try:
    """A request that was sent, what came back, and how many refusals the trail has more."""

    answer: Any
    sent: frozenset[str]
    refusals: int = 0

    @property
    def status(self) -> int:
        return int(self.answer.status_code)

    @property
    def code(self) -> str:
        """The stable code of a refusal in the API."""
        if not self.answer.headers.get("Content-Type", "").startswith("application/problem"):
            return ""
        return str(json.loads(check.body_of(self.answer)).get("code", ""))


def send(
    question: Question, actor: Actor, values: dict[Slot, str], *, slug: str, version: int
) -> Try:
    """Send one request. slug: the workspace the API's header names."""
    operation = question.operation
    url = operation.url({name: values[slot] for name, slot in question.places.items()})
    given = slots.filled(question.given, values, version=version)
    headers = actor.headers(for_api=operation.is_api, slug=slug)
    is_json = operation.is_api and operation.media != "multipart/form-data"
    is_json = is_json or operation.address in bodies.READ_AS_JSON
    options: dict[str, Any] = {"headers": headers}
    known = recorded.refusals()
    # What an earlier page wanted to say would stand in this one.
    actor.browser.cookies.pop("messages", None)
    if is_json and operation.writes:
        answer = actor.browser.generic(
            operation.method.upper(),
            url,
            json.dumps(given) if given else "",
            "application/json",
            **options,
        )
    elif operation.writes:
        call = getattr(actor.browser, operation.method)
        fields = {"data": given} if operation.method == "post" else {}
        answer = call(url, **fields, **options)
    else:
        answer = actor.browser.get(url, given, **options)
    words = {word for value in values.values() for word in (value, value.replace("-", ""))}
    return Try(answer, frozenset({*words, slug} - {""}), recorded.refusals() - known)


def judge(
    report: Report, tried: Try, *, actor: str, operation: Operation, secret: Place, word: str
) -> None:
    """Look at what holds for every answer to somebody outside."""
    report.requests += 1
    if tried.status >= 500:
        report.fault(actor, operation, f"answers {tried.status}")
    text = check.text_of(tried.answer)
    heard = canaries.heard(text, known=secret.known, word=word, sent=tried.sent)
    if heard:
        report.fault(actor, operation, f"{tried.status} tells {sorted(heard)[:3]}")
    if recorded.is_missing(tried):
        report.fault(actor, operation, f"{tried.status} {tried.code} leaves no row of the trail")
    if tenancy.current() != tenancy.PUBLIC:
        report.fault(actor, operation, f"left the thread in {tenancy.current()}")
