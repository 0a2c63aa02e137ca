"""Imports whose ground gives way, and rows that the database does not take as they were judged."""

from assets.models import AssetVersion, CatalogueImport, Fact, Product
from assets.services import import_running
from tests.factories import stock
from tests.factories.sheets import Desk
from tests.unit.assets.imports import desk

__all__ = ["desk"]
Stage = CatalogueImport.Stage


def test_the_sheet_may_be_gone_by_the_time_it_is_imported(desk: Desk) -> None:
    run = desk.checked()
    version = AssetVersion.objects.get(pk=run.options["version_id"])
    asset = version.asset
    asset.current = None
    asset.save()
    asset.delete()
    run.refresh_from_db()

    desk.run(run)

    assert (run.stage, run.counts) == (Stage.DONE, {"imported": 3})
    assert not Fact.objects.exclude(origin=None).exists()


def test_letters_are_taken_for_the_same_as_the_database_takes_them(desk: Desk) -> None:
    rows = [
        ["SKU", "Name"],
        ["\u0130X1", "Mug"],
        ["iX1", "Cup"],
        ["\u03a3A", "Jug"],
        ["\u03c3a", "Pot"],
    ]

    run = desk.checked(rows)

    assert desk.states(run) == ["new", "duplicate", "new", "duplicate"]
    desk.run(run)
    assert Product.objects.count() == 2
    assert desk.states(desk.checked(rows[:2])) == ["same"]


def test_facts_are_taken_for_the_same_as_the_database_takes_them(desk: Desk) -> None:
    rows = [["SKU", "Name", "\u0130nch", "Colour"], ["A", "Mug", "1", "Red"]]
    run = desk.imported(rows)
    assert run.counts == {"imported": 1}
    rows[0][2], rows[1][2] = "inch", "2"

    run = desk.imported(rows)

    assert run.counts == {"imported": 1}
    assert Fact.objects.get(attribute="inch").value == "2"


def test_only_the_row_that_the_database_refuses_fails(desk: Desk, monkeypatch, alice) -> None:
    run = desk.checked()
    there = stock.product(alice, name="By hand", sku="MUG-2")
    really = import_running.present

    def blind(*given, **named):
        found = really(*given, **named)
        return {key: one for key, one in found.items() if one[0] != there}

    monkeypatch.setattr(import_running, "present", blind)
    desk.run(run)

    assert desk.states(run) == ["imported", "failed", "imported"]
    assert desk.row(run, 3).problems[0]["code"] == "row-refused"
    assert set(Product.objects.values_list("name", flat=True)) == {
        "Speckled mug", "By hand", "Small mug",
    }  # fmt: skip
    assert Fact.objects.count() == 4
