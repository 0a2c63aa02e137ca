"""The request's id and origin, and refusals of pages as pages."""

import re
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from accounts.client import address_of
from audit import services as audit
from config import problems
from workspaces.access import Forbidden

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
        )
        try:
            response = self.get_response(request)
        finally:
            audit.clear_origin()
        response.headers["X-Request-ID"] = request_id
        return response


class ProblemMiddleware:
    """Turns a domain refusal raised by a page into a page (or, for JSON callers, a problem)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if getattr(request, "htmx", False) and _is_sign_in_redirect(response):
            # htmx would follow the redirect and put the sign-in page into the fragment.
            return HttpResponse(status=401, headers={"HX-Redirect": response.headers["Location"]})
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        problem = problems.of(error)
        if problem is None:
            return None
        if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
            return JsonResponse(
                problems.body(problem, request),
                status=problem.status,
                content_type=problems.CONTENT_TYPE,
                headers=problem.headers,
            )
        template = "403.html" if isinstance(error, Forbidden) else f"{problem.status}.html"
        known = {400, 403, 404, 503}
        name = template if problem.status in known else "400.html"
        context = {"problem": problem}
        return render(request, name, context, status=problem.status, headers=problem.headers)


def _is_sign_in_redirect(response: HttpResponseBase) -> bool:
    return response.status_code == 302 and "/accounts/login/" in response.headers.get("Location", "")
