"""A stand-in for Stripe: a real HTTP server that keeps what it is told, and signs what it tells.

It knows only what the adapter uses, refuses what Stripe would refuse (a wrong key, a parameter it
does not know, one key of idempotency for two requests), and does wrong what its script says.
"""

import hashlib
import hmac
import itertools
import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.factories import stripe_objects as objects
from tests.factories.stripe_objects import Refused

KEY = "sk_test_standin0123456789"
SECRET = "whsec_standin0123456789"
Step = Callable[["Exchange"], None]


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class StandIn:
    """What Stripe knows. script: how the next requests are answered; then well.

    card: how the next card behaves: `good`, `declined` or `authentication`.
    """

    url: str = ""
    script: list[Step] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    card: str = "good"
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, tuple[str, Any]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    # Ids are Stripe's, and no other stand-in's.
    mark: str = field(default_factory=lambda: secrets.token_hex(4))
    lock: threading.RLock = field(default_factory=threading.RLock)
    stopped: threading.Event = field(default_factory=threading.Event)

    def new(self, prefix: str, kind: str, **said: Any) -> dict[str, Any]:
        """Keep a new object and return it."""
        thing = {
            "id": f"{prefix}_{self.mark}{next(self.numbers):06d}",
            "object": kind,
            "created": int(time.time()),
            "livemode": False,
            **said,
        }
        self.things[thing["id"]] = thing
        return thing

    def all(self, kind: str, **like: Any) -> list[dict[str, Any]]:
        """Return the objects of a kind that are like this, the newest first."""
        found = [thing for thing in self.things.values() if thing["object"] == kind]
        wanted = [thing for thing in found if like.items() <= thing.items()]
        return sorted(wanted, key=lambda thing: thing["id"], reverse=True)

    # --- what people do there ---------------------------------------------------------------------
    def pays(self, session_id: str) -> list[tuple[bytes, dict[str, str]]]:
        """Pay at a checkout; return the events of it in the order Stripe made them."""
        session = self.things[session_id]
        card = self.new("pm", "payment_method", type="card", customer=session["customer"])
        intent = objects.intent_of(self, session, card)
        session.update(status="complete", payment_status="paid", payment_intent=intent["id"])
        return [
            self.event("payment_intent.succeeded", intent),
            self.event("checkout.session.completed", session),
        ]

    def lets_expire(self, session_id: str) -> tuple[bytes, dict[str, str]]:
        """Leave a checkout; return the event of it."""
        session = self.things[session_id]
        session.update(status="expired")
        return self.event("checkout.session.expired", session)

    def gives_back(self, intent_id: str, amount: int) -> tuple[bytes, dict[str, str]]:
        """Refund a part of a payment, as staff do in Stripe's dashboard; return the event of it."""
        intent = self.things[intent_id]
        refund = self.new(
            "re", "refund", amount=amount, currency=intent["currency"], metadata={},
            payment_intent=intent_id, status="succeeded",
        )  # fmt: skip
        return self.event("refund.created", refund)

    def event(
        self, kind: str, thing: dict[str, Any], *, created: int | None = None
    ) -> tuple[bytes, dict[str, str]]:
        """Return a signed event about an object as it is now: the body and its headers."""
        said = {
            "id": f"evt_{self.mark}{next(self.numbers):06d}",
            "object": "event",
            "api_version": "2026-10-28.endive",
            "created": created or int(time.time()),
            "data": {"object": json.loads(json.dumps(thing))},
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        }
        raw = json.dumps(said, indent=2).encode()
        return raw, {"stripe-signature": signature(raw)}


def signature(raw: bytes, *, secret: str = SECRET, at: int | None = None) -> str:
    """Return what Stripe signs a body with."""
    moment = int(time.time()) if at is None else at
    mac = hmac.new(secret.encode(), f"{moment}.".encode() + raw, hashlib.sha256)
    return f"t={moment},v1={mac.hexdigest()},v0=00"


