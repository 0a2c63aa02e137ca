"""A zip written piece by piece: at no time is more of it in memory than one piece."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from assets import names

# What Windows takes for a device, whatever its extension.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(1, 10))}
)
# With its extension and a number it stays below what file systems take: 255 bytes.
_LONGEST_BYTES = 240


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a zip. size_bytes: as it is announced; is_packed: whether it gets smaller by it."""

    name: str
    at: datetime
    size_bytes: int
    pieces: Iterable[bytes]
    is_packed: bool = False


class Names:
    """Gives every file of a zip a name that no other has, on systems of every kind."""

    def __init__(self, *taken: str) -> None:
        self._taken = {name.casefold() for name in taken}

    def unique(self, title: str, extension: str) -> str:
        """Return a safe name; the second of the same name gets a number."""
        stem = _cut(names.clean_filename(title)).strip(". ") or "file"
        if stem.partition(".")[0].casefold() in _DEVICES:
            stem = f"_{stem}"
        number, name = 1, f"{stem}.{extension}"
        while name.casefold() in self._taken:
            number += 1
            name = f"{stem} ({number}).{extension}"
        self._taken.add(name.casefold())
        return name


class _Sink:
    """Takes what the writer of the zip writes, until somebody asks for it."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Hold it."""
        self._held.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: who takes it decides when."""

    def close(self) -> None:
        """Do nothing: what it holds is taken to the end."""

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        held, self._held = self._held, []
        return b"".join(held)


def pieces(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield the zip of these files; each is read while it is written."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, allowZip64=True) as pack:
        for entry in entries:
            with pack.open(_described(entry), "w") as file:
                for piece in entry.pieces:
                    file.write(piece)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()


def _cut(stem: str) -> str:
    return stem.encode()[:_LONGEST_BYTES].decode(errors="ignore")


def _described(entry: Entry) -> zipfile.ZipInfo:
    # A zip knows no time before 1980, and none of a zone.
    at = entry.at.timetuple()[:6] if entry.at.year >= 1980 else (1980, 1, 1, 0, 0, 0)
    info = zipfile.ZipInfo(entry.name, date_time=at)
    # By its size it is decided whether it needs the wide form.
    info.file_size = entry.size_bytes
    # Pictures and videos do not get smaller: stored, they cost no time.
    info.compress_type = zipfile.ZIP_DEFLATED if entry.is_packed else zipfile.ZIP_STORED
    info.external_attr = 0o644 << 16
    return info
