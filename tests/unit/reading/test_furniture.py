"""What a letter says of itself and who wrote it is no fact of a product; units are said in any language."""

import pytest

from assets.reading.blocks import Grid, Page, Slot
from assets.reading.facts import facts_of
from assets.reading.grids import Subject
from assets.reading.units import split_unit


def said(*rows: tuple[str, str]) -> dict[str, str]:
    page = Page(1, label="Data", sheet=True)
    page.blocks = [Grid([[Slot(text) for text in row] for row in rows])]
    found, _ = facts_of([page], "", Subject())
    return {fact["attribute"]: f"{fact['value']} {fact['unit']}".strip() for fact in found}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("To:", "Ms. Aalto"), ("Attn.:", "Purchasing"), ("Attention", "Ms. Aalto"), ("From", "J. Brandt"), ("Cc", "Sales"),
        ("Date", "2025-02-11"), ("Issued", "2025.02.11"), ("Issued on", "11.02.2025"), ("Exported", "11.02.2025 08:15"),
        ("Printed", "11.02.2025"), ("Last update", "11.02.2025"), ("Our ref.", "JB/22"), ("Quote No.", "Q-2291"),
        ("Quotation no.", "Q-2291"), ("Offer no.", "Q-2291"), ("Angebot Nr.", "Q-2291"), ("An", "Frau Aalto"),
        ("Exportiert am", "11.02.2025"), ("Devis n°", "2291"), ("À l'attention de", "Mme Aalto"), ("报价单号", "Q-2291"), ("收件人", "王女士"),
        ("Lindenallee 14", "24105 Kiel"), ("Prinzregentenstr. 7a", "80538 München"), ("14 Harbour Street", "Leith"),
        ("12 rue des Lilas", "69003 Lyon"), ("Nordholm Tools GmbH", "Kiel"), ("Suzhou Lida Tools Co., Ltd.", "Room 801"),
        ("RRP excl. VAT", "149.90"), ("UVP inkl. MwSt.", "149,90"),
        ("Kunde", "Muster AG"), ("City", "24105 Kiel"),
    ],
)  # fmt: skip
def test_what_a_letter_says_of_itself_is_no_fact(name: str, value: str) -> None:
    assert said((name, value), ("Weight", "210 g")) == {"Weight": "210 g"}


def test_a_ref_is_the_products_unless_it_stands_in_a_letters_head() -> None:
    assert said(("Ref", "KM-21"), ("Weight", "210 g")) == {"Ref": "KM-21", "Weight": "210 g"}
    assert said(("To", "Ms. Aalto"), ("Ref", "JB/22"), ("Date", "2025-02-11"), ("Weight", "210 g")) == {
        "Weight": "210 g"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Tower", "1.2 m"), ("Stroke", "23 mm"), ("Street legal", "yes"), ("Road tyres", "700 x 28C"), ("Date window", "at 3 o'clock"),
        ("Toner", "black"), ("Fromage", "Comté"), ("Platz", "4 Personen"), ("Lane width", "3.5 m"), ("Storage", "Keep dry"), ("From", "10 °C"), ("菜单", "8 种"),
    ],
)  # fmt: skip
def test_names_that_only_begin_so_are_facts(name: str, value: str) -> None:
    assert said((name, value), ("Weight", "210 g")) == {name: value, "Weight": "210 g"}


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("30 Minuten", "30", "Minuten"), ("1 Minute", "1", "Minute"), ("2 Jahre", "2", "Jahre"), ("1 Jahr", "1", "Jahr"),
        ("12 heures", "12", "heures"), ("3 personnes", "3", "personnes"), ("45 Sekunden", "45", "Sekunden"),
        ("8 Stunden", "8", "Stunden"), ("24 mois", "24", "mois"), ("2 ans", "2", "ans"), ("5 jours", "5", "jours"),
        ("6 minuti", "6", "minuti"), ("10 ore", "10", "ore"), ("2 anni", "2", "anni"), ("4 persone", "4", "persone"),
        ("12 horas", "12", "horas"), ("3 años", "3", "años"), ("2 personas", "2", "personas"), ("6 meses", "6", "meses"),
        ("ca. 3–4 Wochen", "ca. 3–4", "Wochen"), ("6 pièces", "6", "pièces"), ("4 pezzi", "4", "pezzi"), ("6 piezas", "6", "piezas"),
        ("15 minutes", "15", "minutes"), ("20 seconds", "20", "seconds"), ("1,5 Liter", "1,5", "Liter"), ("2 litri", "2", "litri"),
    ],
)  # fmt: skip
def test_units_are_words_of_many_languages(text: str, value: str, unit: str) -> None:
    assert split_unit(text) == (value, unit)


@pytest.mark.parametrize(
    "text", ["3 Jahre ab Kaufdatum", "6 min à deux", "2 presets", "3 saisons", "1 h 50 min"]
)
def test_words_besides_a_unit_keep_the_value_whole(text: str) -> None:
    assert split_unit(text) == (text, "")
