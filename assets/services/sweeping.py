"""The beat's round over all workspaces."""

from assets import sql
from assets.services.checking import sweep_uploads
from assets.services.library import purge_bin
from assets.services.orphans import remove_passed
from assets.services.work import sweep_work
from workspaces import tenancy


def sweep() -> int:
    """Look after uploads and work left lying, and full bins; return in how many workspaces.

    Only workspaces in which something is due are entered: the round stays short however many
    there are, and asks the store once for all.
    """
    schemas = tenancy.all_schemas()
    due = sql.schemas_with_due_work(schemas)
    for schema_name in due:
        with tenancy.inside(schema_name):
            sweep_uploads(schema_name=schema_name)
            sweep_work(schema_name=schema_name)
            purge_bin()
    remove_passed(schemas)
    return len(due)
