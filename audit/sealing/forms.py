"""The bytes that are hashed and signed. They never change: a new form gets a new number."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

FORM = 1
LEAF, NODE = b"\x00", b"\x01"
DIGEST_BYTES = 32
# What comes before the first seal.
ZERO = bytes(DIGEST_BYTES)


@dataclass(frozen=True, slots=True)
class Head:
    """What a seal says: which rows it holds, by the transactions [from_xid, to_xid) of one month.

    next_xid: no transaction had this number yet when it was sealed, at `at` by the database's clock.
    root: of the rows' leaves in the order of (xid, id); previous: the hash of the seal before.
    """

    n: int
    month: date
    from_xid: int
    to_xid: int
    next_xid: int
    count: int
    root: bytes
    previous: bytes
    at: datetime

    def text(self) -> bytes:
        """Return what is hashed and signed."""
        lines = (
            f"e-business audit seal {FORM}",
            f"n {self.n}",
            f"month {self.month:%Y-%m}",
            f"xids {self.from_xid} {self.to_xid}",
            f"next {self.next_xid}",
            f"rows {self.count}",
            f"root {self.root.hex()}",
            f"previous {self.previous.hex()}",
            f"at {self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        )
        return "\n".join(lines).encode() + b"\n"

    def digest(self) -> bytes:
        """Return the hash the next seal names."""
        return hashlib.sha256(self.text()).digest()


def leaf(line: bytes) -> bytes:
    """Return the hash of a row, given as PostgreSQL's COPY writes it, without the line's end."""
    return hashlib.sha256(LEAF + line).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle root of at least one leaf, as RFC 9162 (2.1.1) makes it."""
    level = list(leaves)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [hashlib.sha256(NODE + left + right).digest() for left, right in pairs]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0]


def joined(leaves: Sequence[bytes]) -> bytes:
    """Return leaves as they are kept."""
    return b"".join(leaves)


def parted(kept: bytes) -> list[bytes]:
    """Return kept leaves one by one."""
    return [kept[at : at + DIGEST_BYTES] for at in range(0, len(kept), DIGEST_BYTES)]
