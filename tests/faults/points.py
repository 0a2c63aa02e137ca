"""Loaded into the workers (`celery … -I tests.faults.points`): they stand still where a test says.

A file `armed/<point>#<n>` stops the first process that comes to the point: it moves the file to
`standing/` with its process id in it, and goes on once a file of the same name lies in `released/`.
Where the file says `die`, it is killed on the spot instead. The product knows nothing of this.
"""

import os
import signal
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import assets.services
import billing.quotas
from generation import finishing, work
from generation.kinds import video

FOLDER = Path(os.environ["FAULTS_DIR"])
STANDING_SECONDS = 60.0
# Function → the points before and after it.
POINTS: tuple[tuple[Any, str, str, str], ...] = (
    (work, "run", "before_claim", "over"),
    (work, "_deliver", "claimed", ""),
    (video, "_keep_segment", "", "drawing"),
    (assets.services, "prepare_generated", "storing", "stored"),
    (assets.services, "prepare_video", "storing", "stored"),
    # Inside the transaction that ends the item, all but its last rows written.
    (billing.quotas, "commit", "", "settling"),
    # It is committed, and the message not yet acknowledged.
    (finishing, "_announce", "committed", ""),
)


def stand(point: str) -> None:
    """Stand still here if somebody wants it."""
    standing = _take(point)
    if standing is None:
        return
    if standing.read_text() == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    noted = standing.with_suffix(".new")
    noted.write_text(str(os.getpid()))
    noted.replace(standing.with_suffix(".pid"))
    released = FOLDER / "released" / standing.name
    until = time.monotonic() + STANDING_SECONDS
    while not released.exists() and time.monotonic() < until:
        time.sleep(0.02)


def _take(point: str) -> Path | None:
    """Take one of the point's files, which one process alone can move."""
    for armed in sorted((FOLDER / "armed").glob(f"{point}#*")):
        standing = FOLDER / "standing" / armed.name
        try:
            armed.rename(standing)
        except FileNotFoundError:
            continue  # another process was quicker
        return standing
    return None


def _wrap(place: Any, name: str, before: str, after: str) -> None:
    original: Callable[..., Any] = getattr(place, name)

    @wraps(original)
    def standing_still(*args: Any, **kwargs: Any) -> Any:
        if before:
            stand(before)
        result = original(*args, **kwargs)
        if after:
            stand(after)
        return result

    setattr(place, name, standing_still)


for _point in POINTS:
    _wrap(*_point)
