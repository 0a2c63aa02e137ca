"""Opens archives no larger than they may be: the list of entries is measured before it is read."""

import stat
import struct
import zipfile
from pathlib import Path, PurePosixPath

from assets.decoding.refused import Refused

MAX_ENTRIES = 2_000
MAX_TOTAL_BYTES = 200 * 1024**2
MAX_RATIO = 100
# What is small may pack as it likes.
SMALL_BYTES = 1024**2
MAX_NAME = 200
_LIST_BYTES = 1024**2
_END = struct.Struct("<4s4H2LH")
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, EOFError, ValueError,
    KeyError, RuntimeError, struct.error, OverflowError,
)  # fmt: skip


def opened(path: Path) -> zipfile.ZipFile:
    """Open an archive whose list of entries is no longer than it may be.

    Raises:
        Refused: it is longer, or there is none.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 65_536 - _END.size))
        tail = file.read()
    start = tail.rfind(b"PK\x05\x06")
    if start < 0 or len(tail) - start < _END.size:
        raise Refused("document-broken", detail="no list of entries")
    told = _END.unpack_from(tail, start)
    if told[4] > MAX_ENTRIES or told[5] > _LIST_BYTES:
        raise Refused("document-bomb")
    try:
        return zipfile.ZipFile(path)
    except BROKEN as error:
        raise Refused("document-broken", detail=str(error)[:200]) from error


def checked(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the entries by their names, all of which are what an Office file may have.

    Raises:
        Refused: one is not, or together they are too much.
    """
    entries: dict[str, zipfile.ZipInfo] = {}
    total = packed = 0
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        _check(entry)
        if entry.filename.lower() in entries:
            raise Refused("document-broken", detail="a name twice")
        entries[entry.filename.lower()] = entry
        total, packed = total + entry.file_size, packed + entry.compress_size
    if len(entries) > MAX_ENTRIES or total > MAX_TOTAL_BYTES or _is_bomb(total, packed):
        raise Refused("document-bomb")
    for name, entry in entries.items():
        # What charts and objects bring along is an archive, and not taken over.
        if "/embeddings/" not in name and "macros" not in name:
            with archive.open(entry) as content:
                if content.read(8).startswith(_ARCHIVES):
                    raise Refused("document-nested")
    return entries


def _check(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    parts = PurePosixPath(name).parts
    if not name.isprintable() or len(name) > MAX_NAME or "\\" in name or ":" in name:
        raise Refused("document-broken", detail="a name of an entry")
    if name.startswith("/") or ".." in parts or stat.S_ISLNK(entry.external_attr >> 16):
        raise Refused("document-broken", detail="an entry that leads out")
    if entry.flag_bits & 1:
        raise Refused("document-locked")
    if entry.compress_type not in _METHODS:
        raise Refused("document-broken", detail="a way of packing")
    if _is_bomb(entry.file_size, entry.compress_size):
        raise Refused("document-bomb")


def _is_bomb(size: int, packed: int) -> bool:
    return size > SMALL_BYTES and size > MAX_RATIO * max(packed, 1)
