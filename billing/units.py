"""Units of a meter as people read them."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.amounts import counted
from billing.models import Meter

_MINUTE = 60
# From here on, minutes say more than seconds do.
_MINUTES_FROM = 2 * _MINUTE
_MINUS = "\N{MINUS SIGN}"


def shown(meter: str, units: int) -> str:
    """Return so many units as a figure whose column or heading says of what.

    Whole pieces, sizes of files, and seconds that become minutes, rounded down to a tenth.
    """
    sign, size = (_MINUS if units < 0 else ""), abs(units)
    match meter:
        case Meter.STORAGE_BYTES:
            return f"{sign}{filesizeformat(size)}"
        case Meter.VIDEO_SECONDS if size >= _MINUTES_FROM:
            return sign + _("%(minutes)s min") % {"minutes": _minutes(size)}
        case Meter.VIDEO_SECONDS:
            return sign + _("%(seconds)s s") % {"seconds": counted(size)}
        case _:
            return f"{sign}{counted(size)}"


def moved(meter: str, units: int) -> str:
    """Return by how much a balance moved: `+24` or, with a true minus, `−24`."""
    return f"+{shown(meter, units)}" if units > 0 else shown(meter, units)


def named(meter: str, units: int) -> str:
    """Return so many units with their name, to stand in a sentence: `24 images`."""
    said = {"n": shown(meter, units)}
    match meter:
        case Meter.IMAGES:
            return ngettext("%(n)s image", "%(n)s images", units) % said
        case Meter.COPIES:
            return ngettext("%(n)s text", "%(n)s texts", units) % said
        case Meter.VIDEO_SECONDS:
            return _("%(n)s of video") % said
        case Meter.STORAGE_BYTES:
            return _("%(n)s of storage") % said
        case Meter.MEMBERS:
            return ngettext("%(n)s member", "%(n)s members", units) % said
        case _:
            return said["n"]


def _minutes(seconds: int) -> str:
    whole, tenth = divmod(seconds * 10 // _MINUTE, 10)
    return f"{counted(whole)}.{tenth}" if tenth else counted(whole)
