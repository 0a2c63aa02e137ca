"""The formats that are taken: what each is called, and what may name it.

Kinds are those of `Asset.Kind`. Where one container holds several formats (MP4, M4A and MOV), any
of their names may stand on it: which it is, its streams say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

IMAGE, VIDEO, AUDIO = "image", "video", "audio"
DOCUMENT, SHEET, FONT = "document", "sheet", "font"
# What senders declare that know no type.
SAYS_NOTHING = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/x-download"}
)


@dataclass(frozen=True, slots=True)
class Format:
    """A format by the name people know it by. extensions: in small letters, the usual one first."""

    name: str
    kind: str
    extensions: tuple[str, ...]
    content_types: tuple[str, ...]


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SFNT = ("application/font-sfnt", "font/sfnt", "application/x-font-truetype")
FORMATS: tuple[Format, ...] = (
    Format("JPEG", IMAGE, ("jpg", "jpeg", "jpe", "jfif"), ("image/jpeg", "image/jpg", "image/pjpeg")),
    Format("PNG", IMAGE, ("png",), ("image/png", "image/x-png")),
    Format("WebP", IMAGE, ("webp",), ("image/webp",)),
    Format("AVIF", IMAGE, ("avif",), ("image/avif",)),
    Format("HEIC", IMAGE, ("heic", "heif"), ("image/heic", "image/heif")),
    Format("GIF", IMAGE, ("gif",), ("image/gif",)),
    Format("PDF", DOCUMENT, ("pdf",), ("application/pdf", "application/x-pdf")),
    Format("Word", DOCUMENT, ("docx",), (_WORD, "application/zip", "application/msword")),
    Format("Excel", SHEET, ("xlsx",), (_EXCEL, "application/zip", "application/vnd.ms-excel")),
    # Windows with Excel on it declares a CSV as Excel's.
    Format(
        "CSV",
        SHEET,
        ("csv", "tsv"),
        (
            "text/csv", "text/plain", "text/tab-separated-values", "application/csv",
            "text/x-csv", "application/vnd.ms-excel", "text/comma-separated-values",
        ),
    ),
    Format("MP3", AUDIO, ("mp3",), ("audio/mpeg", "audio/mp3", "audio/x-mp3", "audio/mpeg3")),
    Format("AAC", AUDIO, ("aac",), ("audio/aac", "audio/aacp", "audio/x-aac", "audio/vnd.dlna.adts")),
    Format("WAV", AUDIO, ("wav", "wave"), ("audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave")),
    Format(
        "Ogg",
        AUDIO,
        ("ogg", "oga", "opus"),
        ("audio/ogg", "audio/opus", "application/ogg", "video/ogg", "audio/x-opus+ogg"),
    ),
    Format("FLAC", AUDIO, ("flac",), ("audio/flac", "audio/x-flac")),
    Format(
        "MP4",
        VIDEO,
        ("mp4", "m4v", "mov", "qt", "m4a"),
        (
            "video/mp4", "video/quicktime", "video/x-m4v", "application/mp4", "audio/mp4",
            "audio/m4a", "audio/x-m4a", "audio/mp4a-latm",
        ),
    ),
    Format("WebM", VIDEO, ("webm", "weba"), ("video/webm", "audio/webm")),
    Format("TTF", FONT, ("ttf",), ("font/ttf", "application/x-font-ttf", *_SFNT)),
    Format("OTF", FONT, ("otf",), ("font/otf", "application/x-font-otf", "application/x-font-opentype",
                                   "application/vnd.ms-opentype", *_SFNT)),
    Format("WOFF", FONT, ("woff",), ("font/woff", "application/font-woff", "application/x-font-woff")),
    Format("WOFF2", FONT, ("woff2",), ("font/woff2", "application/font-woff2")),
)  # fmt: skip
BY_NAME: Mapping[str, Format] = {known.name: known for known in FORMATS}
_BY_EXTENSION: Mapping[str, Format] = {
    extension: known for known in FORMATS for extension in known.extensions
}
# What is written: content type → the extension of such a file.
WRITTEN: Mapping[str, str] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/avif": "avif",
    "application/pdf": "pdf",
    _WORD: "docx",
    _EXCEL: "xlsx",
    "text/csv": "csv",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/webm": "weba",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "font/ttf": "ttf",
    "font/otf": "otf",
    "font/woff": "woff",
    "font/woff2": "woff2",
}
DOCX, XLSX = _WORD, _EXCEL


def extension_of(filename: str) -> str:
    """Return how the name ends, in small letters, without its dot."""
    return PurePath(filename).suffix.lstrip(".").lower()


def by_extension(filename: str) -> Format | None:
    """Return the format a file's name claims; None when it claims none of ours."""
    return _BY_EXTENSION.get(extension_of(filename))


def declares_other(known: Format, content_type: str) -> bool:
    """Return whether the declared type is one of another format than this."""
    declared = content_type.partition(";")[0].strip().lower()
    return declared not in SAYS_NOTHING and declared not in known.content_types
