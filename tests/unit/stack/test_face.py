"""What is said about a stack that runs elsewhere."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.stack import face
from config.stack.folder import DataFolder, write_json
from config.stack.part import StackError
from config.stack.process import ROOT

# Holds the lock as a supervisor does, and ends politely.
SUPERVISOR = """
import signal, sys, time
from pathlib import Path
from config.stack.folder import DataFolder, StackLock
lock = StackLock(DataFolder(Path(sys.argv[1])))
assert lock.take()
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path)
    made.prepare()
    return made


@pytest.fixture
def supervisor(folder: DataFolder) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(folder.root)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_nothing_running_is_said_and_has_its_own_code(
    folder: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert face.status(folder) == 3
    assert face.down(folder) == 0
    assert capsys.readouterr().out == f"Nothing is running on {folder.root}.\n" * 2


def test_status_shows_every_part_and_names_what_failed(
    folder: DataFolder, supervisor: object, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = {
        "web": {"state": "ready", "restarts": 2, "reason": ""},
        "beat": {"state": "failed", "restarts": 3, "reason": "would not stay up"},
    }
    write_json(
        folder.state_json, {"address": "http://localhost:8000", "ready": True, "parts": parts}
    )

    assert face.status(folder) == 1
    assert capsys.readouterr().out.splitlines() == [
        "http://localhost:8000  ready",
        "  web             ready       restarted 2 times",
        "  beat            failed      restarted 3 times; would not stay up",
        f"beat failed; its log: {folder.log('beat')}",
    ]


def test_down_waits_until_the_supervisor_has_ended(
    folder: DataFolder, supervisor: "subprocess.Popen[str]", capsys: pytest.CaptureFixture[str]
) -> None:
    # The process is our child here: it has to be collected for its end to be seen.
    began = time.monotonic()
    assert face.down(folder) == 0

    assert time.monotonic() - began < 10
    assert supervisor.wait() == 0
    assert capsys.readouterr().out.startswith("Stopped in ")


def test_logs_of_what_is_not_there_are_refused(
    folder: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert face.logs(folder, ["web"]) == 1
    assert capsys.readouterr().out == f"No log of web in {folder.root / 'logs'}.\n"


def test_logs_begin_with_the_last_lines_and_are_followed(
    folder: DataFolder, tmp_path: Path
) -> None:
    folder.log("web").write_text("".join(f"line {n}\n" for n in range(40)))
    process = subprocess.Popen(
        [sys.executable, "-m", "config.stack", "logs", "web"],
        cwd=ROOT,
        env={"DATA_DIR": str(folder.root), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        shown = [process.stdout.readline() for _ in range(face.LAST_LINES)]
        with folder.log("web").open("a") as log:
            log.write("a new one\n")
        assert process.stdout.readline() == "web            | a new one\n"
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()

    assert shown[0] == "web            | line 25\n"
    assert shown[-1] == "web            | line 39\n"


def test_a_doctor_is_refused_where_no_stack_ever_ran(folder: DataFolder) -> None:
    with pytest.raises(StackError, match="No stack has run on"):
        face.manage(folder, {}, ["doctor", "--json"])
