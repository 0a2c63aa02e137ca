"""Products as a sheet: it reads back without a difference, and no cell of it is a formula."""

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets import services
from assets.models import Export, Product
from assets.services import FactValue, ProductValues, catalogue_export
from tests.factories import stock
from tests.factories.sheets import MUGS, Desk
from tests.unit.assets.imports import desk
from workspaces import tenancy

__all__ = ["desk"]
HARD = [
    "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-x", "'=x", "''", "00123", "6901234567890123",
    "1e5", "2026-01-02", 'He said "no"', "a\nb", "a,b;c|d", "粗陶，食品级釉", "0.10", "-5", "TRUE",
    "#N/A", '="0012"', "1/2", "½ \u00a0x", "_x0041_",
]  # fmt: skip
_TEXT = (
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool)
)
_VALUE = st.one_of(st.sampled_from(HARD), _TEXT)
_FACT = st.tuples(
    st.one_of(st.sampled_from(["Capacity", "Brand", "材质", "Size (EU)"]), _TEXT),
    _VALUE,
    st.sampled_from(["", "ml", "mm", "dragons"]),
    st.sampled_from(["", "en", "zh-hans"]),
)
_PRODUCT = st.fixed_dictionaries(
    {
        "sku": _VALUE,
        "name": _VALUE,
        "name_zh": st.one_of(st.just(""), _VALUE),
        "brand": st.one_of(st.just(""), _VALUE),
        "category": st.one_of(st.just(""), _VALUE),
        "price_minor": st.one_of(st.none(), st.integers(0, 10**12)),
        "currency": st.sampled_from(["USD", "JPY", "KWD", "CNY"]),
        "facts": st.lists(_FACT, max_size=4, unique_by=lambda one: (one[0].lower(), one[3])),
    }
)


def written(*, file_format: str, alice: Any, **chosen: Any) -> bytes:
    """Return the sheet of products as a worker writes it."""
    export = services.ask_for_products(
        services.Chosen(**chosen),
        file_format=file_format,
        actor=alice,
        schema_name=tenancy.current(),
    )
    return b"".join(catalogue_export.pieces(export, lambda **_: None))


def add(alice: Any, given: dict[str, Any]) -> Product:
    facts = [FactValue(*one) for one in given["facts"]]
    values = {name: value for name, value in given.items() if name != "facts"}
    if values["price_minor"] is None:
        values["currency"] = ""
    return services.create_product(
        ProductValues(**values), actor=alice, also=services.facts_writer(facts, actor=alice)
    )


@pytest.mark.slow
@pytest.mark.timeout(150, func_only=True)
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_what_is_exported_imports_without_a_difference(desk: Desk, alice, file_format: str) -> None:

    @settings(
        max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow],
        derandomize=True,
    )  # fmt: skip
    @given(
        st.lists(_PRODUCT, min_size=1, max_size=10, unique_by=lambda one: str(one["sku"]).lower())
    )
    def round_trip(products: list[dict[str, Any]]) -> None:
        Product.objects.all().delete()
        for one in products:
            add(alice, one)
        content = written(file_format=file_format, alice=alice)
        run = desk.checked(content, name=f"back.{file_format}", currency="")
        told = [(row.problems, row.before, row.values) for row in run.rows.exclude(state="same")]
        assert not told, told
        assert run.rows.count() == len(products)

    round_trip()


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_hard_texts_come_back_as_they_were(desk: Desk, alice, file_format: str) -> None:
    for at, text in enumerate(HARD):
        add(alice, {
            "sku": f"{at}" if at else "007", "name": text, "name_zh": "", "brand": text,
            "category": "", "price_minor": at, "currency": "KWD",
            "facts": [("Said", text, "", ""), (f"A{at} (x)", text, "ml", "en")],
        })  # fmt: skip
    stock.asset(name="Mug; large", product=Product.objects.get(sku="007"))

    run = desk.checked(
        written(file_format=file_format, alice=alice), name=f"back.{file_format}", currency=""
    )

    assert [
        (row.sku, row.problems, row.before, row.values) for row in run.rows.exclude(state="same")
    ] == []
    assert run.rows.count() == len(HARD)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_signs_no_sheet_can_hold_keep_no_product_at_home(
    desk: Desk, alice, file_format: str
) -> None:
    text = "Mug\ufffe \uffff\x01\x0bblue\U0001f600"
    add(alice, {
        "sku": "A-1", "name": text, "name_zh": text, "brand": "", "category": "",
        "price_minor": 5, "currency": "USD", "facts": [("Said", text, "", "")],
    })  # fmt: skip

    content = written(file_format=file_format, alice=alice)
    run = desk.checked(content, name=f"back.{file_format}", currency="")

    assert [row.state for row in run.rows.all()] == ["same"]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_facts_of_hard_names_come_back_as_they_were(desk: Desk, alice, file_format: str) -> None:
    names = ["=", *HARD]
    given = {name.lower(): (name, "x", "", "") for name in names}
    add(alice, {
        "sku": "S-1", "name": "Mug", "name_zh": "", "brand": "", "category": "",
        "price_minor": None, "currency": "", "facts": list(given.values()),
    })  # fmt: skip

    run = desk.checked(
        written(file_format=file_format, alice=alice), name=f"back.{file_format}", currency=""
    )

    (row,) = run.rows.all()
    assert (row.state, row.problems, row.before) == ("same", [], {"fields": {}, "facts": {}})
    told = [one["attribute"] for one in run.mapping.values() if one["means"] == "fact"]
    assert sorted(told) == sorted(one[0] for one in given.values())


