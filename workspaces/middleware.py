"""Every request begins and ends in the public schema."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from workspaces import tenancy


class PublicSchemaMiddleware:
    """Puts the thread's connection to `public` before and after each request.

    WSGI threads are kept, and so is their connection: what a request entered would be open to the
    next one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        tenancy.leave()
        try:
            return self.get_response(request)
        finally:
            tenancy.leave()
