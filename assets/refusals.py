"""Why a file is not taken, in words: what happened, why, what now."""

from collections.abc import Callable, Mapping
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assets import refused_files
from assets.decoding.limits import MAX_LONG_PX, MAX_MEGAPIXELS, MIN_SHORT_PX
from assets.models import Asset

Data = Mapping[str, Any]


class UploadRefused(Exception):
    """A file is not taken. code: stable; data: what the sentence names."""

    def __init__(self, code: str, data: Data | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.data = dict(data or {})

    def __str__(self) -> str:
        return sentence(self.code, self.data)


class TooLarge(UploadRefused):
    """The file has more bytes than the way it came by takes."""

    def __init__(self, *, size_bytes: int, max_bytes: int, kind: str = "") -> None:
        super().__init__("file-too-large", {"size": size_bytes, "max": max_bytes, "kind": kind})


class NotThere(Exception):
    """An upload was called complete, but its bytes are not there (any more).

    data: what the sentence names; `parts`: the numbers of those that are missing.
    """

    def __init__(self, code: str = "upload-incomplete", data: Data | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.data = dict(data or {})

    def __str__(self) -> str:
        return sentence(self.code, self.data)


class NotOpen(Exception):
    """An upload is not waited for, so it neither takes parts nor can be given up."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return sentence(self.code, {})


def sentence(code: str, data: Data) -> str:
    """Return what a person reads, in the present language; unknown codes get the general one."""
    return _SENTENCES.get(code, _failed)(data)


def _failed(_data: Data) -> str:
    return _("We could not check this file. Upload it again; if it happens twice, tell us.")


def _too_many_pixels(data: Data) -> str:
    return _(
        "This picture is %(width)s × %(height)s pixels. The most is %(long)s on the long side and"
        " %(mega)s megapixels in all. Save it smaller and upload it again."
    ) % {
        "width": number_format(data["width"], force_grouping=True),
        "height": number_format(data["height"], force_grouping=True),
        "long": number_format(MAX_LONG_PX, force_grouping=True),
        "mega": MAX_MEGAPIXELS,
    }


def _too_few_pixels(data: Data) -> str:
    return _(
        "This picture is only %(width)s × %(height)s pixels; at least %(least)s each way are"
        " needed. Upload a larger one."
    ) % {"width": data["width"], "height": data["height"], "least": MIN_SHORT_PX}


def sizes_of(data: Data) -> dict[str, str]:
    """Return how large a file is and may be, in words; one byte too many is seen, too."""
    size, most = filesizeformat(data["size"]), filesizeformat(data["max"])
    return {"size": _("over %(size)s") % {"size": most} if size == most else size, "max": most}


def _too_many_bytes(data: Data) -> str:
    sizes = sizes_of(data)
    if data.get("kind") in {"", None, "image"}:
        return _("This file is %(size)s; the most is %(max)s. Save it smaller or as JPG.") % sizes
    words = {**sizes, "kind": Asset.Kind(data["kind"]).label}
    return (
        _(
            "This file is %(size)s; the most for files of this kind (%(kind)s) is %(max)s. Save a"
            " smaller one or part it."
        )
        % words
    )


def _other_kind(data: Data) -> str:
    kinds = {
        Asset.Kind.IMAGE: _("an image"),
        Asset.Kind.VIDEO: _("a video"),
        Asset.Kind.AUDIO: _("a sound"),
        Asset.Kind.DOCUMENT: _("a document"),
        Asset.Kind.SHEET: _("a table"),
        Asset.Kind.FONT: _("a font"),
    }
    words = {name: kinds[Asset.Kind(data[name])] for name in ("kind", "given")}
    return (
        _(
            "This is %(given)s; the file it is to replace is %(kind)s. Choose another file, or add it"
            " as a file of its own."
        )
        % words
    )


def _parts_missing(data: Data) -> str:
    return ngettext(
        "%(count)s part of the file has not arrived. Send it, then try again.",
        "%(count)s parts of the file have not arrived. Send them, then try again.",
        len(data["parts"]),
    ) % {"count": len(data["parts"])}


_SENTENCES: dict[str, Callable[[Data], str]] = {
    **refused_files.sentences(),
    "file-empty": lambda _data: _("This file is empty. Choose the file again."),
    "file-not-a-picture": lambda _data: _(
        "This file is not a picture. Upload a JPG, PNG, WebP or HEIC photo."
    ),
    "file-broken": lambda _data: _(
        "This picture is damaged and cannot be opened. Export it again or choose another one."
    ),
    "file-too-large": _too_many_bytes,
    "picture-too-large": _too_many_pixels,
    "picture-too-small": _too_few_pixels,
    "picture-too-heavy": lambda _data: _(
        "Opening this picture takes too much memory or time. Save it as a plain JPG and upload"
        " that."
    ),
    "picture-too-many-frames": lambda data: (
        _(
            "This picture moves in more than %(max)s frames. Save at most that many, or upload it as"
            " a video."
        )
        % {"max": data["max"]}
    ),
    "picture-moves-too-large": lambda data: (
        _(
            "The %(frames)s frames of this moving picture have more than %(mega)s megapixels together."
            " Save it smaller, or upload it as a video."
        )
        % {"frames": number_format(data["frames"], force_grouping=True), "mega": data["mega"]}
    ),
    "upload-incomplete": lambda _data: _(
        "The file has not arrived. Send it to the address you were given, then try again."
    ),
    "upload-parts-missing": _parts_missing,
    "upload-arrived": lambda _data: _(
        "This file has arrived already. Ask how far its check is; nothing is to be sent."
    ),
    "upload-aborted": lambda _data: _("This upload was given up. Start the upload again."),
    "file-kind-differs": _other_kind,
    "file-gone": lambda _data: _(
        "The file this was to be a new version of is not in the library any more. Take it out of"
        " the bin and upload the version again, or add it as a file of its own."
    ),
    "upload-expired": lambda _data: _(
        "The time to send this file is over. Start the upload again."
    ),
}
