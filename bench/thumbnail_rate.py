"""Photos of twelve megapixels made clean and shown small: at least 15 a second on two cores.

    uv run python -m bench.thumbnail_rate

Counted from the bytes of a camera's JPEG to the bytes of its clean picture and its three
thumbnails, through the limited children that uploads go through, two at a time. The peer, in the
same run: Pillow alone, opening each photo once for three thumbnails, in two processes that stay,
without a limit, and without making the photo clean.
"""

import argparse
import io
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from assets import child, pictures
from assets.decoding.limits import THUMBS_PX
from tests.factories.photographs import camera_photo

LIMIT_A_SECOND = 15.0
PHOTOS = 60
AT_ONCE = 2
ROUNDS = 3


def main() -> int:
    """Print both rates; return 1 when the limit is not kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--photos", type=int, default=PHOTOS)
    count = parser.parse_args().photos
    some = [camera_photo(seed) for seed in range(6)]
    photos = [some[number % len(some)] for number in range(count)]
    ours = theirs = spent = 0.0
    # The peer's first: it forks, and threads are not forked with.
    with ProcessPoolExecutor(AT_ONCE) as processes, ThreadPoolExecutor(AT_ONCE) as threads:
        list(processes.map(plain, some[:AT_ONCE]))
        list(threads.map(pictures.clean, some[:AT_ONCE]))
        for _round in range(ROUNDS):
            began, used = time.monotonic(), _processor_seconds()
            list(threads.map(pictures.clean, photos))
            rate = count / (time.monotonic() - began)
            if rate > ours:
                ours, spent = rate, (_processor_seconds() - used) / count
            began = time.monotonic()
            list(processes.map(plain, photos))
            theirs = max(theirs, count / (time.monotonic() - began))
    verdict = "at least" if ours >= LIMIT_A_SECOND else "UNDER"
    megabytes = sum(len(photo) for photo in some) / len(some) / 1e6
    print(
        f"photos of 12 MP ({megabytes:.1f} MB), clean and in three sizes: {ours:.1f} a second, "
        f"{verdict} {LIMIT_A_SECOND:.0f}; Pillow alone, thumbnails only: {theirs:.1f}. Best of "
        f"{ROUNDS} rounds of {count}, {AT_ONCE} at a time on {os.cpu_count()} cores; each photo "
        f"took {1000 * spent:.0f} ms of processor time, children included; load "
        f"{os.getloadavg()[0]:.1f}"
    )
    return 0 if ours >= LIMIT_A_SECOND else 1


def plain(photo: bytes) -> list[bytes]:
    """Return the thumbnails Pillow's own way."""
    found = []
    with Image.open(io.BytesIO(photo)) as opened:
        opened.load()
        for side in THUMBS_PX:
            small = opened.copy()
            small.thumbnail((side, side))
            target = io.BytesIO()
            small.save(target, "WEBP", quality=80)
            found.append(target.getvalue())
    return found


def _processor_seconds() -> float:
    """Return what this process has used, and the children its nursery has seen end."""
    used = os.times()
    bearer = child.nursery(child.WARM["assets.decoding"]).pid
    stat = Path(f"/proc/{bearer}/stat").read_text().rpartition(")")[2].split()
    ticks = sum(int(stat[at]) for at in (11, 12, 13, 14))
    return used.user + used.system + ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
