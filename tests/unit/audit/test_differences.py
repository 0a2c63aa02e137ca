"""What an event changed, before and after, in words people read."""

from dataclasses import fields as fields_of
from typing import Any

import pytest
from django.utils import timezone, translation

from accounts.services.profile import _RULES
from assets.services.products import ProductValues
from audit import sentences
from audit.actions import Action
from audit.sentences import kinds, values
from audit.sentences.fields import FIELDS
from billing.money.accounts import Profile
from tests.unit.audit import written as code
from tests.unit.audit.told import event
from workspaces.currencies import CURRENCIES, digits
from workspaces.services.changing import BrandValues, Values

# What is written field by field, whatever its form has.
FORMS = (Values, BrandValues, ProductValues, Profile)


def change(
    field: str, before: Any, after: Any, *, action: str = Action.WORKSPACE_CHANGED, **more: Any
) -> tuple[str, str, str]:
    """Return the one difference of an event: what it is called, and its two values."""
    (found,) = sentences.differences(event(action, changes={field: [before, after]}, **more))
    return found.name, found.before, found.after


@pytest.mark.parametrize(
    ("field", "before", "after", "told"),
    [
        ("role", "viewer", "reviewer", ("role", "Viewer", "Reviewer")),
        ("role", None, "owner", ("role", "empty", "Owner")),
        ("role", "pilot", "owner", ("role", "pilot", "Owner")),
        ("status", "active", "past_due", ("state", "active", "payment overdue")),
        ("is_active", True, False, ("may sign in", "yes", "no")),
        ("language", "en", "zh-hans", ("language", "English", "简体中文")),
        ("language", "", "xx", ("language", "empty", "xx")),
        ("colours", [], ["#112233", "#445566"], ("brand colours", "empty", "#112233, #445566")),
        ("version", 1, 12345, ("version", "1", "12,345")),
        ("plan", "free v1", "team v3", ("plan", "Free (edition 1)", "Team (edition 3)")),
        (
            "product_id",
            None,
            "8f14e45f-ceea-467f-a0e6-2a1d4b9c7e11",
            ("product", "empty", "#8f14e45f"),
        ),
        ("name", "•••", "•••", ("name", "•••", "•••")),
        ("unheard_of", {"a": 1}, 1.5, ("unheard_of", "{'a': 1}", "1.5")),
        ("sku", "20260520", "2026-05-20", ("SKU", "20260520", "2026-05-20")),
    ],
)
def test_a_value_is_told_in_words(
    field: str, before: Any, after: Any, told: tuple[str, str, str]
) -> None:
    assert change(field, before, after) == told


@pytest.mark.parametrize(
    ("value", "shown"),
    [("2026-05-20", "May 20, 2026"), ("2026-05-20T09:30:00+00:00", "May 20, 2026, 9:30 a.m.")],
)
def test_a_day_is_written_as_the_reader_writes_it(value: str, shown: str) -> None:
    with timezone.override("UTC"), translation.override("en"):
        assert change("due_at", None, value)[2] == shown


def test_money_is_told_with_its_currency_and_its_decimals() -> None:
    usd = {"data": {"currency": "USD"}}

    assert change("paid", 0, 123456, **usd)[1:] == (
        "USD\N{NO-BREAK SPACE}0.00",
        "USD\N{NO-BREAK SPACE}1,234.56",
    )
    assert change("price_minor", None, 1290)[2] == "1,290"


def test_money_whose_currency_changed_is_told_with_that_of_its_time() -> None:
    both = {"price": [900, 800], "currency": ["USD", "EUR"]}
    told = event(Action.PLAN_EDITION_MADE, changes=both, data={"currency": "EUR"})

    price = sentences.differences(told)[0]

    assert (price.before, price.after) == (
        "USD\N{NO-BREAK SPACE}9.00",
        "EUR\N{NO-BREAK SPACE}8.00",
    )


@pytest.mark.parametrize("currency", CURRENCIES)
def test_every_currency_has_the_decimals_prices_have(currency: str) -> None:
    shown = values.money(1234567, currency).split("\N{NO-BREAK SPACE}")[1]

    assert len(shown.partition(".")[2]) == digits(currency)


def test_a_limit_is_told_in_what_it_counts() -> None:
    limit = {"action": Action.UNITS_ADJUSTED, "target_type": "quota_period"}

    assert change("limit", 0, 1500, target_label="images", **limit)[1:] == (
        "0 images",
        "1,500 images",
    )
    assert change("limit", 1, 2**30, target_label="storage_bytes", **limit)[1:] == (
        "1\N{NO-BREAK SPACE}byte",
        "1.0\N{NO-BREAK SPACE}GB",
    )


def test_the_facts_of_a_product_are_told_as_people_wrote_them() -> None:
    fact = change("role", "2026-05-20", "owner", action=Action.FACT_CHANGED)

    assert fact == ("role", "2026-05-20", "owner")


def test_a_long_value_is_cut() -> None:
    name, before, after = change("n" * 300, "One\n" * 100, "x" * 1000)

    assert [len(one) for one in (name, before, after)] == [120, 120, 120]
    assert before.startswith("One One")
    assert before.endswith("…")


@pytest.mark.parametrize("changes", [None, [], "text", {"name": None}, {"name": ["one"]}])
def test_changes_of_another_form_are_told_as_far_as_they_go(changes: Any) -> None:
    found = sentences.differences(event(Action.WORKSPACE_CHANGED, changes=changes))

    assert [(one.name, one.before, one.after) for one in found] == (
        [("name", "empty", "empty")] if changes and isinstance(changes, dict) else []
    )


def test_the_kind_of_a_target_is_named() -> None:
    assert sentences.target_kind(event(Action.ASSET_DELETED)) == "file"
    assert sentences.target_kind(event(Action.ASSET_DELETED, target_type="")) == ""
    assert (
        sentences.target_kind(event(Action.ASSET_DELETED, target_type="unheard_of")) == "unheard_of"
    )


# --- what the code writes -----------------------------------------------------------------------
def test_every_field_that_is_written_has_a_name() -> None:
    written = code.fields()
    assert {"role", "status", "is_active", "main_photo"} <= written, "the reader finds none"

    assert sorted(written - FIELDS.keys()) == []


@pytest.mark.parametrize("form", FORMS)
def test_every_field_of_a_form_has_a_name(form: Any) -> None:
    assert sorted({field.name for field in fields_of(form)} - FIELDS.keys()) == []


def test_every_field_of_a_profile_has_a_name() -> None:
    assert sorted(_RULES.keys() - FIELDS.keys()) == []


def test_every_type_of_target_that_is_written_has_a_name() -> None:
    written = code.targets()
    assert {"asset", "workspace", "job"} <= written, "the reader finds none"

    assert sorted(written - kinds.KINDS.keys()) == []
