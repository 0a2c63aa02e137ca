"""Notes beside the copies: of a restore, after which the bucket knows seals that the database does not.

A note names the copies that were left behind, and is signed like a seal. It excuses those, and is told
with every proof.
"""

import hashlib
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit import bucket
from audit.sealing import keys
from audit.sealing.findings import Restore

NAME = re.compile(r"restore-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{16}\.json$")
FIRST = "e-business audit restore 1"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Note:
    """A restore, and the names of the copies it left behind."""

    at: datetime
    reason: str
    left: tuple[str, ...]

    @property
    def restore(self) -> Restore:
        """Return what a proof tells of it."""
        return Restore(f"{self.at:%Y-%m-%d %H:%M} UTC", self.reason, len(self.left))

    @property
    def name(self) -> str:
        """Return the name of its file."""
        return (
            f"restore-{self.at:%Y%m%dT%H%M%SZ}-{hashlib.sha256(self.text()).hexdigest()[:16]}.json"
        )

    def text(self) -> bytes:
        """Return what is signed."""
        lines = (
            FIRST,
            f"at {self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            f"reason {' '.join(self.reason.split())}",
            *(f"copy {name}" for name in self.left),
        )
        return "\n".join(lines).encode() + b"\n"


def keep(note: Note) -> None:
    """Write a signed note to the bucket."""
    text = note.text()
    said = {
        "signed": text.decode(),
        "signature": b64encode(keys.private_key().sign(text)).decode(),
        "key": keys.name_of(keys.public_bytes()),
        "public_key": keys.shown(keys.public_bytes()),
    }
    raw = json.dumps(said, separators=(",", ":")).encode()
    bucket.store().put(bucket.SEALS + note.name, raw, JSON)


def signed(raws: Iterable[bytes]) -> Iterator[Note]:
    """Yield the notes among these that are signed by a key that is trusted."""
    trusted = keys.trusted()
    for raw in raws:
        note = _read(raw, trusted)
        if note is not None:
            yield note


def _read(raw: bytes, trusted: Mapping[str, Ed25519PublicKey]) -> Note | None:
    try:
        said = json.loads(raw)
        text, key = said["signed"].encode(), trusted[said["key"]]
        first, at, reason, *left = text.decode().splitlines()
        if first != FIRST or not keys.is_signed(text, b64decode(said["signature"]), key):
            return None
        moment = datetime.strptime(at, "at %Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return Note(moment, reason.removeprefix("reason "), tuple(one[5:] for one in left))
