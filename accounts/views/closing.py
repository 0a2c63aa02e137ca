"""Closing one's own account."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import hooks, services
from accounts.forms import CloseForm
from accounts.hooks import Fate
from accounts.views.own import PersonRequest, proven


@require_http_methods(["GET", "HEAD", "POST"])
@proven
def close_account(request: PersonRequest) -> HttpResponse:
    """Say what becomes of everything, and close the account once the e-mail is typed."""
    user = request.user
    form = CloseForm(request.POST if request.method == "POST" else None, user=user)
    has_changed = False
    if form.is_valid():
        try:
            services.close(user)
        except (hooks.StillHeld, services.LastOfStaff):
            # What stands on the page now says which one.
            has_changed = True
        else:
            logout(request)
            return redirect("accounts:closed")
    holdings = hooks.holdings_of(user)
    is_last = services.is_last_of_staff(user)
    context = {
        "form": form,
        "holdings": holdings,
        "is_last_of_staff": is_last,
        "is_blocked": is_last or any(one.fate == Fate.BLOCKS for one in holdings),
        "has_changed": has_changed,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/close.html", context, status=status)


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """Say that the account is closed."""
    return render(request, "accounts/closed.html")
