"""What every page's frame shows: workspaces, running work, the meter, the theme."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.screens import notices
from assets import kinds
from billing import refusals, units
from billing import services as billing
from billing.models import Meter
from generation import services as generation
from generation import ways_out
from workspaces import services as workspaces
from workspaces.models import Workspace
from workspaces.roles import CHANGES, GRANTS, WHILE_SUSPENDED
from workspaces.screens import joining

THEMES = {"light": "ebiz", "dark": "ebiz-dark"}
# What the tray of uploads takes; the server looks at each file itself.
_ENDINGS = json.dumps(kinds.endings())
# Drawn at the first start; in the order in which they hang beside the sign-in form.
SAMPLES = (
    "mug-morning-window",
    "jar-sage-podium",
    "bottle-clear-sky",
    "satchel-sandstone",
    "headphones-blush-arch",
    "lamp-midnight",
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context; what needs queries is read only when a template asks."""
    found = getattr(request, "workspace", None)
    user = getattr(request, "user", None)
    role = getattr(request, "role", "")
    return {
        "theme": THEMES.get(_theme_of(request, user), ""),
        "request_id": getattr(request, "request_id", ""),
        "has_email": settings.HAS_EMAIL,
        "has_google": bool(settings.GOOGLE_CLIENT_ID),
        "has_connections": bool(settings.GOOGLE_CLIENT_ID or settings.AUTH_SECRETS),
        "uploads": {
            "endings": _ENDINGS,
            "limits": json.dumps(settings.UPLOAD_LIMITS),
            "form_max": settings.UPLOAD_FORM_MAX_BYTES,
        },
        "can": {str(permission): True for permission in _allowed(role, found)},
        "grace_days": settings.WORKSPACE_GRACE_DAYS,
        "invitation": SimpleLazyObject(lambda: joining.usable(request.session)),
        "sample_pictures": SimpleLazyObject(_sample_pictures),
        "room": SimpleLazyObject(lambda: _room(found)),
        "larger_plan": SimpleLazyObject(lambda: _larger_plan(found)),
        "shell": SimpleLazyObject(lambda: _shell(user, found)),
    }


def _theme_of(request: HttpRequest, user: Any) -> str:
    """Return the person's theme; before sign-in what this browser remembers."""
    if user is None or not user.is_authenticated:
        return request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    theme: str = user.theme
    return theme


def _allowed(role: str, found: Any) -> frozenset[Any]:
    """Return what may be done here and now: what is archived is not changed."""
    granted = GRANTS.get(role, frozenset())
    status = found.status if found is not None else Workspace.Status.ACTIVE
    if status == Workspace.Status.SUSPENDED:
        return granted & WHILE_SUSPENDED
    return granted - CHANGES if status == Workspace.Status.ARCHIVED else granted


def _room(found: Any) -> dict[str, Any]:
    """Return how much of the storage is left for files."""
    if found is None:
        return {}
    usage = billing.usage(workspace_id=found.workspace_id, meter=Meter.STORAGE_BYTES)
    left = max(0, usage.remaining)
    told = _("%(room)s of storage left.") % {"room": units.shown(Meter.STORAGE_BYTES, left)}
    return {"told": told, "is_little": left < settings.UPLOAD_MAX_BYTES}


def _larger_plan(found: Any) -> dict[str, str]:
    """Return where somebody gets a larger plan, or whom they ask for one."""
    if found is None:
        return {}
    if ways_out.may_enlarge(found):
        return {"href": refusals.plans_path(found.slug)}
    return {"ask": refusals.whom_to_ask(found.workspace_id)}


def _sample_pictures() -> list[str]:
    """Return the addresses of the drawn pictures, or none while one of them is still missing."""
    folder = settings.STATIC_ROOT / "samples"
    if not all((folder / f"{name}.webp").is_file() for name in SAMPLES):
        return []
    return [f"{settings.STATIC_URL}samples/{name}.webp" for name in SAMPLES]


def _shell(user: Any, found: Any) -> dict[str, Any]:
    if user is None or not user.is_authenticated:
        return {"workspaces": [], "running_jobs": 0, "meter": None, "bell": None}
    return {
        "workspaces": [
            {"slug": member.workspace.slug, "name": member.workspace.name, "role": member.role}
            for member in workspaces.of_person(user.pk)
        ],
        "running_jobs": generation.running_jobs() if found else 0,
        "meter": _meter(found) if found else None,
        "bell": notices.bell(user.pk),
    }


def _meter(found: Any) -> dict[str, Any]:
    usage = billing.usage(workspace_id=found.workspace_id, meter="images")
    taken = usage.used + usage.reserved
    # What is left of grants can be used as well.
    limit = taken + usage.remaining
    return {
        "label": _("Images this month"),
        "used": taken,
        "limit": limit,
        "left": usage.remaining,
        "percent": min(100, round(100 * taken / limit)) if limit else 100,
    }
