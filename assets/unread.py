"""Why a document was not read, and what is to be known of one that was, in words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

Data = Mapping[str, Any]


def sentence(code: str) -> str:
    """Return what a person reads, in the present language; unknown codes get the general one."""
    return _SENTENCES.get(code, _unreadable)()


def notes(codes: Sequence[str]) -> list[str]:
    """Return what is to be known of a document, in the present language; what has no words, not."""
    return [_NOTES[code]() for code in codes if code in _NOTES]


def _unreadable() -> str:
    return _(
        "This document could not be read. Open it on your computer, save it anew and upload that,"
        " or type its facts yourself."
    )


_SENTENCES: dict[str, Callable[[], str]] = {
    "document-unreadable": _unreadable,
    "document-locked": lambda: _(
        "This document is protected by a password. Save it without one and upload that."
    ),
    "document-too-heavy": lambda: _(
        "Reading this document takes too much memory or time. Upload the pages that matter as a"
        " document of their own."
    ),
    "document-kind-unread": lambda: _(
        "Documents of this kind are kept, but not read. Save it as PDF, DOCX, XLSX or CSV and"
        " upload that."
    ),
    "document-gone": lambda: _("The file is not there any more. Upload it again."),
    "work-given-up": lambda: _(
        "Reading this document failed three times. Try it again; if it fails once more, save the"
        " document anew and upload that."
    ),
}
_NOTES: dict[str, Callable[[], str]] = {
    "no-text": lambda: _(
        "The pages are pictures without text, as a scanner makes them. Upload the document they"
        " were printed from, or type the facts yourself."
    ),
    "formulas-without-values": lambda: _(
        "Some cells hold formulas without a value. Open the table, let it calculate, save it and"
        " upload it again."
    ),
    "not-laid-out": lambda: _(
        "Some pages could not be taken apart: their lines were read, their tables perhaps not."
    ),
    "truncated": lambda: _("The document is long: its beginning was read, the rest was not."),
    "many-products": lambda: _(
        "The table is of several products. Facts were read from the row that has this product’s SKU"
        " or name. To add them all at once, import the table on the page of products."
    ),
    "hidden-sheets": lambda: _("Hidden sheets are shown, but no facts were read from them."),
    "mixed-encodings": lambda: _(
        "The text changes its encoding half way, so some characters may be wrong."
    ),
}
