"""What a vendor can do wrong that takes more than an answer: steps and rules for the stand-in."""

import base64
import itertools
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator

from tests.factories import openai_answers as answers
from tests.factories.openai_exchange import Asked, Exchange, Rule, Step
from tests.factories.openai_server import well

CHAT = "/v1/chat/completions"
SPEECH = "/v1/audio/speech"
PIECE = 2**18
# Nobody reads so much by mistake: the test of it fails instead of filling the machine.
POURED_AT_MOST = 2**30


# --- rules ---------------------------------------------------------------------------------------
def every(step: Step, *, where: str = "", path: str = "") -> Rule:
    """Answer so each time. where: words that must stand in what is asked for."""
    return lambda asked: step if _is_meant(asked, where, path) else None


def each(*steps: Step, where: str = "", path: str = "") -> Rule:
    """Answer every item by these steps, one a request for it; then well."""
    left: dict[str, Iterator[Step]] = defaultdict(lambda: iter(steps))

    def rule(asked: Asked) -> Step | None:
        return next(left[asked.item], well) if _is_meant(asked, where, path) else None

    return rule


def while_so(is_so: Callable[[], bool], step: Step) -> Rule:
    """Answer so for as long as something is true."""
    return lambda _asked: step if is_so() else None


def _is_meant(asked: Asked, where: str, path: str) -> bool:
    return where in asked.words and asked.path.startswith(path)


# --- steps ---------------------------------------------------------------------------------------
def cuts(exchange: Exchange) -> None:
    """Take the request and cut the connection without a word."""
    exchange.cut()


def cuts_in_the_middle(exchange: Exchange) -> None:
    """Begin a good answer, then cut the connection."""
    asked, body = exchange.asked, exchange.asked.body
    if asked.path == SPEECH:
        exchange.begin(answers.speech(body["input"]), kind="audio/wav")
    elif asked.path == CHAT:
        exchange.begin_stream()
        for chunk in answers.chunks(body, answers.text_for(body))[:6]:
            exchange.event(chunk)
    else:
        exchange.begin_stream()
        name, event = answers.image_events("image_edit", "64x64", partial=1)[0]
        exchange.event(event, name=name)
    exchange.cut()


def answers_twice(exchange: Exchange) -> None:
    """Answer, and send the same answer again on the same connection, unasked."""
    exchange.well()
    exchange.well()


def says_it_twice(exchange: Exchange) -> None:
    """Stream the whole answer two times over before the end."""
    body = exchange.asked.body
    exchange.begin_stream()
    for _time in range(2):
        if exchange.asked.path == CHAT:
            for chunk in answers.chunks(body, answers.text_for(body)):
                exchange.event(chunk)
        else:
            for name, event in answers.image_events("image_edit", "1024x1024", partial=1):
                exchange.event(event, name=name)
    exchange.event("[DONE]")
    exchange.end_stream()


def drips(exchange: Exchange) -> None:
    """Send a byte now and then, never an end."""
    exchange.begin_stream(**_kind_of(exchange))
    while not exchange.stand_in.stopped.wait(0.5):
        exchange.piece(b":")


def sends_elsewhere(address: str, *, status: int = 307) -> Step:
    """Say that what is asked for is somewhere else."""
    return lambda exchange: exchange.raw(b"", kind="text/plain", status=status, Location=address)


def late(seconds: float) -> Step:
    """Answer well after a while."""

    def step(exchange: Exchange) -> None:
        exchange.stand_in.stopped.wait(seconds)
        exchange.well()

    return step


def pours(what: str) -> Step:
    """Send without end, until whoever asked stops reading.

    what: one `event`, a stream of `events`, a `document`, a `zipped` document, or a `sound`.
    """

    def step(exchange: Exchange) -> None:
        kind, begin, piece = _POURED[what]
        headers = {"Content_Encoding": "deflate"} if what == "zipped" else {}
        exchange.begin_stream(kind, **headers)
        exchange.piece(begin)
        pieces = _zipped() if what == "zipped" else itertools.repeat(piece)
        while exchange.stand_in.poured < POURED_AT_MOST:
            sent = next(pieces)
            exchange.piece(sent)
            exchange.stand_in.poured += len(sent)

    return step


def _kind_of(exchange: Exchange) -> dict[str, str]:
    return {"kind": "audio/wav"} if exchange.asked.path == SPEECH else {}


def _zipped() -> Iterator[bytes]:
    """Yield zeros in no room: a thousand times as many as the bytes that are sent."""
    packer = zlib.compressobj(9)
    yield packer.compress(b'{"data": [{"b64_json": "')
    while True:
        yield packer.compress(b"A" * 2**22) + packer.flush(zlib.Z_SYNC_FLUSH)


_EVENT = b'data: {"choices": [{"delta": {"role": "assistant", "content": ""}}], "id": "x"}\n\n'
_POURED = {
    "event": ("text/event-stream", b'data: {"b64_json": "', b"A" * PIECE),
    "events": ("text/event-stream", b"", _EVENT * (PIECE // len(_EVENT))),
    "document": ("application/json", b'{"data": [{"b64_json": "', b"A" * PIECE),
    "zipped": ("application/json", b"", b""),
    "sound": ("audio/wav", answers.speech("Tea."), b"\x00" * PIECE),
}


def pictures(**said: object) -> Step:
    """Answer whole, with this as the one picture."""
    return lambda exchange: exchange.json({"created": 1, "data": [said]})


def bomb() -> str:
    """Return a PNG, in base64, of a few bytes that says it is 60,000 pixels wide and high."""
    small = bytearray(base64.b64decode(answers.picture("8x8")))
    small[16:24] = (60_000).to_bytes(4, "big") * 2
    small[29:33] = zlib.crc32(small[12:29]).to_bytes(4, "big")
    return base64.b64encode(bytes(small)).decode()
