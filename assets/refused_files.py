"""Why files of every kind are refused while they are checked, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

Data = Mapping[str, Any]


def sentences() -> dict[str, Callable[[Data], str]]:
    """Return code → what makes its sentence of what it names."""
    return {**_FILES, **_DOCUMENTS, **_MEDIA}


def unsupported(data: Data) -> str:
    """Say that a type is not taken, and what to save it as."""
    told = str(data.get("type") or "")
    if not told:
        return _(
            "This type of file is not supported. Upload a photo, a PDF, a Word or Excel file, a"
            " sound, a video or a font."
        )
    advice = _ADVICE.get(told.upper(), _plain)
    return advice({"type": _named(told)})


def misnamed(data: Data) -> str:
    """Say that a file is something else inside than its name says.

    Another ending is advised only where what is inside would be taken under it.
    """
    told = str(data["type"])
    if told.upper() in _ADVICE:
        first = _("This file is named .%(extension)s, but it is %(type)s inside.") % {
            "extension": data["extension"],
            "type": _named(told),
        }
        # Two sentences, parted as the language parts them.
        return _("%(first)s %(second)s") % {"first": first, "second": unsupported({"type": told})}
    return _(
        "This file is named .%(extension)s, but it is %(type)s inside. Save it anew from the"
        " program it comes from, or give it the right ending."
    ) % {"extension": data["extension"], "type": _named(told)}


def _named(told: str) -> str:
    """Return a type as a sentence names it."""
    known = {
        "a program": _("a program"),
        "a script": _("a script"),
        "a playlist": _("a playlist"),
        "text": _("plain text"),
        "ZIP": _("a ZIP archive"),
    }
    return known.get(told, told)


def _plain(data: Data) -> str:
    return (
        _("%(type)s is not supported. Save it as JPG or PNG, PDF, Word, Excel, MP3 or MP4.") % data
    )


def _as_picture(data: Data) -> str:
    return _("%(type)s is not supported. Save it as JPG or PNG.") % data


def _as_office(data: Data) -> str:
    return _("%(type)s is not supported. Save it as .docx, .xlsx or PDF and upload that.") % data


def _as_pdf(data: Data) -> str:
    return _("%(type)s is not supported. Save it as PDF and upload that.") % data


def _as_video(data: Data) -> str:
    return _("%(type)s is not supported. Save it as MP4 (H.264 and AAC) and upload that.") % data


def _as_sound(data: Data) -> str:
    return _("%(type)s is not supported. Save it as MP3, M4A or WAV and upload that.") % data


def _unpack(data: Data) -> str:
    return _("%(type)s is not supported. Unpack it and upload the files in it.") % data


def _never(data: Data) -> str:
    return (
        _(
            "%(type)s is not supported, because it can run in a browser or on a computer. Save what it"
            " shows as JPG, PNG or PDF."
        )
        % data
    )


def _font_alone(data: Data) -> str:
    return _("%(type)s is not supported. Upload each font of it as a TTF or OTF of its own.") % data


_ADVICE: dict[str, Callable[[Data], str]] = {
    **dict.fromkeys(
        ("TIFF", "BMP", "PSD", "EPS", "AI", "ICO", "JPEG XL", "JPEG 2000", "CR3", "CR2", "NEF",
         "ARW", "DNG", "JXL", "JP2", "RAW"),
        _as_picture,
    ),
    **dict.fromkeys(
        ("DOC", "XLS", "ODT", "ODS", "RTF", "PAGES", "NUMBERS", "WPS",
         "ET", "OLE", "TXT", "TEXT", "XML", "JSON", "MD"),
        _as_office,
    ),
    **dict.fromkeys(("PPT", "PPTX", "POWERPOINT", "KEY"), _as_pdf),
    **dict.fromkeys(("MKV", "AVI", "WMV", "FLV", "MPEG", "MPG", "TS", "3GP", "A PLAYLIST"), _as_video),
    **dict.fromkeys(("WMA", "AIFF", "AIF", "MID", "AMR"), _as_sound),
    **dict.fromkeys(
        ("ZIP", "RAR", "7-ZIP", "7Z", "GZIP", "GZ", "TAR", "BZIP2", "XZ", "ZSTANDARD", "CAB"), _unpack
    ),
    **dict.fromkeys(
        ("SVG", "HTML", "HTM", "MHTML", "MHT", "PHP", "JS", "A SCRIPT", "A PROGRAM", "EXE"), _never
    ),
    "TTC": _font_alone,
}  # fmt: skip

# An old Office program → what it saves the same as today.
_SAVED_AS = {"Word": "DOCX", "Excel": "XLSX", "PowerPoint": "PDF"}

_FILES: dict[str, Callable[[Data], str]] = {
    "file-type-unsupported": unsupported,
    "file-misnamed": misnamed,
    "file-not-as-named": lambda data: (
        _(
            "This file is named .%(extension)s, but nothing of that kind is inside. Export it again from"
            " the program it comes from."
        )
        % {"extension": data["extension"]}
    ),
    "file-is-text": lambda data: (
        _(
            "This file is named .%(extension)s, but it is a text file inside. Choose the right file, or"
            " export it again from the program it comes from."
        )
        % {"extension": data["extension"]}
    ),
    "file-misdeclared": lambda data: (
        _(
            "This file was announced as %(declared)s, but it is %(type)s inside. Choose the file again."
        )
        % {"declared": data["declared"], "type": _named(str(data["type"]))}
    ),
    "file-too-heavy": lambda _data: _(
        "Opening this file takes too much memory or time. Save it in a simpler form or in parts, and"
        " upload that."
    ),
    "file-infected": lambda data: (
        _(
            "The virus scanner found %(found)s in this file, so it was deleted here. Check the computer"
            " it comes from."
        )
        % {"found": data["found"]}
    ),
    "file-scan-unavailable": lambda _data: _(
        "The virus scanner could not be asked, and nothing is taken without it. Try again later; if"
        " it happens again, tell whoever runs this server."
    ),
    "file-scan-too-large": lambda _data: _(
        "This file is larger than the virus scanner takes, and nothing is taken without it. Upload"
        " a smaller one, or tell whoever runs this server."
    ),
}
_DOCUMENTS: dict[str, Callable[[Data], str]] = {
    "document-broken": lambda _data: _(
        "This document is damaged and cannot be opened. Save it anew from the program it comes"
        " from."
    ),
    "document-locked": lambda _data: _(
        "This document is protected by a password, so it cannot be read. Save it without the"
        " password and upload that."
    ),
    "document-macros": lambda _data: _(
        "This document has macros, which can harm a computer. Save it as .docx or .xlsx without"
        " them."
    ),
    "document-active": lambda _data: _(
        "This document has a field that starts another program (DDE). Remove the field, or save the"
        " document as PDF."
    ),
    "document-nested": lambda _data: _(
        "This document has an archive inside. Remove it, and upload the files in it by themselves."
    ),
    "document-bomb": lambda _data: _(
        "This document unpacks to far more than it may. Save it anew from the program it comes from,"
        " or in parts."
    ),
    "document-too-long": lambda data: (
        _("This document has more than %(pages)s pages. Part it and upload the parts.")
        % {"pages": number_format(data["pages"], force_grouping=True)}
    ),
    "document-too-complex": lambda data: (
        _(
            "This document is made of more than %(objects)s pieces. Print it as a PDF and upload that."
        )
        % {"objects": number_format(data["objects"], force_grouping=True)}
    ),
    "office-old": lambda data: (
        _("This is an old Office file (%(type)s). Save it as %(format)s and upload that.")
        % {"type": data["type"], "format": _SAVED_AS.get(str(data["type"]).split()[0], "PDF")}
    ),
    "table-unreadable": lambda _data: _(
        "The letters of this table cannot be read. Save it as CSV in UTF-8, or as .xlsx."
    ),
    "table-broken": lambda _data: _(
        "This table cannot be read to its end: a cell is too long, or a quotation mark is missing."
        " Save it as .xlsx and upload that."
    ),
    "table-too-large": lambda data: (
        _(
            "This table has more than %(rows)s rows or %(columns)s columns. Part it and upload the"
            " parts."
        )
        % {
            "rows": number_format(data["rows"], force_grouping=True),
            "columns": number_format(data["columns"], force_grouping=True),
        }
    ),
}
_MEDIA: dict[str, Callable[[Data], str]] = {
    "media-broken": lambda _data: _(
        "This recording is damaged and cannot be played. Export it again as MP4 or MP3."
    ),
    "media-empty": lambda _data: _(
        "There is neither sound nor picture in this file. Export it again as MP4 or MP3."
    ),
    "media-codec": lambda data: (
        _(
            "This recording is written as %(codec)s, which browsers do not play. Export it as MP4"
            " (H.264 and AAC) or MP3."
        )
        % {"codec": data["codec"] or "?"}
    ),
    "media-too-long": lambda data: (
        _("This recording is longer than %(hours)s hours. Cut it and upload the parts.")
        % {"hours": data["hours"]}
    ),
    "video-too-large": lambda data: (
        _(
            "This video is %(width)s × %(height)s pixels; the most is 4K (4096 × 2304). Export it"
            " smaller."
        )
        % {
            "width": number_format(data["width"], force_grouping=True),
            "height": number_format(data["height"], force_grouping=True),
        }
    ),
    "video-too-small": lambda data: (
        _("This video is only %(width)s × %(height)s pixels. Upload a larger one.")
        % {"width": data["width"], "height": data["height"]}
    ),
    "video-too-fast": lambda data: (
        _("This video has %(fps)s pictures a second; the most is %(most)s. Export it with fewer.")
        % {"fps": data["fps"], "most": data["most"]}
    ),
    "font-broken": lambda _data: _(
        "This font is damaged and cannot be opened. Get it again from its maker, as TTF or OTF."
    ),
    "font-unsupported": lambda _data: _(
        "This font has no outlines of letters we can draw. Get it as a plain TTF or OTF."
    ),
    "font-bomb": lambda _data: _(
        "This font unpacks to far more than it may. Get it again from its maker, as TTF or OTF."
    ),
}