# --- steps ---------------------------------------------------------------------------------------
def fails(status: int, kind: str = "api_error", **said: Any) -> Step:
    """Answer with an error."""

    def step(exchange: "Exchange") -> None:
        exchange.json({"error": {"type": kind, "message": "told to fail", **said}}, status=status)

    return step


def late(seconds: float) -> Step:
    """Answer well, after a while."""

    def step(exchange: "Exchange") -> None:
        exchange.stand_in.stopped.wait(seconds)
        exchange.well()

    return step


def well(exchange: "Exchange") -> None:
    """Answer as Stripe does."""
    exchange.well()


def does_it_and_cuts(exchange: "Exchange") -> None:
    """Do what is asked, and cut the connection instead of saying so."""
    exchange.answer()
    exchange.cut()


def says(text: str, *, status: int = 200) -> Step:
    """Answer with something that is no JSON."""
    return lambda exchange: exchange.raw(text.encode(), status=status)


class Exchange:
    """One request being answered."""

    def __init__(self, handler: "_Handler", asked: Asked, stand_in: StandIn) -> None:
        self._handler = handler
        self.asked = asked
        self.stand_in = stand_in

    def well(self) -> None:
        document, status = self.answer()
        self.json(document, status=status)

    def answer(self) -> tuple[Any, int]:
        """Return what Stripe answers: the same for the same key of idempotency."""
        with self.stand_in.lock:
            try:
                return self._once(), 200
            except Refused as refused:
                return {"error": refused.error}, refused.status

    def _once(self) -> Any:
        asked, stand_in = self.asked, self.stand_in
        if asked.headers.get("authorization") != f"Bearer {KEY}":
            raise Refused(401, "invalid_request_error")
        once = asked.headers.get("idempotency-key", "")
        said = json.dumps([asked.path, asked.body], sort_keys=True)
        if asked.method == "POST" and once in stand_in.answers:
            known, answer = stand_in.answers[once]
            if known != said:
                raise Refused(400, "idempotency_error")
            return answer
        answer = objects.answer(stand_in, asked)
        if asked.method == "POST":
            stand_in.answers[once] = said, json.loads(json.dumps(answer))
        return answer

    def json(self, document: Any, *, status: int = 200) -> None:
        self.raw(json.dumps(document).encode(), status=status)

    def raw(self, content: bytes, *, status: int = 200) -> None:
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", "application/json")
        self._handler.send_header("Content-Length", str(len(content)))
        self._handler.send_header("Request-Id", "req_standin")
        self._handler.end_headers()
        self._handler.wfile.write(content)

    def cut(self) -> None:
        self._handler.close_connection = True
        self._handler.connection.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stand_in: StandIn

    def do_GET(self) -> None:
        self._answer("GET", urlsplit(self.path).query)

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        self._answer("POST", self.rfile.read(size).decode())

    def _answer(self, method: str, body: str) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(method, urlsplit(self.path).path, headers, form(body))
        self.stand_in.asked.append(asked)
        step = self.stand_in.script.pop(0) if self.stand_in.script else well
        try:
            step(Exchange(self, asked, self.stand_in))
        except OSError:
            self.close_connection = True  # who asked has gone

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing: the tests look at `asked`."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of who hangs up, or is hung up on."""


def form(body: str) -> dict[str, Any]:
    """Return a form's fields as Stripe nests them: `a[b][0][c]=1`."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        first, *more = re.findall(r"[^\[\]]+", name)
        place = found
        for part, following in itertools.pairwise([first, *more]):
            del following
            place = place.setdefault(part, {})
        place[[first, *more][-1]] = value
    return found


@contextmanager
def running() -> Iterator[StandIn]:
    """Run a stand-in on a free port."""
    stand_in = StandIn()
    handler = type("Handler", (_Handler,), {"stand_in": stand_in})
    server = _Server(("127.0.0.1", 0), handler)
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield stand_in
    finally:
        stand_in.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()
