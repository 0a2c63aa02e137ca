"""One workspace orders one item, again and again. Started by `bench.fairness` among its servers."""

import argparse
import json
import os
import random
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.testing")
django.setup()

from django.db.models import F  # noqa: E402  after django.setup()

from bench.ordering import Place  # noqa: E402
from billing import services as billing  # noqa: E402
from config.celery import app  # noqa: E402
from generation.models import ItemState, JobItem  # noqa: E402
from workspaces import tenancy  # noqa: E402

SETTLE_SECONDS = 3.0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--queued", type=int, required=True)
    parser.add_argument("--times", type=int, required=True)
    parser.add_argument("--slot", type=float, required=True)
    options = parser.parse_args()
    app.set_default()
    crowd, guest = Place("Crowd"), Place("Guest")
    crowd.finish(crowd.order(2))
    guest.finish(guest.order(2))
    alone = [_wait(guest, slot=options.slot) for _time in range(options.times)]
    crowd.order(options.queued)
    time.sleep(SETTLE_SECONDS * options.slot)
    beside = [_wait(guest, slot=options.slot) for _time in range(options.times)]
    json.dump(
        {
            "alone": alone,
            "beside": beside,
            "slots": _durations(crowd),
            "left": _left(crowd),
            "concurrency": billing.concurrency(workspace_id=crowd.workspace.pk),
        },
        sys.stdout,
    )


def _wait(guest: Place, *, slot: float) -> float:
    """Order one item at some moment and return what it waited, in seconds of the database."""
    time.sleep(random.uniform(0, slot))
    job = guest.finish(guest.order(1))
    with tenancy.inside(guest.workspace.schema_name):
        waited = JobItem.objects.values_list(F("started_at") - F("created_at"), flat=True)
        return float(waited.get(job=job).total_seconds())


def _durations(crowd: Place) -> list[float]:
    """Return how long each finished item had its slot."""
    with tenancy.inside(crowd.workspace.schema_name):
        done = JobItem.objects.filter(state=ItemState.SUCCEEDED)
        spans = done.values_list(F("finished_at") - F("started_at"), flat=True)
        return sorted(span.total_seconds() for span in spans)


def _left(crowd: Place) -> int:
    """Return how many items still wait: the queue must not have run dry."""
    with tenancy.inside(crowd.workspace.schema_name):
        return JobItem.objects.filter(state=ItemState.QUEUED).count()


if __name__ == "__main__":
    main()
