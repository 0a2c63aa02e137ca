"""Every event of the trail is a sentence: whole, of who did what, and of several that are told as one."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext

from audit import sentences
from audit.actions import Action
from audit.models import AuditEvent
from tests.unit.audit.told import Called, event, said

OUTCOMES = AuditEvent.Outcome.values
BROKEN: list[dict[str, Any]] = [
    {},
    {"target_type": "", "target_id": "", "target_label": ""},
    {"actor_type": "anonymous", "actor_id": "", "target_label": ""},
    {"actor_id": "gone", "target_label": ""},
    {"actor_type": "system", "actor_id": "", "on_behalf_of": "gone"},
    {"actor_type": "api_key", "actor_id": "key", "target_type": "unheard_of"},
    {"changes": None, "data": None},
    {"changes": [], "data": []},
    {"changes": {"role": None, "name": ["one"], "product_id": [1, 2, 3]}, "schema_version": 0},
    {"data": {"items": "many", "amount": None, "currency": 7, "photos_added": 0, "rows": True}},
    {"repeats": 14},
]


@pytest.mark.parametrize("values", BROKEN)
def test_every_event_is_told_whatever_it_lacks(values: dict[str, Any]) -> None:
    for action, outcome in product(Action, OUTCOMES):
        sentence = said(event(action, outcome=outcome, **values))

        assert len(sentence) > 10
        assert "%(" not in sentence
        assert sentence[0].isupper() or sentence[0].isdigit()
        assert sentence == " ".join(sentence.split())


def test_who_and_what_are_stressed() -> None:
    found = sentences.parts([event(Action.ASSET_DELETED)], Called())

    assert [(part.text, part.is_strong, part.name) for part in found] == [
        ("Mei Lin", True, "who"),
        (" deleted ", False, ""),
        ("Mug front", True, "what"),
    ]


def test_what_leads_somewhere_is_named_also_where_it_is_called_by_a_title() -> None:
    job = event(Action.JOB_SUBMITTED, target_type="job", data={"items": 2, "styles": ["studio"]})

    assert sentences.parts([job], Called())[-1] == sentences.Part("Mug front", True, "what")


TOLD: list[tuple[str, AuditEvent]] = [
    (
        "Tom Okafor started 24 images in Spring collection",
        event(
            Action.JOB_SUBMITTED,
            actor_id="tom",
            target_type="job",
            target_label="Spring collection",
            data={"items": 24, "styles": ["studio"]},
        ),
    ),
    (
        "Mei Lin started 24 images",
        event(
            Action.JOB_SUBMITTED,
            target_type="job",
            target_label="24 张图片",
            data={"items": 24, "styles": ["studio"]},
        ),
    ),
    (
        "Mei Lin asked for the script of Mug front",
        event(Action.JOB_SUBMITTED, data={"items": 1, "kinds": ["script"], "project": "p"}),
    ),
    (
        "Mei Lin made Tom Okafor a reviewer",
        event(
            Action.MEMBER_ROLE_CHANGED,
            target_type="member",
            target_id="tom",
            changes={"role": ["viewer", "reviewer"]},
        ),
    ),
    (
        "Mei Lin changed their own role to Admin",
        event(
            Action.MEMBER_ROLE_CHANGED,
            target_type="member",
            target_id="mei",
            changes={"role": ["owner", "admin"]},
        ),
    ),
    (
        "E_Business finished Mug front, for Mei Lin",
        event(Action.ITEM_FINISHED, actor_type="system", actor_id="", on_behalf_of="mei"),
    ),
    (
        "Mei Lin added Mug front to the library",
        event(
            Action.ASSET_CREATED,
            actor_type="system",
            actor_id="",
            on_behalf_of="mei",
            data={"source": "upload"},
        ),
    ),
    (
        "Mei Lin asked for the workspace Northbay without being a member",
        event(
            Action.WORKSPACE_ENTRY_DENIED,
            target_type="workspace",
            target_label="Northbay",
            outcome="denied",
            reason="not_a_member",
        ),
    ),
    (
        "E_Business staff (Mei Lin) looked at the list of products",
        event(
            Action.LIST_SEEN_BY_STAFF,
            actor_type="staff",
            target_type="list",
            target_label="assets.product",
        ),
    ),
    (
        "E_Business staff (Mei Lin) looked at an entry (quota period)",
        event(
            Action.ROW_SEEN_BY_STAFF,
            actor_type="staff",
            target_type="quotaperiod",
            target_label="",
        ),
    ),
    (
        "E_Business finished Mug front",
        event(Action.ITEM_FINISHED, actor_type="system", actor_id=""),
    ),
    (
        "Mei Lin changed Capacity of Mug front",
        event(Action.FACT_CHANGED, changes={"Capacity": ["330 ml", "350 ml"]}),
    ),
    (
        "Mei Lin changed 2 facts of Mug front",
        event(Action.FACT_CHANGED, changes={"Capacity": [None, "1 l"], "Colour": ["red", None]}),
    ),
    (
        "Mei Lin changed the Chinese name of Mug front",
        event(Action.PRODUCT_CHANGED, changes={"name_zh": ["", "马克杯"]}),
    ),
    (
        "Mei Lin added 1 photo to Mug front",
        event(Action.PRODUCT_CHANGED, data={"photos_added": ["a.jpg"]}),
    ),
    (
        "Mei Lin was refused: may not read the activity",
        event(Action.WORKSPACE_ENTRY_DENIED, outcome="denied", reason="AUDIT_READ"),
    ),
    (
        "Mei Lin was refused: may not delete files",
        event(Action.ASSET_DELETED, outcome="denied", reason="ASSET_DELETE"),
    ),
    (
        "Refused: Mei Lin deleted Mug front",
        event(Action.ASSET_DELETED, outcome="denied", reason="too-late"),
    ),
    ("Failed: Mei Lin deleted Mug front", event(Action.ASSET_DELETED, outcome="error")),
    (
        "Somebody tried to sign in as mei@example.com with a wrong password",
        event(
            Action.ACCOUNT_SIGN_IN_FAILED,
            actor_type="anonymous",
            actor_id="",
            target_type="email",
            target_label="mei@example.com",
            outcome="denied",
            reason="credentials",
        ),
    ),
    (
        "Mei Lin ordered the plan Team (edition 3) for JPY\N{NO-BREAK SPACE}2,900",
        event(
            Action.ORDER_PLACED,
            target_type="order",
            target_label="team v3",
            data={"amount": 2900, "currency": "JPY"},
        ),
    ),
    (
        "Mei Lin took USD\N{NO-BREAK SPACE}12.50 of the invoice 2026-000007 back",
        event(
            Action.INVOICE_CREDITED,
            target_type="invoice",
            target_label="2026-000007",
            changes={"credited": [1000, 2250]},
            data={"currency": "USD"},
        ),
    ),
    (
        "E_Business staff (Mei Lin) granted 1,500 images beside the plan",
        event(
            Action.UNITS_GRANTED,
            actor_type="staff",
            reason="sorry",
            target_type="grant",
            target_label="1500 images",
        ),
    ),
    ("Mei Lin did something: gone.thing.happened", event("gone.thing.happened")),
    (
        "Mei Lin deleted something without a name (file)",
        event(Action.ASSET_DELETED, target_label=""),
    ),
]


@pytest.mark.parametrize(("sentence", "row"), TOLD, ids=[sentence for sentence, _row in TOLD])
def test_a_sentence_says_what_matters(sentence: str, row: AuditEvent) -> None:
    assert said(row) == sentence


def test_staff_who_work_in_a_workspace_of_theirs_are_told_by_their_name() -> None:
    assert said(event(Action.ASSET_DELETED, actor_type="staff")) == "Mei Lin deleted Mug front"


def test_what_is_hidden_is_not_told() -> None:
    changes = {"name": ["•••", "•••"]}

    assert (
        said(event(Action.ACCOUNT_FACTOR_RENAMED, changes=changes)) == "Mei Lin renamed a passkey"
    )


def test_somebody_who_left_begins_a_sentence() -> None:
    class Erased(Called):
        def actor(self, event: AuditEvent) -> str:
            return gettext("somebody who left")

    told = sentences.text([event(Action.ASSET_DELETED)], Erased())

    assert told == "Somebody who left deleted Mug front"


@pytest.mark.parametrize("label", ["50 % off", "%(who)s", "{who} %s %d", "<b>Mug</b>", "%(n)s {0}"])
def test_values_are_never_read_as_names(label: str) -> None:
    assert said(event(Action.ASSET_DELETED, target_label=label)) == f"Mei Lin deleted {label}"


def test_a_long_label_is_cut_and_line_breaks_are_spaces() -> None:
    told = said(event(Action.TEXT_CHANGED, target_label="One\nword " + "x" * 300))

    assert told.startswith("Mei Lin edited a text: One word xxx")
    assert told.endswith("x…")
    assert len(told) < 150


@pytest.mark.parametrize(
    ("count", "english", "chinese"),
    [
        (1, "Mei Lin deleted Mug front", "Mei Lin 删除了 Mug front"),
        (2, "Mei Lin deleted 2 files", "Mei Lin 删除了 2 个文件"),
        (1234, "Mei Lin deleted 1,234 files", "Mei Lin 删除了 1,234 个文件"),
    ],
)
def test_several_are_told_as_one_with_their_number(count: int, english: str, chinese: str) -> None:
    rows = [event(Action.ASSET_DELETED, id=number) for number in range(count)]

    assert said(*rows) == english
    with translation.override("zh-hans"):
        assert said(*rows) == chinese


@pytest.mark.parametrize(
    ("times", "english", "chinese"),
    [(2, ", 2 times", "，共 2 次"), (14, ", 14 times", "，共 14 次")],
)
def test_what_was_repeated_says_how_often(times: int, english: str, chinese: str) -> None:
    row = event(Action.WORKSPACE_ENTRY_DENIED, outcome="denied", repeats=times)

    assert said(row).endswith(english)
    with translation.override("zh-hans"):
        assert said(row).endswith(chinese)


def test_chinese_names_stand_in_a_chinese_sentence_without_spaces() -> None:
    class Chinese(Called):
        def actor(self, event: AuditEvent) -> str:
            return "林梅"

    with translation.override("zh-hans"):
        mug = sentences.text([event(Action.ASSET_DELETED, target_label="陶杯")], Chinese())
        mixed = sentences.text([event(Action.ASSET_DELETED, target_label="Mug 陶杯")], Chinese())

    assert (mug, mixed) == ("林梅删除了陶杯", "林梅删除了 Mug 陶杯")


# --- which are told as one ----------------------------------------------------------------------
def groups(*events: AuditEvent) -> list[list[int]]:
    return [[one.pk for one in group] for group in sentences.told(events)]


def test_neighbours_of_one_request_are_told_as_one() -> None:
    rows = [event(Action.ASSET_DELETED, id=number) for number in (3, 2, 1)]

    assert groups(*rows) == [[3, 2, 1]]


@pytest.mark.parametrize(
    "other",
    [
        {"actor_id": "tom"},
        {"on_behalf_of": "tom"},
        {"request_id": "r-2"},
        {"outcome": "denied"},
        {"action": Action.ASSET_RESTORED},
        {"repeats": 2},
    ],
)
def test_what_differs_in_who_what_or_how_it_ended_is_told_by_itself(other: dict[str, Any]) -> None:
    values = {"action": Action.ASSET_DELETED, **other}

    assert groups(event(Action.ASSET_DELETED, id=2), event(id=1, **values)) == [[2], [1]]


def test_what_has_no_sentence_for_several_is_told_one_by_one() -> None:
    rows = [event(Action.MEMBER_REMOVED, id=number) for number in (2, 1)]

    assert groups(*rows) == [[2], [1]]


def test_two_kinds_that_alternate_in_one_request_are_told_as_two() -> None:
    """A worker writes of each picture that it is there, and that its item is finished."""
    kinds = (Action.ITEM_FINISHED, Action.ASSET_CREATED)
    rows = [
        event(kinds[number % 2], id=number, data={"source": "generated"}) for number in range(6)
    ]

    assert groups(*rows) == [[0, 2, 4], [1, 3, 5]]


def test_what_came_of_no_request_is_told_as_one_when_it_was_written_about_at_once() -> None:
    """The database dates each row by itself, those of one statement too."""
    noon = datetime(2026, 11, 28, 12, tzinfo=UTC)
    rows = [
        event(Action.ASSET_DELETED, id=number, request_id="", at=noon + timedelta(seconds=after))
        for number, after in ((5, 9.0), (4, 3.2), (3, 1.9), (2, 0.4), (1, 0.0))
    ]
    rows[3].actor_id = "tom"

    assert groups(*rows) == [[5], [4, 3], [2], [1]]
