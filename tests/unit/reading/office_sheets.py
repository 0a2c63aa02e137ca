"""Product sheets as Word, Excel and CSV, with the facts a careful reader takes from them."""

from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.enum.text import WD_BREAK

from assets.reading.grids import Subject
from tests.unit.reading.truth import Truth


def fill(table: Any, rows: list[list[str]]) -> None:
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def chair(folder: Path) -> Truth:
    """Word: sections in merged cells, a nested table, and a second page."""
    document = docx.Document()
    document.add_heading("Office chair ERGO 5", 0)
    document.add_paragraph("Sits well for eight hours.")
    rows = [
        ["Dimensions", "Seat height", "42-54 cm"],
        ["", "Seat width", "51 cm"],
        ["Materials", "Frame", "die-cast aluminium"],
        ["", "Cover", "breathable mesh"],
    ]
    table = document.add_table(rows=4, cols=3)
    fill(table, rows)
    for top in (0, 2):
        merged = table.cell(top, 0).merge(table.cell(top + 1, 0))
        merged.text = rows[top][0]
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "More about it"
    fill(
        outer.cell(0, 1).add_table(rows=2, cols=2),
        [["Max. load", "130 kg"], ["Warranty", "5 years"]],
    )
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Certificate: EN 1335")
    document.save(str(folder / "chair.docx"))
    return Truth(
        folder / "chair.docx",
        {
            "Seat height": ("42-54", "cm"), "Seat width": ("51", "cm"), "Frame": ("die-cast aluminium", ""),
            "Cover": ("breathable mesh", ""), "Max. load": ("130", "kg"), "Warranty": ("5", "years"),
            "Certificate": ("EN 1335", ""),
        },
    )  # fmt: skip


def tea(folder: Path) -> Truth:
    """Word: bilingual labels and values, tabs, brackets and several pairs on a line."""
    document = docx.Document()
    document.add_heading("龙井茶 Longjing tea", 1)
    table = document.add_table(rows=4, cols=2)
    fill(
        table,
        [
            ["产地 Origin", "浙江杭州 / Hangzhou, Zhejiang"],
            ["等级 Grade", "特级 / Premium"],
            ["净含量 Net content", "250 g"],
            ["保质期 Shelf life", "18个月 / 18 months"],
        ],
    )
    document.add_paragraph("【配料】绿茶")
    document.add_paragraph("储存方法：阴凉干燥处  执行标准：GB/T 18650")
    document.save(str(folder / "tea.docx"))
    return Truth(
        folder / "tea.docx",
        {
            "产地": ("浙江杭州", ""), "Origin": ("Hangzhou, Zhejiang", ""), "等级": ("特级", ""),
            "Grade": ("Premium", ""), "净含量": ("250", "g"), "保质期": ("18个月", ""), "Shelf life": ("18 months", ""),
            "配料": ("绿茶", ""), "储存方法": ("阴凉干燥处", ""), "执行标准": ("GB/T 18650", ""),
        },
        languages={"产地": "zh", "Origin": "en", "净含量": "", "Grade": "en"},
    )  # fmt: skip


def camera(folder: Path) -> Truth:
    """Word: tabs instead of a table, and a label on the line above its value."""
    document = docx.Document()
    document.add_heading("Action camera AC-4", 1)
    for name, value in (
        ("Sensor", "1/1.9 in"),
        ("Resolution", "3840 x 2160"),
        ("Weight", "126 g"),
        ("Display", "2.2 in"),
    ):
        document.add_paragraph(f"{name}\t{value}")
    document.add_paragraph("Battery:")
    document.add_paragraph("1,770 mAh")
    document.add_paragraph("Waterproof to a depth of ten metres, it goes wherever you go.")
    document.save(str(folder / "camera.docx"))
    return Truth(
        folder / "camera.docx",
        {
            "Sensor": ("1/1.9", "in"), "Resolution": ("3840 x 2160", ""), "Weight": ("126", "g"),
            "Display": ("2.2", "in"), "Battery": ("1,770", "mAh"),
        },
    )  # fmt: skip


