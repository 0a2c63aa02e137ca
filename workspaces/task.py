"""The base of every task that works inside a workspace."""

from collections.abc import Sequence
from typing import Any, cast

from billiard.exceptions import WorkerLostError
from celery import Task
from celery.signals import task_prerun
from celery.worker.request import Request
from django.db import close_old_connections

from audit import services as audit
from workspaces import tenancy


class WorkspaceRequest(Request):
    """A task as the worker's main process sees it: it alone knows when a pool process is gone."""

    def on_failure(self, exc_info: Any, *more: Any, **named: Any) -> Any:
        """Tell the task of a lost process, besides what Celery does about it."""
        result = super().on_failure(exc_info, *more, **named)
        error = exc_info.exception
        # Billiard wraps what it found, so that its traceback travels with it.
        if isinstance(getattr(error, "exc", error), (WorkerLostError, SystemExit)):
            self._tell()
        return result

    def on_timeout(self, soft: Any, timeout: float) -> None:
        """Tell the task that its process is killed for taking too long."""
        super().on_timeout(soft, timeout)
        if not soft:
            self._tell()

    def _tell(self) -> None:
        task = cast("WorkspaceTask", self.task)
        task.on_process_lost(hostname=self.hostname, task_id=self.id, args=self.args)


class WorkspaceTask(Task[Any, Any]):
    """Runs in the workspace its first argument names, and in no other place.

    A task that names `public`, an unknown schema, or none is an error: it would otherwise work
    on whatever the connection was left in.
    """

    abstract = True
    Request = "workspaces.task:WorkspaceRequest"

    def on_process_lost(self, *, hostname: str, task_id: str, args: Sequence[Any]) -> None:
        """Hear, in the worker's main process, that the process which ran this task is gone."""

    def __call__(self, schema_name: str, *args: Any, **kwargs: Any) -> Any:
        with tenancy.outside():
            if not tenancy.SCHEMA_NAME.fullmatch(schema_name) or not tenancy.exists(schema_name):
                raise tenancy.UnknownSchema(f"{self.name} was sent for {schema_name!r}")
        audit.set_origin(request_id=self.request.id or "")
        try:
            with tenancy.inside(schema_name):
                return super().__call__(schema_name, *args, **kwargs)
        finally:
            audit.clear_origin()


@task_prerun.connect
def renew_connection(sender: Task[Any, Any], **_more: Any) -> None:
    """Look at the connection before each task, as a web server does before each request.

    Celery keeps it from task to task (CELERY_DB_REUSE_MAX) and never looks: after a restart of
    the database every task of that process would fail, the sweeper's too.
    """
    if not sender.request.is_eager:
        close_old_connections()
