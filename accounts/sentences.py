"""What a person is told, as whole sentences in the present language, made of plain values.

What was written years ago, by another version, is read here too: a value that is not there is
empty, and what is not a number counts as none.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Data = Mapping[str, Any]
LONGEST = 120


def nothing(_data: Data) -> str:
    """Return no second sentence."""
    return ""


def text_of(data: Data, name: str) -> str:
    """Return a value as one line; what is too long to be a name is cut."""
    line = " ".join(str(data.get(name, "")).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def number_of(data: Data, name: str) -> int:
    """Return a count."""
    value = data.get(name, 0)
    return value if isinstance(value, int) else 0


def date_of(data: Data, name: str) -> str:
    """Return a day as the reader writes it; empty for none."""
    day: date | None = None
    with suppress(ValueError):
        day = parse_date(str(data.get(name, "")))
    return date_format(day, "DATE_FORMAT") if day else ""


def _names(data: Data) -> dict[str, str]:
    return {name: text_of(data, name) for name in ("person", "workspace")}


def _made(data: Data) -> dict[str, Any]:
    return {
        "made": number_of(data, "made"),
        "total": number_of(data, "total"),
        "title": text_of(data, "title"),
    }


def without_empty_end(sentence: str) -> str:
    """Return a sentence that names a title as it stands without one: its colon is of no use."""
    return sentence.strip(" :：")


def job_finished(data: Data) -> str:
    """Return that all of a job is ready."""
    return without_empty_end(_finished(data))


def _finished(data: Data) -> str:
    made = _made(data)
    match data.get("of"):
        case "video":
            return _("The video is ready: %(title)s") % made
        case "script":
            return _("The script is ready: %(title)s") % made
        case "copy":
            return (
                ngettext(
                    "%(made)d text is ready: %(title)s",
                    "%(made)d texts are ready: %(title)s",
                    made["made"],
                )
                % made
            )
        case _:
            return (
                ngettext(
                    "%(made)d image is ready: %(title)s",
                    "%(made)d images are ready: %(title)s",
                    made["made"],
                )
                % made
            )


def job_partly(data: Data) -> str:
    """Return how much of a job is ready."""
    return without_empty_end(_partly(data))


def _partly(data: Data) -> str:
    made = _made(data)
    if data.get("of") == "copy":
        return (
            ngettext(
                "%(made)d of %(total)d text is ready: %(title)s",
                "%(made)d of %(total)d texts are ready: %(title)s",
                made["total"],
            )
            % made
        )
    return (
        ngettext(
            "%(made)d of %(total)d image is ready: %(title)s",
            "%(made)d of %(total)d images are ready: %(title)s",
            made["total"],
        )
        % made
    )


def job_failed(data: Data) -> str:
    """Return that nothing of a job could be made."""
    return without_empty_end(_failed(data))


def _failed(data: Data) -> str:
    made = _made(data)
    match data.get("of"):
        case "video":
            return _("The video could not be made: %(title)s") % made
        case "script":
            return _("The script could not be written: %(title)s") % made
        case "copy":
            return (
                ngettext(
                    "%(total)d text could not be written: %(title)s",
                    "%(total)d texts could not be written: %(title)s",
                    made["total"],
                )
                % made
            )
        case _:
            return (
                ngettext(
                    "%(total)d image could not be made: %(title)s",
                    "%(total)d images could not be made: %(title)s",
                    made["total"],
                )
                % made
            )


def job_stopped(data: Data) -> str:
    """Return who stopped a person's job."""
    said = _("%(person)s stopped your job: %(title)s") % {**_names(data), **_made(data)}
    return without_empty_end(said)


def not_counted(data: Data) -> str:
    """Return how much was not made and is not counted."""
    failed, stopped = number_of(data, "failed"), number_of(data, "stopped")
    told = []
    if failed:
        words = ngettext(
            "%(n)d could not be made and is not counted.",
            "%(n)d could not be made and are not counted.",
            failed,
        )
        told.append(words % {"n": failed})
    if stopped:
        words = ngettext(
            "%(n)d was stopped and is not counted.",
            "%(n)d were stopped and are not counted.",
            stopped,
        )
        told.append(words % {"n": stopped})
    if len(told) == 2:
        return _("%(first)s %(second)s") % {"first": told[0], "second": told[1]}
    return "".join(told)


