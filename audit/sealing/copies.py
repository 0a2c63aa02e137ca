"""Seals outside the database: one small file each, in the bucket or in a folder it was copied to.

A file's name holds the seal's number and the beginning of its hash, so that a listing alone shows a
seal that was changed, and one that the database has lost.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.db.models import Max

from audit import bucket, sql
from audit.models import Seal, SealKept
from audit.sealing import forms, keys
from audit.sealing.proving import (
    COPY_NOT_SIGNED,
    GAP,
    LEAVES_CHANGED,
    LEAVES_LOST,
    NOT_ITSELF,
    Finding,
    Report,
    bad_rows,
    head_of,
)
from audit.sealing.rows import rows_of

NAME = re.compile(r"(?P<n>[0-9]{12})-(?P<digest>[0-9a-f]{16})\.json$")
JSON = "application/json"


class Copies(Protocol):
    """Where copies lie."""

    def names(self) -> Iterator[str]: ...

    def read(self, name: str) -> bytes: ...


class InBucket:
    """The copies the sealer wrote."""

    def names(self) -> Iterator[str]:
        """Yield the name of every copy."""
        for one in bucket.store().listed(bucket.SEALS):
            yield one.key.removeprefix(bucket.SEALS)

    def read(self, name: str) -> bytes:
        """Return what a copy holds."""
        return bucket.store().read(bucket.SEALS + name)


@dataclass(frozen=True, slots=True)
class InFolder:
    """The copies as somebody carried them away."""

    folder: Path

    def names(self) -> Iterator[str]:
        """Yield the name of every copy."""
        for one in self.folder.iterdir():
            yield one.name

    def read(self, name: str) -> bytes:
        """Return what a copy holds."""
        return (self.folder / name).read_bytes()


# --- writing -------------------------------------------------------------------------------------
def keep() -> int:
    """Write the seals that are not in the bucket yet, in order; return how many. Safe twice."""
    last = SealKept.objects.aggregate(last=Max("n"))["last"] or 0
    kept = 0
    for seal in Seal.objects.filter(n__gt=last).order_by("n").iterator(chunk_size=100):
        bucket.store().put(bucket.SEALS + name_of(head_of(seal)), written(seal), JSON)
        SealKept.objects.bulk_create([SealKept(n=seal.n)], ignore_conflicts=True)
        kept += 1
    return kept


def name_of(head: forms.Head) -> str:
    """Return the name of a seal's file."""
    return f"{head.n:012d}-{head.digest().hex()[:16]}.json"


def written(seal: Seal) -> bytes:
    """Return a seal's file: all that is signed, its key, and the leaves of its rows."""
    ids, leaves = sql.kept_rows([seal.n], seal.month).get(seal.n, ([], b""))
    said = {
        "signed": head_of(seal).text().decode(),
        "signature": b64encode(bytes(seal.signature)).decode(),
        "key": seal.key_name,
        "public_key": keys.shown(keys.public_bytes()),
        "ids": ids,
        "leaves": b64encode(leaves).decode(),
    }
    return json.dumps(said, separators=(",", ":")).encode()


# --- comparing -----------------------------------------------------------------------------------
def compare(report: Report, copies: Copies) -> None:
    """Add to a report what the copies know better: seals lost or changed, rows without leaves."""
    there = _listed(copies)
    for seal in Seal.objects.order_by("n").iterator(chunk_size=2000):
        copy, head = there.pop(seal.n, None), head_of(seal)
        if copy is not None and copy != name_of(head):
            report.add(Finding(NOT_ITSELF, seal.n))
    report.add(*(Finding(GAP, n) for n in sorted(there)))
    doubtful = [one for one in report.findings if one.kind in (LEAVES_CHANGED, LEAVES_LOST)]
    names = _listed(copies) if doubtful else {}
    for one in doubtful:
        if one.seal in names:
            report.add(*_rows_by(copies.read(names[one.seal]), one.seal))


def _listed(copies: Copies) -> dict[int, str]:
    found = {}
    for name in copies.names():
        told = NAME.fullmatch(name)
        if told:
            found[int(told["n"])] = name
    return found


def _rows_by(raw: bytes, n: int) -> list[Finding]:
    """Return the bad rows of a seal whose leaves the database has not kept, by its copy."""
    seal = Seal.objects.get(n=n)
    try:
        said = json.loads(raw)
        text, signature = said["signed"].encode(), b64decode(said["signature"])
        ids, leaves = said["ids"], forms.parted(b64decode(said["leaves"]))
        key = keys.trusted().get(said["key"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return [Finding(COPY_NOT_SIGNED, n)]
    if key is None or not keys.is_signed(text, signature, key) or not leaves:
        return [Finding(COPY_NOT_SIGNED, n)]
    if f"root {forms.root_of(leaves).hex()}\n" not in text.decode() or len(ids) != len(leaves):
        return [Finding(COPY_NOT_SIGNED, n)]
    return bad_rows(n, rows_of(seal), ids, leaves)
