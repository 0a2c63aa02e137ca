"""Counts what a PDF's streams expand to, without ever holding it."""

import base64
import zlib
from typing import Any

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    PdfObject,
    StreamObject,
)

from assets.decoding.refused import Refused

MAX_OBJECTS = 200_000
MAX_STREAM_BYTES = 120 * 1024**2
MAX_TOTAL_BYTES = 400 * 1024**2
# An empty scan packs a thousand to one; a whole document that packs so holds nothing.
MAX_RATIO = 200
SMALL_BYTES = 64 * 1024**2
_PIECE_BYTES = 1024**2
# Two at most: letters around packed bytes, or packed bytes around a picture.
MAX_FILTERS = 2
FLATE = frozenset({"/FlateDecode", "/Fl"})
PICTURES = frozenset(
    {"/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"}
)
LETTERS = frozenset({"/ASCIIHexDecode", "/AHx", "/ASCII85Decode", "/A85"})
_KNOWN = FLATE | PICTURES | LETTERS | {"/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}


class Meter:
    """Adds up objects and streams, each once.

    Every method raises Refused where a document is more than one may be.
    """

    def __init__(self) -> None:
        self._seen: dict[int, PdfObject] = {}
        self._packed = self._expanded = 0

    def is_new(self, found: PdfObject) -> bool:
        """Count an object; False when it was counted before."""
        if id(found) in self._seen:
            return False
        # Kept, so that no other object gets its id.
        self._seen[id(found)] = found
        if len(self._seen) > MAX_OBJECTS:
            raise Refused("document-too-complex", objects=MAX_OBJECTS)
        return True

    def add(self, stream: StreamObject) -> None:
        """Count what a stream expands to."""
        filters = filters_of(stream)
        if len(filters) > MAX_FILTERS or sum(name in FLATE for name in filters) > 1:
            raise Refused("document-bomb")
        if set(filters) - _KNOWN:
            raise Refused("document-broken", detail=f"filters {filters}"[:200])
        packed = packed_bytes(stream)
        self._packed += len(packed)
        self._expanded += _size(packed, filters)
        if self._expanded > MAX_TOTAL_BYTES or (
            self._expanded > SMALL_BYTES and self._expanded > MAX_RATIO * self._packed
        ):
            raise Refused("document-bomb")


def _size(packed: bytes, filters: list[str]) -> int:
    """Return how many bytes a stream has once its filters but those of pictures are undone."""
    first = filters[0] if filters else ""
    if first in LETTERS:
        return _size(unlettered(packed, first), filters[1:])
    if first in FLATE:
        return _flate_size(packed)
    if first in {"/LZWDecode", "/LZW"}:
        return _lzw_size(packed)
    # A run is of 128 bytes at most, told by two.
    return len(packed) * 64 if first in {"/RunLengthDecode", "/RL"} else len(packed)


def filters_of(stream: DictionaryObject) -> list[str]:
    """Return the names of a stream's filters, outermost first."""
    found: Any = stream.get("/Filter")
    if isinstance(found, IndirectObject):
        found = found.get_object()
    if found is None:
        return []
    if isinstance(found, ArrayObject):
        return [str(name) for name in found[:20]]
    return [str(found)]


def packed_bytes(stream: StreamObject) -> bytes:
    """Return a stream's bytes as they are packed."""
    return bytes(stream._data)  # noqa: SLF001 - everything else decodes it


def unlettered(packed: bytes, name: str) -> bytes:
    """Return the bytes that letters stand for; as many as can be read."""
    letters = b"".join(packed.split())
    if name in {"/ASCIIHexDecode", "/AHx"}:
        digits = letters.partition(b">")[0]
        even = digits[: len(digits) & ~1]
        return bytes.fromhex(even.decode("ascii", "strict"))
    return base64.a85decode(letters.partition(b"~")[0].removeprefix(b"<~"))


def _lzw_size(packed: bytes) -> int:
    """Count what LZW unpacks to: how long each entry of its table is tells it."""
    lengths, size, width, last = [1] * 258, 0, 9, 0
    bits = held = 0
    for byte in packed:
        held, bits = held << 8 | byte, bits + 8
        if bits < width:
            continue
        bits -= width
        code, held = held >> bits, held & ((1 << bits) - 1)
        if code == 256:
            del lengths[258:]
            width, last = 9, 0
            continue
        if code == 257:
            break
        length = lengths[code] if code < len(lengths) else last + 1
        size, last = size + length, length
        if last and len(lengths) < 4096:
            lengths.append(last + 1)
            width = min(12, (len(lengths) + 1).bit_length())
        if size > MAX_STREAM_BYTES:
            raise Refused("document-bomb")
    return size


def _flate_size(packed: bytes) -> int:
    machine, size, rest = zlib.decompressobj(), 0, packed
    while rest:
        try:
            piece = machine.decompress(rest, _PIECE_BYTES)
        except zlib.error:
            break  # what can be read of it is drawn
        size += len(piece)
        if size > MAX_STREAM_BYTES:
            raise Refused("document-bomb")
        rest = machine.unconsumed_tail
        if not piece and not rest:
            break
    return size
