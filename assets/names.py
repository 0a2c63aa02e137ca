"""What people's files may be called here."""

import unicodedata
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.utils.text import get_valid_filename

MAX_LENGTH = 200  # Asset.name, Upload.filename
_FORBIDDEN = frozenset('<>:"|?*')
_EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/avif": "avif",
    "image/heic": "heic",
    "image/tiff": "tif",
    "image/bmp": "bmp",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "video/x-matroska": "mkv",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/webm": "weba",
    "application/x-subrip": "srt",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/plain": "txt",
    "font/ttf": "ttf",
    "font/otf": "otf",
    "font/woff": "woff",
    "font/woff2": "woff2",
    "font/collection": "ttc",
}


def clean_filename(given: str) -> str:
    """Return the file's own name as one tidy line: no folders, no control or direction marks.

    An empty result becomes `file`; a long stem is cut, the extension stays.
    """
    last = given.replace("\\", "/").rstrip("/").rpartition("/")[2]
    text = unicodedata.normalize("NFC", last)
    # Cc: control, Cf: format (right-to-left marks make `gpj.exe` look like `exe.jpg`).
    kept = (
        " "
        if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} or char in _FORBIDDEN
        else char
        for char in text
    )
    name = " ".join("".join(kept).split()).strip(". ")
    if not name:
        return "file"
    stem, suffix = split(name)
    return stem[: MAX_LENGTH - len(suffix)] + suffix


def split(filename: str) -> tuple[str, str]:
    """Return (stem, suffix with its dot); what is longer than an extension stays in the stem."""
    suffix = PurePosixPath(filename).suffix
    return (filename[: -len(suffix)], suffix) if 1 < len(suffix) <= 10 else (filename, "")


def title_of(filename: str) -> str:
    """Return what an asset made from this file is called: the name without its extension."""
    return split(clean_filename(filename))[0]


def download_name(title: str, extension: str) -> str:
    """Return the file name a browser saves an asset under."""
    return f"{clean_filename(title)}.{extension}"


def stem_of(title: str, *, otherwise: str) -> str:
    """Return a title as a short file name of letters and figures; `otherwise` if it has none."""
    try:
        return get_valid_filename(title)[:60]
    except SuspiciousFileOperation:
        return otherwise


def extension_of(content_type: str) -> str:
    """Return the extension files of this type are saved with."""
    return _EXTENSIONS.get(content_type.partition(";")[0].strip(), "bin")
