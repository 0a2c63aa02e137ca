"""Takes the orders that draw out of a Windows metafile, and leaves what lies beside them."""

import struct

from assets.decoding.traces import has_traces

_EMF_HEAD = 108
_EMF_END, _EMF_NOTE, _EMF_GL = 14, 70, frozenset({102, 103})
_PLACED = b"\xd7\xcd\xc6\x9a"
_PLACED_BYTES = 22
_WMF_HEADS = (b"\x01\0\t\0\0\x01", b"\x01\0\t\0\0\x03", b"\x02\0\t\0\0\x03")
_WMF_HEAD = 18
_WMF_END, _WMF_ESCAPE = 0, 0x0626
# An order of one word more than its length and name is the shortest.
_MAX_ORDERS = 500_000


def rebuilt(content: bytes, extension: str) -> bytes | None:
    """Return the picture alone; None when it is no metafile, or more than one shows in it.

    extension: `emf` or `wmf`.
    """
    try:
        made = _emf(content) if extension == "emf" else _wmf(content)
    except (struct.error, ValueError):
        return None
    return None if has_traces(made) else made


def _emf(content: bytes) -> bytes:
    head = struct.unpack_from("<L", content, 4)[0]
    if content[:4] != b"\x01\0\0\0" or content[40:44] != b" EMF" or not 88 <= head <= len(content):
        raise ValueError("no EMF")
    kept, at, size = [content[:head]], head, head
    for _order in range(_MAX_ORDERS):
        kind, length = struct.unpack_from("<2L", content, at)
        if length < 8 or length % 4 or at + length > len(content):
            raise ValueError("an order that is too long")
        # Of notes, only those are drawn that hold the newer way of drawing.
        is_note = kind == _EMF_NOTE and content[at + 12 : at + 16] != b"EMF+"
        if not is_note and kind not in _EMF_GL:
            kept.append(content[at : at + length])
            size += length
        at += length
        if kind == _EMF_END:
            break
    else:
        raise ValueError("too many orders")
    made = bytearray(b"".join(kept))
    struct.pack_into("<2L", made, 48, size, len(kept))
    # What it is called stands behind the head: it is told no more.
    struct.pack_into("<2L", made, 60, 0, 0)
    made[_EMF_HEAD:head] = bytes(max(0, head - _EMF_HEAD))
    return bytes(made)


def _wmf(content: bytes) -> bytes:
    start = _PLACED_BYTES if content.startswith(_PLACED) else 0
    if not content.startswith(_WMF_HEADS, start):
        raise ValueError("no WMF")
    kept, at, size = [content[: start + _WMF_HEAD]], start + _WMF_HEAD, _WMF_HEAD
    for _order in range(_MAX_ORDERS):
        words, kind = struct.unpack_from("<LH", content, at)
        if words < 3 or at + words * 2 > len(content):
            raise ValueError("an order that is too long")
        # What escapes to a printer may be a program.
        if kind != _WMF_ESCAPE:
            kept.append(content[at : at + words * 2])
            size += words * 2
        at += words * 2
        if kind == _WMF_END:
            break
    else:
        raise ValueError("too many orders")
    made = bytearray(b"".join(kept))
    struct.pack_into("<L", made, start + 6, size // 2)
    return bytes(made)
