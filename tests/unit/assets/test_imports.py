"""A sheet becomes products: read, named, checked, imported."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from assets import services
from assets.models import CatalogueImport, Fact, ImportRow, Product
from assets.services import import_running, work
from tests.factories import stock
from tests.factories.sheets import MUGS, Desk
from tests.unit.assets.imports import desk

__all__ = ["desk"]
Stage = CatalogueImport.Stage


def test_a_sheet_is_read_and_its_columns_are_guessed(desk: Desk) -> None:
    run = desk.begin()

    assert (run.stage, run.state, run.total) == (Stage.MAPPING, "ready", 3)
    assert [run.mapping[str(at)]["means"] for at in range(7)] == [
        "sku", "name", "brand", "price", "currency", "fact", "fact",
    ]  # fmt: skip
    assert run.mapping["5"] == {"means": "fact", "attribute": "Capacity", "unit": "ml"}
    assert run.columns[1]["samples"] == ["Speckled mug", "Tall mug", "Small mug"]


def test_a_check_writes_no_product(desk: Desk) -> None:
    run = desk.checked()

    assert run.stage == Stage.REVIEW
    assert run.counts == {"new": 3}
    assert not Product.objects.exists()


def test_what_is_checked_becomes_products_with_facts_and_their_origin(desk: Desk, alice) -> None:
    run = desk.imported()

    mug = Product.objects.get(sku="MUG-1")
    assert (run.stage, run.counts) == (Stage.DONE, {"imported": 3})
    assert (mug.name, mug.brand, mug.price_minor, mug.currency) == (
        "Speckled mug", "Northbay", 2450, "USD",
    )  # fmt: skip
    capacity = mug.facts.get(attribute="Capacity")
    assert (capacity.value, capacity.unit, capacity.source) == ("350", "ml", Fact.Source.SHEET)
    assert (capacity.cell, capacity.quote, capacity.confirmed_by_id) == ("F2", "350 ml", alice.pk)
    assert str(capacity.origin_id) == run.options["version_id"]


def test_the_trail_tells_of_every_product(desk: Desk, trail) -> None:
    desk.imported()

    said = [action for action, _, _ in trail()]
    assert said.count("assets.product.created") == 3
    assert said.count("assets.fact.changed") == 3
    assert [one for one in said if "import" in one] == [
        "assets.import.started", "assets.import.changed", "assets.import.confirmed",
        "assets.import.finished",
    ]  # fmt: skip


def test_a_second_import_changes_what_differs_and_nothing_else(desk: Desk) -> None:
    desk.imported()
    mug = Product.objects.get(sku="MUG-1")
    changed = [list(row) for row in MUGS]
    changed[1][3], changed[2][5] = "25.00", "430"

    run = desk.checked(changed)

    assert desk.states(run) == ["changed", "changed", "same"]
    first = desk.row(run, 2)
    assert first.before == {"fields": {"price_minor": 2450, "currency": "USD"}, "facts": {}}
    assert first.values["fields"] == {"price_minor": 2500, "currency": "USD"}
    assert desk.row(run, 3).before["facts"] == {"Capacity": "420 ml"}
    desk.run(run)
    mug.refresh_from_db()
    assert (mug.price_minor, mug.version) == (2500, 2)
    assert Product.objects.count() == 3
    assert Fact.objects.count() == 6


def test_products_there_are_can_be_left_as_they_are(desk: Desk) -> None:
    desk.imported()
    changed = [list(row) for row in MUGS]
    changed[1][1] = "Another name"

    assert desk.states(desk.checked(changed, existing="skip")) == ["same"] * 3


def test_rows_say_what_is_wrong_and_where(desk: Desk) -> None:
    rows = [list(row) for row in MUGS]
    rows[1][3] = "cheap"
    rows[2][0] = "mug-3"
    rows[3][1] = ""

    run = desk.checked(rows)

    assert desk.states(run) == ["invalid", "new", "invalid"]
    assert desk.row(run, 2).problems == [
        {"column": "3", "code": "price-invalid", "data": {"value": "cheap"}}
    ]
    codes = [problem["code"] for problem in desk.row(run, 4).problems]
    assert codes == ["sku-twice", "name-missing"]
    assert desk.row(run, 4).problems[0]["data"] == {"row": 3}


def test_a_row_is_mended_in_place_and_checked_at_once(desk: Desk, alice) -> None:
    rows = [list(row) for row in MUGS]
    rows[1][3] = "cheap"
    run = desk.checked(rows)

    row = services.edit_row(run.pk, 2, cells={"3": "24.5"}, actor=alice)

    run.refresh_from_db()
    assert (row.state, row.problems) == ("new", [])
    assert run.counts == {"new": 3}
    assert desk.run(run).counts == {"imported": 3}


def test_a_sku_that_is_changed_frees_the_row_it_stood_against(desk: Desk, alice) -> None:
    rows = [list(row) for row in MUGS]
    rows[2][0] = "MUG-1"
    run = desk.checked(rows)
    assert desk.states(run) == ["new", "duplicate", "new"]

    services.edit_row(run.pk, 2, cells={"0": "MUG-9"}, actor=alice)

    assert desk.states(run) == ["new", "new", "new"]


def test_a_row_that_is_left_out_frees_its_double_and_is_not_imported(desk: Desk, alice) -> None:
    rows = [list(row) for row in MUGS]
    rows[2][0] = "MUG-1"
    run = desk.checked(rows)

    services.edit_row(run.pk, 2, skip=True, actor=alice)

    assert desk.states(run) == ["skipped", "new", "new"]
    desk.run(run)
    assert set(Product.objects.values_list("name", flat=True)) == {"Tall mug", "Small mug"}


def test_all_rows_of_a_kind_are_left_out_at_once(desk: Desk, alice) -> None:
    rows = [list(row) for row in MUGS]
    rows[1][3], rows[2][3] = "cheap", "dear"
    run = desk.checked(rows)

    assert services.skip_rows(run.pk, states=["invalid"], actor=alice) == 2
    assert desk.states(run) == ["skipped", "skipped", "new"]


class TestMeanwhile:
    def test_what_somebody_changed_since_the_check_is_shown_and_not_overwritten(
        self, desk: Desk, alice
    ) -> None:
        desk.imported()
        changed = [list(row) for row in MUGS]
        changed[1][1], changed[2][1] = "Sheet's name", "Taller mug"
        run = desk.checked(changed)
        mug = Product.objects.get(sku="MUG-1")
        services.change_product(mug.pk, version=1, changes={"name": "Person's name"}, actor=alice)

        desk.run(run)

        mug.refresh_from_db()
        row = desk.row(run, 2)
        assert mug.name == "Person's name"
        assert (row.state, row.problems[0]["code"]) == ("failed", "changed-meanwhile")
        assert row.problems[0]["data"]["fields"]["name"] == {
            "before": "Speckled mug", "now": "Person's name", "yours": "Sheet's name",
        }  # fmt: skip
        assert Product.objects.get(sku="MUG-2").name == "Taller mug"

    def test_another_change_of_the_same_product_is_no_conflict(self, desk: Desk, alice) -> None:
        desk.imported()
        changed = [list(row) for row in MUGS]
        changed[1][1] = "Sheet's name"
        run = desk.checked(changed)
        mug = Product.objects.get(sku="MUG-1")
        services.change_product(mug.pk, version=1, changes={"brand": "Southbay"}, actor=alice)
        run_mapping = {**run.mapping, "2": {"means": "ignore"}}
        assert run_mapping

        desk.run(run)

        mug.refresh_from_db()
        row = desk.row(run, 2)
        # The sheet says another brand than the person: that is one.
        assert row.problems[0]["data"]["fields"].keys() == {"brand"}
        assert mug.brand == "Southbay"

    def test_a_product_that_appeared_or_went_is_told(self, desk: Desk, alice) -> None:
        desk.imported([MUGS[0], MUGS[1]])
        changed = [list(row) for row in MUGS]
        changed[1][1] = "Sheet's name"
        run = desk.checked(changed)
        services.delete_product(Product.objects.get(sku="MUG-1").pk, actor=alice)
        stock.product(alice, name="By hand", sku="mug-2")

        desk.run(run)

        assert desk.states(run) == ["failed", "failed", "imported"]
        assert desk.row(run, 2).problems[0]["code"] == "product-gone"
        assert desk.row(run, 3).problems[0]["code"] == "sku-appeared"
        assert Product.objects.get(sku="mug-2").name == "By hand"

    def test_what_was_left_over_is_checked_again_and_imported(self, desk: Desk, alice) -> None:
        run = desk.checked()
        stock.product(alice, name="By hand", sku="MUG-2")
        desk.run(run)
        assert desk.states(run) == ["imported", "failed", "imported"]

        desk.check(run)

        assert desk.states(run) == ["imported", "changed", "imported"]
        desk.run(run)
        assert Product.objects.get(sku="MUG-2").name == "Tall mug"


class TestStopping:
    def test_an_import_that_is_stopped_writes_nothing_more(self, desk: Desk, alice) -> None:
        run = desk.checked()
        services.confirm_import(run.pk, schema_name="ws", actor=alice)
        services.cancel_import(run.pk, actor=alice)

        desk.step(run)

        assert run.stage == Stage.CANCELLED
        assert not Product.objects.exists()

    def test_a_worker_that_dies_half_way_is_followed_by_one_that_goes_on(
        self, desk: Desk, alice, monkeypatch
    ) -> None:
        monkeypatch.setattr(import_running, "AT_ONCE", 1)
        run = desk.checked()
        services.confirm_import(run.pk, schema_name="ws", actor=alice)
        alive, calls = work.alive, []

        def dies(*args: object, **written: object) -> None:
            calls.append(written)
            if len(calls) == 2:
                raise KeyboardInterrupt
            alive(*args, **written)

        monkeypatch.setattr(import_running.work, "alive", dies)
        with pytest.raises(KeyboardInterrupt):
            desk.step(run)
        assert desk.states(run) == ["imported", "new", "new"]
        CatalogueImport.objects.filter(pk=run.pk).update(state="waiting")

        desk.step(run)

        assert run.counts == {"imported": 3}
        assert Product.objects.count() == 3


def test_columns_are_remembered(desk: Desk, alice) -> None:
    rows = [["Stock code", "What", "Colour"], ["A-1", "Mug", "Blue"]]
    run = desk.begin(rows)
    assert run.mapping["0"]["means"] == "fact"
    named = {"0": {"means": "sku"}, "1": {"means": "name"}, "2": {"means": "ignore"}}
    services.change_import(run.pk, version=run.version, mapping=named, actor=alice)

    assert desk.begin(rows).mapping == named


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({"0": {"means": "name"}}, "import-no-sku"),
        ({"0": {"means": "sku"}, "1": {"means": "sku"}}, "import-column-twice"),
        ({"0": {"means": "sku"}, "1": {"means": "fact"}}, "import-fact-unnamed"),
        ({"0": {"means": "sku"}, "99": {"means": "name"}}, "import-mapping-unknown"),
        ({"0": {"means": "wisdom"}}, "import-mapping-unknown"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(desk: Desk, alice, mapping, code) -> None:
    run = desk.begin()

    with pytest.raises(services.ImportRefused) as refused:
        services.change_import(run.pk, version=run.version, mapping=mapping, actor=alice)

    assert refused.value.code == code
    assert len(str(refused.value)) > 20


def test_two_who_name_columns_at_once_do_not_overwrite_each_other(desk: Desk, alice) -> None:
    run = desk.begin()
    services.change_import(run.pk, version=run.version, mapping=run.mapping, actor=alice)

    with pytest.raises(services.ImportChanged) as refused:
        services.change_import(run.pk, version=run.version, mapping=run.mapping, actor=alice)

    assert (refused.value.current, refused.value.yours) == (run.version + 1, run.version)


def test_only_sheets_are_imported(in_acme, alice) -> None:
    with pytest.raises(services.ImportRefused) as refused:
        services.begin_import(stock.asset().pk, schema_name="ws", actor=alice)

    assert refused.value.code == "import-not-a-sheet"


def test_steps_are_taken_in_their_order(desk: Desk, alice) -> None:
    run = desk.begin()

    with pytest.raises(services.ImportRefused):
        services.confirm_import(run.pk, schema_name="ws", actor=alice)
    with pytest.raises(services.ImportRefused):
        services.edit_row(run.pk, 2, cells={"0": "x"}, actor=alice)
    desk.check(run)
    assert ImportRow.objects.filter(run=run).count() == 3


def test_a_check_and_a_run_ask_the_database_little(desk: Desk, asked, alice) -> None:
    rows = [
        MUGS[0],
        *([f"M-{at}", f"Mug {at}", "B", "1", "USD", "350", "Clay"] for at in range(400)),
    ]
    run = desk.begin(rows)
    services.check_import(run.pk, schema_name="ws", actor=alice)

    assert len(asked(lambda: desk.step(run))) <= 25
    services.confirm_import(run.pk, schema_name="ws", actor=alice)
    # Two batches: each some fifteen, whatever it holds.
    assert len(asked(lambda: desk.step(run))) <= 55
    assert Product.objects.count() == 400


def test_imports_of_long_ago_are_forgotten_and_their_products_stay(desk: Desk) -> None:
    old, new = desk.imported(), desk.begin()
    CatalogueImport.objects.filter(pk=old.pk).update(created_at=Now() - timedelta(days=91))

    assert services.remove_old_imports() == 1
    assert list(CatalogueImport.objects.all()) == [new]
    assert Product.objects.count() == 3