def test_what_is_exported_makes_the_same_products_elsewhere(desk: Desk, alice) -> None:
    desk.imported()
    content = written(file_format="xlsx", alice=alice)
    Product.objects.all().delete()

    desk.imported(content, name="back.xlsx")

    mug = Product.objects.get(sku="MUG-1")
    assert (mug.name, mug.price_minor, mug.currency) == ("Speckled mug", 2450, "USD")
    assert [(one.attribute, one.value, one.unit) for one in mug.facts.all()] == [
        ("Capacity", "350", "ml"), ("Material", "Stoneware", ""),
    ]  # fmt: skip


def test_no_cell_is_a_formula(alice, in_acme, tmp_path: Path) -> None:
    add(alice, {
        "sku": "=1+1", "name": "@x", "name_zh": "", "brand": "+y", "category": "-z",
        "price_minor": 2450, "currency": "USD", "facts": [("=A", "=B1", "", "")],
    })  # fmt: skip
    for row in csv.reader(io.StringIO(written(file_format="csv", alice=alice).decode("utf-8-sig"))):
        assert not [cell for cell in row if cell.startswith(("=", "@", "+", "-"))]

    book = openpyxl.load_workbook(io.BytesIO(written(file_format="xlsx", alice=alice)))
    page = book.active
    assert page is not None
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert page["A2"].value == "=1+1"
    assert (page["F2"].value, page["F2"].number_format) == (24.5, "0.00")


def test_the_columns_are_named(alice, desk: Desk) -> None:
    desk.imported()

    head = written(file_format="csv", alice=alice).decode("utf-8-sig").splitlines()[0]

    assert head == ("sku,name,name_zh,brand,category,price,currency,photos,Capacity (ml),Material")


def test_products_are_chosen_or_narrowed(alice, desk: Desk) -> None:
    desk.imported()
    mug = Product.objects.get(sku="MUG-2")

    for chosen in ({"product_ids": [mug.pk]}, {"narrowed": {"q": "tall"}}):
        rows = written(file_format="csv", alice=alice, **chosen).decode().splitlines()
        assert [row.split(",")[0] for row in rows[1:]] == ["MUG-2"]


def test_who_writes_a_sheet_gives_signs_of_life(alice, desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr(catalogue_export, "SIGN_SECONDS", -1.0)
    rows = [list(row) for row in MUGS]
    rows[1][3] = rows[2][3] = "cheap"
    run = desk.imported(rows)
    desk.imported()
    left = services.ask_for_failed(run.pk, actor=alice, schema_name=tenancy.current())
    all_of_them = services.ask_for_products(
        services.Chosen(), file_format="csv", actor=alice, schema_name=tenancy.current()
    )
    signs: list[int] = []

    b"".join(catalogue_export.pieces(left, lambda **told: signs.append(told["done"])))
    assert signs == [1, 2, 2]
    signs.clear()
    b"".join(catalogue_export.pieces(all_of_them, lambda **told: signs.append(told["done"])))
    assert signs == [1, 2, 3, 3]


def test_what_was_left_over_says_why_and_comes_back(alice, desk: Desk) -> None:
    rows = [list(row) for row in MUGS]
    rows[1][3] = "cheap"
    run = desk.imported(rows)
    services.ask_for_failed(run.pk, actor=alice, schema_name=tenancy.current())

    content = b"".join(catalogue_export.pieces(Export.objects.get(), lambda **_: None))

    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert page is not None
    values = list(page.values)
    assert values[0][-2:] == ("# Row", "# What to do")
    assert values[1][0] == "MUG-1"
    assert values[1][-1] == "D2: “cheap” is no price. Write a number, such as 24.50."
    again = desk.checked(content, name="mugs-left.xlsx")
    assert again.mapping["7"]["means"] == again.mapping["8"]["means"] == "ignore"


def test_many_products_take_few_questions(alice, desk: Desk, asked) -> None:
    desk.imported([["SKU", "Name", "A"], *([f"S-{at}", "N", "x"] for at in range(300))])
    export = services.ask_for_products(
        services.Chosen(), file_format="csv", actor=alice, schema_name=tenancy.current()
    )

    assert len(asked(lambda: list(catalogue_export.pieces(export, lambda **_: None)))) <= 6
