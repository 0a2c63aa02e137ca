"""What was measured of a file, in the reader's words."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t
from django.utils.translation import ngettext, pgettext_lazy

from assets import names
from assets.clock import clock
from assets.models import AssetVersion

Said = Callable[[Mapping[str, Any]], str]


def known_of(file: AssetVersion) -> list[tuple[str, str]]:
    """Return what is known of a file: (what, value)."""
    return [(str(name), value) for name, value in (*_of_all(file), *_measured(file)) if value]


def _of_all(file: AssetVersion) -> Iterator[tuple[str, str]]:
    if file.width_px:
        yield _("Dimensions"), _("%(w)d × %(h)d px") % {"w": file.width_px, "h": file.height_px}
    if file.duration_ms is not None:
        yield _("Length"), clock(file.duration_ms / 1000)
    yield _("File size"), filesizeformat(file.size_bytes)
    yield _("Type"), names.extension_of(file.content_type).upper()
    yield _("Original name"), file.filename


def _measured(file: AssetVersion) -> Iterator[tuple[str | Promise, str]]:
    for name, said in _ROWS:
        yield name, said(file.measured)


def _count(key: str) -> Said:
    """Return what says a figure, or how many there are of what is listed."""

    def say(measured: Mapping[str, Any]) -> str:
        value = measured.get(key)
        number = len(value) if isinstance(value, list | dict) else value
        # A picture of one frame stands still.
        if not isinstance(number, int) or number <= (key == "frames"):
            return ""
        return number_format(number, force_grouping=True)

    return say


def _sheets(measured: Mapping[str, Any]) -> str:
    number = _count("sheets")(measured)
    whole = int(measured["sheets"]) if number and isinstance(measured["sheets"], int) else 0
    count = whole or (len(measured["sheets"]) if number else 0)
    return ngettext("%(n)s sheet", "%(n)s sheets", count) % {"n": number} if number else ""


def _family(measured: Mapping[str, Any]) -> str:
    return f"{measured.get('family') or ''} {measured.get('style') or ''}".strip()


def _codec(measured: Mapping[str, Any]) -> str:
    told = (measured.get("codec"), measured.get("audio_codec"))
    return " · ".join(_named(str(name)) for name in told if name)


def _named(codec: str) -> str:
    """Return an encoding as people write it."""
    if codec.startswith("pcm_"):
        return "PCM"
    return _CODECS.get(codec, codec.upper())


def _rate(measured: Mapping[str, Any]) -> str:
    rate = measured.get("sample_rate")
    return f"{number_format(rate / 1000, 1)} kHz" if rate else ""


_CODECS = {"h264": "H.264", "hevc": "H.265", "vorbis": "Vorbis", "opus": "Opus"}
_ROWS: tuple[tuple[str | Promise, Said], ...] = (
    (_t("Frames"), _count("frames")),
    (pgettext_lazy("how many", "Pages"), _count("pages")),
    (_t("Contents"), _sheets),
    (pgettext_lazy("how many", "Rows"), _count("rows")),
    (pgettext_lazy("how many", "Columns"), _count("columns")),
    (_t("Typeface"), _family),
    (_t("Characters"), _count("letters")),
    (_t("Encoding"), _codec),
    (_t("Sample rate"), _rate),
)
