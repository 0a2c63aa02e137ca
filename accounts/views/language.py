"""The language and the theme of the pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts import services
from accounts.models import User

YEAR_SECONDS = 365 * 24 * 3600


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Show the site in another language: on this device, and everywhere for who is signed in."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest("unknown language", content_type="text/plain")
    if isinstance(request.user, User):
        services.change_profile(request.user, language=language)
    return keep(HttpResponseRedirect(_safe_next(request)), settings.LANGUAGE_COOKIE_NAME, language)


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Show the site light or dark: on this device, and everywhere for who is signed in."""
    theme = request.POST.get("theme", "")
    if theme not in User.Theme.values:
        return HttpResponseBadRequest("unknown theme", content_type="text/plain")
    if isinstance(request.user, User):
        services.change_profile(request.user, theme=theme)
    return keep(HttpResponse(status=204), settings.THEME_COOKIE_NAME, theme)


def keep(response: HttpResponse, name: str, value: str) -> HttpResponse:
    """Have the browser remember a choice for its pages before sign-in; return the response."""
    response.set_cookie(
        name,
        value,
        max_age=YEAR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def _safe_next(request: HttpRequest) -> str:
    """Return where to go on: never another site."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else "/"
