"""Plans by name, in the order in which they are offered."""

from collections.abc import Iterable, Mapping

from billing.models import Plan
from billing.wording import name_of

Names = Mapping[str, str]


def names() -> Names:
    """Return code → what people call the plan, in their order."""
    return {plan.code: name_of(plan) for plan in Plan.objects.order_by("position", "code")}


def ordered(codes: Iterable[str], *, names: Names) -> list[str]:
    """Return these plans in their order; those nobody knows any more come last."""
    place = {code: number for number, code in enumerate(names)}
    return sorted(set(codes), key=lambda code: (place.get(code, len(place)), code))
