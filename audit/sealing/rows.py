"""Rows as they are hashed: what a proof reads of them."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from audit import sql
from audit.models import Seal


class Row(NamedTuple):
    """A row as it is hashed. at: as it stands there, so that times compare as text."""

    id: int
    xid: int
    at: bytes
    line: bytes

    @property
    def workspace(self) -> str:
        """Return whose it is; empty for nobody's."""
        text = self.line.split(b"\t", 4)[3].decode()
        return "" if text == "\\N" else text


def read(lines: Iterable[bytes]) -> Iterator[Row]:
    """Yield what lines of the trail say."""
    for line in lines:
        number, xid, at, _rest = line.split(b"\t", 3)
        yield Row(int(number), int(xid), at, line)


def rows_of(seal: Seal) -> Iterator[Row]:
    """Yield the rows that lie where a seal's rows lay."""
    yield from read(sql.lines(seal.month, from_xid=seal.from_xid, to_xid=seal.to_xid))
