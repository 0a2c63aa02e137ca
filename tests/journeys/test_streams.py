"""A page that stays open stays live: tickets run out, connections break, servers restart."""

import os
import re
import signal
import time
from dataclasses import asdict, replace
from functools import partial

import pytest
from django.conf import settings
from joserfc import jwt
from joserfc.jwk import OctKey
from playwright.sync_api import Page, Response, Route, expect

from generation import tickets
from tests.factories import files
from tests.factories.newcomers import Person
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.servers.stage import RunningProduct

pytestmark = pytest.mark.journey

RECONNECTING_MS = 60_000


@pytest.mark.slow
def test_a_stream_goes_on_when_its_ticket_ran_out_and_its_server_was_restarted(
    visit: Visit, person: Person, product: RunningProduct
) -> None:
    asset = person.upload(files.photo())
    make(person, asset)
    me = visit().is_signed_in(person)
    me.watch.allow(r"/events(/\S+)?\)?$")  # what is asked while nobody answers
    streams = noted_streams(me.page)
    me.page.route("**/events", partial(give_ticket, seconds=2), times=1)
    me.open(person.path("jobs"))
    wait_for(me, streams, 1)
    first = tickets.read(streams[0], key=settings.EVENTS_KEY)

    me.page.wait_for_function("(until) => Date.now() >= until", arg=1000 * first.expires_at)
    os.kill(product.processes["events"], signal.SIGTERM)

    wait_for(me, streams, 2)
    assert tickets.read(streams[-1], key=settings.EVENTS_KEY).id != first.id
    expect_news_of_a_job(me, person, asset)


@pytest.mark.slow
def test_a_ticket_that_ran_out_leads_to_a_new_one(visit: Visit, person: Person) -> None:
    asset = person.upload(files.photo())
    make(person, asset)
    me = visit().is_signed_in(person)
    streams = noted_streams(me.page)
    me.page.route("**/events", partial(give_ticket, seconds=-1), times=1)

    me.open(person.path("jobs"))

    wait_for(me, streams, 1)
    assert not tickets.has_expired(tickets.read(streams[0], key=settings.EVENTS_KEY))
    expect_news_of_a_job(me, person, asset)


def noted_streams(page: Page) -> list[str]:
    """Return a list that grows by the ticket of each stream the page opens."""
    opened: list[str] = []

    def note(response: Response) -> None:
        found = re.search(r"/events/([^/]+)$", response.url)
        if found and response.status == 200:
            opened.append(found[1])

    page.on("response", note)
    return opened


def wait_for(me: Visitor, streams: list[str], count: int) -> None:
    until = time.monotonic() + RECONNECTING_MS / 1000
    while len(streams) < count:
        assert time.monotonic() < until, f"{len(streams)} of {count} streams opened"
        # Events of the browser arrive while it is asked something.
        me.page.wait_for_timeout(100)


def give_ticket(route: Route, *, seconds: int) -> None:
    """Answer with the server's own ticket, good for so many seconds."""
    answer = route.fetch(max_redirects=0)
    address, _slash, signed = answer.headers["location"].rpartition("/")
    ticket = tickets.read(signed, key=settings.EVENTS_KEY)
    short = replace(ticket, expires_at=int(time.time()) + seconds)
    key = OctKey.import_key(settings.EVENTS_KEY)
    signed = jwt.encode({"alg": tickets.ALGORITHM}, asdict(short), key)
    route.fulfill(status=307, headers={"Location": f"{address}/{signed}"})


def make(person: Person, asset: str) -> str:
    """Make a picture elsewhere; return the job's id."""
    job = person.ask("POST", "images/generate", json={"asset_ids": [asset], "styles": ["kitchen"]})
    job_id: str = job["id"]
    return job_id


def expect_news_of_a_job(me: Visitor, person: Person, asset: str) -> None:
    """Start a job elsewhere; the open list of jobs has to show it, and its end."""
    # The filter above the list names the state as well.
    done = me.page.locator("#jobs").get_by_text(me.words("Done"), exact=True)
    expect(done).to_have_count(1)
    me.page.evaluate("window.stayed = true")
    make(person, asset)
    expect(done).to_have_count(2, timeout=RECONNECTING_MS)
    assert me.page.evaluate("window.stayed"), "the page was loaded anew"
