"""Workspaces full of people who watch jobs, and what happens in those jobs.

Started by `bench.streams` among its servers; it is told things by lines of JSON and answers so.
"""

import argparse
import json
import os
import random
import sys
import time
import uuid
from dataclasses import dataclass
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.testing")
django.setup()

from django.conf import settings  # noqa: E402  after django.setup(); the cookie's name
from django.test import Client  # noqa: E402  after django.setup()
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.services import NewPerson, create_person, sign_in_program  # noqa: E402
from generation import progress  # noqa: E402
from generation.models import Job, JobKind  # noqa: E402
from workspaces import services, tenancy  # noqa: E402
from workspaces.models import Membership, Workspace  # noqa: E402
from workspaces.roles import Role  # noqa: E402

PEOPLE_EACH = 6
JOBS_EACH = 4
PAGES_SHARE = 0.6
# So many of all streams watch the first workspace's pages, and so much more happens there.
CROWD_SHARE = 0.1
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace with its people and its jobs, none of which anybody works at."""

    workspace: Workspace
    people: list[User]
    jobs: list[str]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--streams", type=int, required=True)
    parser.add_argument("--workspaces", type=int, required=True)
    options = parser.parse_args()
    places = [_place(number) for number in range(options.workspaces)]
    _say({"streams": _streams(places, options.streams)})
    numbers: dict[str, int] = {}
    for line in sys.stdin:
        order = json.loads(line)
        if "rate" in order:
            _go_on(places, numbers, seconds=order["seconds"], rate=order["rate"])
        elif "burst" in order:
            _burst(places, numbers)
        else:
            numbers.clear()
        _say({"published": numbers})


def _place(number: int) -> Place:
    people = [
        create_person(NewPerson(f"bench-{uuid.uuid4().hex}@example.com", "Bench", uuid.uuid4().hex))
        for _person in range(PEOPLE_EACH)
    ]
    slug = f"bench-{uuid.uuid4().hex[:12]}"
    workspace = services.create(name=f"Bench {number}", owner=people[0], slug=slug)
    Membership.objects.bulk_create(
        Membership(user=person, workspace=workspace, role=Role.EDITOR) for person in people[1:]
    )
    with tenancy.inside(workspace.schema_name):
        jobs = [_job(people[0]) for _job_number in range(JOBS_EACH)]
    return Place(workspace, people, jobs)


def _job(owner: User) -> str:
    job = Job.objects.create(
        kind=JobKind.IMAGE, total=1, queued=1, created_by=owner, created_by_label=owner.label
    )
    return str(job.pk)


def _streams(places: list[Place], count: int) -> list[dict[str, Any]]:
    """Return how each stream is opened and which jobs it tells of; each has its own sign-in."""
    pages = round(PAGES_SHARE * count)
    crowd = round(CROWD_SHARE * count)
    every_job = [(place, job) for place in places for job in place.jobs]
    of_pages = [
        _page(places[0 if number < crowd else number % len(places)], number)
        for number in range(pages)
    ]
    of_jobs = [_of_job(*every_job[number % len(every_job)]) for number in range(count - pages)]
    mixed = of_pages + of_jobs
    random.Random(count).shuffle(mixed)
    return mixed


def _page(place: Place, number: int) -> dict[str, Any]:
    """A page's stream, opened as a browser does."""
    browser = Client()
    browser.force_login(place.people[number % PEOPLE_EACH], backend=BACKEND)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    return {
        "path": f"/w/{place.workspace.slug}/events",
        "headers": {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"},
        "jobs": place.jobs,
    }


def _of_job(place: Place, job: str) -> dict[str, Any]:
    """A job's stream, opened as a program does."""
    person = random.choice(place.people)
    session = sign_in_program(person, user_agent="bench", address=None, now=timezone.now())
    return {
        "path": f"/api/v1/images/{job}/stream",
        "headers": {
            "Authorization": f"Bearer {session.access_token}",
            "X-Workspace": place.workspace.slug,
        },
        "jobs": [job],
    }


def _go_on(places: list[Place], numbers: dict[str, int], *, seconds: float, rate: float) -> None:
    """Publish at a rate, at random moments, each time of a job of any workspace."""
    end = time.monotonic() + seconds
    at = time.monotonic()
    while (at := at + random.expovariate(rate)) < end:
        time.sleep(max(0.0, at - time.monotonic()))
        place = places[0] if random.random() < CROWD_SHARE else random.choice(places)
        _publish(place, random.choice(place.jobs), numbers, phase="steady")


def _burst(places: list[Place], numbers: dict[str, int]) -> None:
    """Publish of every job, one after the other without a pause."""
    for place in places:
        for job in place.jobs:
            _publish(place, job, numbers, phase="burst")


def _publish(place: Place, job: str, numbers: dict[str, int], *, phase: str) -> None:
    """Publish a percentage, with what the clients need to see what was lost and how late it is."""
    numbers[job] = numbers.get(job, 0) + 1
    data = {
        "item_id": job,
        "stage": "compose",
        "percent": random.randint(0, 100),
        "phase": phase,
        "number": numbers[job],
        # On Linux one clock for all processes.
        "sent": time.monotonic(),
    }
    progress.publish(place.workspace.schema_name, job, "progress", data)


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
