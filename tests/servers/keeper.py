"""Keeps the tests' servers in a process of its own: `python -m tests.servers.keeper`.

Reads one JSON object a line and answers each with one: the first describes the stack, the others
are `{"start": [names]}`, `{"product": {environment}}` and `{"stop_product": true}`; where parts are
killed on purpose, `{"parts": [what], "of": {environment}}` (see `trouble.changed`), `{"end_part":
name}` and `{"status": true}`. End of input ends everything, so nothing outlives a test run however it ends.
"""

import asyncio
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from config.stack.assembly import Stack, assemble, without
from config.stack.folder import DataFolder
from config.stack.part import StackError
from config.stack.process import Lifeline
from config.stack.supervisor import Supervisor
from tests.servers import trouble

SERVERS = ("postgres", "redis", "seaweedfs")


def say(text: str) -> None:
    """Answers go to standard output; what is told goes beside it."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


class Keeper:
    """The servers, and apart from them the product, which has to end before its database does."""

    def __init__(self, order: Mapping[str, Any]) -> None:
        self.folder = DataFolder(Path(order["folder"]))
        self.folder.prepare()
        self.lifeline = Lifeline()
        self.stack = assemble(
            self.folder,
            ports=order["ports"],
            person=order["person"],
            durable=order["durable"],
            settings=order["settings"],
        )
        servers = without(self.stack, {name for name in self.stack.parts if not _is_server(name)})
        held = {name: trouble.holdable(part, self.folder) for name, part in servers.parts.items()}
        self.servers = self._supervise(replace(servers, parts=held))
        self.product: Supervisor | None = None
        self.parts: dict[str, Supervisor] = {}

    def _supervise(self, stack: Stack) -> Supervisor:
        return Supervisor(stack.parts, self.folder, self.lifeline, stack.environment, say=say)

    async def do(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out one order and return the answer."""
        try:
            if "start" in order:
                present = [name for name in order["start"] if name in self.servers.parts]
                await self.servers.start(present)
            elif "product" in order:
                return await self._start_product(order["product"])
            elif "stop_product" in order:
                await self._stop_product()
            elif "parts" in order:
                await self._start_parts(order["parts"], order["of"])
            elif "end_part" in order:
                await self.parts.pop(order["end_part"]).stop()
            elif "status" in order:
                return {"parts": trouble.status(self.servers, *self.parts.values())}
        except StackError as error:
            return {"error": str(error)}
        return {}

    async def _start_product(self, environment: Mapping[str, str]) -> dict[str, Any]:
        stack = without(self.stack, {name for name in self.stack.parts if _is_server(name)})
        # Tests may wait for work: workers are waited for too.
        parts = {
            name: replace(part, background=False, follows=()) for name, part in stack.parts.items()
        }
        together = {**stack.environment, **environment}
        self.product = self._supervise(replace(stack, parts=parts, environment=together))
        await self.servers.start()
        await self.product.start()
        return {"processes": {name: one.pid for name, one in self.product.status.items()}}

    async def _stop_product(self) -> None:
        if self.product is not None:
            await self.product.stop()
            self.product = None

    async def _start_parts(
        self, orders: Sequence[Mapping[str, Any]], environment: Mapping[str, str]
    ) -> None:
        """Start parts of the product, each by itself: it comes back however often it ends."""
        await self._stop_product()
        self.servers.policy = trouble.PATIENT
        await self.servers.start()
        made = {**self.stack.environment, **environment}
        for order in orders:
            part = trouble.changed(self.stack.parts[order["part"]], order, self.folder)
            alone = self._supervise(replace(self.stack, parts={part.name: part}, environment=made))
            alone.policy = trouble.PATIENT
            self.parts[part.name] = alone
        started = (self.parts[order.get("name", order["part"])].start() for order in orders)
        await asyncio.gather(*started)

    async def end(self) -> None:
        """Stop everything, the product first."""
        await self._stop_product()
        await asyncio.gather(*(part.stop() for part in self.parts.values()))
        await self.servers.stop()
        self.lifeline.close()


def _is_server(name: str) -> bool:
    return name.startswith(SERVERS)


async def main() -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=2**20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    keeper: Keeper | None = None
    while line := await reader.readline():
        order = json.loads(line)
        answer: dict[str, Any] = {}
        if keeper is None:
            try:
                keeper = Keeper(order)
            except StackError as error:
                answer = {"error": str(error)}
        else:
            answer = await keeper.do(order)
        os.write(sys.stdout.fileno(), json.dumps(answer).encode() + b"\n")
    if keeper is not None:
        await keeper.end()


if __name__ == "__main__":
    asyncio.run(main())
