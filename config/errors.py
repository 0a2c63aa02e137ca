"""What is answered when nothing else answers: by page, by JSON, by fragment."""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from config import problems, refusals
from config.problem_forms import Problem

PAGES = {400, 403, 404, 500, 503}


def answer(request: HttpRequest, problem: Problem) -> HttpResponseBase:
    """Show a problem the way the caller reads: JSON for programs, a page for people."""
    refusals.note(request, problem)
    if wants_json(request):
        return JsonResponse(
            problems.body(problem, request),
            status=problem.status,
            content_type=problems.CONTENT_TYPE,
            headers=problem.headers,
        )
    name = f"{problem.status if problem.status in PAGES else 400}.html"
    if problem.status < 500:
        # A page may have refusals shown its own way.
        name = getattr(request, "problem_page", name)
    context = {"problem": problem, "request_id": getattr(request, "request_id", "")}
    # A 5xx page has no frame: what the frame shows may be exactly what is broken.
    text = render_to_string(name, context, None if problem.status >= 500 else request)
    # Who asks, and when, decides: some of these states would be kept unless that is ruled out.
    headers = {"Cache-Control": "no-store", **problem.headers}
    return HttpResponse(text, status=problem.status, headers=headers)


def wants_json(request: HttpRequest) -> bool:
    """Return whether the caller is a program."""
    return request.path.startswith("/api/") or "application/json" in request.headers.get(
        "Accept", ""
    )


@csrf_exempt
def api_not_found(request: HttpRequest) -> HttpResponseBase:
    """Answer every address of the API that is none, whatever the verb."""
    return answer(request, problems.not_found())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer a request Django refused to read (handler400)."""
    found = problems.of(exception)
    return answer(request, found or problems.bad_request())


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer a refusal that is no domain refusal (handler403)."""
    del exception
    return answer(request, problems.not_allowed())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer an address that is none (handler404)."""
    del exception
    return answer(request, problems.not_found())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a form whose token is missing or old (CSRF_FAILURE_VIEW)."""
    del reason
    detail = _(
        "This page was open too long, or cookies are blocked. Load it again and repeat what you did."
    )
    return answer(request, Problem(403, "form-expired", _("The form has expired"), detail))


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Answer what nobody foresaw, and servers that are away (handler500)."""
    error: Any = sys.exc_info()[1]
    refusals.note_error(request, error)
    found = problems.of(error) if error else None
    return answer(request, found if found and found.status >= 500 else problems.server_error())
