"""What a person is told: the list, the bell's small one, and what of it they want by mail."""

import secrets
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import letters, services
from accounts.client import origin_of
from accounts.models import Notification, User
from accounts.notices import KINDS, UnknownKind
from accounts.screens import notices as screen
from accounts.services import AlwaysMailed


@require_safe
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """Show what the person was told; with a cursor only the next ones."""
    before = _id_of(request.GET.get("before", ""))
    shown = screen.page(_person(request), before=before, origin=origin_of(request))
    whole = shown.is_first or not getattr(request, "htmx", None)
    page = "notices/list.html" if whole else "notices/_more.html"
    return render(request, page, {"shown": shown})


@require_safe
@login_required
def popover(request: HttpRequest) -> HttpResponse:
    """Show the newest ones, for the bell."""
    return _newest(request)


@require_GET
@login_required
def unread(request: HttpRequest) -> HttpResponse:
    """Answer what the bell says now."""
    return JsonResponse(screen.bell(_person(request).pk))


@require_POST
@login_required
def open_notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Mark one as read and go where it leads: always to this site, and never by a GET."""
    try:
        notice = services.mark_read(_person(request).pk, notice_id)
    except Notification.DoesNotExist as error:
        raise Http404 from error
    return redirect(screen.way_of(notice))


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    services.mark_all_read(_person(request).pk)
    if getattr(request, "htmx", None):
        return _newest(request)
    return redirect("accounts:notices")


def _newest(request: HttpRequest) -> HttpResponse:
    """Answer the small list as it is now."""
    shown = screen.newest(_person(request), origin=origin_of(request))
    return render(request, "notices/_popover.html", {"shown": shown})


@require_safe
@login_required
def choices(request: HttpRequest) -> HttpResponse:
    """Show what the person wants by mail."""
    groups = screen.choices(_person(request).pk)
    return render(request, "notices/choices.html", {"groups": groups})


@require_POST
@login_required
def choose(request: HttpRequest, kind: str) -> HttpResponse:
    """Keep one choice."""
    try:
        by_mail = request.POST.get("by_mail") == "on"
        services.choose(_person(request).pk, kind, by_mail=by_mail)
    except (UnknownKind, AlwaysMailed) as error:
        raise Http404 from error
    if getattr(request, "htmx", None):
        return render(request, "notices/_saved.html", {"mark": secrets.token_hex(4)})
    messages.success(request, _("Saved."))
    return redirect("accounts:notice_choices")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to end one kind's mail, and end it; for who holds the link, signed in or not.

    A mail program posts here by itself (RFC 8058): it has no cookie and no token of ours.
    """
    try:
        user_id, name = letters.read_unsubscribe(token)
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    kind = KINDS.get(name)
    if kind is None or not kind.can_choose:
        raise Http404
    if request.method == "POST":
        services.stop_mail(user_id, name)
    is_done = request.method == "POST"
    return render(request, "notices/unsubscribe.html", {"kind": kind, "is_done": is_done})


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
