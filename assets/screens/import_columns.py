"""Columns of a sheet in people's words: what each means, or may mean."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t

from assets.catalogue.meanings import FACT, IGNORE, Meaning
from assets.models import CatalogueImport

MEANINGS = {
    "sku": _t("SKU"),
    "name": _t("Name"),
    "name_zh": _t("Chinese name"),
    "brand": _t("Brand"),
    "category": _t("Category"),
    "price": _t("Price"),
    "currency": _t("Currency"),
    "photos": _t("Photos"),
    FACT: _t("A fact"),
    IGNORE: _t("Leave out"),
}
LANGUAGES = (("", _t("Any language")), ("en", _t("English")), ("zh-hans", _t("Chinese")))


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column to be named. again: another column has the same heading."""

    index: str
    letter: str
    heading: str
    samples: list[str]
    told: Meaning
    again: bool

    @property
    def is_fact(self) -> bool:
        return self.told.means == FACT

    @property
    def attribute(self) -> str:
        """Return what the fact is called, or would be."""
        return self.told.attribute or self.heading


def understood() -> list[tuple[str, str]]:
    """Return what a sheet may say, and by which headings it is known."""
    return [
        (_("SKU"), "SKU · 货号 · 款号 · 商品编码"),
        (_("Name"), "Name · Title · 商品名称 · 标题"),
        (_("Price"), "Price · 售价 · 价格"),
        (_("Photos"), "Photos · 主图 · 图片"),
        (_("A fact"), "Capacity (ml) · Material (en) · 材质"),
    ]


def columns_of(run: CatalogueImport) -> list[ColumnRow]:
    """Return the columns of a sheet, each with what it means so far."""
    headings = [column["heading"].strip().lower() for column in run.columns]
    return [
        ColumnRow(
            str(column["index"]),
            column["letter"],
            column["heading"],
            column["samples"],
            Meaning.of(run.mapping.get(str(column["index"]), {"means": IGNORE})),
            bool(column["heading"]) and headings.count(column["heading"].strip().lower()) > 1,
        )
        for column in run.columns
    ]


def notes() -> dict[str, str]:
    """Return what may be met when a sheet is read: code → sentence."""
    return {
        "formulas-without-values": _(
            "Some formulas have no result in the file. Their rows ask you for the value; or open"
            " the file in Excel, save it and upload it again."
        ),
        "mixed-encodings": _(
            "Some signs of the file could not be read. Look at names in Chinese, or save the file"
            " as CSV UTF-8."
        ),
        "truncated": _("The sheet is longer than what is read. Its last columns are left out."),
    }
