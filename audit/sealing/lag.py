"""How far sealing is behind: what is written and not sealed, and what is sealed and not copied."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from audit import sql
from audit.models import Seal, SealKept

# Beat seals every ten seconds; a transaction that stays open anywhere holds it up.
SEALED_WITHIN = timedelta(minutes=5)
KEPT_WITHIN = timedelta(minutes=10)
AT_ONCE = 2_000


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
    """Look how far sealing is behind; three looks into indexes, however long the trail is."""
    now = timezone.now()
    sealed = Seal.objects.order_by("-n").values_list("to_xid", flat=True).first() or 0
    waiting = unkept()
    waits = waiting[0][1] if waiting else None
    return Lag(_since(sql.oldest_from(sealed), now), _since(waits, now))


def unkept() -> list[tuple[int, datetime]]:
    """Return (n, at) of the seals without a copy, the first one first.

    Copies are written in order: it looks back from the newest seal until so many have one. What is
    noted as copied says nothing of another seal, however high its number.
    """
    copy = SealKept.objects.filter(n=OuterRef("n"))
    seals = Seal.objects.order_by("-n").annotate(is_kept=Exists(copy))
    found: list[tuple[int, datetime]] = []
    some = list(seals.values_list("n", "at", "is_kept")[:AT_ONCE])
    while some:
        missing = [(n, at) for n, at, is_kept in some if not is_kept]
        found += missing
        if not missing or len(some) < AT_ONCE:
            break
        some = list(seals.filter(n__lt=some[-1][0]).values_list("n", "at", "is_kept")[:AT_ONCE])
    return found[::-1]


def _since(at: datetime | None, now: datetime) -> timedelta | None:
    return None if at is None else max(now - at, timedelta())
