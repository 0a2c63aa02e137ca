"""What workers are sent: each loads nothing and makes one call."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from celery import shared_task

from generation import archive, broker, cutouts, queue, recovery, work
from workspaces.task import WorkspaceTask


class ItemTask(WorkspaceTask):
    """Works on one item, which is leased under this task's name."""

    abstract = True

    def on_process_lost(self, *, hostname: str, task_id: str, args: Sequence[Any]) -> None:
        """Have the item taken up at once: the message comes again, but the dead has the lease."""
        schema_name, item_id, *_later = args
        queue.recover(schema_name, item_id, worker=_name_of(hostname, task_id))


def _name_of(hostname: str, task_id: str) -> str:
    return f"{hostname}:{task_id}"


@shared_task(bind=True, base=ItemTask, name="generation.run_image")  # type: ignore[arg-type]
def run_image(self: Any, schema_name: str, item_id: str, **_later: Any) -> None:
    """Make one picture."""
    work.run(schema_name, UUID(item_id), worker=_name_of(self.request.hostname, self.request.id))


@shared_task(bind=True, base=ItemTask, name="generation.run_copy")  # type: ignore[arg-type]
def run_copy(self: Any, schema_name: str, item_id: str, **_later: Any) -> None:
    """Write one text."""
    work.run(schema_name, UUID(item_id), worker=_name_of(self.request.hostname, self.request.id))


@shared_task(bind=True, base=ItemTask, name="generation.run_video")  # type: ignore[arg-type]
def run_video(self: Any, schema_name: str, item_id: str, **_later: Any) -> None:
    """Render one video."""
    work.run(schema_name, UUID(item_id), worker=_name_of(self.request.hostname, self.request.id))


@shared_task(base=WorkspaceTask, name="generation.recover_item")
def recover_item(schema_name: str, item_id: str, worker: str, **_later: Any) -> None:
    """Queue again what a process was at that has died."""
    recovery.recover_item(schema_name, UUID(item_id), worker=worker)


@shared_task(base=WorkspaceTask, name="generation.prepare_cutout")
def prepare_cutout(
    schema_name: str, asset_id: str, hint: list[float] | None = None, **_later: Any
) -> None:
    """Cut one photo's product out and show it in every look."""
    cutouts.prepare(schema_name, UUID(asset_id), hint)


@shared_task(base=WorkspaceTask, name="generation.prepare_cutout_later")
def prepare_cutout_later(schema_name: str, asset_id: str, waits: int = 0, **_later: Any) -> None:
    """Do the same for a photo nobody waits for, or put it off."""
    cutouts.prepare_when_quiet(schema_name, UUID(asset_id), waits=waits)


@shared_task(base=WorkspaceTask, name="generation.write_archive")
def write_archive(schema_name: str, job_id: str, **_later: Any) -> None:
    """Pack a job's pictures."""
    archive.write(schema_name, UUID(job_id))


@shared_task(name="generation.sweep")
def sweep(**_later: Any) -> None:
    """Recover lost items and repeat hints (sent by beat every 10 s)."""
    if broker.is_round_due():
        recovery.sweep()
