"""Who is refused again and again, each time of something else: after so many, without what it was.

Else whoever guesses ids would write a row for each guess. Counted by each process for itself, so
that being refused costs no further statement.
"""

import time
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

# So many different refusals of one action somebody has a row of each in a minute.
APART = 200
_SECONDS = 60.0
_MOST = 10_000
# An IPv6 network of so many bits is one household's: who has it may take any address of it.
_IPV6_PREFIX = 64
_NOTHING = {"target_type": "", "target_id": "", "target_label": ""}
_met: dict[tuple[str, str, str], tuple[float, int]] = {}


def bounded(event: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a refusal, without its target where there have been too many."""
    who = (event["actor_type"], of_whom(event), event["action"])
    now = time.monotonic()
    since, count = _met.get(who, (now, 0))
    if now - since > _SECONDS:
        since, count = now, 0
    if len(_met) >= _MOST and who not in _met:
        _met.clear()
    _met[who] = (since, count + 1)
    return event | _NOTHING if count >= APART else event


def of_whom(event: dict[str, Any]) -> str:
    """Return who is refused: a person by their id, nobody by the network of their address."""
    return str(event["actor_id"]) or _network(event["address"])


def _network(address: str | None) -> str:
    if address is None:
        return ""
    found = ip_address(address)
    if not isinstance(found, IPv6Address) or found.ipv4_mapped is not None:
        return str(found)
    return str(ip_network((int(found), _IPV6_PREFIX), strict=False))
