"""Loaded into one worker (`celery … -I tests.faults.clocks`): its clock is FAULTS_CLOCK seconds off.

What asks the time in Celery, Django and the product sees it. The file store's library does not: a
store refuses whose clock is a quarter of an hour off, whatever the product does.
"""

import os
import sys
import time
from datetime import datetime, timedelta, tzinfo
from typing import Self

SECONDS = float(os.environ.get("FAULTS_CLOCK", "0"))
PACKAGES = (
    "accounts", "assets", "audit", "billing", "celery", "config", "django", "generation", "kombu",
    "workspaces",
)  # fmt: skip
_time, _time_ns = time.time, time.time_ns


class WrongDatetime(datetime):
    """The moments of a clock that is wrong."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return super().now(tz) + timedelta(seconds=SECONDS)

    @classmethod
    def utcnow(cls) -> Self:
        return super().utcnow() + timedelta(seconds=SECONDS)


def wrong_time() -> float:
    return _time() + SECONDS


def wrong_time_ns() -> int:
    return _time_ns() + int(SECONDS * 1e9)


time.time, time.time_ns = wrong_time, wrong_time_ns
for name, module in list(sys.modules.items()):
    if name.partition(".")[0] in PACKAGES and vars(module).get("datetime") is datetime:
        module.datetime = WrongDatetime  # type: ignore[attr-defined]
