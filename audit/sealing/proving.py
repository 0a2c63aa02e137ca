"""Proving the trail: seals bound and signed, and every row what its seal says it was.

Everything is read once, in the order it was sealed, and hashed here: the database is not believed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from audit import sql
from audit.models import DroppedMonth, Seal
from audit.sealing import dropping, forms, keys
from audit.sealing.dating import Clock
from audit.sealing.findings import (
    AHEAD,
    CHANGED,
    COPY_LOST,
    COPY_NOT_SIGNED,
    DELETED,
    GAP,
    INSERTED,
    LEAVES_CHANGED,
    LEAVES_LOST,
    MOST_FINDINGS,
    NOT_BOUND,
    NOT_DROPPED,
    NOT_ITSELF,
    NOT_SIGNED,
    Finding,
    Report,
)
from audit.sealing.rows import Row, read

__all__ = [
    "AHEAD", "CHANGED", "COPY_LOST", "COPY_NOT_SIGNED", "DELETED", "GAP", "INSERTED",
    "LEAVES_CHANGED", "LEAVES_LOST", "MOST_FINDINGS", "NOT_BOUND", "NOT_DROPPED", "NOT_ITSELF",
    "NOT_SIGNED", "Finding", "Report", "bad_rows", "head_of", "is_clock_signed", "prove",
]  # fmt: skip
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof has learnt and goes by. until: what is older is sealed."""

    report: Report
    clock: Clock
    events: dropping.Events
    until: int


def prove() -> Report:
    """Look at the whole trail in the database."""
    report = Report()
    # One snapshot: rows sealed meanwhile are neither missing nor too many.
    with transaction.atomic(durable=True):
        sql.same_view()
        clock = Clock(sql.watermark().next)
        _prove_chain(report, clock)
        until = Seal.objects.aggregate(last=Max("to_xid"))["last"] or 0
        proof = Proof(report, clock, dropping.Events(), until)
        dropped = dict(DroppedMonth.objects.values_list("month", "last_seal"))
        for month in sorted({*sql.months_with_rows(), *_sealed_months()} - dropped.keys()):
            _prove_month(month, proof)
        believed = dropping.believed(proof.events)
        report.dropped = sum(believed.values())
        for month in sorted(dropped.keys() - believed.keys()):
            report.add(Finding(NOT_DROPPED, dropped[month]))
            _prove_month(month, proof)
    return report


def _sealed_months() -> set[date]:
    return set(Seal.objects.values_list("month", flat=True).distinct())


# --- seals ---------------------------------------------------------------------------------------
def _prove_chain(report: Report, clock: Clock) -> None:
    """Look whether each seal names the one before, is signed, and begins where that one ended."""
    trusted, before = keys.trusted(), None
    for seal in Seal.objects.order_by("n").iterator(chunk_size=2000):
        report.seals += 1
        head = head_of(seal)
        if head.n != (before.n if before else 0) + 1:
            report.add(Finding(GAP, head.n))
        elif head.previous != (before.digest() if before else forms.ZERO) or not _follows(
            head, before
        ):
            report.add(Finding(NOT_BOUND, head.n))
        if bytes(seal.digest) != head.digest() or seal.form != forms.FORM:
            report.add(Finding(NOT_ITSELF, head.n))
        key = trusted.get(seal.key_name)
        if key is None or not keys.is_signed(head.text(), bytes(seal.signature), key):
            report.add(Finding(NOT_SIGNED, head.n))
        else:
            clock.note(head)
        before = head


def is_clock_signed() -> bool:
    """Return whether the seals that say how far transactions were counted are signed, or none says it."""
    trusted = keys.trusted()
    for order in ("-to_xid", "-next_xid"):
        seal = Seal.objects.order_by(order).first()
        if seal is None:
            continue
        key = trusted.get(seal.key_name)
        if key is None or not keys.is_signed(head_of(seal).text(), bytes(seal.signature), key):
            return False
    return True


def _follows(head: forms.Head, before: forms.Head | None) -> bool:
    """Return whether transactions go on without a gap: in the next range, or the next month of one."""
    if before is None:
        return True
    is_same = (head.from_xid, head.to_xid) == (before.from_xid, before.to_xid)
    # Ranges without a row have no seal.
    return head.from_xid >= before.to_xid or (is_same and head.month > before.month)


