"""Sealing what is decided: every committed row once, however long its transaction was open.

A transaction older than the watermark has committed or will never. A batch holds the rows of the
transactions from the last watermark to the present one; rows are found by their transaction, not by
their number, which a long transaction takes long before others can see it.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from psycopg.types.numeric import Int8

from audit import sql
from audit.models import Seal
from audit.sealing import forms, keys

log = logging.getLogger(__name__)
# About so many rows a seal: small enough to name a bad row soon, large enough to be few.
ROWS_A_SEAL = 5_000


@dataclass(frozen=True, slots=True)
class Batch:
    """The rows of one month in one range of transactions."""

    month: date
    ids: list[Int8]
    leaves: list[bytes]


def seal() -> int:
    """Seal what is decided and not sealed; return how many rows. Safe twice, and by many at once."""
    sealed = 0
    while True:
        done, is_all = _next()
        sealed += done
        if is_all:
            return sealed


def _next() -> tuple[int, bool]:
    with transaction.atomic(durable=True):
        if not sql.only_sealer():
            return 0, True
        # Asked before the rows are read: what commits in between belongs to the next batch.
        now = sql.watermark()
        since = Seal.objects.aggregate(last=Max("to_xid"))["last"] or 0
        if now.until <= since:
            return 0, True
        end = sql.cut(since, now.until, most=ROWS_A_SEAL)
        done = sum(_write(batch, since, end, now) for batch in _batches(since, end))
    return done, end == now.until


def _batches(since: int, end: int) -> Iterator[Batch]:
    for month in sql.months_between(since, end):
        ids, leaves = [], []
        for line in sql.lines(month, from_xid=since, to_xid=end):
            ids.append(Int8(int(line.split(b"\t", 1)[0])))
            leaves.append(forms.leaf(line))
        yield Batch(month, ids, leaves)


def _write(batch: Batch, since: int, end: int, now: sql.Watermark) -> int:
    last = Seal.objects.order_by("-n").first()
    head = forms.Head(
        n=last.n + 1 if last else 1,
        month=batch.month,
        from_xid=since,
        to_xid=end,
        next_xid=now.next,
        count=len(batch.ids),
        root=forms.root_of(batch.leaves),
        previous=bytes(last.digest) if last else forms.ZERO,
        at=now.at,
    )
    Seal.objects.create(
        n=head.n,
        month=head.month,
        from_xid=head.from_xid,
        to_xid=head.to_xid,
        next_xid=head.next_xid,
        count=head.count,
        root=head.root,
        previous=head.previous,
        digest=head.digest(),
        key_name=keys.name_of(keys.public_bytes()),
        signature=keys.private_key().sign(head.text()),
        at=head.at,
        form=forms.FORM,
    )
    sql.keep_rows(head.n, batch.month, batch.ids, forms.joined(batch.leaves))
    return head.count
