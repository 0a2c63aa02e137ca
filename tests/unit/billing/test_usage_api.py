"""What a workspace used, for programs: as JSON and as a table."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.models import User
from tests.factories import billing as factory
from tests.factories import clock
from workspaces.models import Workspace

USAGE = "/api/v1/billing/usage"
DAY = date(2027, 5, 20)
MAY = {"from": "2027-05-01", "to": "2027-05-31"}


@pytest.fixture(autouse=True)
def _then(public: None) -> None:
    clock.stop_at(datetime(2027, 5, 21, 12, tzinfo=UTC))


def table(answer: Any) -> list[list[str]]:
    """Return the lines of a table, without the mark at its beginning."""
    text = b"".join(answer.streaming_content).decode()
    assert text[0] == "\ufeff"
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_use_is_told_by_day_kind_member_and_product(
    bob: User, alice: User, acme: Workspace, api_for: Any
) -> None:
    factory.used(acme, DAY, units=48, failed=2, actor=alice, product="Mug", charge_micros=9_600_000)
    factory.used(acme, date(2027, 5, 3), "copies", 7, actor=bob)
    factory.used(acme, date(2027, 4, 30), units=1000)

    body = api_for(bob, acme).get(USAGE).json()

    a, b = str(alice.pk), str(bob.pk)
    assert body == {
        "from": "2027-05-01",
        "to": "2027-05-31",
        "totals": [
            {"meter": "images", "units": 48, "failed": 2},
            {"meter": "copies", "units": 7, "failed": 0},
        ],
        "days": [
            {"day": "2027-05-03", "meter": "copies", "units": 7, "failed": 0},
            {"day": "2027-05-20", "meter": "images", "units": 48, "failed": 2},
        ],
        "by_kind": [
            {"key": "image", "label": "Images", "units": {"images": 48}, "failed": {"images": 2}},
            {"key": "copy", "label": "Copy", "units": {"copies": 7}, "failed": {"copies": 0}},
        ],
        "by_member": [
            {"key": a, "label": alice.label, "units": {"images": 48}, "failed": {"images": 2}},
            {"key": b, "label": bob.label, "units": {"copies": 7}, "failed": {"copies": 0}},
        ],
        "by_product": [
            {"key": "Mug", "label": "Mug", "units": {"images": 48}, "failed": {"images": 2}},
            {
                "key": "",
                "label": "Without a product",
                "units": {"copies": 7},
                "failed": {"copies": 0},
            },
        ],
        "charges": [{"currency": "USD", "amount_minor": 9}],
    }
    assert "cost" not in str(body)


def test_days_and_a_meter_can_be_named(carol: User, acme: Workspace, api_for: Any) -> None:
    factory.used(acme, DAY, units=5)
    factory.used(acme, DAY, "copies", 7)
    factory.used(acme, date(2027, 4, 1), "copies", 3)
    asked = {"from": "2027-04-01", "to": "2027-05-19", "meter": "copies"}

    body = api_for(carol, acme).get(USAGE, asked).json()

    assert (body["from"], body["to"]) == ("2027-04-01", "2027-05-19")
    assert body["totals"] == [{"meter": "copies", "units": 3, "failed": 0}]


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"from": "2027-05-02", "to": "2027-05-01"}, "to", "before the first"),
        ({"from": "2026-01-01", "to": "2027-02-05"}, "to", "at most 400"),
        ({"from": "2027-05-01"}, "to", "both days"),
        ({"to": "2027-05-01"}, "from", "both days"),
        ({"from": "May", "to": "2027-05-01"}, "from", "format"),
        ({"from": "2027-02-30", "to": "2027-05-01"}, "from", "format"),
        ({"from": "0001-01-01", "to": "0001-01-02"}, "from", "2000"),
        ({"from": "9999-12-30", "to": "9999-12-31"}, "to", "2199"),
        ({"meter": "coffee"}, "meter", "coffee"),
        ({"from": "2027-05-01\x00", "to": "2027-05-02"}, "from", ""),
    ],
)
@pytest.mark.parametrize("form", ["json", "csv"])
def test_odd_days_are_a_problem(
    bob: User,
    acme: Workspace,
    api_for: Any,
    form: str,
    asked: dict[str, str],
    field: str,
    words: str,
) -> None:
    answer = api_for(bob, acme).get(USAGE, {**asked, "format": form})

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["code"] == "invalid"
    assert words in str(answer.json()["errors"][field])


@pytest.mark.parametrize("meters", [1, 3])
def test_few_questions_however_much_was_used(
    alice: User, acme: Workspace, api_for: Any, django_assert_max_num_queries: Any, meters: int
) -> None:
    for meter in ("images", "copies", "video_seconds")[:meters]:
        for number in range(1, 11):
            factory.used(acme, date(2027, 5, number), meter, actor=alice, product=f"P{number}")
    program = api_for(alice, acme)
    program.get(USAGE)

    with django_assert_max_num_queries(8):
        assert len(program.get(USAGE).json()["days"]) == 10 * meters


# --- the table -----------------------------------------------------------------------------------
def test_the_table_has_a_row_for_each(
    bob: User, alice: User, acme: Workspace, api_for: Any
) -> None:
    factory.used(
        acme, DAY, units=48, failed=2, actor=alice, product="Mug", charge_micros=9_650_000,
        cost_micros=123_456_789,
    )  # fmt: skip
    factory.used(acme, date(2027, 5, 1), "video_seconds", 90, actor="key_1")
    factory.used(acme, date(2027, 6, 1), units=1000)

    answer = api_for(bob, acme).get(USAGE, {"format": "csv"})

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == (
        'attachment; filename="usage-2027-05-01-2027-05-31.csv"'
    )
    assert answer["Cache-Control"] == "no-store"
    assert table(answer) == [
        ["day", "meter", "kind", "member", "product", "units", "failed", "charge", "currency"],
        ["2027-05-01", "video_seconds", "video", "API key", "", "90", "0", "0", "USD"],
        # 9.65 cents, unrounded.
        ["2027-05-20", "images", "image", alice.label, "Mug", "48", "2", "0.0965", "USD"],
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_what_a_spreadsheet_would_run_is_words(
    alice: User, acme: Workspace, api_for: Any, sign: str
) -> None:
    evil = f"{sign}HYPERLINK(0)"
    User.objects.filter(pk=alice.pk).update(name=evil)
    factory.used(acme, DAY, actor=alice, product=evil)

    line = table(api_for(alice, acme).get(USAGE, {"format": "csv"}))[1]

    assert (line[3], line[4]) == (f"'{evil}", f"'{evil}")


def test_an_amount_without_small_coins_is_whole(alice: User, acme: Workspace, api_for: Any) -> None:
    acme.currency = "JPY"
    factory.used(acme, DAY, charge_micros=1_500_000_000)

    line = table(api_for(alice, acme).get(USAGE, {"format": "csv"}))[1]

    assert line[-2:] == ["1500", "JPY"]


def test_a_table_is_asked_for_by_what_is_taken(alice: User, acme: Workspace, api_for: Any) -> None:
    answer = api_for(alice, acme).get(USAGE, headers={"Accept": "text/csv"})

    assert answer["Content-Type"].startswith("text/csv")
    assert api_for(alice, acme).get(USAGE, {"format": "xml"}).status_code == 404


def test_a_long_table_comes_in_pieces_of_few_questions(
    alice: User, acme: Workspace, api_for: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(1, 29):
        for product in range(40):
            factory.used(acme, date(2027, 5, number), actor=alice, product=f"Product {product}")
    program = api_for(alice, acme)
    program.get(USAGE)

    # One of them says that it was taken home.
    with django_assert_max_num_queries(9):
        pieces = list(program.get(USAGE, {"format": "csv"}).streaming_content)

    assert len(pieces) > 1
    assert len(b"".join(pieces).splitlines()) == 1 + 28 * 40


# --- who -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["json", "csv"])
def test_another_workspaces_use_is_never_shown(
    bob: User, mallory: User, acme: Workspace, beta: Workspace, api_for: Any, form: str
) -> None:
    factory.used(beta, DAY, units=500, actor=mallory, product="Secret")

    answer = api_for(bob, acme).get(USAGE, {"format": form})
    shown = b"".join(answer.streaming_content) if form == "csv" else answer.content

    assert b"Secret" not in shown
    assert b"500" not in shown
    assert api_for(bob, beta).get(USAGE, {"format": form}).status_code == 404


def test_strangers_are_asked_to_sign_in(client: Any) -> None:
    assert client.get(USAGE).status_code == 401
