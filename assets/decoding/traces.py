"""Packs bytes so that nothing of them is to be read by what does not unpack them.

zlib leaves bytes that do not shrink as they are: an archive hidden among them would still open.
"""

import re
import zlib

# How what opens from the middle of a file, or runs there, begins or is told.
_TRACES = re.compile(
    rb"PK\x01\x02|PK\x03\x04|PK\x05\x06|PK\x06\x06|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|%PDF-"
    rb"|<script|<html|<body|<iframe|<svg|<!doctype|<\?php|<\?xml|javascript:",
    re.IGNORECASE,
)
_LEVEL = 6
_PIECE_BYTES = 64 * 1024
# The codes every inflater knows: 8 bits for the first 144 bytes, 9 for the others.
_CODES = [format(0x30 + n, "08b") for n in range(144)] + [
    format(0x190 + n, "09b") for n in range(112)
]
_BEGINS, _ENDS = "110", "0000000"


def has_traces(content: bytes) -> bool:
    """Return whether archives, pages or scripts show in the bytes as they lie there."""
    return _TRACES.search(content) is not None


def pack(content: bytes) -> bytes:
    """Return the bytes as a zlib stream, none of which lies open."""
    packed = zlib.compress(content, _LEVEL)
    if len(packed) < len(content) and not has_traces(packed):
        return packed
    return _coded(content)


def _coded(content: bytes) -> bytes:
    """Return a zlib stream with every byte written as its code, which begins at no whole byte."""
    pieces, bits = [b"\x78\x01"], _BEGINS
    for start in range(0, len(content), _PIECE_BYTES):
        bits += "".join(map(_CODES.__getitem__, content[start : start + _PIECE_BYTES]))
        whole = len(bits) & ~7
        pieces.append(_bytes(bits[:whole]))
        bits = bits[whole:]
    bits += _ENDS
    pieces.append(_bytes(bits + "0" * (-len(bits) % 8)))
    pieces.append(zlib.adler32(content).to_bytes(4, "big"))
    return b"".join(pieces)


def _bytes(bits: str) -> bytes:
    return int(bits[::-1] or "0", 2).to_bytes(len(bits) // 8, "little")
