"""The rounds of `bench.trail_desk`, among its servers."""

import statistics
import sys
import time

import django

django.setup()

from django.test import Client, override_settings  # noqa: E402

from accounts.services import NewPerson, create_person  # noqa: E402
from audit import proofs, sealing  # noqa: E402
from audit.models import AuditEvent  # noqa: E402
from audit.sealing.lag import lag  # noqa: E402
from bench import servers  # noqa: E402
from bench.trail_search_filling import BUSY, fill, key, moment, place  # noqa: E402
from tests.factories import people  # noqa: E402

LIMIT_MS, PLACES = 300.0, 1000


def main() -> int:
    """Print the figures; return 1 when a limit is not kept."""
    rows, times = int(sys.argv[1]), int(sys.argv[2])
    began = time.perf_counter()
    fill(rows, places=PLACES)
    filled = time.perf_counter()
    sealed = sealing.seal()
    print(
        f"{rows:,} rows filled in {filled - began:.0f} s, {sealed:,} sealed in"
        f" {time.perf_counter() - filled:.0f} s; {servers.load()}"
    )
    with override_settings(ALLOWED_HOSTS=["*"]):
        slowest = max(_asked(name, path, times) for name, path in _pages(rows).items())
    begun = time.perf_counter()
    for _ in range(times):
        lag()
        proofs.last_ended()
    print(
        f"{'how far sealing is behind, and the last proof':<46} {(time.perf_counter() - begun) * 1000 / times:7.1f} ms"
    )
    verdict = "within" if slowest <= LIMIT_MS else "OVER"
    print(f"the slowest page: p95 {slowest:.0f} ms, {verdict} {LIMIT_MS:.0f} ms; {servers.load()}")
    return 0 if slowest <= LIMIT_MS else 1


def _pages(rows: int) -> dict[str, str]:
    far = f"{moment(0.1):%Y-%m-%dT%H:%M}"
    some = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)
    event, deep = some[rows // 3], some[rows // 2]
    trail = "auditevent/"
    return {
        "everything": trail,
        "everything, half way down": f"{trail}?before={deep}",
        "by name of a person": f"{trail}?who=Gordon+Gone",
        "by a name that many have": f"{trail}?who=Person",
        "by words of a label": f"{trail}?text=front+9",
        "by a Chinese word": f"{trail}?text=连衣裙",
        "by a word that nothing has": f"{trail}?text=zzzz",
        "by an action": f"{trail}?action=bench.action.once",
        "by target": f"{trail}?target={key('t', 7)}",
        "by request": f"{trail}?request_id={key('r', 7)}",
        "by a session that is not there": f"{trail}?session_id=none",
        "by address": f"{trail}?address=10.7.3.1",
        "by outcome, long ago": f"{trail}?outcome=denied&until={far}",
        "by workspace": f"{trail}?workspace={place(7)}",
        "by workspace, person and span": f"{trail}?workspace={place(7)}&text=Beatrice&since={far}",
        "as the system": f"{trail}?actor_type=system&before={deep}",
        "one event": f"{trail}{event}/change/",
        "seals": "seal/",
        "seals, far down": "seal/?p=150",
        "seals not in the bucket": "seal/?kept=no",
        "months": "droppedmonth/",
        "proofs": "proof/",
        "holds": "hold/",
        "exports": "trailexport/",
    }


def _asked(name: str, path: str, times: int) -> float:
    """Ask for a page so often, and print its times; return its p95 in milliseconds."""
    took = []
    for number in range(times + 1):
        began = time.perf_counter()
        answer = _client().get(f"/staff/audit/{path}")
        if number:
            took.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{name}: {answer.status_code}")
    p95 = statistics.quantiles(took, n=20)[-1]
    print(f"{name:<46} p50 {statistics.median(took):6.0f} ms   p95 {p95:6.0f} ms")
    return p95


_kept: list[Client] = []


def _client() -> Client:
    if not _kept:
        boss = create_person(
            NewPerson(email=f"{BUSY}@example.com", name="Boss", password=key("p", 1), is_staff=True)
        )
        client = Client()
        people.sign_in(client, boss)
        _kept.append(client)
    return _kept[0]


if __name__ == "__main__":
    sys.exit(main())
