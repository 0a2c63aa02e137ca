"""What a worker does for an import: the step it is at."""

from functools import partial
from uuid import UUID

from django.db import transaction

from assets.models import CatalogueImport
from assets.services import work
from assets.services.import_checks import check
from assets.services.import_reading import read_sheet
from assets.services.import_running import record_failure, run_import

Stage = CatalogueImport.Stage


def step(run_id: UUID, *, schema_name: str) -> None:
    """Do the step an import is at; a message that comes twice finds nothing to do."""
    work.run(CatalogueImport, run_id, partial(_do, schema_name=schema_name), on_failure=_fail)


def _do(run: CatalogueImport, *, schema_name: str) -> None:
    if run.stage == Stage.READING:
        read_sheet(run)
    elif run.stage == Stage.CHECKING:
        check(run)
    elif run.stage == Stage.RUNNING:
        run_import(run, schema_name=schema_name)


def _fail(run: CatalogueImport, failure: work.WorkFailed) -> None:
    with transaction.atomic(durable=True):
        work.fail(run, failure)
        record_failure(run, failure.code)
