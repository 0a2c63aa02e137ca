"""Why an import, or a row of it, does not go on, in words: what is wrong and what to do."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from assets import refusals
from workspaces.fetch import FetchRefused

Data = Mapping[str, Any]


class ImportRefused(Exception):
    """An import cannot do this. code: stable; data: what its sentence names."""

    def __init__(self, code: str, data: Data | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.data = dict(data or {})

    def __str__(self) -> str:
        return sentence(self.code, self.data)


class ImportChanged(Exception):
    """Somebody changed the import since it was read. current, yours: the two versions."""

    code = "import-changed"

    def __init__(self, *, current: int, yours: int) -> None:
        super().__init__(f"version {current} is newer than {yours}")
        self.current = current
        self.yours = yours

    def __str__(self) -> str:
        return sentence(self.code, {})


def sentence(code: str, data: Data) -> str:
    """Return what a person reads, in the present language; unknown codes get the general one."""
    if code.startswith(("address-", "fetch-")):
        return str(FetchRefused(code))
    return _SENTENCES.get(code, _failed)(data)


def reasons(
    problems: Sequence[Mapping[str, Any]], columns: Sequence[Mapping[str, Any]], number: int
) -> list[str]:
    """Return what is wrong with a row, each as a sentence that names its cell: 'C14: …'."""
    letters = {str(column["index"]): column["letter"] for column in columns}
    return [_of_cell(one, letters.get(one.get("column", "")), number) for one in problems]


def cell_of(problem: Mapping[str, Any], columns: Sequence[Mapping[str, Any]], number: int) -> str:
    """Return the cell a problem is in, 'C14'; nothing when it is of the whole row."""
    letters = {str(column["index"]): column["letter"] for column in columns}
    letter = letters.get(problem.get("column", ""))
    return f"{letter}{number}" if letter else ""


def _of_cell(problem: Mapping[str, Any], letter: str | None, number: int) -> str:
    words = sentence(problem["code"], problem.get("data", {}))
    if letter is None:
        return words
    return _("%(cell)s: %(sentence)s") % {"cell": f"{letter}{number}", "sentence": words}


def _failed(_data: Data) -> str:
    return _("The sheet could not be worked on. Try it again; if it happens twice, tell us.")


def _says(text: Callable[[], str]) -> Callable[[Data], str]:
    return lambda data: text() % data


def _too_large(data: Data) -> str:
    return _(
        "This sheet is %(size)s; the most is %(max)s. Take pictures out of it, or split it."
    ) % refusals.sizes_of(data)


def _too_long(data: Data) -> str:
    return _("This sheet has more than %(max)s rows. Split it and import one part at a time.") % {
        "max": number_format(data["max"], force_grouping=True)
    }


def _photo_refused(data: Data) -> str:
    # `why`: a sentence, as imports of before kept it.
    why = data.get("why") or refusals.sentence(data["refused"], data["told"])
    return _("The photo at %(name)s was not taken: %(why)s") % {"name": data["name"], "why": why}


_WHOLE: dict[str, Callable[[Data], str]] = {
    "import-changed": _says(
        lambda: _(
            "Somebody else changed this import meanwhile. Look at what it says now and make your"
            " change again. Nothing was overwritten."
        )
    ),
    "import-one-sheet": _says(
        lambda: _("Name one sheet: `asset_id` of the library, or `upload_id` of an upload.")
    ),
    "import-not-a-sheet": _says(
        lambda: _("%(name)s is no table. Choose an Excel (xlsx) or CSV file.")
    ),
    "import-too-large": _too_large,
    "import-upload-not-ready": _says(
        lambda: _("%(name)s is not in the library yet. Try again when it has been checked.")
    ),
    "import-upload-refused": lambda data: refusals.sentence(data["code"], data["data"]),
    "import-wrong-step": _says(
        lambda: _("The import is at another step by now. Look at the page anew.")
    ),
    "import-no-such-sheet": _says(
        lambda: _("The file has no sheet called %(sheet)s. Choose one of those it has.")
    ),
    "import-no-such-row": _says(lambda: _("The sheet has no row %(row)s to change.")),
    "import-no-such-column": _says(lambda: _("The sheet has no column %(column)s.")),
    "import-mapping-unknown": _says(
        lambda: _("Column %(column)s is not there, or cannot mean this. Choose from the list.")
    ),
    "import-fact-unnamed": _says(lambda: _("Say which fact the column %(heading)s is.")),
    "import-column-twice": _says(
        lambda: _(
            "%(first)s and %(second)s mean the same. Choose one of them and leave the other out."
        )
    ),
    "import-no-sku": _says(
        lambda: _("Say which column is the SKU: by it products are told apart.")
    ),
    "import-option-unknown": _says(lambda: _("There is no such choice for %(option)s.")),
    "import-nothing-to-do": _says(
        lambda: _("No row is new or changed, so there is nothing to import.")
    ),
    "export-no-products": _says(lambda: _("There is no product to write into a sheet.")),
    "export-no-rows": _says(lambda: _("No row was left over.")),
    "sheet-empty": _says(lambda: _("This sheet is empty. Choose another sheet or file.")),
    "sheet-no-header": _says(
        lambda: _("No row of this sheet looks like headings. Say in which row they stand.")
    ),
    "sheet-no-rows": _says(
        lambda: _("There is nothing below the headings. Choose another sheet or row.")
    ),
    "sheet-too-long": _too_long,
    "sheet-gone": _says(
        lambda: _("The file is no longer in the library. Take it out of the bin, or upload it.")
    ),
    "document-locked": _says(
        lambda: _("The file is protected by a password. Save it without one and upload that.")
    ),
    "document-unreadable": _says(
        lambda: _(
            "The file is damaged or no table. Open it in Excel, save it as xlsx and upload that."
        )
    ),
    "sheet-too-heavy": _says(
        lambda: _(
            "Opening this file takes too much memory or time. Save only the sheet with the products."
        )
    ),
    "work-given-up": _says(
        lambda: _(
            "This was begun several times and never finished. Try it again, or split the sheet."
        )
    ),
}
_ROWS: dict[str, Callable[[Data], str]] = {
    "sku-missing": _says(lambda: _("The SKU is missing. Write one, or leave the row out.")),
    "name-missing": _says(lambda: _("A new product needs a name. Write one.")),
    "text-too-long": _says(
        lambda: _("This is %(length)s characters long; the most is %(max)s. Shorten it.")
    ),
    "price-invalid": _says(lambda: _("“%(value)s” is no price. Write a number, such as 24.50.")),
    "price-negative": _says(lambda: _("A price cannot be below zero. Correct it.")),
    "price-decimals": _says(
        lambda: _("Prices in %(currency)s have %(digits)s decimals. Round %(value)s.")
    ),
    "currency-missing": _says(
        lambda: _(
            "The price has no currency. Write it beside the price, or choose one for the sheet."
        )
    ),
    "currency-unknown": _says(
        lambda: _("“%(value)s” is no currency we know. Write its code, such as USD.")
    ),
    "cell-error": _says(
        lambda: _("The formula of this cell failed (%(value)s). Write the value instead.")
    ),
    "formula-without-value": _says(
        lambda: _("The file holds a formula here without its result. Write the value instead.")
    ),
    "fact-twice": _says(lambda: _("Another column of this row says the %(attribute)s already.")),
    "facts-too-many": _says(lambda: _("A product can have %(max)s facts. Leave some columns out.")),
    "sku-twice": _says(
        lambda: _("Row %(row)s has the same SKU. Change one of them, or leave this row out.")
    ),
    "changed-meanwhile": _says(
        lambda: _("Somebody changed this product after the check, so it was not overwritten.")
    ),
    "sku-appeared": _says(
        lambda: _("Somebody added a product with this SKU after the check; it was not overwritten.")
    ),
    "product-gone": _says(
        lambda: _("The product was deleted after the check. Check the row again to add it anew.")
    ),
    "row-refused": _says(
        lambda: _(
            "This row could not be written: a product or fact like it is there already. Check it"
            " again, or change its SKU."
        )
    ),
    "photo-missing": _says(
        lambda: _("No photo of the library is called %(name)s. Upload it and check again.")
    ),
    "photo-elsewhere": _says(
        lambda: _("The photo %(name)s belongs to another product and stays there.")
    ),
    "photo-no-room": _says(lambda: _("Your plan has no room left for the photo at %(name)s.")),
    "photo-refused": _photo_refused,
    "photo-failed": _says(
        lambda: _("The photo at %(name)s could not be taken. Upload it to the product instead.")
    ),
}
_SENTENCES = {**_WHOLE, **_ROWS}