def invited(data: Data) -> str:
    return _("%(person)s invites you to %(workspace)s.") % _names(data)


def how_to_join(data: Data) -> str:
    """Return where the link is: it is a key, and stands nowhere but in the mail."""
    if data.get("by_mail"):
        return _("Open the link in the e-mail to join.")
    return _("%(person)s has the link with which you join.") % _names(data)


def invitation_accepted(data: Data) -> str:
    return _("%(person)s has joined %(workspace)s.") % _names(data)


def events_exported(data: Data) -> str:
    """Return that a file of events is there, or that it could not be written."""
    if data.get("failed"):
        return _("Your file of the activity of %(workspace)s could not be written.") % _names(data)
    return _("Your file of the activity of %(workspace)s is ready.") % _names(data)


def role_changed(data: Data) -> str:
    """Return which role a person has now."""
    words = {
        "owner": _("%(person)s made you an owner of %(workspace)s."),
        "admin": _("%(person)s made you an admin of %(workspace)s."),
        "editor": _("%(person)s made you an editor of %(workspace)s."),
        "reviewer": _("%(person)s made you a reviewer of %(workspace)s."),
        "viewer": _("%(person)s made you a viewer of %(workspace)s."),
    }
    other = _("%(person)s changed what you may do in %(workspace)s.")
    return words.get(text_of(data, "role"), other) % _names(data)


def removed_from_workspace(data: Data) -> str:
    return _("%(person)s removed you from %(workspace)s.") % _names(data)


def workspace_deletion(data: Data) -> str:
    return _("%(person)s has asked for %(workspace)s to be deleted.") % _names(data)


def deletion_day(data: Data) -> str:
    """Return until when an owner can keep a workspace."""
    day = date_of(data, "until")
    return _("Until %(day)s an owner can keep it. Nobody works in it meanwhile.") % {"day": day}


def workspace_kept(data: Data) -> str:
    return _("%(person)s keeps %(workspace)s. It is not deleted.") % _names(data)


def workspace_suspended(data: Data) -> str:
    return _("%(workspace)s is suspended. Nobody can work in it for now.") % _names(data)


def why_suspended(data: Data) -> str:
    """Return the reason staff gave."""
    return _("Reason: %(reason)s") % {"reason": text_of(data, "reason")}


def workspace_unsuspended(data: Data) -> str:
    return _("%(workspace)s is open again, with everything that was in it.") % _names(data)


def quota_warning(data: Data) -> str:
    """Return how much of a meter is gone."""
    level = number_of(data, "level")
    said = {"level": level, **_names(data)}
    if level >= 100:
        words = {
            "images": _("All images of this month are used up in %(workspace)s."),
            "copies": _("All texts of this month are used up in %(workspace)s."),
            "video_seconds": _("All video time of this month is used up in %(workspace)s."),
            "storage_bytes": _("All storage is used up in %(workspace)s."),
            "members": _("All seats are taken in %(workspace)s."),
        }
        other = _("A limit of the plan is reached in %(workspace)s.")
    else:
        words = {
            "images": _("%(level)d %% of this month’s images are used in %(workspace)s."),
            "copies": _("%(level)d %% of this month’s texts are used in %(workspace)s."),
            "video_seconds": _("%(level)d %% of this month’s video time is used in %(workspace)s."),
            "storage_bytes": _("%(level)d %% of the storage is used in %(workspace)s."),
            "members": _("%(level)d %% of the seats are taken in %(workspace)s."),
        }
        other = _("%(level)d %% of a limit of the plan is used in %(workspace)s.")
    return words.get(text_of(data, "meter"), other) % said


def quota_until(data: Data) -> str:
    """Return how many are left, and when there are new ones."""
    limit = number_of(data, "limit")
    if not limit:
        return ""
    said = {
        "used": number_format(number_of(data, "used"), use_l10n=True, force_grouping=True),
        "limit": number_format(limit, use_l10n=True, force_grouping=True),
        "day": date_of(data, "until"),
    }
    if data.get("meter") == "video_seconds":
        return _("%(used)s of %(limit)s seconds. It starts anew on %(day)s.") % said
    return _("%(used)s of %(limit)s. It starts anew on %(day)s.") % said
