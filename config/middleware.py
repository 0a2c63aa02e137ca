"""The request's id and origin, and refusals of pages as pages."""

import re
import uuid
from collections.abc import Callable

import structlog
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import urlencode

from accounts import browsers, idempotency
from accounts.client import address_of
from audit import services as audit
from config import errors, problems, refusals

# What the pages' scripts ask for, not a browser going somewhere: an answer of its own kind, or none.
SCRIPTS = ("text/event-stream", "application/json")
REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")


class RequestContextMiddleware:
    """Gives each request an id, binds it to logs and audit rows, and echoes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        audit.set_origin(
            address=address_of(request),
            user_agent=request.headers.get("User-Agent", ""),
            request_id=request_id,
            find_session=lambda: browsers.name_of(request),
        )
        try:
            response = self.get_response(request)
            refusals.record(request, response)
        finally:
            audit.clear_origin()
            # A request that ended in an error has had no effect: its key may be sent again.
            idempotency.drop()
        response.headers["X-Request-ID"] = request_id
        return response


class PolicyMiddleware(CSPMiddleware):
    """The content security policy; some paths have exceptions of their own, named in settings."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002  django-csp's signature
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        for prefix, update in settings.CONTENT_SECURITY_POLICY_BY_PATH.items():
            if parts.update is None and request.path_info.startswith(prefix):
                parts.update = update
        return parts


class ProblemMiddleware:
    """Turns a domain refusal raised by a page into a page, and an ended session into a sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not _is_sign_in_redirect(response):
            return response
        if request.headers.get("Accept", "").startswith(SCRIPTS):
            return HttpResponse(status=401)
        htmx = getattr(request, "htmx", None)
        if not htmx:
            return response
        # htmx would follow the redirect and put the sign-in page into the fragment; and the way
        # back is the page that asked, not the fragment. `expired` has sign-in say why.
        back = urlencode({"expired": "1", REDIRECT_FIELD_NAME: htmx.current_url_abs_path or "/"})
        headers = {"HX-Redirect": f"{resolve_url(settings.LOGIN_URL)}?{back}"}
        return HttpResponse(status=401, headers=headers)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        problem = problems.of(error)
        return errors.answer(request, problem) if problem else None


def _is_sign_in_redirect(response: HttpResponseBase) -> bool:
    location = response.headers.get("Location", "")
    return response.status_code == 302 and location.startswith(resolve_url(settings.LOGIN_URL))
