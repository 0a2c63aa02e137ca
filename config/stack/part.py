"""What the supervisor is told about one server or one step."""

import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


class StackError(Exception):
    """The stack cannot go on; the text says why and what helps."""


Probe = Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One child of the supervisor: a server that stays, or a step that ends (`once`)."""

    name: str
    command: tuple[str, ...]
    # It starts after these and ends before them.
    needs: tuple[str, ...] = ()
    # It starts after these, to leave them the machine; their end does not matter to it.
    follows: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    # Done before each start: folders, written files.
    prepare: Callable[[], None] | None = None
    # Done after a step succeeded.
    finish: Callable[[], None] | None = None
    # Asked again and again until True; None means ready as soon as it runs.
    probe: Probe | None = None
    patience: float = 30.0
    grace: float = 6.0
    stop_signal: signal.Signals = signal.SIGTERM
    # The account it runs under: see `guard.IDENTITIES`.
    identity: str = "self"
    once: bool = False
    # The product cannot answer without it: when it will not stay up, the stack ends.
    essential: bool = True
    # Nothing waits for it: the address is printed before it is ready.
    background: bool = False
    # How often a start is tried before it was ever ready.
    first_tries: int = 1
    # Files a killed server leaves outside the data folder.
    leftovers: tuple[Path, ...] = ()
