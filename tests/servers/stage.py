"""The servers of one test run: named up front, started when they are first needed."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.stack import environment
from config.stack.assembly import embedded
from config.stack.folder import DataFolder
from config.stack.ports import Ports
from config.stack.process import ROOT

SETTINGS = "config.settings.testing"
# A front end is connected, whose secret has been changed once.
FRONT_END = (
    "the secret of the front end that tests have,the secret which it had until it was changed"
)


class ServersFailed(Exception):
    """A server the tests need would not start; the text says which, why, and where its log is."""


@dataclass(frozen=True, slots=True)
class RunningProduct:
    """The whole product, serving. address: its one origin, as a browser opens it."""

    address: str
    ports: Mapping[str, int]
    processes: Mapping[str, int]
    folder: DataFolder


class Stage:
    """Ports, folder and environment of this run, and the process that keeps its servers."""

    def __init__(self) -> None:
        """Pick ports and name every server in the environment, before Django reads it."""
        # The address is Caddy's on this run's port, whatever a shell has set.
        self.person = {name: os.environ[name] for name in os.environ if name != "PUBLIC_URL"}
        self.person["AUTH_SECRET"] = FRONT_END
        # Tests wait by asking again and again, and all of their people have one address.
        self.person["API_REQUESTS_A_MINUTE"] = self.person["SIGN_UPS_AN_HOUR"] = "100000"
        given = environment.Given.read(self.person)
        self.owns_database = not given.database_url
        self.folder = DataFolder(Path(tempfile.mkdtemp(prefix="ebusiness-tests-")))
        self.folder.prepare()
        # No demo: what is there is what a test made.
        self.folder.sign_ins_json.write_text("[]")
        self._claims = Ports()
        self._claims.take_all([*embedded(given), "public", "web", "events"], earlier={})
        self.ports = self._claims.numbers
        self.environment = environment.build(
            self.person,
            given=given,
            folder=self.folder,
            ports=self.ports,
            secrets=self.folder.secrets(),
            settings=SETTINGS,
        )
        # Tests make the database, which migrates it; the product's processes are not told.
        self.owner = environment.owner(given, ports=self.ports, secrets=self.folder.secrets())
        self.changed = {
            name: value
            for name, value in {**self.environment, **self.owner}.items()
            if os.environ.get(name) != value
        }
        self._keeper: subprocess.Popen[str] | None = None
        self._started: set[str] = set()
        # Whether what was written outlives a killed server.
        self.is_durable = False
        self.has_ended = False

    def start(self, names: Iterable[str]) -> None:
        """Start servers, unless they run or the environment names others.

        Raises:
            ServersFailed: one would not start.
        """
        wanted = set(names) - self._started
        if wanted:
            self._order({"start": sorted(wanted)})
            self._started |= wanted

    def start_product(self, *, database: str) -> RunningProduct:
        """Start web, events, workers, beat and Caddy on the database named."""
        answer = self._order({"product": self.on_database(database)})
        return RunningProduct(
            address=f"http://localhost:{self.ports['public']}",
            ports=self.ports,
            processes={name: pid for name, pid in answer["processes"].items() if pid},
            folder=self.folder,
        )

    def on_database(self, database: str) -> dict[str, str]:
        """Return what names the database to the product."""
        url = self.environment["DATABASE_URL"].rpartition("/")[0] + f"/{database}"
        return {"DATABASE_URL": url}

    def owner_url(self, database: str) -> str:
        """Return how the database's owner signs in: who may do anything."""
        url = self.owner.get("DATABASE_OWNER_URL") or self.environment["DATABASE_URL"]
        return url.rpartition("/")[0] + f"/{database}"

    def start_parts(self, *orders: Mapping[str, Any], environment: Mapping[str, str]) -> None:
        """Start parts of the product, each by itself; they come back however often they end.

        environment: of the product. orders: `part` names one, the rest changes it
        (`trouble.changed`).
        """
        self._order({"parts": orders, "of": dict(environment)})

    def end_part(self, name: str) -> None:
        """End a part that was started by itself."""
        self._order({"end_part": name})

    def parts(self) -> dict[str, dict[str, Any]]:
        """Return pid, state and restarts of the servers and of the parts started by themselves."""
        found: dict[str, dict[str, Any]] = self._order({"status": True})["parts"]
        return found

    def stop_product(self) -> None:
        """End the product; the servers stay."""
        self._order({"stop_product": True})

    def end(self, *, keep_logs: bool) -> Path | None:
        """End everything and remove the folder; return where the logs are, if they are kept."""
        self.has_ended = True
        if self._keeper is not None and self._keeper.stdin is not None:
            self._keeper.stdin.close()
            self._keeper.wait(timeout=60)
            if self._keeper.stdout is not None:
                self._keeper.stdout.close()
        self._claims.close()
        has_logs = bool(self.folder.logs())
        for entry in self.folder.root.iterdir():
            if not (keep_logs and has_logs and entry.name == "logs"):
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        if keep_logs and has_logs:
            return self.folder.root / "logs"
        self.folder.root.rmdir()
        return None

    def _order(self, order: Mapping[str, Any]) -> dict[str, Any]:
        if self._keeper is None:
            self._keeper = self._start_keeper()
            self._ask(
                {
                    "folder": str(self.folder.root),
                    "ports": self.ports,
                    "person": self.person,
                    "settings": SETTINGS,
                    "durable": self.is_durable,
                }
            )
        return self._ask(order)

    def _start_keeper(self) -> "subprocess.Popen[str]":
        log = self.folder.open_log("keeper")
        try:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.servers.keeper"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=ROOT,
                # The keyboard's Ctrl-C is pytest's alone; the keeper ends with its input.
                start_new_session=True,
            )
        finally:
            os.close(log)

    def _ask(self, words: Mapping[str, Any]) -> dict[str, Any]:
        assert self._keeper is not None
        assert self._keeper.stdin is not None
        assert self._keeper.stdout is not None
        self._keeper.stdin.write(json.dumps(words) + "\n")
        self._keeper.stdin.flush()
        line = self._keeper.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"error": "the keeper ended"}
        if "error" in answer:
            raise ServersFailed(f"{answer['error']}\nAll logs: {self.folder.root / 'logs'}")
        return answer
