"""The base of every task that works inside a workspace."""

from typing import Any

from celery import Task
from celery.signals import task_prerun
from django.db import close_old_connections

from audit import services as audit
from workspaces import tenancy


class WorkspaceTask(Task[Any, Any]):
    """Runs in the workspace its first argument names, and in no other place.

    A task that names `public`, an unknown schema, or none is an error: it would otherwise work
    on whatever the connection was left in.
    """

    abstract = True

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
