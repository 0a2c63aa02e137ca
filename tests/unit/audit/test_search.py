"""Searching finds what a careful reader would, whether by walking or by keys, page by page."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit import search
from audit.models import ActorLabel
from audit.search import BadFilter, Filters
from audit.sql import finding
from tests.factories import mighty

pytestmark = pytest.mark.django_db
PLACE, OTHER = uuid.uuid4(), uuid.uuid4()
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True, params=["walking", "by keys"])
def way(request: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let nothing be found within the first rows, so that the keys are asked."""
    if request.param == "by keys":
        monkeypatch.setattr(finding, "WALK", 0)
    return str(request.param)


def write(**values: Any) -> int:
    """Write an event; return its number."""
    event = {
        "workspace_id": PLACE, "actor_type": "user", "actor_id": "lena",
        "action": "assets.asset.changed", "target_type": "asset", "target_id": "a1",
        "target_label": "Front.jpg", "outcome": "ok", "at": NOON, **values,
    }  # fmt: skip
    return int(mighty.event(**event).pk)


def found(**asked: Any) -> list[int]:
    """Return the numbers of what is found in the place."""
    filters = Filters(**{"workspace_id": PLACE, **asked})
    return [event.pk for event in search.page(filters).events]


def name(key: str, label: str, kind: str = "user") -> None:
    ActorLabel.objects.create(actor_type=kind, actor_id=key, label=label)


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ({"actor_id": "lena"}, {"actor_id": "robin"}),
        ({"actor_type": "user"}, {"actor_type": "staff"}),
        ({"actions": ("assets.asset.changed",)}, {"action": "assets.asset.deleted"}),
        ({"target_type": "asset"}, {"target_type": "product"}),
        ({"target_id": "a1"}, {"target_id": "a11"}),
        ({"outcome": "ok"}, {"outcome": "denied"}),
        ({"outcome": "denied"}, {"outcome": "ok"}),
        ({"address": "192.0.2.7"}, {"address": "192.0.2.77"}),
        ({"address": "2001:DB8:0::1"}, {"address": None}),
        ({"request_id": "r1"}, {"request_id": "r2"}),
        ({"session_id": "s1"}, {"session_id": ""}),
        ({"text": "front"}, {"target_label": "Back.jpg"}),
        ({"since": NOON}, {"at": NOON - timedelta(microseconds=1)}),
        ({"until": NOON + timedelta(microseconds=1)}, {"at": NOON + timedelta(microseconds=1)}),
    ],
    ids=lambda value: next(iter(value)),
)
def test_each_filter_leaves_out_what_is_not_so(
    asked: dict[str, Any], other: dict[str, Any]
) -> None:
    same = {"address": "192.0.2.7", "request_id": "r1", "session_id": "s1"}
    if "address" in asked:
        same["address"] = asked["address"]
    if asked == {"outcome": "denied"}:
        same["outcome"] = "denied"
    mine = write(**same)
    write(**{**same, **other})
    write(**{**same, "workspace_id": OTHER})

    assert found(**asked) == [mine]


def test_filters_narrow_together() -> None:
    both = write(actor_id="robin", outcome="denied", request_id="r1", address="192.0.2.7")
    write(actor_id="robin", request_id="r1")
    write(actor_id="robin", outcome="denied")

    asked = {"actor_id": "robin", "outcome": "denied", "request_id": "r1", "text": "front"}
    assert found(**asked, since=NOON, until=NOON + timedelta(days=1)) == [both]
    assert found(**asked, target_id="a2") == []


def test_any_of_several_actions_is_found() -> None:
    first, second = write(), write(action="assets.asset.deleted")
    write(action="assets.asset.purged")

    wanted = ("assets.asset.deleted", "assets.asset.changed")
    assert found(actions=wanted) == [second, first]


def test_what_the_product_did_for_somebody_is_found_by_them() -> None:
    mine = write(actor_type="system", actor_id="", on_behalf_of="lena")
    write(actor_type="system", actor_id="", on_behalf_of="robin")

    assert found(actor_id="lena") == [mine]


def test_staff_search_all_workspaces() -> None:
    first, second, third = write(), write(workspace_id=OTHER), write(workspace_id=None)

    assert found(workspace_id=None, actor_id="lena") == [third, second, first]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("front", True), ("FRONT view", True), ("vie fro", True), ("ront", False),
        ("2024", True), ("红色", True), ("连衣裙", True), ("裙衣", False), ("dress", True),
        ("front nothing", False), ("100%", True), ("%", False), ("f_ont", False), ("' | 'x", False),
        ("\\", False), ("_", False), ("ünder", True),
    ],
)  # fmt: skip
def test_words_are_found_by_how_they_begin_and_chinese_anywhere(text: str, is_found: bool) -> None:
    mine = write(target_label="Front-view_2024 红色连衣裙Dress, 100% Über Ünder.jpg")
    write(target_label="Back")

    assert found(text=text) == ([mine] if is_found else [])


