"""`make up` from its first start to its last process."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.stack.process import ROOT
from tests.integration.stack.running import alive, eventually, running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PARTS = {
    "postgres", "redis", "seaweedfs", "web", "events", "beat", "worker-default", "worker-long", "worker-images",
    "worker-video", "caddy",
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder without the demo: its pictures are another test's."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "sign-ins.json").write_text("[]")
    return folder


def test_the_first_start_makes_the_demo_and_says_where_to_go(tmp_path: Path) -> None:
    with running(tmp_path / "data") as stack:
        told = stack.wait_until_ready()

        assert set(told["processes"]) == PARTS
        assert all(Path(f"/proc/{pid}").exists() for pid in told["processes"].values())
        assert {row["role"].lower() for row in told["sign_ins"]} == {"demo", "staff"}
        assert told["data"] == str(tmp_path / "data")
        assert told["ports"]["public"] == int(told["address"].rpartition(":")[2])
        assert stat.S_IMODE(stack.folder.stack_json.stat().st_mode) == 0o600
        assert stat.S_IMODE(stack.folder.sign_ins_json.stat().st_mode) == 0o600
        assert all(Path(log).exists() for log in told["logs"].values())
        said = stack.said.read_text()
        assert f"E_Business is ready:  {told['address']}" in said
        assert all(row["password"] in said for row in told["sign_ins"])
        assert str(tmp_path / "data") in said

        assert stack.ask("/readyz") == 200
        assert stack.ask("/accounts/login/") == 200
        # Behind S3's gate no file is open to whoever finds the port.
        assert stack.ask("/buckets/ebusiness-assets/", port="filer") == 401
        assert stack.ask("/1,01", port="volume") == 401


def test_it_stays_one_stack_a_folder_and_a_second_takes_other_ports(
    data: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "sign-ins.json").write_text("[]")
    with running(data) as first, running(other) as second:
        address = first.wait_until_ready()["address"]

        again = first.verb("up")
        assert again.returncode == 0
        assert again.stdout == f"This stack is already running: {address}\n"
        beside = second.wait_until_ready()
        assert not set(beside["ports"].values()) & set(first.stack()["ports"].values())
        assert (first.ask("/readyz"), second.ask("/readyz")) == (200, 200)
        status = first.verb("status")
        assert status.returncode == 0, status.stdout
        assert all(f"  {name}" in status.stdout for name in PARTS)


@pytest.mark.parametrize("way", ["SIGINT", "down"])
def test_everything_ends_within_thirty_seconds_with_streams_open(data: Path, way: str) -> None:
    with running(data) as stack:
        stack.wait_until_ready()
        stream, idle = stack.connect(), stack.connect()
        # A reader that comes back with its last entry needs no snapshot.
        stream.request("GET", stack.ticket(), headers={"Last-Event-ID": "1-0"})
        opened = stream.getresponse()
        assert opened.status == 200
        assert opened.headers["Content-Type"].startswith("text/event-stream")
        idle.connect()
        below = stack.processes()
        assert len(below) > len(PARTS)
        began = time.monotonic()
        if way == "down":
            assert stack.verb("down").returncode == 0
        else:
            stack.process.send_signal(signal.Signals[way])
        code = stack.process.wait(timeout=40)

        assert time.monotonic() - began < 30
        assert code == 0
        assert alive(below) == []
        assert not stack.folder.stack_json.exists()
        assert stack.verb("status").returncode == 3
        opened.close()
        stream.close()
        idle.close()


def test_nothing_is_left_ten_seconds_after_the_supervisor_was_killed(data: Path) -> None:
    with running(data) as stack:
        address = stack.wait_until_ready()["address"]
        below = stack.processes()
        stack.process.kill()
        stack.process.wait()
        eventually(lambda: not alive(below), seconds=10, why=lambda: f"left: {alive(below)}")

    with running(data) as again:
        told = again.wait_until_ready()
        assert told["address"] == address
        assert again.ask("/readyz") == 200


def test_a_restart_right_after_a_kill_waits_for_the_leftovers(data: Path) -> None:
    with running(data) as stack:
        stack.wait_until_ready()
        stack.process.kill()
        stack.process.wait()
        with running(data) as again:
            again.wait_until_ready()

            assert again.ask("/readyz") == 200


def test_killed_servers_are_started_again_and_the_product_answers(data: Path) -> None:
    with running(data) as stack:
        first = stack.wait_until_ready()["processes"]
        for name in ("redis", "events", "caddy", "postgres", "web", "seaweedfs"):
            os.kill(first[name], signal.SIGKILL)

            def is_back(name: str = name) -> bool:
                part = stack.stack()["parts"][name]
                return (part["state"], part["restarts"]) == ("ready", 1)

            eventually(is_back, seconds=60, why=stack.said.read_text)
            assert stack.stack()["processes"][name] != first[name]
        eventually(lambda: stack.ask("/readyz") == 200, seconds=20)


def test_a_server_that_cannot_start_is_named_and_everything_ends(data: Path) -> None:
    with running(data) as stack:
        stack.wait_until_ready()
    (data / "postgres" / "data" / "PG_VERSION").write_text("12\n")
    with running(data) as broken:
        below = broken.processes()
        code = broken.process.wait(timeout=90)

        said = broken.said.read_text()
        assert code == 1
        assert "postgres did not start" in said
        assert "PostgreSQL version 12" in said
        assert f"Its log: {data / 'logs' / 'postgres.log'}" in said
        assert alive(below) == []


def test_a_port_that_is_in_use_is_refused_by_number(data: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        number = listener.getsockname()[1]
        with running(data, environment={"PORT": str(number)}) as stack:
            assert stack.process.wait(timeout=30) == 1

    assert stack.said.read_text() == (
        f"port {number} is in use by another program; PORT=… chooses another\n"
    )


def test_servers_that_the_environment_names_are_not_started(data: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "sign-ins.json").write_text("[]")
    with running(theirs) as lender:
        told = lender.wait_until_ready()
        secrets = lender.folder.secrets()
        ports = told["ports"]
        lent = {
            "DATABASE_URL": f"postgres://ebusiness:{secrets['POSTGRES_PASSWORD']}"
            f"@127.0.0.1:{ports['postgres']}/ebusiness",
            "REDIS_URL": f"redis://:{secrets['REDIS_PASSWORD']}@127.0.0.1:{ports['redis']}/1",
            "S3_ENDPOINT_URL": f"http://127.0.0.1:{ports['s3']}",
            "S3_ACCESS_KEY": secrets["S3_ACCESS_KEY"],
            "S3_SECRET_KEY": secrets["S3_SECRET_KEY"],
        }
        with running(data, environment=lent) as stack:
            told = stack.wait_until_ready()

            assert set(told["processes"]) == PARTS - {"postgres", "redis", "seaweedfs"}
            assert stack.ask("/readyz") == 200


def test_make_down_says_when_there_is_nothing_to_end(data: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "config.stack", "down"],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stdout) == (0, f"Nothing is running on {data}.\n")
    assert json.loads((data / "sign-ins.json").read_text()) == []
