"""Sends hints to workers, by task name. PostgreSQL knows what is to be done."""

from uuid import UUID

from celery import current_app

# Larger files, which are videos and sounds, have the limits of long work.
LARGE_BYTES = 100 * 1024**2
# On Redis the lowest number goes first, and what has none is 0.
_LAST = 9
# One quick try again: whoever waits for the answer of a request must not wait for a broker;
# what was not sent is sent by the sweeper.
_RETRY = {"max_retries": 1, "interval_start": 0.1, "interval_step": 0.1}


def check_upload(schema_name: str, upload_id: UUID, size_bytes: int) -> None:
    """Ask a worker to check an upload; what takes many minutes is not among what is waited for."""
    task = "assets.check_large_upload" if size_bytes > LARGE_BYTES else "assets.check_upload"
    do(task, schema_name, upload_id)


def remove_orphans(schema_name: str) -> None:
    """Ask a worker to remove what no row names, once there is nothing else to do."""
    current_app.send_task("assets.remove_orphans", args=[schema_name], priority=_LAST, retry=False)


def do(task: str, schema_name: str, pk: UUID) -> None:
    """Ask a worker for a piece of work (`assets.services.work`); routes say in which queue."""
    current_app.send_task(task, args=[schema_name, str(pk)], retry=True, retry_policy=_RETRY)


def do_last(task: str, schema_name: str, pk: UUID) -> None:
    """Ask for a piece of work nobody waits for: what is in the queue goes first."""
    current_app.send_task(
        task, args=[schema_name, str(pk)], priority=_LAST, retry=True, retry_policy=_RETRY
    )
