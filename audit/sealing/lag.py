"""How far sealing is behind: what is written and not sealed, and what is sealed and not copied."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from audit import sql
from audit.models import Seal, SealKept

# Beat seals every ten seconds; a transaction that stays open anywhere holds it up.
SEALED_WITHIN = timedelta(minutes=5)
KEPT_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Lag:
    """For how long the oldest row waits for its seal, and the oldest seal for its copy; None: none."""

    unsealed: timedelta | None
    unkept: timedelta | None

    @property
    def is_unsealed_late(self) -> bool:
        """Whether sealing is held up."""
        return self.unsealed is not None and self.unsealed > SEALED_WITHIN

    @property
    def is_unkept_late(self) -> bool:
        """Whether seals do not reach the bucket."""
        return self.unkept is not None and self.unkept > KEPT_WITHIN

    @property
    def is_late(self) -> bool:
        """Whether somebody should look at it."""
        return self.is_unsealed_late or self.is_unkept_late


def lag() -> Lag:
    """Look how far sealing is behind; four looks into indexes, however long the trail is."""
    now = timezone.now()
    sealed = Seal.objects.order_by("-n").values_list("to_xid", flat=True).first() or 0
    kept = SealKept.objects.aggregate(last=Max("n"))["last"] or 0
    waits = Seal.objects.filter(n__gt=kept).order_by("n").values_list("at", flat=True).first()
    return Lag(_since(sql.oldest_from(sealed), now), _since(waits, now))


def _since(at: datetime | None, now: datetime) -> timedelta | None:
    return None if at is None else max(now - at, timedelta())
