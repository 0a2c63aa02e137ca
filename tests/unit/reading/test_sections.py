"""Names carry their section only where they would mean something else without it."""

import pytest

from assets.reading.blocks import Grid, Line, Page, Part, Slot
from assets.reading.facts import facts_of
from assets.reading.grids import Subject

pytestmark = pytest.mark.slow


def said(*pages: list[Line | Grid]) -> dict[str, str]:
    found, _ = facts_of([Page(at, blocks=blocks) for at, blocks in enumerate(pages, 1)], "", Subject())  # fmt: skip
    return {fact["attribute"]: f"{fact['value']} {fact['unit']}".strip() for fact in found}


def head(text: str) -> Line:
    return Line([Part(text)], head=True)


def table(*rows: tuple[str, ...]) -> Grid:
    return Grid([[Slot(text) for text in row] for row in rows])


def across(text: str, width: int) -> list[Slot]:
    return [Slot(text, span=(1, width)), *(Slot(text, covered=True) for _ in range(width - 1))]


def test_a_section_stands_before_no_name_that_is_clear_without_it():
    found = said(
        [head("Packing details"), table(("Inner box", "12 pcs"), ("Carton size", "60 × 40 × 35 cm"), ("Gross weight", "9.5 kg"))]
    )  # fmt: skip

    assert found == {"Inner box": "12 pcs", "Carton size": "60 × 40 × 35 cm", "Gross weight": "9.5 kg"}  # fmt: skip


def test_a_cartons_weight_alone_is_not_said_to_be_the_products():
    assert said([head("Packing"), table(("Weight", "9.5 kg"), ("Pieces", "24 pcs"))]) == {
        "Packing Weight": "9.5 kg",
        "Pieces": "24 pcs",
    }


def test_the_same_name_under_two_heads_is_told_apart_over_pages():
    assert said(
        [head("Lamp"), table(("Height", "40 cm"), ("Colour", "Sand"))],
        [head("Base"), table(("Height", "3 cm"), ("Finish", "Matt"))],
    ) == {"Lamp Height": "40 cm", "Colour": "Sand", "Base Height": "3 cm", "Finish": "Matt"}


def test_a_section_over_paired_columns_is_one_for_both_sides():
    rows = [[Slot(text) for text in row] for row in (("外径", "32cm", "材质", "铸铁"), ("净重", "2.8kg", "颜色", "墨黑"))]  # fmt: skip
    packing = [[Slot(text) for text in row] for row in (("尺寸", "35×35×9cm", "重量", "14kg"),)]

    found = said([Grid([*rows, across("包装信息", 4), *packing])])

    assert found == {
        "外径": "32 cm", "材质": "铸铁", "净重": "2.8 kg", "颜色": "墨黑",
        "包装信息 尺寸": "35×35×9 cm", "包装信息 重量": "14 kg",
    }  # fmt: skip


def test_cells_with_names_of_their_own_are_no_values_of_each_other():
    found = said(
        [
            table(
                ("文件编号：LT-031", "版本：B/2", "编制日期：2024-03-01", "编制：李工"),
                ("产品名称", "铸铁煎锅", "型号", "LT-28"),
                ("材质", "铸铁", "直径", "28cm"),
                ("审核：王工", "批准：", "", ""),
            ),
            table(("Handle: beech", "Lid: tempered glass"), ("Contact: Ms Ito", "Phone: 03-5550-1199")),
        ]
    )  # fmt: skip

    assert found == {
        "产品名称": "铸铁煎锅", "型号": "LT-28", "材质": "铸铁", "直径": "28 cm", "Handle": "beech",
        "Lid": "tempered glass",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "文件编号：LT-031", "制表日期：2024-03-01", "版本号：V2", "Prepared by: L. Ito", "Doc. no.: 4471", "Effective date: 2024-03",
        "Erstellt von: Frau Kern", "备注 Remark: 以实物为准", "Attn.: Mr Roth", "Add: 12 Quay Street",
    ],
)  # fmt: skip
def test_what_is_said_of_the_paper_is_no_fact_of_the_product(text):
    assert said([Line([Part(text)])]) == {}
