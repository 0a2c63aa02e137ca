"""Eight 1600 px pictures of one photo, from the order to the last one: the limit is 15 s.

uv run python -m bench.eight_pictures .data [photo.jpg]
"""

import argparse
import io
import time
from pathlib import Path

from bench.stack import Stack
from config.demo.catalogue import PRODUCTS
from config.demo.draw import draw_photo

LIMIT_SECONDS = 15.0
LOOKS = 8


def main() -> None:
    """Print the seconds, and whether they are within the limit."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("photo", type=Path, nargs="?")
    options = parser.parse_args()
    stack = Stack(options.data_dir)
    asset = _upload(stack, options.photo.read_bytes() if options.photo else _drawn())
    styles = [style["key"] for style in stack.get("/api/v1/images/styles")][:LOOKS]
    began = time.monotonic()
    job = stack.post("/api/v1/images/generate", json={"asset_ids": [asset], "styles": styles})
    while job["state"] in {"queued", "running"}:
        time.sleep(0.1)
        job = stack.get(f"/api/v1/images/{job['id']}")
    seconds = time.monotonic() - began
    verdict = "within" if seconds <= LIMIT_SECONDS else "OVER"
    print(
        f"{job['counts']['succeeded']} pictures in {seconds:.1f} s, {verdict} {LIMIT_SECONDS:.0f} s"
    )


def _drawn() -> bytes:
    target = io.BytesIO()
    draw_photo(PRODUCTS[0], size_px=2000, seed=int(time.time())).save(target, "JPEG", quality=92)
    return target.getvalue()


def _upload(stack: Stack, content: bytes) -> str:
    """Add the photo and return its asset once it is ready (not part of what is measured)."""
    upload = stack.post(
        "/api/v1/assets/upload", files={"file": ("bench.jpg", content, "image/jpeg")}
    )
    while upload["state"] not in {"ready", "refused"}:
        time.sleep(0.1)
        upload = stack.get(f"/api/v1/assets/uploads/{upload['id']}")
    return str(upload["asset"]["id"])


if __name__ == "__main__":
    main()
