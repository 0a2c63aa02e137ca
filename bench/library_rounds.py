"""The rounds of `bench.library`: fills a workspace of its own, then asks for both lists."""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.testing")
django.setup()

from django.db import connection  # noqa: E402, TID251  after django.setup(); it is measured
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from assets.models import Product, Tag  # noqa: E402
from bench import servers  # noqa: E402
from bench.dashboard_filling import explain  # noqa: E402
from bench.library_filling import backend_pid, fill, furnished  # noqa: E402
from workspaces import tenancy  # noqa: E402

LIMIT_MS = 150.0
QUESTIONS = 8
TOLD = 8
SORTS = ("", "oldest", "name", "name-last", "largest", "smallest")
KINDS: tuple[dict[str, str], ...] = (
    {},
    {"kind": "image"},
    {"kind": "image", "source": "upload"},
    {"kind": "image", "source": "generated"},
    {"source": "upload"},
    {"kind": "video"},
    {"kind": "document"},
    {"kind": "font"},
)
SEARCHES = (
    "mug",
    "green mug",
    "IMG_04242",
    "马克杯",
    "绿色 正面",
    "杯",
    "label leather",
    "m",
    "zebra",
    "northbay",
    "MUG-00042",
    "linenware",
    "哑光花瓶",
    "speckled 42",
)
PRODUCT_SORTS = ("", "changed-last", "name", "name-last", "sku", "sku-last")
PRODUCT_FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"brand": "Northbay 7"},
    {"category": "Mug"},
    {"missing": "photo"},
    {"missing": "facts"},
)


@dataclass(frozen=True)
class Look:
    """What one address takes. worked: of this process and of the database's, in milliseconds."""

    address: str
    clock: list[float]
    worked: float
    questions: int
    slowest: dict[str, str]


def main() -> int:
    """Print what the lists take; return 1 when it is too much."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--assets", type=int, required=True)
    parser.add_argument("--times", type=int, required=True)
    parser.add_argument("--plans", action="store_true")
    options = parser.parse_args()
    owner, place = furnished(options.assets)
    options.schema_name = place.schema_name
    begun = time.perf_counter()
    with tenancy.inside(place.schema_name):
        fill(options.assets, owner=owner)
        known = {
            "tags": list(Tag.objects.order_by("pk").values_list("name", flat=True)[:80:20]),
            "products": [str(pk) for pk in Product.objects.values_list("pk", flat=True)[:2]],
        }
    print(f"filled in {time.perf_counter() - begun:.0f} s; load {os.getloadavg()[0]:.1f}")
    client = Client(HTTP_HOST="localhost")
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    home = f"/w/{place.slug}"
    client.get(f"{home}/library")  # notes where somebody works, and fills what is kept
    is_kept = True
    for name, addresses in (
        ("library", [f"{home}/library?{urlencode(one, doseq=True)}" for one in _library(known)]),
        ("menu of tags", [f"{home}/library/tags", f"{home}/library/tags?find=red"]),
        ("products", [f"{home}/products?{urlencode(one)}" for one in _products()]),
    ):
        is_kept &= _measure(name, addresses, client, options)
    return 0 if is_kept else 1


def _library(known: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from ({**kind, "sort": sort} for kind, sort in product(KINDS, SORTS))
    yield from ({"q": words, "sort": sort} for words, sort in product(SEARCHES, ("", "name")))
    yield from ({"q": words, "kind": "image"} for words in SEARCHES[:4])
    for sort in ("", "name", "largest"):
        yield from ({"tag": tag, "sort": sort} for tag in known["tags"])
        yield {"tag": known["tags"][:2], "sort": sort}
        yield from ({"product": pk, "sort": sort} for pk in known["products"])
        yield {"view": "list", "sort": sort}


def _products() -> Iterator[dict[str, str]]:
    yield from ({"sort": sort, **one} for sort, one in product(PRODUCT_SORTS, PRODUCT_FILTERS))
    yield from ({"q": words} for words in SEARCHES)


def _measure(name: str, addresses: list[str], client: Client, options: Any) -> bool:
    found = [
        _look(client, address, times=options.times) for address in _with_pages(client, addresses)
    ]
    clock = sorted(took for one in found for took in one.clock)
    worked = sorted(one.worked for one in found)
    p95 = worked[int(len(worked) * 0.95)]
    most = max(one.questions for one in found)
    is_kept = p95 <= LIMIT_MS and most <= QUESTIONS
    print(
        f"{name}: {len(found)} addresses; of processor time median {statistics.median(worked):.0f} ms,"
        f" p95 {p95:.0f} ms, most {worked[-1]:.0f} ms; on the clock median"
        f" {statistics.median(clock):.0f} ms, p95 {clock[int(len(clock) * 0.95)]:.0f} ms;"
        f" at most {most} questions; {'within' if is_kept else 'OVER'} {LIMIT_MS:.0f} ms and"
        f" {QUESTIONS}; load {os.getloadavg()[0]:.1f}"
    )
    for one in sorted(found, key=lambda one: -one.worked)[:TOLD]:
        print(f"  {one.worked:4.0f} ms, {one.questions} questions: {one.address[:120]}")
        if options.plans:
            with tenancy.inside(options.schema_name):
                explain([one.slowest])
    return is_kept


def _with_pages(client: Client, addresses: list[str]) -> Iterator[str]:
    """Yield each address, and of some the fifth page, too: as deep as people scroll."""
    for number, address in enumerate(addresses):
        yield address
        if number % 5 == 0:
            yield from _deep(client, address)


def _deep(client: Client, address: str) -> Iterator[str]:
    page = address
    for _ in range(5):
        _before, _found, rest = (
            client.get(page).content.decode().partition('id="load-more" hx-get="')
        )
        if not rest:
            return
        page = address.partition("?")[0] + rest.partition('"')[0].replace("&amp;", "&")
    yield page


def _look(client: Client, address: str, *, times: int) -> Look:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer)
    asked = [query for query in queries if not query["sql"].startswith("SET search_path")]
    slowest = max(asked, key=lambda query: float(query["time"]))
    backend = backend_pid()
    began = time.process_time() + servers.processor(backend)
    clock = [_timed(lambda: client.get(address)) for _ in range(times)]
    spent = time.process_time() + servers.processor(backend) - began
    return Look(address, clock, 1000 * spent / times, len(asked), slowest)


def _timed(call: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - begun)


if __name__ == "__main__":
    sys.exit(main())
