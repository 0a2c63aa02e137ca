"""Sentences that several pages share: time left, what a job makes of what, stages, limits."""

from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.quotas import QuotaExceeded, remaining
from generation.models import Job

_ALMOST = 10
_MINUTE = 60


def time_left(seconds: int | None) -> str:
    """Return the time left in rounded words; empty when it is not known."""
    if seconds is None:
        return ""
    if seconds < _ALMOST:
        return _("almost done")
    if seconds < _MINUTE - _ALMOST // 2:
        return _("about %(seconds)d s left") % {"seconds": _tens(seconds)}
    return _("about %(minutes)d min left") % {"minutes": _minutes(seconds)}


def _tens(seconds: float) -> int:
    return max(10, round(seconds / 10) * 10)


def _minutes(seconds: float) -> int:
    return max(1, round(seconds / _MINUTE))


def made_of(job: Job) -> str:
    """Return what a job makes: "4 photos × 6 looks"."""
    photos, styles = len(job.params.get("photos", [])), len(job.params.get("styles", []))
    if not photos or not styles:
        return images(job.total)
    return _("%(photos)s × %(looks)s") % {
        "photos": ngettext("%(n)d photo", "%(n)d photos", photos) % {"n": photos},
        "looks": ngettext("%(n)d look", "%(n)d looks", styles) % {"n": styles},
    }


def images(count: int) -> str:
    """Return "24 images"."""
    return ngettext("%(n)s image", "%(n)s images", count) % {
        "n": number_format(count, force_grouping=True)
    }


def size(params: dict[str, Any]) -> str:
    """Return "1:1 · 1600 px"."""
    ratio, side = params.get("ratio", ""), params.get("long_side_px", "")
    return _("%(ratio)s · %(side)s px") % {"ratio": ratio, "side": side}


def ratios() -> dict[str, str]:
    """Return the ratios of pictures with a word for their shape."""
    return {
        "1:1": _("1:1 · square"),
        "4:5": _("4:5 · portrait"),
        "3:4": _("3:4 · portrait"),
        "9:16": _("9:16 · story"),
        "4:3": _("4:3 · landscape"),
        "16:9": _("16:9 · wide"),
    }


def stages() -> dict[str, str]:
    """Return the stages of making a picture, as the provider names them, in words."""
    return {
        "": _("Starting"),
        "start": _("Starting"),
        "cut_out": _("Cutting out"),
        "place": _("Placing"),
        "light": _("Lighting"),
        "sharpen": _("Sharpening"),
        "store": _("Saving"),
    }


def stage(name: str) -> str:
    """Return a stage in words; an unknown one is simply running."""
    return stages().get(name) or _("Running")


def jobs_ahead(count: int) -> str:
    """Return how many jobs stand before one that waits."""
    if not count:
        return _("It starts in a moment.")
    return ngettext("%(n)d job before yours", "%(n)d jobs before yours", count) % {"n": count}


def not_counted(count: int) -> str:
    """Return that failed pictures cost nothing."""
    return ngettext(
        "This image was not counted.", "These %(n)d images were not counted.", count
    ) % {"n": count}


def over_quota(error: QuotaExceeded) -> str:
    """Return why an order was refused: how much it needs, how much is left, until when."""
    left = remaining(error.period)
    return ngettext(
        "This would use %(asked)d, but %(left)d is left until %(date)s. Nothing was counted.",
        "This would use %(asked)d, but %(left)d are left until %(date)s. Nothing was counted.",
        left,
    ) % {
        "asked": error.requested,
        "left": left,
        "date": date_format(error.period.ends_at, "DATE_FORMAT"),
    }
