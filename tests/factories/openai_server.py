"""A stand-in for an OpenAI-compatible vendor: a real HTTP server on a free port of this machine.

A request is answered by the first rule that wants it, else by the next step of the script, else
well. Rules give the same answers whatever order workers ask in; what they do is in `openai_faults`.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.factories import openai_answers as answers
from tests.factories.openai_exchange import Asked, Exchange, Rule, Server, Step, handler_of

# What a request is and how it is answered is reached from here, too.
__all__ = ["Asked", "Exchange", "Rule", "StandIn", "Step"]

KEY = "sk-standin-0123456789"


class StandIn:
    """The server. script: steps for the requests to come. asked: those that came.

    lacks: paths that are not there. poured: bytes that were taken of answers without end.
    """

    def __init__(self) -> None:
        self.script: list[Step] = []
        self.rules: list[Rule] = []
        self.asked: list[Asked] = []
        self.lacks: set[str] = set()
        self.poured = 0
        self._lock = threading.Lock()
        self.stopped = threading.Event()
        self._server = Server(("127.0.0.1", 0), handler_of(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def bodies(self, path: str = "/v1/chat/completions") -> list[dict[str, Any]]:
        return [asked.body for asked in self.asked if asked.path == path]

    def asked_for(self, words: str) -> list[Asked]:
        """Return the requests in which these words stand, in the order in which they came."""
        return [asked for asked in list(self.asked) if words in asked.words]

    def times(self) -> Counter[str]:
        """Return how often each item was asked for."""
        return Counter(asked.item for asked in list(self.asked))

    @contextmanager
    def ruled(self, *rules: Rule) -> Iterator[None]:
        """Answer by these rules until the block ends, the first that wants a request first."""
        self.rules[:0] = rules
        try:
            yield
        finally:
            for rule in rules:
                self.rules.remove(rule)

    def step_for(self, asked: Asked) -> Step:
        """Note a request and return how it is answered."""
        with self._lock:
            self.asked.append(asked)
            for rule in self.rules:
                step = rule(asked)
                if step is not None:
                    return step
            return self.script.pop(0) if self.script else well

    def serve(self, exchange: Exchange) -> None:
        """Answer as the API's description says."""
        path = exchange.asked.path
        route = _ROUTES.get(path)
        if route is None or path in self.lacks:
            exchange.json({"detail": "Not Found"}, status=404)
        else:
            route(exchange)

    def stop(self) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def running() -> Iterator[StandIn]:
    stand_in = StandIn()
    try:
        yield stand_in
    finally:
        stand_in.stop()


# --- steps ---------------------------------------------------------------------------------------
def well(exchange: Exchange) -> None:
    exchange.well()


def fails(status: int, message: str = "no", **said: Any) -> Step:
    """Answer an error. headers: of the answer; code, param, kind: of the error."""
    headers = said.pop("headers", {})
    document = answers.error(message, kind=said.pop("kind", "invalid_request_error"), **said)
    return lambda exchange: exchange.json(document, status=status, **headers)


def says(content: str | bytes, *, kind: str = "text/html", status: int = 200) -> Step:
    raw = content.encode() if isinstance(content, str) else content
    return lambda exchange: exchange.raw(raw, kind=kind, status=status)


def writes(text: str, *, ending: str = "stop", seconds: float = 0.0) -> Step:
    """Stream this as the model's words, in so many seconds."""

    def step(exchange: Exchange) -> None:
        sent = answers.chunks(exchange.asked.body, text, ending=ending)
        stream_chat(exchange, sent, pause=seconds / len(sent))

    return step


def refuses(exchange: Exchange) -> None:
    stream_chat(exchange, answers.refused_chunks(exchange.asked.body))


def answers_whole(exchange: Exchange) -> None:
    """Answer without a stream, though one was asked for."""
    body = exchange.asked.body
    exchange.json(answers.completion(body, answers.text_for(body)))


def breaks_off(after: int, *, how: str = "cut") -> Step:
    """Stream so many pieces, then cut the connection, end in silence, hang or send rubbish."""

    def step(exchange: Exchange) -> None:
        body = exchange.asked.body
        exchange.begin_stream()
        for chunk in answers.chunks(body, answers.text_for(body))[:after]:
            exchange.event(chunk)
        if how == "cut":
            exchange.cut()
            return
        if how == "hang":
            exchange.stand_in.stopped.wait(30)
        elif how == "error":
            exchange.event(answers.error("The server had an error", kind="server_error"))
        elif how == "rubbish":
            exchange.event('{"id": ')
        exchange.end_stream()

    return step


def hangs(exchange: Exchange) -> None:
    exchange.stand_in.stopped.wait(30)


def slowly(seconds: float) -> Step:
    """Stream with a pause before every piece."""

    def step(exchange: Exchange) -> None:
        body = exchange.asked.body
        sent = answers.chunks(body, answers.text_for(body))
        stream_chat(exchange, sent, pause=seconds / len(sent))

    return step


# --- what a good answer is -----------------------------------------------------------------------
def stream_chat(exchange: Exchange, chunks: list[Any], *, pause: float = 0.0) -> None:
    exchange.begin_stream()
    for chunk in chunks:
        if pause and exchange.stand_in.stopped.wait(pause):
            return
        exchange.event(chunk)
    exchange.event("[DONE]")
    exchange.end_stream()


def _models(exchange: Exchange) -> None:
    exchange.json(answers.models())


def _chat(exchange: Exchange) -> None:
    body = exchange.asked.body
    text = answers.text_for(body) if "<product>" in str(body["messages"]) else "ok"
    if body.get("stream"):
        stream_chat(exchange, answers.chunks(body, text))
    else:
        exchange.json(answers.completion(body, text))


def _picture(exchange: Exchange) -> None:
    body = exchange.asked.body
    size = body.get("size") or "1024x1024"
    if str(body.get("stream")).lower() != "true":
        exchange.json(answers.images(size))
        return
    kind = "image_edit" if exchange.asked.files else "image_generation"
    exchange.begin_stream()
    partial = int(body.get("partial_images") or 0)
    for name, event in answers.image_events(kind, size, partial=partial):
        exchange.event(event, name=name)
    exchange.end_stream()


def _speech(exchange: Exchange) -> None:
    exchange.raw(answers.speech(exchange.asked.body["input"]), kind="audio/wav")


_ROUTES: dict[str, Step] = {
    "/v1/models": _models,
    "/v1/chat/completions": _chat,
    "/v1/images/edits": _picture,
    "/v1/images/generations": _picture,
    "/v1/audio/speech": _speech,
}


def wait_until(is_so: Callable[[], bool], *, seconds: float = 5.0) -> bool:
    """Return whether something became so in time."""
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.02)
    return is_so()
