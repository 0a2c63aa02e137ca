"""What tests of people share."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail

from accounts.models import MailOut
from accounts.services import mails as written


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail, whichever way it goes."""

    address: str
    text: str


class Mails:
    """The mails that were written, the last one last."""

    def all(self) -> list[Sent]:
        found = [Sent(one.to[0], str(one.body)) for one in mail.outbox]
        rows = MailOut.objects.order_by("created_at", "id")
        return [*found, *(Sent(row.address, written.read(row).text) for row in rows)]

    def last(self) -> Sent:
        return self.all()[-1]

    def count(self) -> int:
        return len(self.all())


@pytest.fixture
def mails(public: None, mailoutbox: Any) -> Mails:
    """What was mailed in this test."""
    return Mails()
