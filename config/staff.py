"""What the staff admin's first page shows: how the product does, and what waits."""

from typing import Any

from django.http import HttpRequest

from config import desk


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the numbers that this member of staff may see (unfold's DASHBOARD_CALLBACK)."""
    span = desk.asked(request.GET.get(desk.PARAMETER, ""))
    context["spans"] = desk.switch(span)
    context["told"] = desk.told(span)
    context["parts"] = desk.parts(request.user, span=span)  # type: ignore[arg-type]  # staff
    return context
