"""Packs a PDF's streams anew: bytes before, between and behind what is packed stay behind."""

import zlib
from typing import Any

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from assets.decoding import jpegs, traces
from assets.decoding.pdf_streams import (
    FLATE,
    LETTERS,
    MAX_STREAM_BYTES,
    PICTURES,
    filters_of,
    packed_bytes,
    unlettered,
)
from assets.decoding.refused import Refused

_LZW = frozenset({"/LZWDecode", "/LZW"})
_PIECE_BYTES = 1024**2
# Of a JPEG 2000, the boxes that draw.
_BOXES = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
_NOT_COPIED = frozenset({"/Filter", "/F", "/DecodeParms", "/DP", "/Length", "/DL"})


def repacked(stream: StreamObject) -> StreamObject:
    """Return a stream that says the same, packed by us.

    Raises:
        Refused: it is packed as no honest program packs, or holds more than one may.
    """
    filters = filters_of(stream)
    told = _told(stream, len(filters))
    content, last = packed_bytes(stream), None
    while filters and filters[0] not in PICTURES:
        if last is not None:
            raise Refused("document-broken", detail="filters")
        name, own = filters.pop(0), told.pop(0)
        content = _undone(content, name, own)
        last = own if own is not None and _number(own, "/Predictor", 1) > 1 else None
    if not filters:
        return _written(stream, traces.pack(content), [("/FlateDecode", _predictor(last))])
    if last is not None or len(filters) > 1:
        raise Refused("document-broken", detail="filters")
    return _of_picture(stream, content, filters[0], told[0])


def _of_picture(
    stream: StreamObject, content: bytes, name: str, told: DictionaryObject | None
) -> StreamObject:
    if name in {"/DCTDecode", "/DCT"}:
        try:
            content = jpegs.rebuilt(content)
        except (ValueError, OSError, SyntaxError) as error:
            raise Refused("document-broken", detail=f"JPEG: {error}"[:200]) from error
    elif name == "/JPXDecode":
        content = _boxes(content)
    if traces.has_traces(content):
        return _written(stream, traces.pack(content), [("/FlateDecode", None), (name, told)])
    return _written(stream, content, [(name, told)])


def _written(
    stream: StreamObject, content: bytes, filters: list[tuple[str, DictionaryObject | None]]
) -> StreamObject:
    made = EncodedStreamObject()
    made.update({key: value for key, value in dict.items(stream) if key not in _NOT_COPIED})
    made._data = content  # noqa: SLF001 - it is packed already
    names, told = [NameObject(name) for name, _own in filters], [own for _name, own in filters]
    made[NameObject("/Filter")] = names[0] if len(names) == 1 else ArrayObject(names)
    if any(told):
        parms: list[PdfObject] = [own or DictionaryObject() for own in told]
        made[NameObject("/DecodeParms")] = parms[0] if len(parms) == 1 else ArrayObject(parms)
    return made


def _told(stream: StreamObject, count: int) -> list[DictionaryObject | None]:
    """Return what is told of each filter."""
    found = _resolved(stream.get("/DecodeParms") or stream.get("/DP"))
    each: list[Any] = list.__iter__(found) if isinstance(found, ArrayObject) else [found]  # type: ignore[assignment]
    told = [_resolved(one) for one in each]
    plain = [one if isinstance(one, DictionaryObject) else None for one in told]
    return (plain + [None] * count)[:count]


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _number(told: DictionaryObject, key: str, default: int) -> int:
    value = told.get(key)
    return int(value) if isinstance(value, int | float) else default


def _predictor(told: DictionaryObject | None) -> DictionaryObject | None:
    if told is None:
        return None
    kept = DictionaryObject(dict.items(told))
    kept.pop("/EarlyChange", None)
    return kept


def _undone(packed: bytes, name: str, told: DictionaryObject | None) -> bytes:
    if name in LETTERS:
        return unlettered(packed, name)
    if name in FLATE:
        return _inflated(packed)
    if name in _LZW:
        return _unlzw(packed, early=_number(told or DictionaryObject(), "/EarlyChange", 1))
    return _unrun(packed)


def _inflated(packed: bytes) -> bytes:
    """Return what is packed; of what is broken, as much as can be read."""
    found = _inflate(packed, zlib.MAX_WBITS, _PIECE_BYTES)
    if found is None:
        # Bytes are fed one by one: all that comes before the break is drawn.
        found = _inflate(packed, zlib.MAX_WBITS, 1) or _inflate(packed[2:], -zlib.MAX_WBITS, 1)
    return found or b""


def _inflate(packed: bytes, bits: int, step: int) -> bytes | None:
    """Return what is packed. None: it is broken, and larger steps were taken than one byte."""
    machine, size = zlib.decompressobj(bits), 0
    pieces: list[bytes] = []
    for start in range(0, len(packed), step):
        rest = packed[start : start + step]
        while rest:
            try:
                piece = machine.decompress(rest, _PIECE_BYTES)
            except zlib.error:
                return b"".join(pieces) if step == 1 else None
            pieces.append(piece)
            size += len(piece)
            if size > MAX_STREAM_BYTES:
                raise Refused("document-bomb")
            rest = machine.unconsumed_tail
        if machine.eof:
            break
    return b"".join(pieces)


def _unlzw(packed: bytes, *, early: int) -> bytes:
    first = [bytes((n,)) for n in range(256)] + [b"", b""]
    table, width, last, size = list(first), 9, b"", 0
    pieces, bits, held = [], 0, 0
    for byte in packed:
        held, bits = held << 8 | byte, bits + 8
        if bits < width:
            continue
        bits -= width
        code, held = held >> bits, held & ((1 << bits) - 1)
        if code == 256:
            table, width, last = list(first), 9, b""
            continue
        if code == 257 or (code >= len(table) and not last):
            break
        entry = table[code] if code < len(table) else last + last[:1]
        pieces.append(entry)
        size += len(entry)
        if last and len(table) < 4096:
            table.append(last + entry[:1])
            width = max(9, min(12, (len(table) + early).bit_length()))
        last = entry
        if size > MAX_STREAM_BYTES:
            raise Refused("document-bomb")
    return b"".join(pieces)


def _unrun(packed: bytes) -> bytes:
    pieces, at, size = [], 0, 0
    while at < len(packed) and packed[at] != 128:
        length = packed[at]
        if length < 128:
            piece, at = packed[at + 1 : at + 2 + length], at + 2 + length
        else:
            piece, at = packed[at + 1 : at + 2] * (257 - length), at + 2
        pieces.append(piece)
        size += len(piece)
        if size > MAX_STREAM_BYTES:
            raise Refused("document-bomb")
    return b"".join(pieces)


def _boxes(content: bytes) -> bytes:
    """Return the boxes of a JPEG 2000 that draw; one without boxes as it is."""
    if content[4:8] != b"jP  ":
        return content
    kept, at = [], 0
    while at + 8 <= len(content):
        size, head = int.from_bytes(content[at : at + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = len(content) - at
        if size < head:
            raise Refused("document-broken", detail="JPEG 2000")
        if content[at + 4 : at + 8] in _BOXES:
            kept.append(content[at : at + size])
        at += size
    return b"".join(kept)
