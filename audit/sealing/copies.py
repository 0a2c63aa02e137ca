"""Seals outside the database: one small file each, in the bucket or in a folder it was copied to.

A file's name holds the seal's number and the beginning of its hash, so that a listing alone shows a
seal that was changed, and one that the database has lost.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.db.models import Exists, OuterRef
from django.utils import timezone

from audit import bucket, sql
from audit.models import Seal, SealKept
from audit.sealing import forms, keys, notes
from audit.sealing.findings import (
    COPY_LOST,
    COPY_NOT_SIGNED,
    GAP,
    LEAVES_CHANGED,
    LEAVES_LOST,
    MOST_FINDINGS,
    NOT_ITSELF,
    Finding,
    Report,
)
from audit.sealing.lag import KEPT_WITHIN, unkept
from audit.sealing.proving import bad_rows, head_of
from audit.sealing.rows import rows_of

NAME = re.compile(r"(?P<n>[0-9]{12})-(?P<digest>[0-9a-f]{16})\.json$")
JSON = "application/json"


class Copies(Protocol):
    """Where copies lie. is_all: every seal's copy should be there by now."""

    @property
    def is_all(self) -> bool: ...

    def names(self) -> Iterator[str]: ...

    def read(self, name: str) -> bytes: ...


class InBucket:
    """The copies the sealer wrote."""

    is_all = True

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

    @property
    def is_all(self) -> bool:
        """Whether all are there: they were carried away some time ago."""
        return False

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
    kept = 0
    for n, _at in unkept():
        seal = Seal.objects.get(n=n)
        bucket.store().put(bucket.SEALS + name_of(head_of(seal)), written(seal), JSON)
        SealKept.objects.bulk_create([SealKept(n=n)], ignore_conflicts=True)
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
    there, known = _listed(copies)
    report.restores += [note.restore for note in known]
    excused = {name for note in known for name in note.left}
    doubtful = {
        one.seal: "" for one in report.findings if one.kind in (LEAVES_CHANGED, LEAVES_LOST)
    }
    for n, name, at in _names():
        names = there.pop(n, ())
        if name in names:
            if n in doubtful:
                doubtful[n] = name
        elif copies.is_all and timezone.now() - at > KEPT_WITHIN:
            report.add(Finding(COPY_LOST, n))
        report.add(*(Finding(NOT_ITSELF, n) for one in names if one not in {name, *excused}))
    lost = {n for n, names in there.items() if not excused.issuperset(names)}
    lost.update(_kept_alone())
    report.add(*(Finding(GAP, n) for n in sorted(lost)))
    for n, name in doubtful.items():
        if name:
            report.add(*_rows_by(copies.read(name), n))


def left_behind(copies: Copies) -> list[str]:
    """Return the copies of seals that the database does not have so, and that no note names."""
    there, known = _listed(copies)
    excused = {name for note in known for name in note.left}
    found = {name for names in there.values() for name in names}
    return sorted(found - excused - {name for _n, name, _at in _names()})


def number_of(name: str) -> int:
    """Return the number of the seal whose copy is called so."""
    return int(name[:12])


def _names() -> Iterator[tuple[int, str, datetime]]:
    for seal in Seal.objects.order_by("n").iterator(chunk_size=2000):
        yield seal.n, name_of(head_of(seal)), seal.at


def _kept_alone() -> list[int]:
    """Return what is said to be copied and is no seal: whoever may add rows there hides others so."""
    alone = SealKept.objects.exclude(Exists(Seal.objects.filter(n=OuterRef("n"))))
    return list(alone.order_by("n").values_list("n", flat=True)[:MOST_FINDINGS])


def _listed(copies: Copies) -> tuple[dict[int, tuple[str, ...]], list[notes.Note]]:
    """Return n → the copies of that number, more than one where there were two histories; and notes."""
    found: dict[int, tuple[str, ...]] = {}
    known = []
    for name in copies.names():
        told = NAME.fullmatch(name)
        if told:
            found[int(told["n"])] = (*found.get(int(told["n"]), ()), name)
        elif notes.NAME.fullmatch(name):
            known.append(name)
    return found, list(notes.signed(map(copies.read, known)))


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
