"""What a worker does for an import: the step it is at."""

import logging
from uuid import UUID

from django.db import transaction

from assets.models import CatalogueImport
from assets.services import work
from assets.services.import_checks import check
from assets.services.import_reading import read_sheet
from assets.services.import_running import record_failure, run_import

log = logging.getLogger(__name__)
Stage = CatalogueImport.Stage


def step(run_id: UUID, *, schema_name: str) -> None:
    """Do the step an import is at; a message that comes twice finds nothing to do."""
    run = work.claim(CatalogueImport, run_id)
    if run is None:
        return
    try:
        if run.stage == Stage.READING:
            read_sheet(run)
        elif run.stage == Stage.CHECKING:
            check(run)
        elif run.stage == Stage.RUNNING:
            run_import(run, schema_name=schema_name)
    except work.WorkFailed as failure:
        _fail(run, failure)
    except work.Overtaken:
        log.info("an import is done by another worker, or was stopped", extra={"run": str(run.pk)})


def _fail(run: CatalogueImport, failure: work.WorkFailed) -> None:
    with transaction.atomic(durable=True):
        work.fail(run, failure)
        record_failure(run, failure.code)
