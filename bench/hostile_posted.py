"""Hostile files posted to a running product as people post them; then honest ones, which must come in."""

import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from bench.hostile_files import Case
from bench.stack import Stack

PATIENCE_SECONDS = 120.0


def post(data_dir: Path, cases: Iterable[Case]) -> None:
    """Post every case and print how each was answered, and how its check ended."""
    stack = Stack(data_dir)
    answered: Counter[int] = Counter()
    ended: Counter[str] = Counter()
    waiting: list[str] = []
    for case in cases:
        answer = stack.http.post("/api/v1/assets/upload", files={"file": (case.name, case.content)})
        answered[answer.status_code] += 1
        if answer.status_code == 202:
            waiting.append(answer.json()["id"])
        elif answer.status_code == 429:
            time.sleep(float(answer.headers.get("Retry-After", "1")))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while waiting and time.monotonic() < deadline:
        left = []
        for upload_id in waiting:
            upload = stack.get(f"/api/v1/assets/uploads/{upload_id}")
            if upload["state"] == "checking":
                left.append(upload_id)
            else:
                ended[(upload["problem"] or {"code": "ready"})["code"]] += 1
        waiting = left
        time.sleep(0.5)
    print(f"posted: {dict(answered)}; 5xx: {sum(n for s, n in answered.items() if s >= 500)}")
    print(f"checked: {dict(ended)}; never ended: {len(waiting)}")