def test_people_are_found_by_what_they_are_called_now() -> None:
    name("lena", "Lena Schmidt")
    name("robin", "Robin 王小明")
    name("gone", "")
    mine, for_me = (
        write(target_label=""),
        write(actor_type="system", actor_id="", on_behalf_of="lena"),
    )
    about = write(actor_id="robin", target_type="member", target_id="lena", target_label="")
    write(actor_id="gone", target_label="")

    assert found(text="schmidt") == [about, for_me, mine]
    assert found(text="lena sch") == [about, for_me, mine]
    assert found(text="小明") == [about]
    assert found(text="lena", actor_id="robin") == [about]


def test_an_address_that_was_written_to_is_found() -> None:
    name("17", "guest@example.com", "invitation")
    mine = write(target_type="invitation", target_id="17", target_label="")

    assert found(text="guest@example.com") == [mine]


def test_a_name_finds_nothing_of_another_workspace() -> None:
    name("lena", "Lena")
    write(workspace_id=OTHER, target_label="")

    assert found(text="lena") == []
    assert len(found(text="lena", workspace_id=None)) == 1


def test_many_of_one_name_elsewhere_hide_nobody_here() -> None:
    name("lena", "Anna")
    labels = [ActorLabel(actor_type="user", actor_id=f"e{n}", label="Anna") for n in range(300)]
    ActorLabel.objects.bulk_create(labels)
    mine = write(target_label="")

    assert found(text="anna") == [mine]


def test_pages_follow_one_another_without_gap_or_repeat() -> None:
    written = [write(outcome="denied" if n % 2 else "ok") for n in range(25)]
    for filters in (Filters(workspace_id=PLACE), Filters(workspace_id=PLACE, outcome="denied")):
        seen: list[int] = []
        before = None
        while True:
            page = search.page(filters, before=before, limit=4)
            seen += [event.pk for event in page.events]
            before = page.next
            if before is None:
                break
            assert len(page.events) == 4
            write()  # what is new does not move the rest

        wanted = [key for key in written[::-1] if not filters.outcome or written.index(key) % 2]
        assert [key for key in seen if key in written] == wanted
        assert len(seen) == len(set(seen))


def test_rows_whose_numbers_and_times_disagree_are_found_by_time() -> None:
    late, early = write(at=NOON + timedelta(days=40)), write(at=NOON - timedelta(days=40))
    middle = write()

    assert found(since=NOON, until=NOON + timedelta(days=1)) == [middle]
    assert found(since=NOON) == [middle, late]
    assert found(until=NOON) == [early]


def test_pages_go_by_number_where_an_older_month_has_the_larger_one() -> None:
    first, second = (write(at=NOON + timedelta(days=40)) for _ in range(2))
    third = write()
    filters = Filters(workspace_id=PLACE, target_type="asset")

    newest = search.page(filters, limit=1)
    following = search.page(filters, before=newest.next, limit=2)

    assert [event.pk for event in newest.events + following.events] == [third, second, first]


def test_a_page_costs_the_same_however_many_are_on_it() -> None:

    def cost(**asked: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            search.page(Filters(workspace_id=PLACE, **asked))
        return len(queries)

    write(target_label="Front")
    few = cost(), cost(outcome="ok"), cost(text="front")
    for _ in range(30):
        write(target_label="Front")

    assert (cost(), cost(outcome="ok"), cost(text="front")) == few == (2, 4, 5)


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("address", {"address": "192.0.2"}),
        ("outcome", {"outcome": "fine"}),
        ("until", {"since": NOON, "until": NOON}),
    ],
)
def test_what_cannot_be_looked_for_is_refused_with_its_field(
    field: str, asked: dict[str, Any]
) -> None:
    with pytest.raises(BadFilter) as refused:
        Filters(**asked)

    assert refused.value.field == field
    assert str(refused.value).endswith(".")


def test_filters_outlive_a_message() -> None:
    filters = Filters(
        PLACE, "lena", actions=("b", "a"), address="192.0.2.7", since=NOON, text=" Front\x00 "
    )

    assert Filters.from_json(json.loads(json.dumps(filters.to_json()))) == filters
    assert (filters.actions, filters.text) == (("a", "b"), "Front")
    assert Filters.from_json({"later": 1}) == Filters()
