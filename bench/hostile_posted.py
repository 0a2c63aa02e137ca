"""Hostile files posted to a running product as people post them, at the pace it lets them."""

import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx

from bench.hostile_files import Case
from bench.stack import Stack

PATIENCE_SECONDS = 180.0
ROUND_SECONDS = 2.0


def post(data_dir: Path, cases: Iterable[Case]) -> None:
    """Post every case and print how each was answered, and how its check ended."""
    stack = Stack(data_dir)
    answered: Counter[int] = Counter()
    slowest: tuple[float, str] = (0.0, "")
    waiting: list[str] = []
    for case in cases:
        answer = _paced(
            stack.http, "POST", "/api/v1/assets/upload", files={"file": (case.name, case.content)}
        )
        answered[answer.status_code] += 1
        slowest = max(slowest, (answer.elapsed.total_seconds(), case.name))
        if answer.status_code == 202:
            waiting.append(answer.json()["id"])
    print(f"posted: {dict(answered)}; 5xx: {sum(n for s, n in answered.items() if s >= 500)}")
    print(f"slowest answer: {slowest[0]:.1f} s, {slowest[1]}")
    ended, left = _ended(stack, waiting)
    print(f"checked: {dict(ended)}; never ended: {left}")


def _ended(stack: Stack, waiting: list[str]) -> tuple[Counter[str], int]:
    """Return how the checks ended, and how many did not."""
    ended: Counter[str] = Counter()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while waiting and time.monotonic() < deadline:
        left = []
        for upload_id in waiting:
            answer = _paced(stack.http, "GET", f"/api/v1/assets/uploads/{upload_id}")
            answer.raise_for_status()
            upload = answer.json()
            if upload["state"] == "checking":
                left.append(upload_id)
            else:
                ended[(upload["problem"] or {"code": "ready"})["code"]] += 1
        waiting = left
        time.sleep(ROUND_SECONDS)
    return ended, len(waiting)


def _paced(http: httpx.Client, method: str, path: str, **sent: Any) -> httpx.Response:
    """Ask, and when it is too often, as often as it takes, after the time that is told."""
    while (answer := http.request(method, path, **sent)).status_code == 429:
        time.sleep(float(answer.headers.get("Retry-After", "1")))
    return answer
