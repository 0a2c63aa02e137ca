"""A picture that moves is made anew, frame by frame, or refused before it is decoded."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets.decoding import moving, picture
from assets.decoding.refused import Refused
from tests.unit.assets import pictures

WAYS = ["GIF", "WEBP", "PNG", "AVIF"]


@pytest.fixture(autouse=True)
def _decoders() -> None:
    picture.prepare()


def frames_of(path: Path) -> list[tuple[Image.Image, float]]:
    with Image.open(path) as opened:
        found = []
        for number in range(getattr(opened, "n_frames", 1)):
            opened.seek(number)
            opened.load()
            found.append((opened.convert("RGBA"), opened.info["duration"]))
        return found


def moving_picture(kind: str, **options: object) -> bytes:
    first = pictures.colours()
    turned = [first.transpose(Image.Transpose.ROTATE_180), first.convert("L").convert("RGB")]
    options = {"duration": [100, 200, 300], "loop": 0, **options}
    return pictures.encoded(first, kind, save_all=True, append_images=turned, **options)


def far(one: Image.Image, other: Image.Image) -> float:
    """Return how far two pictures are apart, in the mean of their channels."""
    return float(
        np.abs(
            np.asarray(one.convert("RGB"), np.int16) - np.asarray(other.convert("RGB"), np.int16)
        ).mean()
    )


@pytest.mark.parametrize("kind", WAYS)
def test_every_frame_and_its_length_is_kept(kind: str, tmp_path: Path) -> None:
    source = pictures.written(tmp_path, moving_picture(kind))
    before = frames_of(source)

    made = picture.clean(source, folder=tmp_path)

    after = frames_of(tmp_path / made.name)
    assert (made.frames, len(after)) == (3, 3)
    assert (made.width_px, made.height_px) == (64, 48)
    assert [length for _frame, length in after] == [length for _frame, length in before]
    assert all(far(old, new) < 3 for (old, _), (new, _) in zip(before, after, strict=True))
    assert pictures.opened(tmp_path / "thumb-320.webp").size == (64, 48)


def test_the_kind_is_kept_where_it_can_be(tmp_path: Path) -> None:
    made = {
        kind: picture.clean(pictures.written(tmp_path, moving_picture(kind)), folder=tmp_path)
        for kind in WAYS
    }

    assert {kind: one.content_type for kind, one in made.items()} == {
        "GIF": "image/gif",
        "WEBP": "image/webp",
        "PNG": "image/png",
        "AVIF": "image/webp",
    }


def test_colours_of_a_gif_are_kept_exactly(tmp_path: Path) -> None:
    source = pictures.written(tmp_path, moving_picture("GIF"))
    before = frames_of(source)

    picture.clean(source, folder=tmp_path)

    after = frames_of(tmp_path / "clean.gif")
    assert [far(old, new) for (old, _), (new, _) in zip(before, after, strict=True)] == [0, 0, 0]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_what_is_see_through_stays_so(kind: str, tmp_path: Path) -> None:
    hole = pictures.colours(mode="RGBA")
    hole.paste((0, 0, 0, 0), (10, 10, 30, 30))
    other = hole.transpose(Image.Transpose.ROTATE_180)
    content = (
        pictures.encoded(hole, kind, save_all=True, append_images=[other], duration=50, disposal=2)
        if kind != "WEBP"
        else pictures.encoded(hole, kind, save_all=True, append_images=[other], duration=50)
    )

    made = picture.clean(pictures.written(tmp_path, content), folder=tmp_path)

    frames = [frame for frame, _length in frames_of(tmp_path / made.name)]
    assert [frame.getpixel((20, 20))[3] for frame in frames] == [0, 255]  # type: ignore[index]
    assert [frame.getpixel((44, 28))[3] for frame in frames] == [255, 0]  # type: ignore[index]


def test_a_gif_of_one_frame_is_a_picture_that_stands_still(tmp_path: Path) -> None:
    made = picture.clean(
        pictures.written(tmp_path, pictures.encoded(pictures.colours(), "GIF")), folder=tmp_path
    )

    assert (made.content_type, made.frames) == ("image/jpeg", 1)


def gif_of(frames: int, size: tuple[int, int], *, canvas: tuple[int, int] | None = None) -> bytes:
    """Return a GIF of frames that hold nothing: 20 bytes each."""
    head = b"GIF89a" + struct.pack("<HHBBB", *(canvas or size), 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"," + struct.pack("<HHHHB", 0, 0, *size, 0) + b"\x02\x02\x4c\x01\0"
    return head + frame * frames + b";"


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_claiming(frames: int) -> bytes:
    """Return a PNG that says it has so many frames."""
    whole = pictures.encoded(pictures.colours(), "PNG")
    return whole[:33] + chunk(b"acTL", struct.pack(">II", frames, 0)) + whole[33:]


def webp_of(frames: int) -> bytes:
    target = io.BytesIO()
    pages = [Image.new("RGB", (16, 16), (number * 5, 0, 0)) for number in range(frames)]
    pages[0].save(
        target, "WEBP", save_all=True, append_images=pages[1:], duration=10, lossless=True
    )
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (gif_of(51, (16, 16)), "picture-too-many-frames"),
        (gif_of(200_000, (16, 16)), "picture-too-many-frames"),
        (png_claiming(51), "picture-too-many-frames"),
        (png_claiming(2**31 - 1), "picture-too-many-frames"),
        (webp_of(51), "picture-too-many-frames"),
        (gif_of(50, (2000, 1001)), "picture-moves-too-large"),
        (gif_of(2, (9000, 9000)), "picture-too-large"),
        (gif_of(2, (9000, 9000), canvas=(16, 16)), "picture-too-large"),
    ],
)
def test_too_many_frames_are_refused_unread(content: bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        picture.clean(pictures.written(tmp_path, content), folder=tmp_path)

    assert refusal.value.code == code


def test_a_gif_s_frames_are_counted_as_its_decoder_counts_them() -> None:
    content = moving_picture("GIF", comment=b"x" * 700)

    assert moving.measure_gif(content) == (3, 64, 48)
    assert moving.measure_gif(content[:10]) == (1, 64, 48)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_one_that_ends_early_is_called_damaged(kind: str, tmp_path: Path) -> None:
    whole = moving_picture(kind)

    with pytest.raises(Refused) as refusal:
        picture.clean(pictures.written(tmp_path, whole[: len(whole) * 2 // 3]), folder=tmp_path)

    assert refusal.value.code == "file-broken"
