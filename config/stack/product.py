"""The product's own processes as parts: steps, workers, web, events, beat, Caddy."""

import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from config.stack import binaries, probes
from config.stack.caddyfile import Origin, render
from config.stack.folder import DataFolder
from config.stack.part import Part
from config.stack.process import ROOT
from config.stack.servers import write_private
from config.stack.stamps import Stamp, digest

# Celery takes 10 s at most to end what it is at, then hands it back; it is asked by SIGQUIT, since
# SIGTERM would wait for the task however long it takes. With the servers after it: under 30 s.
WORKER_GRACE = 14.0
WEB_GRACE = 7.0
QUEUES = {
    # Short work, and what looks after the rest: neither may wait for a vendor's answer.
    "worker-default": ("default", "default", 2),
    # What may take many minutes, one at a time: neither of the above may wait for it.
    "worker-long": ("long", "long", 1),
    "worker-images": ("images", "image_generation,copy_generation", 2),
    "worker-video": ("video", "video_generation", 1),
}
SERVING = ("web", "events")


@dataclass(frozen=True, slots=True)
class Product:
    """What the product's processes are made of. servers: the embedded ones that run.

    owner: what names the database's owner to the one step that migrates.
    """

    folder: DataFolder
    ports: Mapping[str, int]
    servers: tuple[str, ...]
    origin: Origin
    owner: Mapping[str, str] = field(default_factory=dict)
    python: str = sys.executable


def steps(product: Product) -> list[Part]:
    """Return what has to be done before the product can serve: schema, set-up, static files."""
    demo = () if product.folder.sign_ins_json.exists() else ("--demo",)
    return [
        Part(
            name="setup",
            command=(
                *(product.python, "-m", "config.stack.commands"),
                *("migrate", "--no-input", "--", "setup", *demo),
            ),
            environment=product.owner,
            needs=product.servers,
            once=True,
        ),
        *_static_files(product),
    ]


def _static_files(product: Product) -> list[Part]:
    """Return the step that collects static files, unless those collected are the present ones."""
    present = digest([ROOT / "static" / "build", ROOT / "uv.lock"])
    stamp = Stamp(product.folder.root / "run" / "static.stamp")
    if stamp.matches(present) and (product.folder.static / "staticfiles.json").exists():
        return []
    return [
        Part(
            name="static",
            command=(
                *(product.python, str(ROOT / "manage.py"), "collectstatic"),
                *("--no-input", "--verbosity", "0"),
            ),
            finish=lambda: stamp.write(present),
            once=True,
        )
    ]


def processes(product: Product, *, after: tuple[str, ...]) -> list[Part]:
    """Return what stays. after: the steps without which nothing may be asked of the product.

    Web and events load beside those steps; nobody reaches them before Caddy, which waits for all.
    """
    needs = product.servers
    return [
        _granian(
            product,
            "web",
            "config.wsgi:application",
            *("--interface", "wsgi", "--workers", "2", "--blocking-threads", "2"),
            needs=needs,
            path="/healthz",
        ),
        _granian(
            product,
            "events",
            "config.events:application",
            # Each open stream counts against both; the default ends at 1,024.
            *("--interface", "asgi", "--workers", "1"),
            *("--backlog", "8192", "--backpressure", "8192"),
            needs=needs,
            path="/events/healthz",
        ),
        *(_worker(product, name, needs=(*needs, *after)) for name in QUEUES),
        _beat(product, needs=(*needs, *after)),
        _caddy(product, needs=(*SERVING, *after)),
    ]


def _granian(
    product: Product, name: str, target: str, *words: str, needs: tuple[str, ...], path: str
) -> Part:
    return Part(
        name=name,
        command=(
            *(product.python, "-m", "granian", "--host", "127.0.0.1"),
            *("--port", str(product.ports[name]), "--http", "1", "--no-ws"),
            # With one open stream it would otherwise never end.
            *("--workers-kill-timeout", "5", "--respawn-failed-workers"),
            *words,
            target,
        ),
        needs=needs,
        probe=probes.http(product.ports[name], path),
        grace=WEB_GRACE,
    )


def _worker(product: Product, name: str, *, needs: tuple[str, ...]) -> Part:
    node, queues, concurrency = QUEUES[name]
    ready = product.folder.root / "run" / f"{name}.ready"
    return Part(
        name=name,
        command=(
            *(product.python, "-m", "celery", "-A", "config", "worker", "--loglevel", "INFO"),
            *("-n", f"{node}@%h", "-Q", queues, "-c", str(concurrency), "-I", "config.stack.ready"),
            # One host, few workers: they need not get to know one another before they begin.
            *("--without-gossip", "--without-mingle"),
        ),
        environment={"READY_FILE": str(ready)},
        needs=needs,
        prepare=lambda: ready.unlink(missing_ok=True),
        probe=probes.file_exists(ready),
        patience=60.0,
        grace=WORKER_GRACE,
        stop_signal=signal.SIGQUIT,
        follows=("caddy",),
        essential=False,
        background=True,
    )


def _beat(product: Product, *, needs: tuple[str, ...]) -> Part:
    return Part(
        name="beat",
        command=(
            *(product.python, "-m", "celery", "-A", "config", "beat", "--loglevel", "INFO"),
            *("--scheduler", "django_celery_beat.schedulers:DatabaseScheduler"),
        ),
        needs=needs,
        follows=("caddy",),
        essential=False,
        background=True,
    )


def _caddy(product: Product, *, needs: tuple[str, ...]) -> Part:
    program = binaries.find(binaries.CADDY)
    home = product.folder.root / "caddy"
    caddyfile = product.folder.root / "run" / "Caddyfile"

    def prepare() -> None:
        home.mkdir(exist_ok=True)
        write_private(caddyfile, [render(product.origin).rstrip()])

    return Part(
        name="caddy",
        command=(*(str(program), "run", "--config", str(caddyfile), "--adapter", "caddyfile"),),
        # Otherwise it writes into the account's home.
        environment={"XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)},
        needs=needs,
        prepare=prepare,
        probe=probes.http(product.origin.port, "/healthz"),
        grace=7.0,
    )
