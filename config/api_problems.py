"""What Django and DRF raise themselves, as problems; the API's exception handler."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _t
from rest_framework import exceptions as drf
from rest_framework.response import Response

from config import problems, refusals
from config.problem_forms import Problem, Text

# DRF's own: their default titles hold place-holders, so each has a title here.
FRAMEWORK: dict[type[drf.APIException], tuple[str, Text]] = {
    drf.ParseError: ("malformed", _t("The request cannot be read")),
    drf.AuthenticationFailed: ("sign-in-failed", _t("You are not signed in")),
    drf.NotAuthenticated: ("sign-in-required", _t("You are not signed in")),
    drf.PermissionDenied: ("not-allowed", _t("This is not allowed")),
    drf.NotFound: ("not-found", _t("Not found")),
    drf.MethodNotAllowed: ("method-not-allowed", _t("This address does not do that")),
    drf.NotAcceptable: ("not-acceptable", _t("The answer is JSON only")),
    drf.UnsupportedMediaType: ("unsupported-media-type", _t("This kind of body is not read here")),
    drf.Throttled: ("too-many-requests", _t("Too many requests")),
}


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an API exception (DRF's EXCEPTION_HANDLER); None lets handler500 answer."""
    problem = problems.of(error) or _of_framework(error)
    if problem is None:
        return None
    request = context["request"]._request
    refusals.note(request, problem)
    return Response(
        problems.body(problem, request),
        status=problem.status,
        content_type=problems.CONTENT_TYPE,
        headers=problem.headers,
    )


def _of_framework(error: Exception) -> Problem | None:
    """Map what Django and DRF raise themselves."""
    if isinstance(error, Http404 | drf.NotFound):
        return problems.not_found()
    if isinstance(error, PermissionDenied):
        return problems.not_allowed()
    if isinstance(error, drf.ValidationError):
        return problems.invalid(error.detail)
    if not isinstance(error, drf.APIException):
        return None
    code, title = _named(error)
    return Problem(error.status_code, code, title, str(error.detail), {}, _headers(error))


def _named(error: drf.APIException) -> tuple[str, str]:
    """Return code and title; a code given by who raised it stands before the table's."""
    given = error.get_codes()
    for kind in type(error).__mro__:
        if kind in FRAMEWORK:
            code, title = FRAMEWORK[kind]
            is_own = isinstance(given, str) and given != kind.default_code
            return (str(given) if is_own else code), str(title)
    return str(error.default_code).replace("_", "-"), str(error.default_detail)


def _headers(error: drf.APIException) -> dict[str, str]:
    headers: dict[str, str] = {}
    challenge = getattr(error, "auth_header", None)
    if challenge:
        # RFC 6750: a request that brought a token is told that the token is the trouble.
        is_token = str(error.get_codes()).startswith(("token-", "session-"))
        headers["WWW-Authenticate"] = (
            f'{challenge}, error="invalid_token"' if is_token else challenge
        )
    wait = getattr(error, "wait", None)
    if wait:
        headers["Retry-After"] = f"{wait:.0f}"
    return headers
