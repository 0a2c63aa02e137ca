"""The one table from what the core raises to what callers read (RFC 9457).

Each row: exception → status, stable code, title, and the sentence made from its fields.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rest_framework import exceptions as drf
from rest_framework.response import Response

from assets import services as assets
from billing.quotas import QuotaExceeded, remaining
from generation import services as generation
from workspaces import access
from workspaces.services import SlugTaken

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal, ready to be shown."""

    status: int
    code: str
    title: str
    detail: str
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


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
        _("Name one in the X-Workspace header: %(choices)s.") % {"choices": ", ".join(error.choices)}
        if error.choices
        else _("You are in no workspace yet. Create one first.")
    )
    return Problem(
        400, "workspace-required", _("Which workspace?"), detail, {"choices": error.choices}
    )


def _forbidden(error: access.Forbidden) -> Problem:
    return Problem(
        403,
        "role-not-allowed",
        _("Your role does not allow this"),
        _("An owner of the workspace can change your role."),
        {"role": error.access.role, "permission": str(error.permission)},
    )


def _told(status: int, code: str, title: Any) -> Callable[[Exception], Problem]:
    """Return a row whose sentence is the exception's own text."""
    return lambda error: Problem(status, code, str(title), str(error))


def _fixed(status: int, code: str, title: Any, detail: Any) -> Callable[[Exception], Problem]:
    return lambda error: Problem(status, code, str(title), str(detail))


_t = gettext_lazy
TABLE: dict[type[Exception], Callable[[Any], Problem]] = {
    QuotaExceeded: _quota,
    access.WorkspaceRequired: _workspace_required,
    access.Forbidden: _forbidden,
    access.NotFound: _fixed(404, "not-found", _t("Not found"), _t("There is nothing at this address, or you cannot see it.")),
    SlugTaken: _fixed(409, "workspace-address-taken", _t("This address is taken"), _t("Choose another address for the workspace.")),
    assets.UploadRefused: _told(422, "upload-refused", _t("The file was not added")),
    assets.NotThere: _told(409, "upload-incomplete", _t("The file has not arrived")),
    assets.TooLarge: _told(413, "file-too-large", _t("The file is too large")),
    generation.BadRequest: _told(422, "job-invalid", _t("The job cannot be made")),
    generation.NothingToDo: _told(409, "nothing-to-do", _t("There is nothing to do")),
}


def of(error: Exception) -> Problem | None:
    """Return the problem of a domain refusal, or None when the exception is not one."""
    for kind in type(error).__mro__:
        if kind in TABLE:
            problem = TABLE[kind](error)
            code = getattr(error, "code", "")
            return Problem(problem.status, code or problem.code, problem.title, problem.detail, problem.extra, problem.headers)
    return None


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


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an API exception (DRF's EXCEPTION_HANDLER)."""
    problem = of(error) or _of_framework(error)
    if problem is None:
        return None
    request = context["request"]._request
    return Response(
        body(problem, request),
        status=problem.status,
        content_type=CONTENT_TYPE,
        headers=problem.headers,
    )


def _of_framework(error: Exception) -> Problem | None:
    """Map what Django and DRF raise themselves."""
    if isinstance(error, Http404):
        error = drf.NotFound()
    elif isinstance(error, PermissionDenied):
        error = drf.PermissionDenied()
    if isinstance(error, drf.ValidationError):
        return Problem(
            400, "invalid", _("Some fields need attention"), _("See the errors by field."), {"errors": error.detail}
        )
    if not isinstance(error, drf.APIException):
        return None
    code = str(error.get_codes()) if isinstance(error.detail, str) else error.default_code
    headers: dict[str, str] = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        headers["Retry-After"] = f"{error.wait:.0f}"
    title = str(error.default_detail)
    return Problem(error.status_code, code.replace("_", "-"), title, str(error.detail), {}, headers)
