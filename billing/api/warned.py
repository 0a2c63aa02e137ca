"""Answers of what holds units say when a limit is near."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponseBase

from billing import quotas
from workspaces.gate import WorkspaceApi

HEADER = "Quota-Warning"


class WarnedApi(WorkspaceApi):
    """A view some of whose requests hold units: its answers name each meter near its limit.

    holds: those actions, besides those that are billed.
    """

    holds: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def holds_units(cls, method: str | None, action: str | None) -> bool:
        """Return whether a request to this action holds units."""
        return method == "POST" and action in cls.holds

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Answer; what was held says how far its meters are. What is refused holds nothing."""
        with quotas.listening() as reached:
            answer: HttpResponseBase = super().dispatch(*args, **kwargs)
        if reached and answer.status_code < 300:
            answer.headers[HEADER] = said(reached)
        return answer


def said(reached: Mapping[str, int]) -> str:
    """Return meters and their levels, in percent, as the header's value."""
    return ", ".join(f'meter="{meter}";level={level}' for meter, level in sorted(reached.items()))
