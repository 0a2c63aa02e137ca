"""What workers are sent for files."""

from typing import Any
from uuid import UUID

from celery import shared_task

from assets import services
from workspaces.task import WorkspaceTask


@shared_task(name="assets.check_upload", base=WorkspaceTask)
def check_upload(schema_name: str, upload_id: str, **_later: Any) -> None:
    """Decide about one upload."""
    services.check_upload(UUID(upload_id), schema_name=schema_name)


@shared_task(name="assets.check_large_upload", base=WorkspaceTask)
def check_large_upload(schema_name: str, upload_id: str, **_later: Any) -> None:
    """Decide about one upload of many megabytes."""
    services.check_upload(UUID(upload_id), schema_name=schema_name)


@shared_task(name="assets.read_document", base=WorkspaceTask)
def read_document(schema_name: str, reading_id: str, **_later: Any) -> None:
    """Read one document."""
    services.read(UUID(reading_id), schema_name=schema_name)


@shared_task(name="assets.export", base=WorkspaceTask)
def export(schema_name: str, export_id: str, **_later: Any) -> None:
    """Write one file that somebody takes home."""
    services.run_export(UUID(export_id), schema_name=schema_name)


@shared_task(name="assets.import_step", base=WorkspaceTask)
def import_step(schema_name: str, run_id: str, **_later: Any) -> None:
    """Do the step an import of products is at."""
    services.import_step(UUID(run_id), schema_name=schema_name)


@shared_task(name="assets.convert", base=WorkspaceTask)
def convert(schema_name: str, derivative_id: str, **_later: Any) -> None:
    """Write one picture another way."""
    services.run_conversion(UUID(derivative_id), schema_name=schema_name)


@shared_task(name="assets.sweep")
def sweep(**_later: Any) -> None:
    """Look after uploads left lying and full bins, in every workspace (sent by beat)."""
    services.sweep()


@shared_task(name="assets.sweep_orphans")
def sweep_orphans(**_later: Any) -> None:
    """Have every workspace looked at for objects that no row names (sent by beat every day)."""
    services.sweep_orphans()


@shared_task(name="assets.remove_orphans", base=WorkspaceTask)
def remove_orphans(schema_name: str, **_later: Any) -> None:
    """Delete a workspace's objects that no row names, see that its files are counted and found."""
    services.remove_orphans(schema_name)
    services.remove_expired_exports(schema_name=schema_name)
    services.remove_unused_conversions()
    services.remove_old_imports()
    services.recount()
    services.index_missing()
