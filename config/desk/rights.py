"""Who sees what: the right to view the rows that a number is made of."""

from django.urls import NoReverseMatch, reverse

from accounts.models import User

PEOPLE = "accounts.view_user"
PLACES = "workspaces.view_workspace"
JOBS = "generation.view_job"
USE = "billing.view_usageday"
STORED = "billing.view_quotaperiod"
INVOICES = "billing.view_invoice"
PAYMENTS = "billing.view_payment"
PRICES = "billing.view_pricesheet"


def may(user: User, *rights: str) -> bool:
    """Whether a member of staff has all of these rights."""
    return user.has_perms(rights)


def link(page: str, query: str = "") -> str:
    """Return the address of a page of the admin; empty where there is none."""
    try:
        return reverse(f"admin:{page}") + query
    except NoReverseMatch:
        return ""