def desk(folder: Path) -> Truth:
    """Excel: a form with a merged title, units in the names, number formats, a hidden sheet."""
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = "Desk"
    page["A1"] = "Standing desk SD-160"
    page.merge_cells("A1:D1")
    rows = [
        ("Width (mm)", 1600),
        ("Depth (mm)", 800),
        ("Height range", "62-127 cm"),
        ("Load", 120),
        ("Duty", 0.1),
    ]
    for at, (name, value) in enumerate(rows, 3):
        page.cell(at, 1, name)
        page.cell(at, 2, value)
    page["B6"].number_format = '0" kg"'
    page["B7"].number_format = "0%"
    page["A8"], page["B8"] = "Area", "=B3*B4"
    page["D3"], page["E3"] = "Colour", "Walnut"
    page["D4"], page["E4"] = "Motor", "Two motors, quiet"
    old = book.create_sheet("Old")
    old.append(["Width", "1400 mm"])
    old.sheet_state = "hidden"
    book.save(folder / "desk.xlsx")
    return Truth(
        folder / "desk.xlsx",
        {
            "Width": ("1600", "mm"), "Depth": ("800", "mm"), "Height range": ("62-127", "cm"), "Load": ("120", "kg"),
            "Duty": ("10", "%"), "Colour": ("Walnut", ""), "Motor": ("Two motors, quiet", ""),
        },
    )  # fmt: skip


def bottle(folder: Path) -> Truth:
    """Excel: one row of values under a head of two rows."""
    book = openpyxl.Workbook()
    page: Any = book.active
    page.append(["SKU", "Product name", "Size", None, "Weight", "Material"])
    page.append([None, None, "Height", "Diameter", None, None])
    page.append(["BT-750", "Steel bottle", "26 cm", "7.3 cm", "310 g", "Stainless steel"])
    for area in ("A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:F2"):
        page.merge_cells(area)
    book.save(folder / "bottle.xlsx")
    return Truth(
        folder / "bottle.xlsx",
        {
            "SKU": ("BT-750", ""), "Product name": ("Steel bottle", ""), "Size Height": ("26", "cm"),
            "Size Diameter": ("7.3", "cm"), "Weight": ("310", "g"), "Material": ("Stainless steel", ""),
        },
    )  # fmt: skip


def headphones(folder: Path) -> Truth:
    """Excel: one product a column; only the subject's is read, and what all share."""
    book = openpyxl.Workbook()
    page: Any = book.active
    for row in (
        ["Model", "HP-1", "HP-2", "HP-3"],
        ["Weight", "210 g", "235 g", "260 g"],
        ["Driver", "30 mm", "40 mm", "40 mm"],
        ["Colour", "black", "white", "navy blue"],
        ["Warranty", "2 years", None, None],
    ):
        page.append(row)
    page.merge_cells("B5:D5")
    book.save(folder / "headphones.xlsx")
    return Truth(
        folder / "headphones.xlsx",
        {
            "Model": ("HP-2", ""), "Weight": ("235", "g"), "Driver": ("40", "mm"), "Colour": ("white", ""),
            "Warranty": ("2", "years"),
        },
        subject=Subject(sku="hp-2"),
    )  # fmt: skip


def fan(folder: Path) -> Truth:
    """CSV in GB18030: name and value."""
    lines = [
        "参数,内容",
        "产品名称,循环风扇",
        "型号,XH-20",
        "额定功率,45W",
        "额定电压,220V",
        "风速档位,12档",
        '颜色,"白色,灰色"',
    ]
    (folder / "fan.csv").write_bytes("\r\n".join(lines).encode("gb18030"))
    return Truth(
        folder / "fan.csv",
        {
            "产品名称": ("循环风扇", ""), "型号": ("XH-20", ""), "额定功率": ("45", "W"), "额定电压": ("220", "V"),
            "风速档位": ("12", "档"), "颜色": ("白色,灰色", ""),
        },
        languages={"产品名称": "zh", "型号": "", "额定功率": ""},
    )  # fmt: skip


def shelf(folder: Path) -> Truth:
    """CSV, German, of several products: the subject is found by its name."""
    lines = [
        "Artikelnummer;Bezeichnung;Breite (cm);Höhe (cm);Gewicht;Farbe",
        "R-1;Regal Ahorn;80,5;180;23,4 kg;hell",
    ]
    lines.append("R-2;Regal Eiche;100;200,5;31,8 kg;dunkel geölt")
    (folder / "shelf.csv").write_bytes("\n".join(lines).encode("cp1252"))
    return Truth(
        folder / "shelf.csv",
        {
            "Artikelnummer": ("R-2", ""), "Bezeichnung": ("Regal Eiche", ""), "Breite": ("100", "cm"),
            "Höhe": ("200,5", "cm"), "Gewicht": ("31,8", "kg"), "Farbe": ("dunkel geölt", ""),
        },
        subject=Subject(names=("Regal Eiche",)),
    )  # fmt: skip


SHEETS = (chair, tea, camera, desk, bottle, headphones, fan, shelf)
