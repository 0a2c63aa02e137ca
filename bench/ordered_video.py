"""A 20 s 9:16 video through the product, from its script's approval to the file: the limit is 12 s.

uv run python -m bench.ordered_video .data
"""

import argparse
import time
from pathlib import Path
from typing import Any

from bench.stack import Stack

LIMIT_SECONDS, SECONDS = 12.0, 20


def main() -> None:
    """Print the seconds, and whether they are within the limit."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data_dir", type=Path)
    stack = Stack(parser.parse_args().data_dir)
    product = stack.get("/api/v1/products")["results"][0]["id"]
    asked = {"product_id": product, "seconds": SECONDS}
    job = _end(stack, "copy", stack.post("/api/v1/video/script", json=asked))
    order = {"project_id": job["params"]["project"]}
    _make_new(stack, order["project_id"])
    began = time.monotonic()
    video = _end(stack, "video", stack.post("/api/v1/video/generate", json=order))
    seconds = time.monotonic() - began
    verdict = "within" if seconds <= LIMIT_SECONDS else "OVER"
    facts = video["items"][0]["outputs"][0]["facts"] if video["state"] == "succeeded" else video
    print(
        f"{SECONDS} s of video in {seconds:.1f} s ({SECONDS / seconds:.2f} x realtime), "
        f"{verdict} {LIMIT_SECONDS:.0f} s; {facts}"
    )


def _make_new(stack: Stack, project_id: str) -> None:
    """Write the time into every scene, so that none of them was drawn and kept before."""
    path = f"/api/v1/video-projects/{project_id}"
    project = stack.get(path)
    for scene in project["script"]["scenes"]:
        scene["on_screen"] = f"{time.time():.0f}"
        scene["picture"] = scene["picture"] or None
    changed = {"version": project["version"], "script": project["script"]}
    stack.http.patch(path, json=changed).raise_for_status()


def _end(stack: Stack, family: str, job: Any) -> Any:
    while job["state"] in {"queued", "running"}:
        time.sleep(0.25)
        job = stack.get(f"/api/v1/{family}/{job['id']}")
    return job


if __name__ == "__main__":
    main()
