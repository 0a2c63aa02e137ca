"""Mails as they were written, read by tests as their receivers would."""

from accounts.letters import Letter
from accounts.models import MailOut
from accounts.services import mails


def letters_to(address: str) -> list[Letter]:
    """Return what was written to an address, in order."""
    found = MailOut.objects.filter(address=address).order_by("created_at", "id")
    return [mails.read(mail) for mail in found]


def letter_to(address: str) -> Letter:
    """Return the one letter that was written to an address."""
    (letter,) = letters_to(address)
    return letter
