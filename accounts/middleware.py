"""The language and times of a page, when a browser was last seen, and what nobody keeps."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from accounts import browsers, zones

OWN_PAGES = ("/accounts/", "/staff/")


class LanguageMiddleware:
    """Speaks the person's language, else the cookie's, else what the browser asks for.

    Times of pages are in the person's time zone; the API tells them in UTC.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = _wanted(request)
        zone = "" if request.path.startswith("/api/") else getattr(request.user, "time_zone", "")
        with translation.override(language), zones.shown_in(zone):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language",))
        return response


class LastSeenMiddleware:
    """Keeps when a signed-in browser was last seen, and from where."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # Afterwards: who has just signed in is known by now, and who has signed out is gone.
        if response.status_code < 500:
            browsers.touch(request)
        return response


class KeptByNobodyMiddleware:
    """Has no browser and no proxy keep the pages of accounts and of staff."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith(OWN_PAGES):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def _wanted(request: HttpRequest) -> str:
    chosen = getattr(request.user, "language", "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    return translation.get_language_from_request(request)
