"""What a problem is, and the two ways a row of the table is written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal, ready to be shown."""

    status: int
    code: str
    title: str
    detail: str
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


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
