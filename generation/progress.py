"""Live progress: facts and percentages written to Redis streams, read by the events process.

Each job has a stream, and each workspace one for its pages. They hold at most 500 entries and go
an hour after their last one.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

import orjson
import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from generation.models import Job
from generation.moves import Counted

KEEP_ENTRIES = 500
KEEP_SECONDS = 3600
SNAPSHOT_SECONDS = 300
# Longer than any text is written.
WRITING_SECONDS = 600
# After one word that a Redis which hangs did not take: each of hundreds would wait as long.
PAUSE_SECONDS = 5.0
_pause = {"until": 0.0}
# A stream that nobody has read for this long asks Django anew.
SESSION_SECONDS = 900


@lru_cache(maxsize=1)
def client() -> redis.Redis:
    """Return this process's Redis client (a pool of connections, quick to give up)."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=2,
        socket_connect_timeout=2,
        # The library's own patience, several seconds a call, would make every worker wait; one
        # that hangs is not asked a second time.
        retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
    )


def job_stream(schema_name: str, job_id: UUID | str) -> str:
    """Return the name of a job's stream."""
    return f"progress:{schema_name}:{job_id}"


def page_stream(schema_name: str) -> str:
    """Return the name of a workspace's stream for its pages."""
    return f"progress:{schema_name}"


def publish(schema_name: str, job_id: UUID | str, event: str, data: Mapping[str, Any]) -> None:
    """Write one event to the job's stream and the workspace's.

    Progress is a convenience: when Redis is away the work goes on and the rows still tell.
    """
    body = orjson.dumps({"job_id": str(job_id), **data})
    pipe = client().pipeline(transaction=False)
    for stream in (job_stream(schema_name, job_id), page_stream(schema_name)):
        pipe.xadd(stream, {"event": event, "data": body}, maxlen=KEEP_ENTRIES, approximate=True)
        pipe.expire(stream, KEEP_SECONDS)
    _is_told(pipe)


def publish_notice(schema_names: Iterable[str], user_id: UUID) -> None:
    """Say in pages of these workspaces that there is news for one person; only theirs hear it."""
    pipe = client().pipeline(transaction=False)
    fields: dict[Any, Any] = {"event": "notice", "data": b"{}", "only": str(user_id)}
    for stream in map(page_stream, schema_names):
        pipe.xadd(stream, fields, maxlen=KEEP_ENTRIES, approximate=True)
        pipe.expire(stream, KEEP_SECONDS)
    _is_told(pipe)


def _is_told(pipe: "redis.client.Pipeline") -> bool:
    """Send what is in a pipeline; return whether it went."""
    if time.monotonic() < _pause["until"]:
        return False
    try:
        pipe.execute()
    except redis.TimeoutError:
        _pause["until"] = time.monotonic() + PAUSE_SECONDS
        return False
    except redis.RedisError:
        return False
    return True


def publish_job(schema_name: str, job_id: UUID) -> None:
    """Say how a job stands now, and that it is done when it is. Call it after the commit."""
    job = Job.objects.get(pk=job_id)
    publish_counted(schema_name, job_id, counted_of(job))


def publish_counted(schema_name: str, job_id: UUID, counted: Counted) -> None:
    """Say the same of a job that was just counted."""
    data = {
        "kind": counted.kind,
        "state": counted.state,
        "version": counted.version,
        "succeeded": counted.succeeded,
        "failed": counted.failed,
    }
    publish(schema_name, job_id, "done" if counted.has_ended else "job", data)


def counted_of(job: Job) -> Counted:
    """Return how a job that was read stands."""
    has_ended = job.finished_at is not None
    return Counted(job.version, job.kind, job.state, job.succeeded, job.failed, has_ended)


def publish_text(schema_name: str, job_id: UUID, item_id: UUID, *, at: int, text: str) -> None:
    """Publish what a text has grown by, and keep all of it for who opens the page now.

    at: from which character on it is new.
    """
    pipe = client().pipeline(transaction=False)
    pipe.set(_writing(schema_name, item_id), text, ex=WRITING_SECONDS)
    if not _is_told(pipe):
        return
    publish(schema_name, job_id, "delta", {"item_id": str(item_id), "at": at, "text": text[at:]})


def texts_so_far(schema_name: str, item_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return item → what is written of it so far, for those of which something is."""
    if not item_ids:
        return {}
    names = [_writing(schema_name, item_id) for item_id in item_ids]
    try:
        found = cast("list[bytes | None]", client().mget(names))
    except redis.RedisError:
        return {}
    pairs = zip(item_ids, found, strict=True)
    return {item_id: value.decode() for item_id, value in pairs if value}


def _writing(schema_name: str, item_id: UUID) -> str:
    return f"writing:{schema_name}:{item_id}"


def last_id(stream: str) -> str:
    """Return the id of a stream's newest entry; `0-0` when there is none."""
    newest = cast("list[tuple[bytes, Any]]", client().xrevrange(stream, count=1))
    return newest[0][0].decode() if newest else "0-0"


def keep_snapshot(name: str, snapshot: Mapping[str, Any]) -> None:
    """Keep what a stream starts with until its reader has come."""
    client().set(f"snapshot:{name}", orjson.dumps(snapshot), ex=SNAPSHOT_SECONDS)


def keep_session(name: str, reference: str) -> None:
    """Note which sign-in a ticket belongs to, for as long as its stream is read."""
    client().set(f"ticket:{name}", reference, ex=SESSION_SECONDS)


def sessions_of(names: Sequence[str]) -> dict[str, str]:
    """Return ticket → its sign-in, for those that are known, and keep these longer."""
    if not names:
        return {}
    found = cast("list[bytes | None]", client().mget([f"ticket:{name}" for name in names]))
    known = {name: value.decode() for name, value in zip(names, found, strict=True) if value}
    pipe = client().pipeline(transaction=False)
    for name in known:
        pipe.expire(f"ticket:{name}", SESSION_SECONDS)
    pipe.execute()
    return known
