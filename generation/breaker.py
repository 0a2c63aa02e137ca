"""A breaker for each vendor, shared by all workers: while a vendor is down, items wait and say so.

    closed ─half of the calls fail─▶ open ─30 s─▶ half-open ─one probe succeeds─▶ closed
                                      ▲               └────────the probe fails──────┘

It counts in Redis. Where Redis is away every call is let through: a breaker saves a vendor's time
and ours, nothing depends on it.
"""

import time
from typing import Any

import redis

from generation import progress
from generation.providers.base import ProviderError

PAUSED = "provider.paused"
WINDOW_SECONDS = 30
# Half of at least so many calls within the window.
LEAST_CALLS = 8
OPEN_SECONDS = 30
# A probe that does not come back frees its place after this long.
PROBE_SECONDS = 120
BEHIND_PROBE_SECONDS = 5
TRIPPED_SECONDS = 3600
# The vendor's trouble. What is wrong with one request, and asking too fast, says nothing of it.
VENDORS_FAULT = frozenset({"provider.unavailable", "provider.unknown_outcome"})
# Every other call would be refused, too, until somebody pays or changes the key.
OPENS_AT_ONCE = frozenset({"provider.key_refused", "provider.out_of_credit"})


class Breaker:
    """The breaker of one vendor."""

    def __init__(self, name: str) -> None:
        self.name = name

    def admit(self) -> bool:
        """Let a call through; return whether it is the probe.

        Raises:
            ProviderError: `provider.paused`, with the seconds until asking again makes sense.
        """
        try:
            wait, is_probe = self._wait()
        except redis.RedisError:
            return False
        if wait:
            detail = f"{self.name} is not asked for {wait} s"
            raise ProviderError(
                PAUSED, retryable=True, retry_after=wait, detail=detail, counts=False
            )
        return is_probe

    def succeeded(self) -> None:
        """Note that the vendor answered."""
        self._quietly(self._note_success)

    def failed(self, code: str) -> None:
        """Note that it did not, by the error's code."""
        if code in OPENS_AT_ONCE or code in VENDORS_FAULT:
            self._quietly(self._note_failure, code)
        else:
            # It answered, if not what was wanted: a probe has shown that it is there.
            self._quietly(self._note_success)

    def called_off(self) -> None:
        """Note that the probe was stopped before it found anything out: another may go."""
        self._quietly(self._free_probe)

    def state(self) -> dict[str, Any]:
        """Return how it stands, for staff: state, seconds until it opens, calls and failures."""
        try:
            open_ms = int(_client().pttl(self._key("open")))
            tripped = bool(_client().exists(self._key("tripped")))
            good, bad = self._counted()
        except redis.RedisError:
            return {"name": self.name, "state": "unknown", "wait": 0, "calls": 0, "failed": 0}
        word = "open" if open_ms > 0 else "half-open" if tripped else "closed"
        wait = max(0, open_ms) // 1000
        return {"name": self.name, "state": word, "wait": wait, "calls": good + bad, "failed": bad}

    def _wait(self) -> tuple[int, bool]:
        """Return the seconds to wait, and whether who need not wait is the probe."""
        client = _client()
        left_ms = int(client.pttl(self._key("open")))
        if left_ms > 0:
            return max(1, -(-left_ms // 1000)), False
        if not client.exists(self._key("tripped")):
            return 0, False
        if client.set(self._key("probe"), 1, nx=True, ex=PROBE_SECONDS):
            return 0, True
        return BEHIND_PROBE_SECONDS, False

    def _free_probe(self) -> None:
        _client().delete(self._key("probe"))

    def _note_success(self) -> None:
        client = _client()
        if client.exists(self._key("tripped")):
            client.delete(*(self._key(what) for what in ("open", "tripped", "probe")))
            client.delete(*self._buckets())
        self._count("good")

    def _note_failure(self, code: str) -> None:
        client = _client()
        self._count("bad")
        good, bad = self._counted()
        is_probe = bool(client.exists(self._key("tripped")))
        is_bad = good + bad >= LEAST_CALLS and bad * 2 >= good + bad
        if is_probe or is_bad or code in OPENS_AT_ONCE:
            client.set(self._key("open"), 1, ex=OPEN_SECONDS)
            client.set(self._key("tripped"), 1, ex=TRIPPED_SECONDS)
            client.delete(self._key("probe"))

    def _count(self, what: str) -> None:
        bucket = self._buckets()[0]
        pipe = _client().pipeline(transaction=False)
        pipe.hincrby(bucket, what, 1)
        pipe.expire(bucket, 2 * WINDOW_SECONDS)
        pipe.execute()

    def _counted(self) -> tuple[int, int]:
        pipe = _client().pipeline(transaction=False)
        for bucket in self._buckets():
            pipe.hmget(bucket, "good", "bad")
        rows = [[int(value or 0) for value in row] for row in pipe.execute()]
        return sum(row[0] for row in rows), sum(row[1] for row in rows)

    def _buckets(self) -> list[str]:
        """Return the window's counters, the present one first: three of ten seconds each."""
        step = WINDOW_SECONDS // 3
        now = int(time.time()) // step
        return [self._key(f"calls:{now - back}") for back in range(3)]

    def _key(self, what: str) -> str:
        return f"breaker:{self.name}:{what}"

    @staticmethod
    def _quietly(note: Any, *arguments: str) -> None:
        try:
            note(*arguments)
        except redis.RedisError:
            return


class Guarded:
    """A vendor's adapter behind its breaker: every call that asks the vendor passes it."""

    ASKS = frozenset({"generate", "write", "speak", "speak_many"})

    def __init__(self, adapter: Any, breaker: Breaker) -> None:
        self._adapter = adapter
        self.breaker = breaker

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._adapter, name)
        return self._guarded(found) if name in self.ASKS else found

    def _guarded(self, ask: Any) -> Any:
        def guarded(*args: Any, **kwargs: Any) -> Any:
            is_probe = self.breaker.admit()
            try:
                result = ask(*args, **kwargs)
            except ProviderError as error:
                self.breaker.failed(error.code)
                raise
            except BaseException:
                # Stopped by a person, or with its worker: nothing is known of the vendor.
                if is_probe:
                    self.breaker.called_off()
                raise
            self.breaker.succeeded()
            return result

        return guarded


def _client() -> "redis.Redis":
    return progress.client()
