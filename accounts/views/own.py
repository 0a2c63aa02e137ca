"""The door of the pages of one's own account: for who is signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from accounts.models import User

P = ParamSpec("P")


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User
    htmx: HtmxDetails


PersonView = Callable[Concatenate[PersonRequest, P], HttpResponse]


def own(view: PersonView[P]) -> Callable[..., HttpResponse]:
    """Let in who is signed in; others are led to sign in, and back."""

    @login_required
    @wraps(view)
    def inner(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, *args, **kwargs)

    return inner


def proven(view: PersonView[P]) -> Callable[..., HttpResponse]:
    """Let in who has proved within five minutes that it is still them."""

    @login_required
    @wraps(view)
    def inner(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_reauthentication_required(request, app="accounts"):
            # allauth's middleware leads to where they prove it, and back.
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return inner
