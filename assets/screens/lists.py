"""Pages of a long list: each begins where the one before ended, whatever has arrived since."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.dateparse import parse_datetime


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row that was shown: the next page is what comes after it, newest first."""

    at: datetime
    pk: UUID

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.pk.hex}"

    def after(self, field: str) -> Q:
        """Return the condition of what comes after, by `field` and then the key."""
        return Q(**{f"{field}__lt": self.at}) | Q(**{field: self.at, "pk__lt": self.pk})


def cursor_of(text: str) -> Cursor | None:
    """Return the cursor an address names, or None when it names none (the list begins anew)."""
    at, _, pk = text.rpartition("_")
    try:
        moment = parse_datetime(at)
        return Cursor(moment, UUID(pk)) if moment and moment.tzinfo else None
    except ValueError:
        return None
