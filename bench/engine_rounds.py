"""Items that are nothing and bare tasks, in turns. Started by `bench.engine` among its servers."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.testing")
django.setup()

from celery import current_app  # noqa: E402, TID251  after django.setup(); it sends bare tasks

from bench import servers  # noqa: E402  after django.setup()
from bench.ordering import Place  # noqa: E402
from config.celery import app  # noqa: E402
from generation import progress  # noqa: E402
from generation.models import JobState  # noqa: E402

QUEUE = "image_generation"
LOOK_SECONDS = 0.005
WARM_UP = 50


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, required=True)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--finished", type=int, required=True)
    parser.add_argument("--processes", type=json.loads, required=True)
    options = parser.parse_args()
    app.set_default()
    place = Place("Engine")
    if options.finished:
        place.remember(options.finished)
    _bare(WARM_UP)
    _engine(place, WARM_UP)
    turns: list[dict[str, Any]] = [
        {
            "bare": _timed(_bare, options.items, processes=options.processes),
            "engine": _timed(
                lambda count: _engine(place, count), options.items, processes=options.processes
            ),
        }
        for _round in range(options.rounds)
    ]
    json.dump({"rounds": turns}, sys.stdout)


def _timed(
    work: Callable[[int], float], count: int, *, processes: Mapping[str, int]
) -> dict[str, float]:
    """Return milliseconds an item: of the wall, of the sending, and each process' processor's."""
    used = {name: servers.processor(pid) for name, pid in processes.items()}
    began = time.perf_counter()
    sending = work(count)
    wall = time.perf_counter() - began
    spent = {name: servers.processor(pid) - used[name] for name, pid in processes.items()}
    told = {"wall": wall, "sending": sending, **spent}
    return {name: 1000 * seconds / count for name, seconds in told.items()}


def _bare(count: int) -> float:
    """Send so many tasks and wait until the worker has done all; return what the sending took."""
    began = time.perf_counter()
    for _task in range(count):
        current_app.send_task("bench.nothing", queue=QUEUE, retry=False, ignore_result=True)
    sending = time.perf_counter() - began
    redis = progress.client()
    while redis.llen(QUEUE) or redis.hlen("unacked"):
        time.sleep(LOOK_SECONDS)
    return sending


def _engine(place: Place, count: int) -> float:
    """Order so many items and wait until all are made; return what the ordering took."""
    began = time.perf_counter()
    job = place.order(count)
    sending = time.perf_counter() - began
    job = place.finish(job)
    assert (job.state, job.succeeded) == (JobState.SUCCEEDED, count)
    return sending


if __name__ == "__main__":
    main()
