"""What is true of who pays, however it arrives.

Each rule returns the value as it is kept, or raises Django's ValidationError.
"""

import re
from collections.abc import Callable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workspaces import validation

MAX_NAME = 160
MAX_ADDRESS = 600
MAX_TAX_ID = 40
# More lines than these push what an invoice is about off its first page.
MAX_LINES = 8
_TAX_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]*", re.ASCII)


def clean_name(text: str) -> str:
    """Return whom an invoice is made out to, in one line."""
    name = validation.clean_line(text, most=MAX_NAME)
    if not any(char.isalnum() for char in name):
        raise ValidationError(_("Say whom the invoices are made out to."), code="required")
    return name


def clean_address(text: str) -> str:
    """Return an address in at most eight lines, none of them empty."""
    found = validation.clean_lines(text, most=MAX_ADDRESS)
    lines = [line for line in found.splitlines() if line]
    if len(lines) > MAX_LINES:
        raise ValidationError(
            _("Write the address in at most %(most)d lines.") % {"most": MAX_LINES},
            code="too_many",
        )
    return "\n".join(lines)


def clean_tax_id(text: str) -> str:
    """Return a tax number: letters and digits, with what parts them."""
    number = validation.clean_line(text, most=MAX_TAX_ID)
    if number and not _TAX_ID.fullmatch(number):
        raise ValidationError(
            _("Use letters, digits, spaces, dots, slashes and hyphens, such as DE 123456789."),
            code="invalid",
        )
    return number


def clean_email(text: str) -> str:
    """Return an e-mail; none is one, too."""
    return validation.clean_email(text) if text.strip() else ""


RULES: Mapping[str, Callable[[str], str]] = {
    "name": clean_name,
    "address": clean_address,
    "tax_id": clean_tax_id,
    "email": clean_email,
    "language": validation.clean_language,
}
