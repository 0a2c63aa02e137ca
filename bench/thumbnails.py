"""Twenty photos of twelve megapixels, from the first byte to the last thumbnail: at most 10 s.

    uv run python -m bench.thumbnails .data

They are posted straight to the bucket, three at a time, as the page does.
"""

import argparse
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from bench.stack import Stack
from tests.factories.photographs import camera_photo

LIMIT_SECONDS = 10.0
PHOTOS = 20
AT_ONCE = 3


def main() -> None:
    """Print the seconds, and whether they are within the limit."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data_dir", type=Path)
    stack = Stack(parser.parse_args().data_dir)
    seed = int(time.time())
    photos = [camera_photo(seed + number) for number in range(PHOTOS)]
    megabytes = sum(len(photo) for photo in photos) / 1e6
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        uploads = list(pool.map(lambda photo: send(stack, photo), photos))
    posted = time.monotonic() - began
    for upload in uploads:
        wait(stack, upload)
    shown = time.monotonic() - began
    verdict = "within" if shown <= LIMIT_SECONDS else "OVER"
    print(
        f"{PHOTOS} photos of 12 MP ({megabytes:.0f} MB): posted after {posted:.1f} s, all "
        f"thumbnails read after {shown:.1f} s, {verdict} {LIMIT_SECONDS:.0f} s"
    )


def send(stack: Stack, content: bytes) -> dict[str, Any]:
    """Announce, post and complete one photo; return its upload."""
    body = {"filename": "bench.jpg", "content_type": "image/jpeg", "size_bytes": len(content)}
    begun = stack.post("/api/v1/assets/uploads", json=body)
    answer = httpx.post(
        begun["url"], data=begun["fields"], files={"file": ("bench.jpg", content)}, timeout=60
    )
    answer.raise_for_status()
    upload: dict[str, Any] = stack.post(begun["complete_url"])
    return upload


def wait(stack: Stack, upload: dict[str, Any]) -> None:
    """Ask until the photo is ready, and read its thumbnail."""
    while upload["state"] == "checking":
        time.sleep(0.1)
        upload = stack.get(f"/api/v1/assets/uploads/{upload['id']}")
    httpx.get(upload["asset"]["thumb_url"]).raise_for_status()


if __name__ == "__main__":
    main()
