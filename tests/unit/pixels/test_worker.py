"""The worker's protocol, its limits, and the provider that speaks with it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from generation.pixels import client
from generation.pixels.looks import LOOKS
from generation.providers.base import Box, ImageRequest, ProviderError
from generation.providers.offline.image import OfflineImageProvider
from tests.unit.pixels import drawn

ROOT = Path(__file__).parents[3]
# A run that measures coverage measures the child, too.
MEASURED = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
LIMITS = {"memory_mib": client.MEMORY_MIB, "cpu_seconds": 20}


class ChildEnded(Exception):
    """A stand-in for the launcher's own error."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def talk(
    text: bytes, folder: Path
) -> tuple[list[dict[str, Any]], subprocess.CompletedProcess[bytes]]:
    done = subprocess.run(
        [sys.executable, "-m", "generation.pixels"],
        input=text,
        capture_output=True,
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", **MEASURED},
        timeout=30,
        check=False,
    )
    return [json.loads(line) for line in done.stdout.splitlines()], done


def run(
    module: str,
    request: dict[str, Any],
    *,
    folder: Path,
    on_event: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any]:
    assert module == "generation.pixels"
    messages, done = talk(json.dumps({**request, "limits": LIMITS}).encode(), folder)
    if not messages or "answer" not in messages[-1]:
        raise ChildEnded("memory" if b"Memory" in done.stderr else "crash")
    for message in messages[:-1]:
        if on_event:
            on_event({})
            on_event(message["event"])
    answer: dict[str, Any] = messages[-1]["answer"]
    return answer


def photo(product: str = "mug", kind: str = "off_white", side: int = 480) -> bytes:
    stream = BytesIO()
    Image.fromarray(drawn.photo(product, kind, side=side, seed=1).rgb).save(stream, "PNG")
    return stream.getvalue()


def provider() -> OfflineImageProvider:
    return OfflineImageProvider(run, failed=ChildEnded)


def silent(stage: str, percent: int, *, preview: bytes | None = None) -> None:
    """Hear nothing."""


def test_a_picture_is_made_with_stages_a_preview_and_a_cut_out_to_keep() -> None:
    heard: list[tuple[str, int, bytes | None]] = []

    result = provider().generate(
        ImageRequest(photo=photo(), style="morning-window", width_px=400, height_px=500),
        report=lambda stage, percent, *, preview=None: heard.append((stage, percent, preview)),
    )

    picture = Image.open(BytesIO(result.content))
    assert (picture.format, picture.size, picture.mode) == ("JPEG", (400, 500), "RGB")
    assert (result.width_px, result.height_px, result.content_type) == (400, 500, "image/jpeg")
    assert (result.provider, result.made_offline) == ("offline", True)
    assert result.facts["agreement"] > 0.86
    stages = list(dict.fromkeys(stage for stage, _percent, _preview in heard))
    assert stages == ["cut_out", "place", "light", "sharpen"]
    assert [percent for _s, percent, _p in heard] == sorted(percent for _s, percent, _p in heard)
    shown = [preview for _stage, _percent, preview in heard if preview]
    assert max(Image.open(BytesIO(shown[0])).size) == 320
    assert result.cutout is not None
    assert Image.open(BytesIO(result.cutout)).mode == "RGBA"


@pytest.mark.slow
def test_a_kept_cut_out_gives_the_same_picture_and_is_not_made_again() -> None:
    request = ImageRequest(photo=photo(), style="sky", width_px=320, height_px=320, seed=4)
    first = provider().generate(request, report=silent)

    again = provider().generate(
        ImageRequest(
            photo=b"not looked at",
            style="sky",
            width_px=320,
            height_px=320,
            seed=4,
            cutout=first.cutout,
        ),
        report=silent,
    )

    assert again.content == first.content
    assert again.cutout is None


@pytest.mark.slow
def test_the_picture_says_that_it_was_made_offline_and_tells_nothing_of_the_photo() -> None:
    stream = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    Image.fromarray(drawn.photo("mug", "off_white", side=480, seed=1).rgb).save(
        stream, "JPEG", quality=95, exif=exif, comment=b"SecretComment"
    )

    result = provider().generate(
        ImageRequest(photo=stream.getvalue(), style="soft-grey", width_px=320, height_px=320),
        report=silent,
    )

    picture = Image.open(BytesIO(result.content))
    assert dict(picture.getexif()) == {0x0131: "E_Business offline"}
    assert b"compositeSynthetic" in result.content
    assert b"Secret" not in result.content
    profile = ImageCms.ImageCmsProfile(BytesIO(picture.info["icc_profile"]))
    assert "sRGB" in ImageCms.getProfileDescription(profile)


@pytest.mark.slow
def test_a_rotated_photo_is_set_upright_before_it_is_cut() -> None:
    truth = drawn.photo("bottle", "off_white", side=480, seed=1).rgb
    stream = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(np.rot90(truth)).save(stream, "JPEG", quality=95, exif=exif)

    result = provider().generate(
        ImageRequest(photo=stream.getvalue(), style="pure-white", width_px=320, height_px=320),
        report=silent,
    )

    product = (np.asarray(Image.open(BytesIO(result.content))) < 240).any(axis=2)
    assert np.ptp(np.nonzero(product)[0]) > 2 * np.ptp(np.nonzero(product)[1])


