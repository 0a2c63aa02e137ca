"""How plans are called: those that come with the product in the reader's language."""

from django.utils.translation import gettext_lazy as _

from billing.models import Plan

SEEDED = {
    "Free": _("Free"),
    "Team": _("Team"),
    "Business": _("Business"),
    "To try things out, for as long as you like.": _("To try things out, for as long as you like."),
    "For a shop whose people work on listings every week.": _(
        "For a shop whose people work on listings every week."
    ),
    "For many products and languages, with room beyond the limits.": _(
        "For many products and languages, with room beyond the limits."
    ),
}


def name_of(plan: Plan) -> str:
    """Return what people call a plan."""
    return called(plan.name)


def called(name: str) -> str:
    """Return what people call the plan that had this name when it was written down."""
    return str(SEEDED.get(name, name))


def description_of(plan: Plan) -> str:
    """Return for whom a plan is."""
    return str(SEEDED.get(plan.description, plan.description))
