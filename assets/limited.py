"""The child's side of `assets.child`: read the request, take the limits, work, answer.

Plain Python: a module that runs as a limited child imports no Django.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any

Tell = Callable[[dict[str, Any]], None]
Work = Callable[[dict[str, Any], Tell], dict[str, Any]]


def serve(work: Work) -> None:
    """Do one piece of work within the limits the request names, and write its answer.

    work: called with the request and with `tell`, which passes an event to the parent.
    """
    document = json.load(sys.stdin)
    limits = document.pop("limits")
    # Decoders written in C print where they like: only our own lines may reach the parent.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def say(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    _take(memory_mib=limits["memory_mib"], cpu_seconds=limits["cpu_seconds"])
    say({"answer": work(document, lambda event: say({"event": event}))})


def _take(*, memory_mib: int, cpu_seconds: int) -> None:
    """Bind this process; a core file of a crash would hold a person's picture."""
    memory = memory_mib * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
