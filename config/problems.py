"""The one table from what the core raises to what callers read (RFC 9457).

Each row: exception → status, stable code, title, and the sentence made from its fields.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from botocore.exceptions import EndpointConnectionError, HTTPClientError
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from accounts import idempotency
from assets import services as assets
from assets.models import CatalogueImport
from billing.payments.base import PaymentError
from config.account_problems import ACCOUNTS
from config.money_problems import MONEY
from config.nextauth_problems import NEXTAUTH
from config.problem_forms import Problem, fixed, told
from config.trail_problems import TRAIL
from config.unit_problems import UNITS
from config.workspace_problems import WORKSPACES
from generation import services as generation
from generation.providers.base import ProviderError
from workspaces import access
from workspaces import services as workspaces
from workspaces.models import Invitation

CONTENT_TYPE = "application/problem+json"
# What PostgreSQL answers whose patience for a lock has ended.
LOCK_NOT_AVAILABLE = "55P03"
# Numbers of missing parts that are told at once: as many as may be asked for.
PARTS_NAMED = 100
# Their codes tell why a vendor refused us, and are not for callers.
CODES_INSIDE = (PaymentError, ProviderError)


# --- what has fields to tell --------------------------------------------------------------------
def _conflict(error: assets.Conflict) -> Problem:
    extra: dict[str, Any] = {"current_version": error.current, "your_version": error.yours}
    if error.now is not None:
        extra |= {"current": error.now, "yours": error.given}
    return Problem(409, error.code, _("Changed meanwhile"), str(error), extra)


def _not_there(error: assets.NotThere) -> Problem:
    missing = error.data.get("parts", [])[:PARTS_NAMED]
    extra = {"missing_parts": missing} if missing else {}
    return Problem(409, error.code, _("The file has not arrived"), str(error), extra)


def _too_much(error: assets.TooMuch) -> Problem:
    return Problem(422, error.code, _("The download cannot be made"), str(error))


def _import_changed(error: assets.ImportChanged) -> Problem:
    extra = {"current_version": error.current, "your_version": error.yours}
    return Problem(409, error.code, _("Changed meanwhile"), str(error), extra)


def _invalid(error: ValidationError) -> Problem:
    """Map what a model or service refused the way DRF's own refusals are mapped."""
    return invalid(error.message_dict if hasattr(error, "error_dict") else error.messages)


# --- what is always the same --------------------------------------------------------------------
_not_found = fixed(
    404, "not-found", _t("Not found"), _t("There is nothing at this address, or you cannot see it.")
)
_too_large = fixed(
    413,
    "request-too-large",
    _t("The request is too large"),
    _t("Send large files by the upload addresses, and lists in parts."),
)
_unreadable = fixed(
    400,
    "malformed",
    _t("The request cannot be read"),
    _t("Check how it was sent and send it again. Nothing was changed."),
)
_away = fixed(
    503,
    "service-unavailable",
    _t("A server of the studio does not answer"),
    _t("Try again in a moment. If it stays like this, tell whoever runs the studio."),
    Retry_After="5",
)
_busy = fixed(
    503,
    "service-unavailable",
    _t("The studio is busy"),
    _t("Others are being served just now. Try again in a moment. Nothing was done."),
    Retry_After="2",
)


def _away_or_busy(error: OperationalError) -> Problem:
    """Tell a database that is away from one in which somebody else held a lock for too long."""
    is_busy = getattr(error.__cause__, "sqlstate", None) == LOCK_NOT_AVAILABLE
    return _busy(error) if is_busy else _away(error)


TABLE: dict[type[Exception], Callable[[Any], Problem]] = {
    **ACCOUNTS,
    **MONEY,
    **NEXTAUTH,
    **TRAIL,
    **UNITS,
    **WORKSPACES,
    access.NotFound: _not_found,
    Invitation.DoesNotExist: _not_found,
    workspaces.NotAMember: _not_found,
    assets.UploadRefused: told(422, "upload-refused", _t("The file was not added")),
    assets.TooLarge: told(413, "file-too-large", _t("The file is too large")),
    assets.NotConvertible: told(422, "not-a-picture", _t("The file was not converted")),
    assets.TagRefused: told(422, "tag-refused", _t("The tags were not changed")),
    assets.NotThere: _not_there,
    assets.NotOpen: told(409, "upload-over", _t("The upload takes nothing more")),
    assets.TooMuch: _too_much,
    assets.NotReady: fixed(
        409,
        "export-not-ready",
        _t("Not ready yet"),
        _t("The file is still being written. Ask again in a moment."),
        Retry_After="2",
    ),
    assets.Gone: fixed(
        410,
        "export-gone",
        _t("The file is gone"),
        _t("Files to take home are kept for seven days. Ask for it anew."),
    ),
    assets.IsCurrent: fixed(
        409,
        "version-current",
        _t("This version is shown"),
        _t("Choose another version first; then this one can be deleted."),
    ),
    assets.Conflict: _conflict,
    assets.SkuTaken: told(409, "sku-taken", _t("This SKU is taken")),
    assets.NotWaiting: told(409, "proposal-decided", _t("Decided already")),
    assets.ImportRefused: told(422, "import-refused", _t("The import cannot do this")),
    assets.ImportChanged: _import_changed,
    CatalogueImport.DoesNotExist: _not_found,
    assets.FactRepeated: told(409, "fact-repeated", _t("The product says this already")),
    generation.BadRequest: told(422, "job-invalid", _t("The job cannot be made")),
    generation.NothingToDo: told(409, "nothing-to-do", _t("There is nothing to do")),
    idempotency.KeyReused: fixed(
        422,
        "idempotency-key-reused",
        _t("The key stands for another request"),
        _t("Send a new Idempotency-Key with a new request. Nothing was done."),
    ),
    idempotency.InProgress: fixed(
        409,
        "idempotency-in-progress",
        _t("The first request is still being worked on"),
        _t("Send it again in a moment with the same key. Nothing is done twice."),
        Retry_After="1",
    ),
    ValidationError: _invalid,
    RequestDataTooBig: _too_large,
    UnreadablePostError: _unreadable,
    OperationalError: _away_or_busy,
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
            code = None if isinstance(error, CODES_INSIDE) else getattr(error, "code", None)
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
        "type": problem.type or f"/problems/{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "request_id": getattr(request, "request_id", ""),
        **problem.extra,
    }
