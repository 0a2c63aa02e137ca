"""The base of every task that works inside a workspace."""

from typing import Any

from celery import Task

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
