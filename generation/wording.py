"""Sentences that several pages share: time left, what a job makes of what, stages, limits."""

import math
from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from generation.models import (
    CopyParameters,
    ImageParameters,
    Job,
    JobKind,
    TextKind,
    VideoParameters,
    counted,
)

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
    """Return what a job makes: "4 photos × 6 looks", "2 products × 3 kinds", "20 s · 9:16"."""
    match job.parameters:
        case ImageParameters(photos=photos, styles=styles) if photos and styles:
            return _("%(photos)s × %(looks)s") % {
                "photos": ngettext("%(n)d photo", "%(n)d photos", len(photos)) % {"n": len(photos)},
                "looks": ngettext("%(n)d look", "%(n)d looks", len(styles)) % {"n": len(styles)},
            }
        case CopyParameters(project=project, languages=languages) if project:
            return _("Script · %(language)s") % {"language": language_name(languages[0])}
        case CopyParameters(products=products, kinds=kinds) if products and kinds:
            return _("%(products)s × %(kinds)s") % {
                "products": ngettext("%(n)d product", "%(n)d products", len(products))
                % {"n": len(products)},
                "kinds": ngettext("%(n)d kind", "%(n)d kinds", len(kinds)) % {"n": len(kinds)},
            }
        case VideoParameters(seconds=seconds, ratio=ratio):
            return _("%(seconds)s s · %(ratio)s") % {
                "seconds": number_format(round(seconds)),
                "ratio": ratio,
            }
        case _:
            return counted(job.kind, job.total)


def language_name(language: str) -> str:
    """Return a language's own name."""
    return {"en": "English", "zh-hans": "中文"}.get(language, language)


def text_kind(kind: str) -> str:
    """Return what kind of text it is."""
    if kind == "script":
        return _("Script")
    return str(TextKind(kind).label) if kind in TextKind.values else kind


def channel_name(channel: str) -> str:
    """Return where a text goes; empty for anywhere."""
    names = {"xiaohongshu": _("Xiaohongshu"), "instagram": "Instagram", "x": "X"}
    return names.get(channel, "" if channel == "general" else channel)


def tones() -> dict[str, str]:
    """Return the tones of texts in words."""
    return {"plain": _("Plain"), "warm": _("Warm"), "lively": _("Lively")}


def lengths() -> dict[str, str]:
    """Return the lengths of texts in words."""
    return {"short": _("Short"), "medium": _("Medium"), "long": _("Long")}


def motions() -> dict[str, str]:
    """Return the movements of a scene in words."""
    return {
        "push_in": _("Slow push in"),
        "pull_out": _("Slow pull out"),
        "pan_left": _("Pan left"),
        "pan_right": _("Pan right"),
        "drift_up": _("Drift up"),
        "hold": _("Hold"),
    }


def tunes() -> dict[str, str]:
    """Return the music there is, in words."""
    return {
        "none": _("No music"),
        "open_road": _("Open road"),
        "morning_light": _("Morning light"),
        "city_walk": _("City walk"),
        "quiet_room": _("Quiet room"),
        "market_day": _("Market day"),
    }


def subtitle_sizes() -> dict[str, str]:
    """Return the sizes of subtitles in words."""
    return {"large": _("Large"), "small": _("Small"), "none": _("No subtitles")}


def size(params: ImageParameters) -> str:
    """Return "1:1 · 1600 px"."""
    return _("%(ratio)s · %(side)s px") % {"ratio": params.ratio, "side": params.long_side_px}


def seconds_of_video(seconds: float) -> str:
    """Return "20 s of video"."""
    return _("%(n)s s of video") % {"n": number_format(math.ceil(seconds), force_grouping=True)}


def facts_of(job: Job, *, looks: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Return what is told below a job, as (name, value). looks: names, of an image job."""
    comma = pgettext("between names", ", ")
    match job.parameters:
        case CopyParameters() as asked:
            kinds = comma.join(text_kind(kind) for kind in asked.kinds)
            languages = comma.join(language_name(language) for language in asked.languages)
            return [
                (_("Kinds"), kinds),
                (_("Languages"), languages),
                (_("Tone"), tones().get(asked.tone, asked.tone)),
            ]
        case VideoParameters() as asked:
            return [(_("Ratio"), asked.ratio), (_("Language"), language_name(asked.language))]
        case ImageParameters() as asked:
            return [(_("Size"), size(asked)), (_("Looks"), comma.join(looks))]
        case _:
            return []


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
    """Return the stages of making an item, as providers name them, in words."""
    return {
        "": _("Starting"),
        "start": _("Starting"),
        "paused": _("Waiting for the AI service"),
        "cut_out": _("Cutting out"),
        "place": _("Placing"),
        "light": _("Lighting"),
        "sharpen": _("Sharpening"),
        "read": _("Reading the facts"),
        "plan": _("Planning"),
        "write": _("Writing"),
        "voice": _("Recording the voice"),
        "prepare": _("Preparing"),
        "draw": _("Drawing the scenes"),
        "sound": _("Mixing the sound"),
        "join": _("Joining"),
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


def not_counted(kind: str, count: int) -> str:
    """Return that what failed cost nothing."""
    match kind:
        case JobKind.COPY:
            words = ngettext(
                "This text was not counted.", "These %(n)d texts were not counted.", count
            )
        case JobKind.VIDEO:
            words = ngettext(
                "This video was not counted.", "These %(n)d videos were not counted.", count
            )
        case _:
            words = ngettext(
                "This image was not counted.", "These %(n)d images were not counted.", count
            )
    return words % {"n": count}


def not_made(kind: str, count: int) -> str:
    """Return "2 images could not be made", as the list of what needs a person says it."""
    match kind:
        case JobKind.COPY:
            words = ngettext(
                "%(n)d text could not be written", "%(n)d texts could not be written", count
            )
        case JobKind.VIDEO:
            words = ngettext(
                "%(n)d video could not be made", "%(n)d videos could not be made", count
            )
        case _:
            words = ngettext(
                "%(n)d image could not be made", "%(n)d images could not be made", count
            )
    return words % {"n": count}


def stop_question(kind: str, count: int) -> str:
    """Return the question asked before work is stopped."""
    match kind:
        case JobKind.COPY:
            words = ngettext("Stop %(n)d text?", "Stop %(n)d texts?", count)
        case JobKind.VIDEO:
            words = ngettext("Stop %(n)d video?", "Stop %(n)d videos?", count)
        case _:
            words = ngettext("Stop %(n)d image?", "Stop %(n)d images?", count)
    return words % {"n": count}


def said(kind: str, *, at_end: bool) -> str:
    """Return what is read aloud while a job runs, with places for {done} and {total}."""
    match kind, at_end:
        case JobKind.COPY, False:
            return _("{done} of {total} texts are done")
        case JobKind.COPY, True:
            return _("Finished. {done} of {total} texts are done.")
        case JobKind.VIDEO, False:
            return _("{done} of {total} videos are done")
        case JobKind.VIDEO, True:
            return _("Finished. {done} of {total} videos are done.")
        case _, False:
            return _("{done} of {total} images are done")
        case _:
            return _("Finished. {done} of {total} images are done.")
