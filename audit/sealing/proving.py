"""Proving the trail: seals bound and signed, and every row what its seal says it was.

Everything is read once, in the order it was sealed, and hashed here: the database is not believed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from audit import sql
from audit.models import DroppedMonth, Seal
from audit.sealing import forms, keys

AT_ONCE = 200
# A report names so many bad rows; a trail that is all bad is not listed whole.
MOST_FINDINGS = 100
NOT_SIGNED, NOT_BOUND, NOT_ITSELF = "seal-not-signed", "seal-not-bound", "seal-changed"
GAP, LEAVES_LOST, LEAVES_CHANGED = "seal-missing", "leaves-missing", "leaves-changed"
COPY_NOT_SIGNED = "copy-not-signed"
CHANGED, DELETED, INSERTED = "row-changed", "row-deleted", "row-inserted"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was sealed. row: of the trail; None where a seal itself is bad."""

    kind: str
    seal: int
    row: int | None = None
    workspace: str = ""


@dataclass(slots=True)
class Report:
    """What was looked at and found. waiting: rows not sealed yet; dropped: rows gone by age."""

    seals: int = 0
    rows: int = 0
    waiting: int = 0
    dropped: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether all of it is as it was written."""
        return not self.findings

    @property
    def first(self) -> Finding | None:
        """Return the first bad row, or where none has a name the first bad seal."""
        of_rows = [one for one in self.findings if one.row is not None]
        return min(of_rows or self.findings, key=lambda one: (one.seal, one.row or 0), default=None)

    def limit_to(self, workspace_id: UUID) -> None:
        """Keep what is found of one workspace, and what is nobody's: lost rows, seals."""
        mine = (str(workspace_id), "")
        self.findings = [one for one in self.findings if one.workspace in mine]

    def add(self, *found: Finding) -> None:
        """Note what was found."""
        self.findings += found[: MOST_FINDINGS - len(self.findings)]


def prove() -> Report:
    """Look at the whole trail in the database."""
    report = Report()
    # One snapshot: rows sealed meanwhile are neither missing nor too many.
    with transaction.atomic(durable=True):
        sql.same_view()
        _prove_chain(report)
        dropped = dict(DroppedMonth.objects.values_list("month", "rows"))
        until = Seal.objects.aggregate(last=Max("to_xid"))["last"] or 0
        for month in sorted({*sql.months_with_rows(), *_sealed_months()}):
            if month in dropped:
                report.dropped += dropped[month]
            else:
                _prove_month(month, until=until, report=report)
    return report


def _sealed_months() -> set[date]:
    return set(Seal.objects.values_list("month", flat=True).distinct())


# --- seals ---------------------------------------------------------------------------------------
def _prove_chain(report: Report) -> None:
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
        before = head


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
        count=seal.count,
        root=bytes(seal.root),
        previous=bytes(seal.previous),
        at=seal.at,
    )


# --- rows ----------------------------------------------------------------------------------------
Sealed = tuple[Seal, list[int], list[bytes]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is hashed."""

    id: int
    xid: int
    line: bytes

    @property
    def workspace(self) -> str:
        """Return whose it is; empty for nobody's."""
        text = self.line.split(b"\t", 4)[3].decode()
        return "" if text == "\\N" else text


def _prove_month(month: date, *, until: int, report: Report) -> None:
    """Go through the rows and the seals of a month side by side, some seals at a time."""
    since = last = 0
    for some in _seals(month):
        end = some[-1][0].to_xid
        rows = _read(sql.lines(month, from_xid=since, to_xid=end))
        _prove_some(rows, some, report)
        since, last = end, some[-1][0].n
    for row in _read(sql.lines(month, from_xid=since)):
        report.rows += 1
        if row.xid < until:
            report.add(Finding(INSERTED, last, row.id, row.workspace))
        else:
            report.waiting += 1


def _prove_some(rows: Iterator[Row], some: Sequence[Sealed], report: Report) -> None:
    ahead = next(rows, None)
    for seal, ids, leaves in some:
        found: list[Row] = []
        while ahead is not None and ahead.xid < seal.to_xid:
            if ahead.xid >= seal.from_xid:
                found.append(ahead)
            else:
                report.add(Finding(INSERTED, seal.n, ahead.id, ahead.workspace))
            report.rows += 1
            ahead = next(rows, None)
        report.add(*_compare(seal, found, ids, leaves))
    # Seals that were changed need not end where they say: what is left belongs to none of them.
    while ahead is not None:
        report.rows += 1
        report.add(Finding(INSERTED, some[-1][0].n, ahead.id, ahead.workspace))
        ahead = next(rows, None)


def _read(lines: Iterable[bytes]) -> Iterator[Row]:
    for line in lines:
        number, xid, _rest = line.split(b"\t", 2)
        yield Row(int(number), int(xid), line)


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


def rows_of(seal: Seal) -> Iterator[Row]:
    """Yield the rows that lie where a seal's rows lay."""
    yield from _read(sql.lines(seal.month, from_xid=seal.from_xid, to_xid=seal.to_xid))
