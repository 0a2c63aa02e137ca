"""PostgreSQL, Redis and SeaweedFS as parts. Each flag that is not plain has its reason beside it."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.stack import binaries, probes
from config.stack.folder import PRIVATE_FILE, DataFolder
from config.stack.guard import NOBODY_ID, has_name
from config.stack.part import Part, StackError
from config.stack.ports import SEAWEEDFS, seaweedfs_sockets
from config.stack.process import GUARD

DATABASE = "ebusiness"
# It owns the server and migrates; the product works under the other, which `migrate` makes.
ACCOUNT = "ebusiness"
APP_ACCOUNT = "ebusiness_app"
# Runs in the new folder: the cluster, then the product's database, in one step that either
# happened whole or is done again. `-N`: a cluster lost in its first second is simply remade.
_NEW_CLUSTER = f"""set -e
"$1/initdb" -D "$2" -U {ACCOUNT} --pwfile="$3" --auth-local=trust --auth-host=scram-sha-256 \\
    -E UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C -N
echo 'CREATE DATABASE {DATABASE}' | "$1/postgres" --single -D "$2" postgres
"""
_SEAWEEDFS_KEYS = (
    "WEED_JWT_SIGNING_KEY",
    "WEED_JWT_SIGNING_READ_KEY",
    "WEED_JWT_FILER_SIGNING_KEY",
    "WEED_JWT_FILER_SIGNING_READ_KEY",
)
_QUICK_BUT_UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True, slots=True)
class Servers:
    """What the three servers are made of."""

    folder: DataFolder
    ports: Mapping[str, int]
    secrets: Mapping[str, str]
    bucket: str
    # Tests give up durability for speed.
    durable: bool = True


def postgres(made: Servers, *, identity: str | None = None) -> list[Part]:
    """Return PostgreSQL and, where there is no cluster yet, the step that makes it.

    identity: the account it runs under; None finds the one that works here.
    """
    programs = binaries.find(binaries.POSTGRES)
    home = made.folder.root / "postgres"
    identity = identity or postgres_identity()
    port = str(made.ports["postgres"])
    settings = [
        "listen_addresses=127.0.0.1",
        f"port={port}",
        # A socket's path is limited to 107 bytes; TCP is not.
        "unix_socket_directories=",
        # One lock per table touched: many workspaces are many tables.
        "max_locks_per_transaction=512",
        "log_timezone=UTC",
        "timezone=UTC",
        *(() if made.durable else _QUICK_BUT_UNSAFE),
    ]
    server = Part(
        name="postgres",
        command=(
            str(programs / "postgres"),
            *("-D", str(home / "data")),
            *(word for setting in settings for word in ("-c", setting)),
        ),
        needs=() if (home / "data").exists() else ("postgres-files",),
        probe=probes.command(
            *(str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", port),
            # Otherwise it asks the system for a name this account may not have.
            *("-U", ACCOUNT, "-d", DATABASE),
        ),
        # Its default signal would wait for every connection to close by itself.
        stop_signal=signal.SIGINT,
        identity=identity,
        # After a kill the left-over postmaster.pid can refuse a start for some seconds.
        first_tries=4,
    )
    if not server.needs:
        return [server]
    return [_new_cluster(made, home=home, programs=programs, identity=identity), server]


def _new_cluster(made: Servers, *, home: Path, programs: Path, identity: str) -> Part:
    password = home / "password"

    def prepare() -> None:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(mode=0o700)
        password.touch(mode=PRIVATE_FILE)
        password.write_text(made.secrets["POSTGRES_PASSWORD"])
        if identity == "nobody":
            _let_nobody_in(made.folder.root, programs=programs)
            for path in (home, password):
                os.chown(path, NOBODY_ID, NOBODY_ID)

    def finish() -> None:
        password.unlink()
        (home / "new").rename(home / "data")

    return Part(
        name="postgres-files",
        command=("sh", "-c", _NEW_CLUSTER, "sh", str(programs), str(home / "new"), str(password)),
        prepare=prepare,
        finish=finish,
        identity=identity,
        once=True,
    )


def postgres_identity() -> str:
    """Return the account PostgreSQL can run under here; it refuses root, and one without a name.

    Either appears as an ordinary account inside a user namespace; where those are forbidden (many
    containers), root has the account `nobody` left.

    Raises:
        StackError: this account has no name and the system allows no user namespace.
    """
    if os.geteuid() != 0 and has_name(os.geteuid()):
        return "self"
    life_read, life_write = os.pipe()
    try:
        tried = subprocess.run(
            [
                *(sys.executable, "-I", "-S", str(GUARD), "--life", str(life_read)),
                *("--identity", "namespace", "--", "true"),
            ],
            pass_fds=(life_read,),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    finally:
        os.close(life_read)
        os.close(life_write)
    if tried.returncode == 0:
        return "namespace"
    if os.geteuid() != 0:
        raise StackError(
            f"PostgreSQL cannot run as user {os.geteuid()}: the system has no name for that account "
            "and allows no user namespace. Add the account to /etc/passwd, or set DATABASE_URL."
        )
    return "nobody"


def _let_nobody_in(root: Path, *, programs: Path) -> None:
    """Open the way, and only the way, to PostgreSQL's folder.

    Raises:
        StackError: a folder above belongs to root alone; it is named and not touched.
    """
    root.chmod(0o711)
    for place in (root, programs):
        for folder in place.parents:
            if not folder.stat().st_mode & 0o001:
                raise StackError(
                    "PostgreSQL refuses to run as root, this system allows no user namespace, and "
                    f"the account `nobody` may not enter {folder}. Run `make up` as an ordinary "
                    "user, or move the checkout and DATA_DIR to a folder open to all."
                )


def redis(made: Servers) -> Part:
    """Return Redis. Its configuration is a private file: a command line is seen by every account."""
    program = binaries.find(binaries.REDIS)
    home = made.folder.root / "redis"
    configuration = made.folder.root / "run" / "redis.conf"
    lines = [
        "bind 127.0.0.1",
        f"port {made.ports['redis']}",
        f'dir "{home}"',
        f"requirepass {made.secrets['REDIS_PASSWORD']}",
        # Messages may not be thrown away to make room.
        "maxmemory-policy noeviction",
        f"appendonly {'yes' if made.durable else 'no'}",
        'save ""',
        "daemonize no",
    ]

    def prepare() -> None:
        home.mkdir(exist_ok=True)
        write_private(configuration, lines)

    return Part(
        name="redis",
        command=(str(program), str(configuration)),
        prepare=prepare,
        probe=probes.redis(made.ports["redis"], password=made.secrets["REDIS_PASSWORD"]),
    )


def seaweedfs(made: Servers) -> Part:
    """Return SeaweedFS, every part of it on a port of its own so that two stacks can stand beside."""
    program = binaries.find(binaries.SEAWEEDFS)
    home = made.folder.root / "seaweedfs"

    def prepare() -> None:
        home.mkdir(exist_ok=True)
        # It notes its flags there and would mix an earlier run's with these.
        (home / "mini.options").unlink(missing_ok=True)

    return Part(
        name="seaweedfs",
        command=(
            *(str(program), "mini", f"-dir={home}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"),
            *(f"-{part}.port={made.ports[part]}" for part in SEAWEEDFS),
            f"-bucket={made.bucket}",
            *("-webdav=false", "-admin.ui=false", "-master.telemetry=false"),
            *("-s3.port.iceberg=0", "-s3.port.lance=0"),
        ),
        environment={
            "AWS_ACCESS_KEY_ID": made.secrets["S3_ACCESS_KEY"],
            "AWS_SECRET_ACCESS_KEY": made.secrets["S3_SECRET_KEY"],
            # Its inner parts ask for no key of S3: any account, and any page in a browser on this
            # machine, could read files from their ports.
            **dict.fromkeys(_SEAWEEDFS_KEYS, made.secrets["S3_SECRET_KEY"]),
        },
        prepare=prepare,
        probe=probes.every(
            probes.http(made.ports["s3"], "/healthz"),
            # Its gate answers before the part that holds the files has joined; until then every
            # read and write fails. After a kill that has taken 5 s.
            probes.http_holds(made.ports["master"], "/dir/status", '"DataCenters":['),
        ),
        leftovers=tuple(
            path for part in SEAWEEDFS for path in seaweedfs_sockets(part, made.ports[part])
        ),
    )


def write_private(path: Path, lines: Sequence[str]) -> None:
    """Write a file that only this account can read."""
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    path.touch(mode=PRIVATE_FILE)
    path.write_text("\n".join([*lines, ""]))
