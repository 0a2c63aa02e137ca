"""allauth's pages for strangers: how often they are asked is counted with the API."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from django.http import HttpRequest, HttpResponse

from accounts import limiting
from accounts.client import address_of, network_of

View = Callable[..., HttpResponse]


def counted(what: str, *, field: str, is_near: bool = False) -> Callable[[View], View]:
    """Count what is sent to a page. field: what names the person. is_near: at this address alone.

    The page raises TooFast.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                where = network_of(address_of(request))
                email = request.POST.get(field, "").strip().lower()
                limiting.count_ask(
                    what, address=where, person=f"{email} {where}" if is_near else email
                )
            return view(request, *args, **kwargs)

        return inner

    return decorate


# Counted by person and address together: a stranger holds up nobody else.
login = counted("sign-in", field="login", is_near=True)(account.login)
signup = counted("register", field="email")(account.signup)
reset = counted("reset", field="email")(account.password_reset)
