"""Faults drawn at random, from a seed that is told: what happened can be made to happen again."""

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable, Sequence

from tests.factories import openai_server
from tests.factories.openai_exchange import Asked, Step
from tests.faults.ground import DEFAULT, IMAGES, Ground, eventually, forget_connection
from tests.integration.stack.running import alive

STOPPED_SECONDS = (0.5, 3.0)
# How many of a hundred calls the vendor answers badly, by how.
VENDORS_FAULTS: tuple[tuple[int, Step], ...] = (
    (4, openai_server.fails(429, "slow down", headers={"Retry_After": "1"})),
    (3, openai_server.fails(500, "trouble", kind="server_error")),
    (2, openai_server.breaks_off(1)),
)


class Chaos:
    """Does the servers and workers harm. told: what it has done, in order."""

    def __init__(self, ground: Ground, *, seed: int, well: Step | None = None) -> None:
        """well: how the vendor answers when it answers well; None for at once."""
        self.ground = ground
        self.well = well
        self.chance = random.Random(seed)
        self.vendors_chance = random.Random(seed + 1)
        self.told: list[str] = []

    def vendor(self, _asked: Asked) -> Step | None:
        """Answer some calls badly (a rule of the stand-in)."""
        drawn = self.vendors_chance.randrange(100)
        for share, step in VENDORS_FAULTS:
            if drawn < share:
                return step
            drawn -= share
        return self.well

    def do(self, fault: Callable[["Chaos"], str]) -> None:
        """Do one fault and wait until every part is there again."""
        told = fault(self)
        self.told.append(told)
        print(f"\n{told}", end="", flush=True)
        self.ground.wait_ready(*self.parts())

    def draw(self, faults: Sequence[Callable[["Chaos"], str]]) -> None:
        """Do one of these."""
        self.do(self.chance.choice(faults))

    def parts(self) -> list[str]:
        return [name for name in self.ground.servers.parts() if name != "postgres-files"]


def kill_child(chaos: Chaos) -> str:
    children = chaos.ground.children(IMAGES)
    if not children:
        return "no child to kill"
    victim = chaos.chance.choice(children)
    with contextlib.suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)
    return f"killed child {victim}"


def kill_worker(chaos: Chaos) -> str:
    name = chaos.chance.choice([IMAGES, DEFAULT])
    old = chaos.ground.kill(name)
    eventually(lambda: chaos.ground.is_ready(name, besides=old), seconds=60, what=f"{name} again")
    return f"killed {name}"


def deploy(chaos: Chaos) -> str:
    old = chaos.ground.end(IMAGES, number=signal.SIGQUIT)
    eventually(lambda: chaos.ground.is_ready(IMAGES, besides=old), seconds=60, what="it is back")
    return f"asked {IMAGES} to end"


def kill_redis(chaos: Chaos) -> str:
    return f"killed Redis, away {chaos.ground.restart('redis'):.1f} s"


def restart_postgres(chaos: Chaos) -> str:
    away = chaos.ground.restart("postgres", number=signal.SIGQUIT)
    return f"restarted PostgreSQL, away {away:.1f} s"


def stop_for_a_while(chaos: Chaos) -> str:
    name = chaos.chance.choice(["redis", IMAGES, DEFAULT, "child"])
    seconds = chaos.chance.uniform(*STOPPED_SECONDS)
    victims = chaos.ground.children(IMAGES) if name == "child" else [chaos.ground.pid(name)]
    for pid in victims[:1]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
        if alive([pid]):
            os.kill(pid, signal.SIGCONT)
    forget_connection()
    return f"stopped {name} for {seconds:.1f} s"


QUICK = (kill_child, kill_redis, restart_postgres, stop_for_a_while)
# What a killed worker had waits a minute for its lease to run out.
ALL = (*QUICK, kill_child, kill_worker, deploy)
