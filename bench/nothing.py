"""Items that are nothing, and a task that does nothing: `celery … worker -I bench.nothing`.

Loaded into the workers of a measurement, where pictures then take NOTHING_SECONDS and leave no
file, no row and no output: what is left is the engine.
"""

import os
import time
from dataclasses import dataclass
from typing import Any

from celery import shared_task  # noqa: TID251  belongs to the worker's command line alone

from generation.kinds import image
from generation.kinds.base import Run
from generation.models import Job, JobItem
from generation.orders import Order

SECONDS = float(os.environ.get("NOTHING_SECONDS", "0"))


@dataclass(frozen=True, slots=True)
class NothingDelivery:
    """What was made."""

    provider: str = "nothing"
    units: int | None = None

    def hand_over(self, item: JobItem) -> None:
        """There are no rows."""

    def discard(self) -> None:
        """Nothing was stored."""


class NothingKind:
    """Makes nothing."""

    def deliver(self, run: Run) -> NothingDelivery:
        """Let the time go by."""
        del run
        time.sleep(SECONDS)
        return NothingDelivery()

    def again(self, job: Job) -> Order:
        """Nobody asks for it again."""
        raise NotImplementedError(job)


# It stands for pictures here.
image.KIND = NothingKind()  # type: ignore[assignment]


@shared_task(name="bench.nothing")
def nothing(**_later: Any) -> None:
    """Do what a bare task does."""
