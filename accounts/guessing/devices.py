"""Browsers and addresses that are known for a person: they have signed in from them before.

A browser remembers it in a signed cookie no script reads; addresses stand with the sign-ins.
"""

import hmac

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from accounts.client import IPV6_PREFIX, UNKNOWN, network_of
from accounts.guessing import sql

SALT = "accounts.device"
SECONDS = 400 * 24 * 3600
# A browser remembers so many people.
PEOPLE = 5


def is_known(request: HttpRequest | None, *, address: str | None, email: str) -> bool:
    """Tell whether this person has signed in from this browser, or from this address, before."""
    if request is not None and is_known_device(request, email=email):
        return True
    return is_known_address(network_of(address), email=email)


def is_known_device(request: HttpRequest, *, email: str) -> bool:
    """Tell whether this browser remembers a sign-in of this person."""
    name = _device_name(email)
    return any(hmac.compare_digest(name, known) for known in _remembered(request))


def is_known_address(address: str, *, email: str) -> bool:
    """Tell whether this person has signed in from this address before."""
    if address == UNKNOWN:
        return False
    return sql.has_signed_in_from(email=email.lower(), network=_network(address))


def remember_device(request: HttpRequest, response: HttpResponseBase, *, email: str) -> None:
    """Have this browser remember that this person has signed in from it."""
    name = _device_name(email)
    others = [known for known in _remembered(request) if known != name]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([name, *others][:PEOPLE], salt=SALT),
        max_age=SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _network(address: str) -> str:
    return f"{address}/{IPV6_PREFIX}" if ":" in address else address


def _device_name(email: str) -> str:
    return salted_hmac(SALT, email.lower(), algorithm="sha256").hexdigest()[:32]


def _remembered(request: HttpRequest) -> list[str]:
    given = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        return list(signing.loads(given, salt=SALT, max_age=SECONDS)) if given else []
    except signing.BadSignature:
        return []
