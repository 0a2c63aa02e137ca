"""Rows of the trail that staff look at: seals, proofs, holds, months that are gone, exports."""

from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import User
from audit.models import DroppedMonth, Hold, Proof, Seal, TrailExport
from audit.sql import following
from tests.factories import mighty
from workspaces.models import Workspace


def seal(n: int, **values: Any) -> Seal:
    """Leave a seal that nobody could prove."""
    facts = {
        "month": date(2020, 1, 1), "from_xid": n * 10, "to_xid": n * 10 + 10, "count": 3,
        "root": bytes(32), "previous": bytes(32), "digest": bytes(32), "key_name": "test",
        "signature": bytes(64), "at": timezone.now(),
    }  # fmt: skip
    return Seal.objects.create(n=n, **facts | values)


def rows(place: Workspace, boss: User) -> None:
    """Leave one of each."""
    last = Seal.objects.order_by("-n").first()
    seal(last.n + 1 if last else 1)
    gone = DroppedMonth.objects.order_by("-month").first()
    month = following(gone.month) if gone else date(2018, 1, 1)
    mighty.do("INSERT INTO audit_dropped (month, rows, last_seal) VALUES (%s, 7, 0)", month)
    Proof.objects.create(asked_by=str(boss.pk), state="whole", finished_at=timezone.now())
    Hold.objects.create(workspace_id=place.pk, reason="A lawsuit", placed_by=str(boss.pk))
    TrailExport.objects.create(asked_by=str(boss.pk), is_staff=True, format="csv", state="done")