def head_of(seal: Seal) -> forms.Head:
    """Return what a seal says, as it is signed."""
    return forms.Head(
        n=seal.n,
        month=seal.month,
        from_xid=seal.from_xid,
        to_xid=seal.to_xid,
        next_xid=seal.next_xid,
        count=seal.count,
        root=bytes(seal.root),
        previous=bytes(seal.previous),
        at=seal.at,
    )


# --- rows ----------------------------------------------------------------------------------------
Sealed = tuple[Seal, list[int], list[bytes]]


def _prove_month(month: date, proof: Proof) -> None:
    """Go through the rows and the seals of a month side by side, some seals at a time."""
    since = last = 0
    for some in _seals(month):
        end = some[-1][0].to_xid
        _prove_some(_rows(month, proof, since, end), some, proof)
        since, last = end, some[-1][0].n
    for row in _rows(month, proof, since, sql.EVER):
        if row.xid < proof.until:
            proof.report.add(Finding(INSERTED, last, row.id, row.workspace))
        else:
            proof.report.waiting += 1
            # What was dropped a moment ago is told by a row that waits.
            proof.events.note([row])


def _rows(month: date, proof: Proof, since: int, end: int) -> Iterator[Row]:
    """Yield rows of a month, and note those that cannot be from when they say."""
    for row in read(sql.lines(month, from_xid=since, to_xid=end)):
        proof.report.rows += 1
        doubt = proof.clock.doubt(row)
        if doubt is not None:
            proof.report.add(doubt)
        yield row


def _prove_some(rows: Iterator[Row], some: Sequence[Sealed], proof: Proof) -> None:
    report, ahead = proof.report, next(rows, None)
    for seal, ids, leaves in some:
        found: list[Row] = []
        while ahead is not None and ahead.xid < seal.to_xid:
            if ahead.xid >= seal.from_xid:
                found.append(ahead)
            else:
                report.add(Finding(INSERTED, seal.n, ahead.id, ahead.workspace))
            ahead = next(rows, None)
        bad = _compare(seal, found, ids, leaves)
        report.add(*bad)
        if all(one.row for one in bad):
            proof.events.note(found, but={one.row for one in bad})
    # Seals that were changed need not end where they say: what is left belongs to none of them.
    while ahead is not None:
        report.add(Finding(INSERTED, some[-1][0].n, ahead.id, ahead.workspace))
        ahead = next(rows, None)


def _seals(month: date) -> Iterator[list[Sealed]]:
    """Yield the seals of a month, each with the rows it is kept to hold and their leaves."""
    last = -1
    while True:
        found = Seal.objects.filter(month=month, from_xid__gt=last).order_by("from_xid")
        some = list(found[:AT_ONCE])
        if not some:
            return
        kept = sql.kept_rows([seal.n for seal in some], month)
        yield [_sealed(seal, *kept.get(seal.n, ([], b""))) for seal in some]
        last = some[-1].from_xid


def _sealed(seal: Seal, ids: list[int], leaves: bytes) -> Sealed:
    return seal, ids, forms.parted(leaves)


def _compare(
    seal: Seal, rows: Sequence[Row], ids: Sequence[int], leaves: Sequence[bytes]
) -> list[Finding]:
    """Return what is not as it was sealed. The leaves are believed only if the seal's root is theirs."""
    found = [forms.leaf(row.line) for row in rows]
    is_whole = len(found) == seal.count and forms.root_of(found) == bytes(seal.root)
    if is_whole and found == list(leaves) and [row.id for row in rows] == list(ids):
        return []
    is_kept = bool(leaves) and len(ids) == len(leaves) == seal.count
    if not is_kept or forms.root_of(leaves) != bytes(seal.root):
        return [Finding(LEAVES_CHANGED if leaves else LEAVES_LOST, seal.n)]
    # The ids beside the leaves are not signed: where only they were changed, no row is bad.
    return bad_rows(seal.n, rows, ids, leaves) or [Finding(LEAVES_CHANGED, seal.n)]


def bad_rows(
    n: int, rows: Iterable[Row], ids: Sequence[int], leaves: Sequence[bytes]
) -> list[Finding]:
    """Return the rows that are not what a seal's leaves say, the first one first."""
    sealed, there = dict(zip(ids, leaves, strict=True)), {row.id: row for row in rows}
    bad = [Finding(DELETED, n, one) for one in ids if one not in there]
    for row in there.values():
        if row.id not in sealed:
            bad.append(Finding(INSERTED, n, row.id, row.workspace))
        elif sealed[row.id] != forms.leaf(row.line):
            bad.append(Finding(CHANGED, n, row.id, row.workspace))
    return sorted(bad, key=lambda one: one.row or 0)
