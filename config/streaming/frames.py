"""The bytes of an event stream (text/event-stream)."""

import re
from collections.abc import MutableMapping
from typing import Any

import orjson

HEARTBEAT = b": still here\n\n"
ENTRY = re.compile(r"[0-9]{1,20}-[0-9]{1,20}")
# Redis refuses a larger one, and with it the one read that serves everybody.
LARGEST = 2**64 - 1


def is_entry(text: str) -> bool:
    """Return whether the text is the id of a stream's entry."""
    return bool(ENTRY.fullmatch(text)) and max(map(int, text.split("-"))) <= LARGEST


def event(name: str, data: bytes, entry: str) -> bytes:
    """Return one event; JSON of orjson holds no line break, so one data line is enough."""
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (entry.encode(), name.encode(), data)


def done_of(snapshot: bytes) -> bytes | None:
    """Return the `done` event's data for a job that had ended when it was opened, else None.

    Without it a program that waits for `done` would wait for ever on a finished job.
    """
    job = orjson.loads(snapshot)
    if not job.get("finished_at"):
        return None
    counts = job["counts"]
    return orjson.dumps(
        {
            "job_id": job["id"],
            "kind": job["kind"],
            "state": job["state"],
            "version": job["version"],
            "succeeded": counts["succeeded"],
            "failed": counts["failed"],
        }
    )


def snapshot(body: bytes, entry: str) -> list[bytes]:
    """Return a snapshot, and that it is done where it is."""
    ended = done_of(body)
    first = event("snapshot", body, entry)
    return [first] if ended is None else [first, event("done", ended, entry)]


def start(extra: dict[str, str]) -> MutableMapping[str, Any]:
    """Return the head of the answer."""
    headers = {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
        "x-content-type-options": "nosniff",
        **extra,
    }
    listed = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http.response.start", "status": 200, "headers": listed}


def chunk(body: bytes, *, more: bool = True) -> MutableMapping[str, Any]:
    """Return a part of the answer's body."""
    return {"type": "http.response.body", "body": body, "more_body": more}
