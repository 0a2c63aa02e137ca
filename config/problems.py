"""The one table from what the core raises to what callers read (RFC 9457).

Each row: exception → status, stable code, title, and the sentence made from its fields.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from botocore.exceptions import EndpointConnectionError, HTTPClientError
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, UnreadablePostError
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t
from django.utils.translation import ngettext
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from assets import services as assets
from billing.quotas import QuotaExceeded, remaining
from generation import services as generation
from workspaces import access
from workspaces.services import AlreadyMember, LastOwner, SlugTaken

CONTENT_TYPE = "application/problem+json"
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal, ready to be shown."""

    status: int
    code: str
    title: str
    detail: str
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


# --- what has fields to tell --------------------------------------------------------------------
def _quota(error: QuotaExceeded) -> Problem:
    left = remaining(error.period)
    detail = ngettext(
        "This would use %(asked)d, but %(left)d is left until %(date)s. Nothing was counted.",
        "This would use %(asked)d, but %(left)d are left until %(date)s. Nothing was counted.",
        left,
    ) % {
        "asked": error.requested,
        "left": left,
        "date": date_format(error.period.ends_at, "DATE_FORMAT"),
    }
    extra = {
        "meter": error.meter,
        "limit": error.period.limit_units,
        "used": error.period.used,
        "reserved": error.period.reserved,
        "requested": error.requested,
        "remaining": left,
        "period_end": error.period.ends_at.isoformat(),
    }
    return Problem(402, "plan-limit-reached", _("The plan's limit is reached"), detail, extra)


def _workspace_required(error: access.WorkspaceRequired) -> Problem:
    detail = (
        _("Name one in the X-Workspace header: %(choices)s.")
        % {"choices": ", ".join(error.choices)}
        if error.choices
        else _("You are in no workspace yet. Create one first.")
    )
    extra = {"choices": error.choices}
    return Problem(400, "workspace-required", _("Which workspace?"), detail, extra)


def _forbidden(error: access.Forbidden) -> Problem:
    return Problem(
        403,
        "role-not-allowed",
        _("Your role does not allow this"),
        _("An owner of the workspace can change your role."),
        {"role": error.access.role, "permission": str(error.permission)},
    )


def _conflict(error: assets.Conflict) -> Problem:
    extra = {"current_version": error.current, "your_version": error.yours}
    return Problem(409, error.code, _("Changed meanwhile"), str(error), extra)


def _invalid(error: ValidationError) -> Problem:
    """Map what a model or service refused the way DRF's own refusals are mapped."""
    return invalid(error.message_dict if hasattr(error, "error_dict") else error.messages)


# --- what is always the same --------------------------------------------------------------------
def _told(status: int, code: str, title: Text) -> Callable[[Exception], Problem]:
    """Return a row whose sentence is the exception's own text."""
    return lambda error: Problem(status, code, str(title), str(error))


def _fixed(
    status: int, code: str, title: Text, detail: Text, **headers: str
) -> Callable[[Exception | None], Problem]:
    return lambda _error: Problem(
        status,
        code,
        str(title),
        str(detail),
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


_not_found = _fixed(
    404, "not-found", _t("Not found"), _t("There is nothing at this address, or you cannot see it.")
)
_too_large = _fixed(
    413,
    "request-too-large",
    _t("The request is too large"),
    _t("Send large files by the upload addresses, and lists in parts."),
)
_unreadable = _fixed(
    400,
    "malformed",
    _t("The request cannot be read"),
    _t("Check how it was sent and send it again. Nothing was changed."),
)
_away = _fixed(
    503,
    "service-unavailable",
    _t("A server of the studio does not answer"),
    _t("Try again in a moment. If it stays like this, tell whoever runs the studio."),
    Retry_After="5",
)

TABLE: dict[type[Exception], Callable[[Any], Problem]] = {
    QuotaExceeded: _quota,
    access.WorkspaceRequired: _workspace_required,
    access.Forbidden: _forbidden,
    access.NotFound: _not_found,
    SlugTaken: _fixed(
        409,
        "workspace-address-taken",
        _t("This address is taken"),
        _t("Choose another address for the workspace."),
    ),
    AlreadyMember: _fixed(
        409,
        "member-already",
        _t("Already a member"),
        _t("This person is in the workspace. Change their role instead."),
    ),
    LastOwner: _fixed(
        409,
        "last-owner",
        _t("A workspace needs an owner"),
        _t("Nobody else owns this workspace. Make another owner first."),
    ),
    assets.UploadRefused: _told(422, "upload-refused", _t("The file was not added")),
    assets.TooLarge: _told(413, "file-too-large", _t("The file is too large")),
    assets.NotThere: _told(409, "upload-incomplete", _t("The file has not arrived")),
    assets.Conflict: _conflict,
    assets.SkuTaken: _told(409, "sku-taken", _t("This SKU is taken")),
    assets.FactRepeated: _told(409, "fact-repeated", _t("The product says this already")),
    generation.BadRequest: _told(422, "job-invalid", _t("The job cannot be made")),
    generation.NothingToDo: _told(409, "nothing-to-do", _t("There is nothing to do")),
    ValidationError: _invalid,
    RequestDataTooBig: _too_large,
    UnreadablePostError: _unreadable,
    OperationalError: _away,
    InterfaceError: _away,
    RedisConnectionError: _away,
    RedisTimeoutError: _away,
    EndpointConnectionError: _away,
    HTTPClientError: _away,
}


def of(error: Exception) -> Problem | None:
    """Return the problem of a domain refusal, or None when the exception is not one.

    An exception's own `code` (stable, set by who raises it) stands before the table's.
    """
    for kind in type(error).__mro__:
        if kind in TABLE:
            problem = TABLE[kind](error)
            code = getattr(error, "code", None)
            return replace(problem, code=code) if isinstance(code, str) and code else problem
    return None


def invalid(errors: Any) -> Problem:
    """Return the problem of fields that were refused. errors: by field, or of the whole."""
    by_field = errors if isinstance(errors, dict) else {"non_field_errors": errors}
    detail = _("See the errors by field. Nothing was changed.")
    return Problem(400, "invalid", _("Some fields need attention"), detail, {"errors": by_field})


def not_found() -> Problem:
    """Return the problem of an address that is none."""
    return _not_found(None)


def bad_request() -> Problem:
    """Return the problem of a request that Django refused to read."""
    return _unreadable(None)


def not_allowed() -> Problem:
    """Return the problem of a refusal that names no role."""
    detail = _("You cannot see or do this. Someone with more rights may be able to help.")
    return Problem(403, "not-allowed", _("This is not allowed"), detail)


def server_error() -> Problem:
    """Return the problem of what nobody foresaw."""
    detail = _("This is our fault and has been noted. Quote the reference when you report it.")
    return Problem(500, "server-error", _("Something broke"), detail)


def body(problem: Problem, request: HttpRequest) -> dict[str, Any]:
    """Return the problem as its JSON document."""
    return {
        "type": f"/problems/{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "request_id": getattr(request, "request_id", ""),
        **problem.extra,
    }
