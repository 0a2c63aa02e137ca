"""Product sheets as PDF, with the facts a careful reader takes from them."""

from pathlib import Path

from fpdf import FPDF

from tests.unit.reading.truth import Truth

CHINESE = (
    Path(__file__).resolve().parents[3]
    / "node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf"
)


def paper(*, chinese: bool = False, size: int = 10) -> FPDF:
    pdf = FPDF(format="A4")
    pdf.add_page()
    if chinese:
        pdf.add_font("sc", fname=str(CHINESE))
        pdf.set_font("sc", size=size)
    else:
        pdf.set_font("helvetica", size=size)
    return pdf


def title(pdf: FPDF, text: str, *, style: str = "B") -> None:
    family = pdf.font_family
    pdf.set_font(family, style if family == "helvetica" else "", 18)
    pdf.cell(0, 12, text, new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(family, "", 10)


def ruled(pdf: FPDF, rows: list[list[str]], widths: list[int]) -> None:
    for row in rows:
        for text, width in zip(row, widths, strict=True):
            pdf.cell(width, 8, text, border=1)
        pdf.ln()


def kettle(folder: Path) -> Truth:
    pdf = paper()
    title(pdf, "Gooseneck Kettle GK-100")
    pdf.multi_cell(0, 6, "Pour with precision. The kettle holds its temperature for an hour.")
    pdf.ln(4)
    rows = [
        ["Material", "304 stainless steel"],
        ["Capacity", "0.9 L"],
        ["Power", "1200 W"],
        ["Voltage", "220-240 V"],
        ["Dimensions (L x W x H)", "29 x 16 x 21 cm"],
        ["Net weight", "1.15 kg"],
        ["Colour", "Matte black"],
        ["Warranty", "2 years"],
    ]
    ruled(pdf, rows, [60, 100])
    pdf.set_y(-25)
    pdf.cell(
        0,
        6,
        "Acme Kitchen Ltd, 12 High Street, London  Tel: +44 20 7946 0000  www.acme.example  Page 1",
    )
    pdf.output(str(folder / "kettle.pdf"))
    return Truth(
        folder / "kettle.pdf",
        {
            "Material": ("304 stainless steel", ""), "Capacity": ("0.9", "L"), "Power": ("1200", "W"),
            "Voltage": ("220-240", "V"), "Dimensions (L x W x H)": ("29 x 16 x 21", "cm"),
            "Net weight": ("1.15", "kg"), "Colour": ("Matte black", ""), "Warranty": ("2", "years"),
        },
    )  # fmt: skip


def speaker(folder: Path) -> Truth:
    """Names and values in columns without rules, under section heads, a value on two lines."""
    pdf = paper()
    title(pdf, "Soundbar S2")
    groups = {
        "Audio": [
            ("Output power", "40 W"),
            ("Frequency range", "60 Hz - 20 kHz"),
            ("Drivers", "2 x full range"),
        ],
        "Battery": [
            ("Battery capacity", "5,200 mAh"),
            ("Playing time", "18 h"),
            ("Charging time", "3.5 h"),
        ],
        "General": [
            ("Weight", "680 g"),
            ("Size", "210 x 78 x 66 mm"),
            ("In the box", "Soundbar, USB-C cable,"),
        ],
    }
    for head, pairs in groups.items():
        pdf.set_font("helvetica", "B", 13)
        pdf.cell(0, 9, head, new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("helvetica", "", 10)
        for name, value in pairs:
            pdf.cell(60, 6, name)
            pdf.cell(0, 6, value, new_x="LMARGIN", new_y="NEXT")
    pdf.cell(60, 6, "")
    pdf.cell(0, 6, "strap and manual", new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(folder / "speaker.pdf"))
    return Truth(
        folder / "speaker.pdf",
        {
            "Output power": ("40", "W"), "Frequency range": ("60 Hz - 20 kHz", ""), "Drivers": ("2 x full range", ""),
            "Battery capacity": ("5,200", "mAh"), "Playing time": ("18", "h"), "Charging time": ("3.5", "h"),
            "Weight": ("680", "g"), "Size": ("210 x 78 x 66", "mm"),
            "In the box": ("Soundbar, USB-C cable, strap and manual", ""),
        },
    )  # fmt: skip


def backpack(folder: Path) -> Truth:
    """Two columns of labelled lines beside each other, and prose around them."""
    pdf = paper()
    title(pdf, "Trail 28 backpack")
    pdf.multi_cell(
        0,
        6,
        "A day pack for the hills: light, dry and honest. It was designed in 2024: see our site.",
    )
    pdf.ln(3)
    left = ["Volume: 28 L", "Weight: 890 g", "Back length: 48 cm", "Fabric: recycled nylon 210D"]
    right = [
        "Colour: moss green",
        "Rain cover: included",
        "Load range: 4-9 kg",
        "Article no.: TR-28-MG",
    ]
    for one, other in zip(left, right, strict=True):
        pdf.cell(95, 7, one)
        pdf.cell(0, 7, other, new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(folder / "backpack.pdf"))
    return Truth(
        folder / "backpack.pdf",
        {
            "Volume": ("28", "L"), "Weight": ("890", "g"), "Back length": ("48", "cm"),
            "Fabric": ("recycled nylon 210D", ""), "Colour": ("moss green", ""), "Rain cover": ("included", ""),
            "Load range": ("4-9", "kg"), "Article no.": ("TR-28-MG", ""),
        },
    )  # fmt: skip


def thermos(folder: Path) -> Truth:
    """Chinese: a ruled table of four columns, name and value twice across, and labelled lines."""
    pdf = paper(chinese=True)
    title(pdf, "不锈钢保温杯产品规格书")
    rows = [
        ["品名", "真空保温杯", "型号", "BW-500"],
        ["材质", "316不锈钢", "容量", "500毫升"],
        ["净重", "320克", "颜色", "珍珠白"],
        ["保温时长", "12小时", "产地", "浙江永康"],
    ]
    ruled(pdf, rows, [30, 55, 30, 55])
    pdf.ln(3)
    for line in (
        "产品尺寸：Ø70 × 235 mm",
        "执行标准：GB/T 29606-2013",
        "公司地址：浙江省永康市某路88号 电话：0579-87654321",
    ):
        pdf.cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(folder / "thermos.pdf"))
    return Truth(
        folder / "thermos.pdf",
        {
            "品名": ("真空保温杯", ""), "型号": ("BW-500", ""), "材质": ("316不锈钢", ""), "容量": ("500", "毫升"),
            "净重": ("320", "克"), "颜色": ("珍珠白", ""), "保温时长": ("12", "小时"), "产地": ("浙江永康", ""),
            "产品尺寸": ("Ø70 × 235", "mm"), "执行标准": ("GB/T 29606-2013", ""),
        },
    )  # fmt: skip


def drill(folder: Path) -> Truth:
    """German: decimal commas, thousands with points, a heading row of general words."""
    pdf = paper()
    title(pdf, "Akku-Bohrschrauber AB 18")
    rows = [
        ["Merkmal", "Wert", "Einheit"],
        ["Spannung", "18", "V"],
        ["Drehmoment", "55,5", "Nm"],
        ["Leerlaufdrehzahl", "1.450", "U/min"],
        ["Gewicht", "1,35", "kg"],
        ["Bohrfutter", "Schnellspannfutter mit Metallbacken", ""],
        ["Lieferumfang", "Bohrschrauber, Koffer und Ladegerät", ""],
    ]
    ruled(pdf, rows, [55, 80, 30])
    pdf.output(str(folder / "drill.pdf"))
    return Truth(
        folder / "drill.pdf",
        {
            "Spannung": ("18", "V"), "Drehmoment": ("55,5", "Nm"), "Leerlaufdrehzahl": ("1.450", "U/min"),
            "Gewicht": ("1,35", "kg"), "Bohrfutter": ("Schnellspannfutter mit Metallbacken", ""),
            "Lieferumfang": ("Bohrschrauber, Koffer und Ladegerät", ""),
        },
    )  # fmt: skip


def lamp(folder: Path) -> Truth:
    """Bullets, dashes and names without a colon; a table of contents that says nothing."""
    pdf = paper()
    title(pdf, "Desk lamp LUMO")
    for line in ("1 Overview ........ 2", "2 Safety ........ 5"):
        pdf.cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    for line in (
        "- Material: aluminium and oak",
        "- Height: 42 cm",
        "- Cable length - 1.8 m",
        "- Luminous flux: 480 lm",
        "- Colour temperature: 2700-4000 K",
        "- Power 9 W",
        "Note: keep away from water.",
        "Price: 59.00 EUR",
    ):
        pdf.cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(folder / "lamp.pdf"))
    return Truth(
        folder / "lamp.pdf",
        {
            "Material": ("aluminium and oak", ""), "Height": ("42", "cm"), "Cable length": ("1.8", "m"),
            "Luminous flux": ("480", "lm"), "Colour temperature": ("2700-4000", "K"), "Power": ("9", "W"),
        },
    )  # fmt: skip


SHEETS = (kettle, speaker, backpack, thermos, drill, lamp)
