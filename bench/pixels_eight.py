"""Times eight pictures of 1600 px by two workers: `uv run python -m bench.pixels_eight`."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from io import BytesIO

from PIL import Image

from assets.child import ChildFailed, Limits, run
from generation.pixels import client
from generation.providers.base import ImageRequest
from generation.providers.offline.image import OfflineImageProvider
from tests.unit.pixels import drawn

STYLES = ("morning-window", "kitchen", "sage-podium", "new-year-red")


def _photo(product: str) -> bytes:
    stream = BytesIO()
    picture = drawn.photo(product, "off_white", side=2000, seed=1).rgb
    Image.fromarray(picture).save(stream, "JPEG", quality=90)
    return stream.getvalue()


def _silent(stage: str, percent: int, *, preview: bytes | None = None) -> None:
    """Hear nothing."""


def main() -> None:
    """Make two photos in four styles, each photo by one worker, its cut-out kept."""
    limits = Limits(client.MEMORY_MIB, client.CPU_SECONDS, client.WALL_SECONDS)
    provider = OfflineImageProvider(partial(run, limits=limits), failed=ChildFailed)

    def work(photo: bytes) -> int:
        kept: bytes | None = None
        for style in STYLES:
            request = ImageRequest(photo=photo, style=style, width_px=1600, height_px=1600)
            result = provider.generate(replace(request, cutout=kept), report=_silent)
            kept = kept or result.cutout
        return len(STYLES)

    photos = [_photo("mug"), _photo("bottle")]
    began, before = time.monotonic(), os.times()
    with ThreadPoolExecutor(2) as pool:
        made = sum(pool.map(work, photos))
    after = os.times()
    spent = after.children_user + after.children_system
    spent -= before.children_user + before.children_system
    print(f"{made} pictures: {time.monotonic() - began:.1f} s wall, {spent:.1f} s cpu")


if __name__ == "__main__":
    main()
