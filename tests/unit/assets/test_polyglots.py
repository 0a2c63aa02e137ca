"""Nothing but pixels is stored, and what would fill the machine is refused at once."""

import resource
import time
import zlib
from pathlib import Path

import pytest

from assets import pictures as cleaning
from assets.decoding import picture
from assets.decoding.refused import Refused
from tests.unit.assets import pictures, polyglots

pytestmark = pytest.mark.slow

REFUSED_SECONDS = 2.0
MORE_KIB = 300 * 1024


@pytest.fixture(autouse=True)
def _decoders() -> None:
    picture.prepare()


def unpacked(content: bytes) -> bytes:
    """Return the content, and what is packed in its chunks if it is a PNG."""
    found, at = content, 8
    while content[:4] == b"\x89PNG" and at + 8 <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        if content[at + 4 : at + 8] in {b"zTXt", b"iTXt", b"iCCP", b"tEXt", b"eXIf"}:
            found += content[at + 8 : at + 8 + size]
            for start in range(at + 8, at + 8 + min(size, 90)):
                try:
                    found += zlib.decompressobj().decompress(content[start : at + 8 + size])
                except zlib.error:
                    continue
        at += 12 + size
    return found


@pytest.mark.parametrize("name", polyglots.POLYGLOTS)
def test_nothing_of_a_polyglot_but_its_pixels_is_stored(name: str, tmp_path: Path) -> None:
    content = polyglots.POLYGLOTS[name]()
    assert polyglots.MARK in unpacked(content)  # or it proves nothing

    made = picture.clean(pictures.written(tmp_path, content), folder=tmp_path)

    stored = [path for path in tmp_path.iterdir() if path.name != "source"]
    assert sorted(path.name for path in stored) == sorted(
        [made.name, "thumb-160.webp", "thumb-320.webp", "thumb-800.webp"]
    )
    for path in stored:
        kept = unpacked(path.read_bytes())
        for trace in (polyglots.MARK, b"<script", b"<?php", b"PK\x03\x04", b"<html"):
            assert trace not in kept, path.name


@pytest.mark.parametrize("name", polyglots.BOMBS)
def test_a_bomb_is_refused_at_once_and_in_little_memory(name: str, tmp_path: Path) -> None:
    source = pictures.written(tmp_path, polyglots.BOMBS[name]())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()

    with pytest.raises(Refused):
        picture.clean(source, folder=tmp_path)

    assert time.process_time() - began < REFUSED_SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MORE_KIB


def test_a_bomb_is_refused_through_the_child_as_well() -> None:
    with pytest.raises(cleaning.PictureRefused) as refusal:
        cleaning.clean(polyglots.BOMBS["frames of a GIF"]())

    assert refusal.value.code == "picture-too-many-frames"
