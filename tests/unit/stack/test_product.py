"""The product's own processes as parts: their order, their words, what is left out."""

import signal
from pathlib import Path

import pytest

from config.settings import work
from config.stack import product
from config.stack.assembly import Stack, assemble, embedded, without
from config.stack.environment import Given
from config.stack.folder import DataFolder
from config.stack.part import Part
from config.stack.ports import INNER
from config.stack.process import KILL_SECONDS

PORTS = {name: 20000 + n for n, name in enumerate((*INNER, "public"))}
SERVERS = ("postgres", "redis", "seaweedfs")


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path)
    made.prepare()
    return made


def stack(folder: DataFolder, **person: str) -> Stack:
    return assemble(folder, ports=PORTS, person=person)


def words(part: Part) -> str:
    return " ".join(part.command)


def test_each_part_waits_for_those_it_cannot_work_without(folder: DataFolder) -> None:
    parts = stack(folder).parts

    assert parts["postgres"].needs == ("postgres-files",)
    assert parts["setup"].needs == parts["web"].needs == parts["events"].needs == SERVERS
    for name in ("beat", *product.QUEUES):
        assert parts[name].needs == (*SERVERS, "setup", "static")


def test_nobody_reaches_the_product_before_its_schema_is_there(folder: DataFolder) -> None:
    assert stack(folder).parts["caddy"].needs == ("web", "events", "setup", "static")


def test_the_schema_is_brought_up_to_date_before_the_rest_is_set_up(folder: DataFolder) -> None:
    assert words(stack(folder).parts["setup"]).endswith("migrate --no-input -- setup --demo")


def test_every_queue_of_the_settings_has_a_worker(folder: DataFolder) -> None:
    served = {queue for _, queues, _ in product.QUEUES.values() for queue in queues.split(",")}
    wanted = {route["queue"] for route in work.CELERY_TASK_ROUTES.values()}

    assert wanted | {work.CELERY_TASK_DEFAULT_QUEUE} <= served


def test_nothing_that_may_take_long_stands_before_the_rounds() -> None:
    long = {
        task
        for task, limits in work.CELERY_TASK_ANNOTATIONS.items()
        if limits["time_limit"] > work.CELERY_TASK_TIME_LIMIT
    }
    routed = {task: work.CELERY_TASK_ROUTES.get(task, {}).get("queue", "default") for task in long}

    assert "audit.export" in long
    assert not [task for task, name in routed.items() if name == work.CELERY_TASK_DEFAULT_QUEUE]
    assert work.CELERY_TASK_DEFAULT_QUEUE not in product.QUEUES["worker-long"][1].split(",")


def test_workers_follow_the_site_and_may_end_or_hand_back_their_work(folder: DataFolder) -> None:
    parts = stack(folder).parts

    for name in product.QUEUES:
        worker = parts[name]
        assert worker.follows == ("caddy",)
        assert worker.background
        assert not worker.essential
        assert worker.stop_signal is signal.SIGQUIT
        assert worker.grace > work.CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT


def test_the_longest_way_down_is_under_thirty_seconds(folder: DataFolder) -> None:
    parts = stack(folder).parts

    def down(name: str) -> float:
        """Return the graces from the first signal to this part's end."""
        before = [other.name for other in parts.values() if name in other.needs]
        # A step is over by then.
        own = 0.0 if parts[name].once else parts[name].grace
        return own + max((down(other) for other in before), default=0.0)

    # Half a grace more where one does not end and has to be killed.
    assert max(map(down, parts)) + KILL_SECONDS < 30


def test_the_demo_is_made_on_a_first_start_alone(folder: DataFolder) -> None:
    assert words(stack(folder).parts["setup"]).endswith(" -- setup --demo")

    folder.sign_ins_json.write_text("[]")
    assert words(stack(folder).parts["setup"]).endswith(" -- setup")


def test_static_files_are_collected_again_only_when_they_changed(folder: DataFolder) -> None:
    first = stack(folder).parts["static"]
    assert first.finish is not None
    first.finish()
    folder.static.mkdir()
    (folder.static / "staticfiles.json").write_text("{}")

    assert "static" not in stack(folder).parts
    (folder.static / "staticfiles.json").unlink()
    assert "static" in stack(folder).parts


def test_streams_may_be_many_and_still_end(folder: DataFolder) -> None:
    events = words(stack(folder).parts["events"])

    for flag in ("--interface asgi", "--backlog 8192", "--backpressure 8192", "--workers 1"):
        assert flag in events
    assert "--workers-kill-timeout 5" in events
    web = words(stack(folder).parts["web"])
    assert "--interface wsgi --workers 2 --blocking-threads 2" in web


def test_the_databases_owner_is_known_where_it_migrates_alone(folder: DataFolder) -> None:
    made = stack(folder)
    secret = folder.secrets()["POSTGRES_PASSWORD"]

    told = {name for name, part in made.parts.items() if secret in str(part.environment)}
    assert told == {"setup"}
    assert secret not in str(made.environment)


def test_no_secret_stands_on_a_command_line(folder: DataFolder) -> None:
    parts = stack(folder).parts.values()

    for secret in folder.secrets().values():
        assert all(secret not in words(part) for part in parts)


def test_servers_of_the_persons_own_are_left_out(folder: DataFolder) -> None:
    person = {
        "DATABASE_URL": "postgres://db/own",
        "REDIS_URL": "redis://cache/1",
        "S3_ENDPOINT_URL": "http://minio:9000",
    }
    parts = stack(folder, **person).parts

    assert not {"postgres", "postgres-files", "redis", "seaweedfs"} & parts.keys()
    assert parts["setup"].needs == ()
    assert embedded(Given.read(person)) == []


def test_a_stack_without_some_parts_does_not_wait_for_them(folder: DataFolder) -> None:
    smaller = without(stack(folder), {"redis", "static"})

    assert not {"redis", "static"} & smaller.parts.keys()
    assert smaller.parts["setup"].needs == ("postgres", "seaweedfs")
    assert smaller.parts["beat"].needs == ("postgres", "seaweedfs", "setup")


def test_seaweedfs_has_every_port_set_and_tells_nobody(folder: DataFolder) -> None:
    seaweedfs = stack(folder).parts["seaweedfs"]

    for name in ("s3", "master", "volume", "filer", "admin"):
        assert f"-{name}.port={PORTS[name]}" in seaweedfs.command
    for flag in ("-ip.bind=127.0.0.1", "-master.telemetry=false", "-webdav=false"):
        assert flag in seaweedfs.command
    assert "-s3.port.iceberg=0" in seaweedfs.command
    assert "-s3.port.lance=0" in seaweedfs.command
    assert len(seaweedfs.leftovers) == 7


def test_postgres_gives_up_durability_in_tests_alone(folder: DataFolder) -> None:
    assert "fsync=off" not in stack(folder).parts["postgres"].command
    hasty = assemble(folder, ports=PORTS, person={}, durable=False)
    assert "fsync=off" in hasty.parts["postgres"].command
    assert "max_locks_per_transaction=512" in hasty.parts["postgres"].command


def test_redis_keeps_messages_and_asks_for_its_password(folder: DataFolder) -> None:
    redis = stack(folder).parts["redis"]
    assert redis.prepare is not None
    redis.prepare()
    written = (folder.root / "run" / "redis.conf").read_text().splitlines()

    assert "bind 127.0.0.1" in written
    assert "maxmemory-policy noeviction" in written
    assert "appendonly yes" in written
    assert f"requirepass {folder.secrets()['REDIS_PASSWORD']}" in written
