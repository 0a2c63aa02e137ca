"""Objects that no row names: what a worker had stored when it was killed before its commit.

Bytes are stored before any row names them, so what is young is left alone, however it looks. What
is older and named by nothing is nobody's.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

from botocore.exceptions import BotoCoreError, ClientError
from kombu.exceptions import OperationalError

from assets import hooks, parts, queue, sql, storage
from assets.services.sending import drop_leftovers
from workspaces import tenancy

log = logging.getLogger(__name__)
# Many times longer than the longest task runs between storing and committing.
SAFE_AGE = timedelta(hours=24)
# A form is valid for five minutes, and what a request brings gets its row within its time.
PASSED_AGE = timedelta(minutes=10)
# Keys asked for in one question; a question reads every row that may name one.
AT_ONCE = 20_000


class NotEntered(Exception):
    """Another place than the workspace is entered: its rows could not be asked."""


def sweep_orphans() -> int:
    """Have workers look at every workspace, behind all else; return at how many."""
    schemas = tenancy.all_schemas()
    for count, schema_name in enumerate(schemas):
        try:
            queue.remove_orphans(schema_name)
        except OperationalError:
            log.warning("the broker is away: the others are looked at in the next round")
            return count
    return len(schemas)


def remove_orphans(schema_name: str, *, older_than: timedelta = SAFE_AGE) -> int:
    """Delete what lies in the bucket for a workspace and no row of it names. Stand in it.

    Safe twice, at once, and beside workers that store. With the store away it ends early; the
    next round goes on. Returns how many objects were deleted.

    Raises:
        NotEntered: another place is entered.
    """
    if tenancy.current() != schema_name or not tenancy.SCHEMA_NAME.fullmatch(schema_name):
        raise NotEntered(schema_name)
    removed = 0
    try:
        for keys in parts.in_lists(_old(schema_name, older_than), AT_ONCE):
            removed += _remove(_unnamed(keys))
        for keys in parts.in_lists(_expired(schema_name), AT_ONCE):
            removed += _remove(keys)
        removed += drop_leftovers(schema_name, older_than=older_than)
    except (BotoCoreError, ClientError) as error:
        log.warning("orphans stay: the store is away", extra={"reason": str(error)})
    if removed:
        log.info("removed what no row names", extra={"schema": schema_name, "objects": removed})
    return removed


def remove_passed(schema_names: Collection[str], *, older_than: timedelta = PASSED_AGE) -> int:
    """Delete unchecked bytes that no upload waits for; return how many objects there were.

    A form can be posted again for as long as it is valid, though its upload has ended: that would
    be room nobody counts. The area of all workspaces is nearly empty, so it is listed as a whole.
    """
    found: dict[str, list[str]] = defaultdict(list)
    removed = 0
    try:
        for stored in storage.listed(f"{storage.QUARANTINE}/"):
            if stored.age >= older_than:
                found[stored.key.split("/")[1]].append(stored.key)
        for schema_name in found.keys() & set(schema_names):
            with tenancy.inside(schema_name):
                for keys in parts.in_lists(found[schema_name], AT_ONCE):
                    removed += _remove(_unnamed(keys))
    except (BotoCoreError, ClientError) as error:
        log.warning("unchecked bytes stay: the store is away", extra={"reason": str(error)})
    if removed:
        log.info("removed unchecked bytes nobody waits for", extra={"objects": removed})
    return removed


def named_keys(keys: Sequence[str]) -> set[str]:
    """Return which of these keys are named by files and uploads (a hook of this app's own)."""
    return sql.named_keys(keys)


def _old(schema_name: str, older_than: timedelta) -> Iterator[str]:
    """Yield the keys that are old enough, of every area whose objects have rows."""
    areas = (*storage.STAYING, storage.QUARANTINE, storage.EXPORTS)
    for area in areas:
        for stored in storage.listed(storage.prefix_of(schema_name, area)):
            if stored.age >= older_than:
                yield stored.key


def _expired(schema_name: str) -> Iterator[str]:
    """Yield scenes past their days: no row names them, and some stores keep no such rule."""
    days = timedelta(days=storage.PASSING[storage.SCENES])
    for stored in storage.listed(storage.prefix_of(schema_name, storage.SCENES)):
        if stored.age >= days:
            yield stored.key


def _unnamed(keys: Sequence[str]) -> list[str]:
    named = {key for naming in hooks.naming() for key in naming(keys)}
    return [key for key in keys if key not in named]


def _remove(keys: Sequence[str]) -> int:
    return len(keys) - len(storage.delete_many(keys)) if keys else 0
