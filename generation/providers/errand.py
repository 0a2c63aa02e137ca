"""Work that waits on a network, done beside the caller, who is asked twice a second to go on."""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

PULSE_SECONDS = 0.5
FAREWELL_SECONDS = 2.0

T = TypeVar("T")
Say = Callable[[Any], None]
Work = Callable[[Say], Coroutine[Any, Any, T]]

_END = object()


def run(work: Work[T], *, heed: Callable[[Any], None], pulse: float = PULSE_SECONDS) -> T:
    """Run a coroutine in a thread and return its result; stop it when `heed` raises.

    work: gets a function to say things with.
    heed: hears in the caller's thread what is said, and None after each silence of `pulse`
        seconds. It may touch a database, which a running event loop would forbid; what it raises
        cancels the work, so that its connection closes at once, and is raised here.
    """
    said: queue.SimpleQueue[Any] = queue.SimpleQueue()
    begun: Future[tuple[asyncio.AbstractEventLoop, asyncio.Task[Any]]] = Future()
    outcome: Future[T] = Future()

    async def whole() -> T:
        task = asyncio.current_task()
        assert task is not None
        begun.set_result((asyncio.get_running_loop(), task))
        return await work(said.put)

    def body() -> None:
        try:
            outcome.set_result(asyncio.run(whole()))
        except BaseException as error:  # noqa: BLE001 - handed to the caller, whatever it is
            outcome.set_exception(error)
        finally:
            said.put(_END)

    thread = threading.Thread(target=body, name="errand", daemon=True)
    thread.start()
    try:
        _listen(said, heed=heed, pulse=pulse)
    except BaseException:
        _stop(begun)
        thread.join(FAREWELL_SECONDS)
        raise
    thread.join()
    return outcome.result()


def _listen(said: queue.SimpleQueue[Any], *, heed: Callable[[Any], None], pulse: float) -> None:
    while True:
        try:
            event = said.get(timeout=pulse)
        except queue.Empty:
            heed(None)
            continue
        if event is _END:
            return
        heed(event)


def _stop(begun: Future[tuple[asyncio.AbstractEventLoop, asyncio.Task[Any]]]) -> None:
    loop, task = begun.result(timeout=FAREWELL_SECONDS)
    # The loop is closed already when the work ended in the same moment.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(task.cancel)
