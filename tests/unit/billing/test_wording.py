"""Plans that come with the product are called in the reader's language, others as staff did."""

from billing.models import Plan
from billing.wording import SEEDED, description_of, name_of


def test_every_seeded_plan_is_in_the_catalogue(public: None) -> None:
    for plan in Plan.objects.filter(code__in=["free", "team", "business"]):
        assert {plan.name, plan.description} <= set(SEEDED)
        assert (name_of(plan), description_of(plan)) == (plan.name, plan.description)


def test_a_plan_of_staff_is_called_as_they_did() -> None:
    plan = Plan(code="x", name="Atelier", description="For us.")

    assert (name_of(plan), description_of(plan)) == ("Atelier", "For us.")
