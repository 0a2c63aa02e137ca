"""The base of every task that works inside a workspace."""

from collections.abc import Sequence
from typing import Any, cast

from billiard.exceptions import WorkerLostError
from celery import Task
from celery.signals import before_task_publish, task_postrun, task_prerun
from celery.worker.request import Request
from django.db import close_old_connections

from audit import services as audit
from workspaces import tenancy

# What a message calls the request that sent it.
ASKED_IN = "asked_in"


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
        with tenancy.inside(schema_name):
            return super().__call__(schema_name, *args, **kwargs)


@before_task_publish.connect
def send_origin(headers: dict[str, Any] | None = None, **_more: Any) -> None:
    """Have the request that sends a task travel with its message.

    What a task does is done by the system; address and browser stay with the request itself.
    """
    origin = audit.origin()
    if headers is not None and origin.request_id:
        headers[ASKED_IN] = {"request_id": origin.request_id, "session_id": origin.session_id}


@task_prerun.connect
def read_origin(sender: Task[Any, Any], task_id: str, **_more: Any) -> None:
    """Record what a task does as caused by the request in its message; a round's, by its own id."""
    if sender.request.is_eager:
        # It is a part of the request that sent it.
        return
    asked = sender.request.get(ASKED_IN) or {}
    audit.clear_origin()
    audit.set_origin(
        request_id=str(asked.get("request_id") or task_id)[:64],
        session_id=str(asked.get("session_id") or "")[:64],
    )


@task_postrun.connect
def forget_origin(sender: Task[Any, Any], **_more: Any) -> None:
    """Leave nothing to the next task of this process."""
    if not sender.request.is_eager:
        audit.clear_origin()


@task_prerun.connect
def renew_connection(sender: Task[Any, Any], **_more: Any) -> None:
    """Look at the connection before each task, as a web server does before each request.

    Celery keeps it from task to task (CELERY_DB_REUSE_MAX) and never looks: after a restart of
    the database every task of that process would fail, the sweeper's too.
    """
    if not sender.request.is_eager:
        close_old_connections()
