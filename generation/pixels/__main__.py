"""`python -m generation.pixels`: one JSON request on stdin, JSON lines on stdout."""

import json
import os
import resource
import sys
from typing import Any

import cv2

from generation.pixels.worker import answer


def main() -> None:
    """Limit this process as the request asks, then answer it."""
    # Libraries may print: their words go to stderr, so that stdout holds nothing but messages.
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        request = json.loads(sys.stdin.buffer.read())
    except ValueError:
        request = None
    if not isinstance(request, dict):
        _send(
            channel,
            {"answer": {"ok": False, "code": "image.request_invalid", "figures": {}}},
        )
        return
    _limit(request.get("limits") or {})
    cv2.setNumThreads(1)
    _send(
        channel,
        {"answer": answer(request, lambda event: _send(channel, {"event": event}))},
    )


def _limit(limits: dict[str, Any]) -> None:
    """Take memory and processor time away from this process, for good."""
    if memory := limits.get("memory_mib"):
        size = int(memory) * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    if seconds := limits.get("cpu_seconds"):
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _send(channel: Any, message: dict[str, Any]) -> None:
    channel.write(json.dumps(message) + "\n")
    channel.flush()


if __name__ == "__main__":
    main()
