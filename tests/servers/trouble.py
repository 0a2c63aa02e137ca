"""What a run needs whose servers and workers are killed on purpose.

Parts come back however often they end, and one that is held stays away until it is let go.
"""

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from config.stack import probes
from config.stack.folder import DataFolder
from config.stack.part import Part
from config.stack.supervisor import RestartPolicy, Supervisor

# Every end counts as the first: a part comes back after the same short pause for ever.
PATIENT = RestartPolicy(tries=10_000, first_pause=0.3, calm=0.0)
# A part that is held by mistake does not keep a run from ending.
HELD_SECONDS = 150.0
READY_MODULE = "config.stack.ready"


def hold_file(folder: DataFolder, name: str) -> Path:
    """Return the file that keeps a part from starting for as long as it is there."""
    return folder.root / "run" / f"held-{name}"


def holdable(part: Part, folder: DataFolder) -> Part:
    """Return the part, waiting before each start while its hold file is there."""
    held, before = hold_file(folder, part.name), part.prepare

    def prepare() -> None:
        until = time.monotonic() + HELD_SECONDS
        while held.exists() and time.monotonic() < until:
            time.sleep(0.05)
        if before is not None:
            before()

    return replace(part, prepare=prepare)


def changed(part: Part, order: Mapping[str, Any], folder: DataFolder) -> Part:
    """Return the part as an order wants it, waiting for no other.

    name: another name, for one more of its kind. words: of its command, old → new.
    include: modules a worker loads besides. environment: further variables.
    """
    name = order.get("name", part.name)
    words = dict(order.get("words", {}))
    environment = {**part.environment, **order.get("environment", {})}
    made = replace(part, name=name, needs=(), follows=(), background=False, environment=environment)
    if "READY_FILE" in environment:
        words[READY_MODULE] = ",".join([READY_MODULE, *order.get("include", ())])
        made = _worker(made, folder.root / "run" / f"{name}.ready")
    command = tuple(words.get(word, word) for word in made.command)
    return holdable(replace(made, command=command), folder)


def _worker(part: Part, ready: Path) -> Part:
    return replace(
        part,
        environment={**part.environment, "READY_FILE": str(ready)},
        prepare=lambda: ready.unlink(missing_ok=True),
        probe=probes.file_exists(ready),
    )


def status(*supervisors: Supervisor) -> dict[str, dict[str, Any]]:
    """Return pid, state and number of restarts of every part of these."""
    return {
        name: {"pid": one.pid, "state": one.state.value, "restarts": one.restarts}
        for supervisor in supervisors
        for name, one in supervisor.status.items()
    }
