"""The sweep: everybody who may not, at every operation, with every id of another workspace.

A plain function that returns what is wrong, so that a planted hole can show that it is found.
"""

from collections.abc import Callable, Iterable
from typing import Literal

from tests.integration.sweep import others, outside, ranks, strangers
from tests.integration.sweep.foreign import objects_of
from tests.integration.sweep.operations import Operation, everything
from tests.integration.sweep.tries import Report
from tests.integration.sweep.world import World

Only = Callable[[Operation], bool]
Pass = Literal["strangers", "others", "ranks", "outside"]
PASSES: dict[Pass, Callable[[World, Iterable[Operation], Report], None]] = {
    "strangers": strangers.try_all,
    "others": others.try_all,
    "ranks": ranks.try_all,
    "outside": outside.try_all,
}


def sweep(
    world: World,
    *,
    only: Only = lambda _operation: True,
    passes: Iterable[Pass] = tuple(PASSES),
) -> Report:
    """Try everything; return what is wrong and how much was tried."""
    report = Report()
    operations = [operation for operation in everything() if only(operation)]
    before = objects_of(world.acme.schema_name)
    for name in passes:
        PASSES[name](world, operations, report)
    after = objects_of(world.acme.schema_name)
    # acme's own members may have added some; what was there stays as it was.
    changed = sorted(key for key, tag in before.items() if after.get(key) != tag)
    if changed:
        report.fault("somebody", "the bucket", f"objects of acme changed: {changed[:3]}")
    return report
