"""What was refused, or failed, is recorded once it is answered: everything is rolled back by then.

Whoever refuses may record it in words of their own (the gate, a sign-in, an upload); what nobody did
is recorded here, by the code of its problem or by the status. What is no attempt is left out: fields
that need attention, a token that is merely too old, somebody who has yet to sign in.
"""

import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase
from django.urls import ResolverMatch

from accounts.actors import actor_of
from accounts.models import User
from audit import services as audit
from audit.actions import Action
from audit.models import AuditEvent
from config.problem_forms import Problem

log = logging.getLogger(__name__)
BY_CODE = {
    "token-invalid": Action.ACCOUNT_TOKEN_REFUSED,
    "session-ended": Action.ACCOUNT_TOKEN_REFUSED,
    "refresh-invalid": Action.ACCOUNT_TOKEN_REFUSED,
    "refresh-ended": Action.ACCOUNT_TOKEN_REFUSED,
    "form-expired": Action.REQUEST_FORGED,
    "csrf-failed": Action.REQUEST_FORGED,
    "plan-limit-reached": Action.PLAN_LIMIT_MET,
    "no-seat-left": Action.PLAN_LIMIT_MET,
    "feature-not-in-plan": Action.PLAN_LIMIT_MET,
    "second-factor-needed": Action.STAFF_ENTRY_DENIED,
}
STAFF = "/staff/"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the trail says of an answer."""

    action: Action
    reason: str
    target: audit.Target | None = None
    outcome: str = AuditEvent.Outcome.DENIED


def note(request: HttpRequest, problem: Problem) -> None:
    """Note by which code a request is refused."""
    request.refused_as = problem.code  # type: ignore[attr-defined]


def note_error(request: HttpRequest, error: BaseException | None) -> None:
    """Note what a request failed by: its kind alone, for what it says may be anything."""
    request.failed_by = type(error).__name__ if error else ""  # type: ignore[attr-defined]


def record(request: HttpRequest, response: HttpResponseBase) -> None:
    """Record what was answered, where it is a refusal nobody has recorded, or a fault of ours."""
    try:
        found = _refusal(request, response)
        if found is None or audit.has_refused():
            return
        audit.record_refusal(
            found.action,
            actor=_actor(request),
            workspace_id=_workspace_id(request),
            target=found.target,
            reason=found.reason,
            outcome=found.outcome,
        )
    except DatabaseError:
        # What is wrong with the database is why it was refused, or soon is: the answer stands.
        log.exception("a refusal could not be recorded")


def _refusal(request: HttpRequest, response: HttpResponseBase) -> Refusal | None:
    status, code = response.status_code, getattr(request, "refused_as", "")
    if status == 500:
        kind = getattr(request, "failed_by", "")
        return Refusal(Action.REQUEST_FAILED, kind, _page(request), AuditEvent.Outcome.ERROR)
    if status == 404:
        return _not_found(request)
    if code in BY_CODE and status in {401, 402, 403}:
        return Refusal(BY_CODE[code], code, _page(request))
    if status == 429:
        return Refusal(Action.REQUEST_THROTTLED, code, _page(request))
    if request.path.startswith(STAFF) and _is_turned_away(request, response):
        return Refusal(Action.STAFF_ENTRY_DENIED, code, _page(request))
    if status == 403 and _person(request) is not None:
        is_inside = _workspace_id(request) is not None
        action = Action.WORKSPACE_ENTRY_DENIED if is_inside else Action.REQUEST_REFUSED
        return Refusal(action, code, _page(request))
    return None


def _not_found(request: HttpRequest) -> Refusal | None:
    """Tell of somebody who names by its id what is not there, or not theirs: both look the same.

    Inside a workspace it may stand in what is sent: then the row says where it was sent to.
    """
    is_inside = _workspace_id(request) is not None
    target = _named(request) or (_page(request) if is_inside else None)
    if target is None or _person(request) is None:
        return None
    # A page that is open asks for a part of it by itself: what that shows may have just gone.
    if _is_part(request) and audit.was_there(target.id, workspace_id=_workspace_id(request)):
        return None
    return Refusal(Action.OBJECT_NOT_FOUND, "not-found", target)


def _named(request: HttpRequest) -> audit.Target | None:
    """Return what an address names by an id. Other parts of it may be the key of a mail's link."""
    match = request.resolver_match
    if match is None:
        return None
    by = getattr(getattr(request, "entered", None), "by", "")
    found = [
        audit.Target(_kind(name, match), str(value))
        for name, value in match.kwargs.items()
        if name != by and _is_id(value)
    ]
    return found[-1] if found else None


def _kind(name: str, match: ResolverMatch) -> str:
    """Return what an id is of: by its name in the address, or by that of the address."""
    kind = name.removesuffix("_id") if name != "pk" else (match.url_name or "").partition("-")[0]
    return kind[:32]


def _is_id(value: Any) -> bool:
    if isinstance(value, UUID | int):
        return True
    try:
        UUID(str(value))
    except ValueError:
        return str(value).isdecimal() and len(str(value)) < 20
    return True


def _is_part(request: HttpRequest) -> bool:
    is_asked = request.headers.get("Accept", "").startswith("text/event-stream")
    return request.method == "GET" and (is_asked or "HX-Request" in request.headers)


def _is_turned_away(request: HttpRequest, response: HttpResponseBase) -> bool:
    person = _person(request)
    if person is None or response.status_code not in {302, 403}:
        return False
    return response.status_code == 403 or not person.is_staff


def _page(request: HttpRequest) -> audit.Target | None:
    match = request.resolver_match
    return audit.Target("page", match.view_name) if match else None


def _workspace_id(request: HttpRequest) -> UUID | None:
    found: UUID | None = getattr(getattr(request, "entered", None), "workspace_id", None)
    return found


def _person(request: HttpRequest) -> User | None:
    user = getattr(request, "user", None)
    return user if isinstance(user, User) else None


def _actor(request: HttpRequest) -> audit.Actor:
    person = _person(request)
    return actor_of(person) if person else audit.ANONYMOUS
