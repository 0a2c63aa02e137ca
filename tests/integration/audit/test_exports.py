"""Files of events in a real bucket: what is in them."""

import json
from datetime import timedelta
from typing import Any

import pytest

from assets import storage
from audit import exports, names, services
from audit.actions import Action
from audit.models import ActorLabel, AuditEvent
from audit.search import Filters
from audit.sql import asked, finding
from audit.tables import FORMULA, cell
from tests.integration.audit.events import OTHER, PLACE, write
from tests.integration.audit.filed import ask, content, elsewhere, table, written

pytestmark = pytest.mark.usefixtures("told")


def test_a_table_has_a_row_for_each_event_of_the_workspace_the_oldest_first() -> None:
    ids = write(3)
    write(1, workspace_id=OTHER)
    event = written(
        address="192.0.2.7", user_agent="curl/8", request_id="r1", target_label="Front.jpg",
        reason="asked", outcome="denied", repeats=4, on_behalf_of="robin", data={"items": 3},
    )  # fmt: skip
    ActorLabel.objects.create(actor_type="user", actor_id="robin", label="Robin")
    export = ask()

    assert exports.write(export.pk)

    rows = table(export)
    assert [int(row["id"]) for row in rows[:4]] == [*ids, event.pk]
    assert rows[3] == {
        "id": str(event.pk), "at": f"{event.at:%Y-%m-%dT%H:%M:%S.%fZ}", "workspace_id": str(PLACE),
        "actor_type": "user", "actor_id": "lena", "actor": "Lena", "on_behalf_of_id": "robin",
        "on_behalf_of": "Robin", "address": "192.0.2.7", "user_agent": "curl/8",
        "request_id": "r1", "action": "assets.asset.changed", "target_type": "asset",
        "target_id": "a1", "target": "Front.jpg", "outcome": "denied", "reason": "asked",
        "changes": "", "data": '{"items": 3}', "repeats": "4",
    }  # fmt: skip
    first = AuditEvent.objects.get(pk=ids[0])
    assert json.loads(rows[0]["changes"]) == first.changes != {}
    assert (export.state, export.rows, export.tries) == ("done", 5, 1), "and that it was asked for"
    assert export.size_bytes == storage.size_of(export.key)


def test_lines_of_json_say_the_same() -> None:
    event = written(changes={"name": ["Alt\r\n\\", "“新”\x7f"]}, target_label='a"b\\n,c')
    system = written(actor_type="system", actor_id="", target_type="", target_id="")
    export = ask("jsonl", until=system.at + timedelta(microseconds=1))

    exports.write(export.pk)

    first, second = (json.loads(line) for line in content(export).splitlines())
    assert first == {
        "id": event.pk, "at": f"{event.at:%Y-%m-%dT%H:%M:%S.%fZ}", "workspace_id": str(PLACE),
        "actor": {"type": "user", "id": "lena", "label": "Lena"}, "on_behalf_of": None,
        "address": None, "user_agent": "", "request_id": "", "action": "assets.asset.changed",
        "target": {"type": "asset", "id": "a1", "label": 'a"b\\n,c'}, "outcome": "ok",
        "reason": "", "changes": {"name": ["Alt\r\n\\", "“新”\x7f"]}, "data": {}, "repeats": 1,
    }  # fmt: skip
    assert second["actor"] == {"type": "system", "id": "", "label": "E_Business"}
    assert second["target"] is None


def test_no_cell_is_a_formula() -> None:
    hostile = [f"{sign}cmd|' /C calc'!A0" for sign in FORMULA]
    harmless = ["1=2", " =1", "a,b", 'say "x"', "two\nlines"]
    for text in (*hostile, *harmless):
        written(target_label=text, reason=text, user_agent=text, request_id=text[:60])
    export = ask(actions=(Action.ASSET_CHANGED,))

    exports.write(export.pk)

    rows = table(export)
    for column in ("target", "reason", "user_agent"):
        assert [row[column] for row in rows] == [cell(text) for text in (*hostile, *harmless)]
    assert all(len(sign) == 1 for sign in FORMULA), "the database looks at one character"
    assert all(not value.startswith(FORMULA) for row in rows for value in row.values())


def test_people_are_called_as_everywhere_and_who_is_erased_is_nobody() -> None:
    known_as = [
        ("user", "lena", "Lena"),
        ("user", "gone", ""),
        ("invitation", "i1", "a@example.com"),
    ]
    for kind, key, label in known_as:
        ActorLabel.objects.create(actor_type=kind, actor_id=key, label=label)
    for actor in ("lena", "gone", "never"):
        written(actor_id=actor, on_behalf_of=actor, target_type="member", target_id=actor)
    for kind, key in (("invitation", "i1"), ("invitation", "i2"), ("email", "h"), ("job", "j")):
        written(actor_type="anonymous", actor_id="", target_type=kind, target_id=key)
    events = list(AuditEvent.objects.filter(workspace_id=PLACE).order_by("id"))
    known = names.of(events)
    table_, lines = ask(), exports.ask(Filters(PLACE), format="jsonl", by=services.SYSTEM)

    exports.write(table_.pk)
    exports.write(lines.pk)

    rows = table(table_)[: len(events)]
    said = [(row["actor"], row["on_behalf_of"], row["target"]) for row in rows]
    assert said == [
        (known.actor(event), known.on_behalf_of(event), known.target(event)) for event in events
    ]
    parsed = [json.loads(line) for line in content(lines).splitlines()][: len(events)]
    assert [(one["actor"]["label"], one["target"]["label"]) for one in parsed] == [
        (known.actor(event), known.target(event)) for event in events
    ]


def test_only_what_is_asked_for_is_in_it() -> None:
    mine = written(outcome="denied", target_label="Front view")
    written(outcome="denied", target_label="Back view")
    written(target_label="Front view")
    export = ask(outcome="denied", text="front")

    exports.write(export.pk)

    assert [int(row["id"]) for row in table(export)] == [mine.pk]


def test_nothing_is_a_table_with_a_head() -> None:
    export = ask(actor_id="nobody")

    exports.write(export.pk)

    assert (table(export), export.rows) == ([], 0)


def test_a_file_shows_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    written(target_label="Front")

    def meanwhile(*given: Any) -> Any:
        found = asked.wanted(*given)
        # Who is called so has been looked up: the moment is fixed. Now somebody writes.
        elsewhere(lambda: written(target_label="Front two"))
        return found

    export = ask(text="front")
    with monkeypatch.context() as patch:
        patch.setattr(finding, "wanted", meanwhile)
        exports.write(export.pk)
    again = ask(text="front")
    exports.write(again.pk)

    assert [row["target"] for row in table(export)] == ["Front"]
    assert [row["target"] for row in table(again)] == ["Front", "Front two"]
