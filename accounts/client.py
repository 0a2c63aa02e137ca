"""The client's address, believed only through trusted proxies."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# What stands for an address that is not known, where there must be one.
UNKNOWN = "::"
# An IPv6 network of so many bits is one household's: who has it may take any address of it.
IPV6_PREFIX = 64


def address_of(request: HttpRequest) -> str | None:
    """Return the nearest address that is not one of our proxies, or None when unknown."""
    hops = [
        hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()
    ]
    address = request.META.get("REMOTE_ADDR", "")
    while hops and _is_trusted(address):
        address = hops.pop()
    # A zone (fe80::1%eth0) is another machine's name for its link; as long as a stranger likes.
    return address.partition("%")[0] if _is_address(address) else None


def network_of(address: str | None) -> str:
    """Return what counts as one address: of IPv6 the first one of the household's network."""
    if address is None:
        return UNKNOWN
    parsed = ip_address(address.partition("%")[0])
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), IPV6_PREFIX), strict=False)[0])


def _is_trusted(address: str) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in _networks())


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1)
def _networks() -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(text) for text in settings.TRUSTED_PROXIES)


def origin_of(request: HttpRequest) -> str:
    """Return scheme, host and port as the caller wrote them (the host is one of ours)."""
    return f"{request.scheme}://{request.get_host()}"
