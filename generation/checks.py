"""What the events process asks every 20 s: which streams are still allowed, how the rows stand.

One signed request over loopback for all of them.
"""

import hashlib
import hmac
import time
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts import services as accounts
from accounts import sessions
from generation import progress, snapshots
from generation.models import Job
from workspaces import tenancy
from workspaces.models import Membership, Workspace

MAX_AGE_SECONDS = 60
# Whether streams are allowed is answered for all of them. How the rows stand is told as far as this
# goes, and of the rest the next time: the events process waits 2.5 s.
NEWS_SECONDS = 1.0
REFUSED = {"allowed": False}
# An archived workspace can be read; one on its way out cannot.
OPEN_TO_READ = (Workspace.Status.ACTIVE, Workspace.Status.ARCHIVED)


def sign(body: bytes, *, key: str) -> str:
    """Return the signature that proves a request comes from the events process."""
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


@csrf_exempt
@require_POST
def streams(request: HttpRequest) -> HttpResponse:
    """Answer for each ticket: allowed or not, and a fresh snapshot when one is due."""
    expected = sign(request.body, key=settings.EVENTS_KEY)
    if not hmac.compare_digest(expected, request.headers.get("X-Events-Signature", "")):
        return HttpResponse(status=404)
    question = orjson.loads(request.body)
    if abs(time.time() - question["at"]) > MAX_AGE_SECONDS:
        return HttpResponse(status=404)
    asked = question["tickets"]
    allowed = _allowed(asked)
    wants_news = question.get("news", True)
    until = time.monotonic() + (NEWS_SECONDS if wants_news else 0.0)
    unread = _unread(asked, allowed) if wants_news else {}
    answers = {
        ticket["id"]: _answer(ticket, until=until, unread=unread)
        if ticket["id"] in allowed
        else REFUSED
        for ticket in asked
    }
    return HttpResponse(orjson.dumps({"answers": answers}), content_type="application/json")


def _allowed(asked: list[dict[str, Any]]) -> set[str]:
    """Return the tickets whose sign-in lives and whose person is still a member."""
    known = progress.sessions_of([ticket["id"] for ticket in asked])
    live = sessions.live({(known[t["id"]], t["user_id"]) for t in asked if t["id"] in known})
    members = {
        (str(user_id), str(workspace_id))
        for user_id, workspace_id in Membership.objects.filter(
            user_id__in={ticket["user_id"] for ticket in asked},
            workspace_id__in={ticket["workspace_id"] for ticket in asked},
            workspace__status__in=OPEN_TO_READ,
        ).values_list("user_id", "workspace_id")
    }
    return {
        ticket["id"]
        for ticket in asked
        if (known.get(ticket["id"], ""), ticket["user_id"]) in live
        and (ticket["user_id"], ticket["workspace_id"]) in members
    }


def _unread(asked: list[dict[str, Any]], allowed: set[str]) -> dict[UUID, int]:
    """Return person → how many notices they have not read, for those with a page open."""
    pages = {UUID(one["user_id"]) for one in asked if one["id"] in allowed and not one["job_id"]}
    return accounts.unread_of_many(pages) if pages else {}


def _answer(ticket: dict[str, Any], *, until: float, unread: dict[UUID, int]) -> dict[str, Any]:
    if time.monotonic() >= until:
        return {"allowed": True}
    with tenancy.inside(ticket["schema_name"]):
        return {"allowed": True, **_news(ticket, unread.get(UUID(ticket["user_id"]), 0))}


def _news(ticket: dict[str, Any], unread: int) -> dict[str, Any]:
    """Return how the rows stand now, and all of them when that was not shown yet."""
    if ticket["job_id"]:
        job_id = UUID(ticket["job_id"])
        shown = Job.objects.filter(pk=job_id, hidden_at=None)
        mark = str(shown.values_list("version", flat=True).first() or "")
        fresh = mark.isdigit() and int(mark) > int(ticket["mark"] or 0)
        return {"mark": mark, "snapshot": snapshots.full(job_id) if fresh else None}
    page = snapshots.page(unread=unread)
    mark = ",".join([*(f"{job['id']}:{job['version']}" for job in page["jobs"]), f"!{unread}"])
    return {"mark": mark, "snapshot": page if mark != ticket["mark"] else None}