def test_a_photo_with_alpha_needs_no_gate() -> None:
    truth = drawn.photo("mug", "room", side=320, seed=1)
    stream = BytesIO()
    alpha = np.rint(truth.alpha * 255).astype(np.uint8)
    Image.fromarray(np.dstack([truth.rgb, alpha])).save(stream, "PNG")

    result = provider().generate(
        ImageRequest(photo=stream.getvalue(), style="kitchen", width_px=320, height_px=320),
        report=silent,
    )

    assert result.facts["own_alpha"] == 1


def test_an_unknown_style_is_refused_without_starting_a_child(tmp_path: Path) -> None:
    with pytest.raises(ProviderError) as error:
        provider().generate(
            ImageRequest(photo=b"", style="nope", width_px=320, height_px=320), report=silent
        )

    assert (error.value.code, error.value.retryable) == ("image.style_unknown", False)
    answer = run("generation.pixels", {"command": "compose", "style": "nope"}, folder=tmp_path)
    assert answer["code"] == "image.style_unknown"


@pytest.mark.slow
def test_a_refused_cut_out_names_its_reason_but_the_framed_look_still_works() -> None:
    request = ImageRequest(photo=photo(kind="dark"), style="sky", width_px=320, height_px=320)

    with pytest.raises(ProviderError) as error:
        provider().generate(request, report=silent)
    framed = provider().generate(replace(request, style="framed"), report=silent)

    assert error.value.code == "image.cutout_refused.dark_background"
    assert not error.value.retryable
    assert Image.open(BytesIO(framed.content)).size == (320, 320)
    assert framed.cutout is None


def test_a_file_that_is_no_picture_is_named_so() -> None:
    with pytest.raises(ProviderError) as error:
        provider().generate(
            ImageRequest(photo=b"hello", style="sky", width_px=320, height_px=320), report=silent
        )

    assert (error.value.code, error.value.retryable) == ("image.photo_unreadable", False)


@pytest.mark.parametrize("size", [(100, 320), (320, 9000), (3000, 400)])
def test_sizes_beyond_what_looks_are_made_for_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ProviderError) as error:
        provider().generate(
            ImageRequest(photo=photo(), style="sky", width_px=size[0], height_px=size[1]),
            report=silent,
        )

    assert error.value.code == "image.size_unsupported"


@pytest.mark.slow
def test_what_report_raises_reaches_the_caller() -> None:
    class Cancelled(Exception):
        pass

    def cancel(stage: str, percent: int, *, preview: bytes | None = None) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        provider().generate(
            ImageRequest(photo=photo(), style="sky", width_px=320, height_px=320), report=cancel
        )


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("memory", "image.worker_memory"),
        ("time", "image.worker_time"),
        ("odd", "image.worker_crash"),
    ],
)
def test_a_child_that_ends_early_may_be_tried_again(reason: str, code: str) -> None:
    def ended(*_arguments: Any, **_more: Any) -> dict[str, Any]:
        raise ChildEnded(reason)

    with pytest.raises(ProviderError) as error:
        OfflineImageProvider(ended, failed=ChildEnded).generate(
            ImageRequest(photo=b"", style="sky", width_px=320, height_px=320), report=silent
        )

    assert (error.value.code, error.value.retryable) == (code, True)


@pytest.mark.slow
def test_previews_come_from_one_cut_out_in_every_style() -> None:
    made = client.previews(run, photo(), styles=list(LOOKS), size_px=256)

    assert made.refusal is None
    assert made.cutout is not None
    assert set(made.pictures) == set(LOOKS)
    sizes = {Image.open(BytesIO(picture)).size for picture in made.pictures.values()}
    assert sizes == {(256, 256)}


@pytest.mark.slow
def test_previews_of_a_refused_photo_hold_only_what_needs_no_cut_out() -> None:
    made = client.previews(run, photo(kind="dark"), styles=["sky", "framed"], size_px=256)

    assert made.refusal == "image.cutout_refused.dark_background"
    assert set(made.pictures) == {"framed"}
    assert made.cutout is None


def test_previews_of_no_picture_raise_the_code() -> None:
    with pytest.raises(ValueError, match=r"image\.photo_unreadable"):
        client.previews(run, b"hello", styles=["sky"], size_px=256)


def test_a_hint_reaches_the_worker() -> None:
    with pytest.raises(ProviderError) as error:
        provider().generate(
            ImageRequest(
                photo=photo(),
                style="sky",
                width_px=320,
                height_px=320,
                hint=Box(0.02, 0.02, 0.1, 0.1),
            ),
            report=silent,
        )

    assert error.value.code == "image.cutout_refused.no_product"


@pytest.mark.parametrize(
    "text", [b"", b"garbage", b"[1]", b'{"command": "dance"}', b'{"command": "compose"}']
)
def test_garbage_is_answered_as_garbage(text: bytes, tmp_path: Path) -> None:
    messages, done = talk(text, tmp_path)

    assert done.returncode == 0
    assert messages[-1]["answer"]["code"] == "image.request_invalid"


def test_memory_beyond_the_limit_ends_the_child_without_an_answer(tmp_path: Path) -> None:
    (tmp_path / "photo").write_bytes(photo(side=320))
    request = {
        "command": "compose",
        "photo": "photo",
        "style": "framed",
        "width_px": 4000,
        "height_px": 4000,
        "out": "out.jpg",
        "limits": {"memory_mib": 400, "cpu_seconds": 20},
    }

    messages, done = talk(json.dumps(request).encode(), tmp_path)

    assert not any("answer" in message for message in messages)
    assert done.returncode != 0
    assert b"MemoryError" in done.stderr or b"Insufficient memory" in done.stderr
    assert not (tmp_path / "out.jpg").exists()
