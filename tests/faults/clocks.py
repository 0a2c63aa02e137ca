"""Loaded into one worker (`celery … -I tests.faults.clocks`): its clock is FAULTS_CLOCK seconds off.

What asks the time in Python sees it: the process's clock, and Django's.
"""

import os
import time
from datetime import datetime, timedelta

from django.utils import timezone

SECONDS = float(os.environ.get("FAULTS_CLOCK", "0"))
_time, _time_ns, _now = time.time, time.time_ns, timezone.now


def wrong_time() -> float:
    return _time() + SECONDS


def wrong_time_ns() -> int:
    return _time_ns() + int(SECONDS * 1e9)


def wrong_now() -> datetime:
    return _now() + timedelta(seconds=SECONDS)


time.time, time.time_ns, timezone.now = wrong_time, wrong_time_ns, wrong_now
