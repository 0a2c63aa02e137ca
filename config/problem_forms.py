"""What a problem is, and the two ways a row of the table is written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal, ready to be shown. type: where a registered one stands for it."""

    status: int
    code: str
    title: str
    detail: str
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    type: str = ""


def rate_limit(name: str, *, most: int, seconds: int, left: int, reset: int) -> dict[str, str]:
    """Return the headers of a limit (draft-ietf-httpapi-ratelimit-headers-10).

    seconds: what `most` is for; reset: until when `left` grows again.
    """
    return {
        "RateLimit-Policy": f'"{name}";q={most};w={seconds}',
        "RateLimit": f'"{name}";r={left};t={reset}',
    }


def told(status: int, code: str, title: Text) -> Callable[[Exception], Problem]:
    """Return a row whose sentence is the exception's own text."""
    return lambda error: Problem(status, code, str(title), str(error))


def fixed(
    status: int, code: str, title: Text, detail: Text, **headers: str
) -> Callable[[Exception | None], Problem]:
    return lambda _error: Problem(
        status,
        code,
        str(title),
        str(detail),
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )
