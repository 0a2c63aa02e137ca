import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.stack.folder import (
    SECRET_NAMES,
    DataFolder,
    FolderUnusable,
    StackLock,
    read_json,
    running_supervisor,
    trim_log,
    write_json,
)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path / "data")
    made.prepare()
    return made


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folder_and_secrets_are_closed_to_other_accounts(folder: DataFolder) -> None:
    folder.secrets()
    os.close(folder.open_log("web"))

    assert mode(folder.root) == 0o700
    assert mode(folder.root / "secrets.json") == 0o600
    assert mode(folder.log("web")) == 0o600


def test_secrets_are_made_once_and_kept(folder: DataFolder) -> None:
    first = folder.secrets()

    assert set(first) == set(SECRET_NAMES)
    assert len(set(first.values())) == len(SECRET_NAMES)
    assert all(len(secret) >= 40 for secret in first.values())
    assert folder.secrets() == first


def test_a_folder_that_cannot_be_made_says_so_and_what_helps(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(FolderUnusable, match=r"cannot be used: .* DATA_DIR="):
        DataFolder(tmp_path / "file" / "data").prepare()


def test_a_written_file_is_private_and_whole(folder: DataFolder) -> None:
    path = folder.stack_json
    write_json(path, {"address": "http://localhost:8000", "name": "图"})

    assert mode(path) == 0o600
    assert json.loads(path.read_text())["name"] == "图"
    assert [entry.name for entry in folder.root.glob(".stack*")] == []


@pytest.mark.parametrize("content", ["", "{", "[1]", "null"])
def test_a_damaged_file_reads_as_empty(tmp_path: Path, content: str) -> None:
    path = tmp_path / "file.json"
    path.write_text(content)

    assert read_json(path) == {}


def test_a_long_log_is_moved_aside_and_its_writer_goes_on(folder: DataFolder) -> None:
    descriptor = folder.open_log("web")
    os.write(descriptor, b"old\n" * 10)
    trim_log(folder.log("web"), limit=20)
    os.write(descriptor, b"new\n")
    os.close(descriptor)

    assert folder.log("web").read_text() == "new\n"
    assert folder.log("web").with_suffix(".log.1").read_text() == "old\n" * 10


def test_the_lock_names_its_supervisor_and_refuses_a_second(folder: DataFolder) -> None:
    first, second = StackLock(folder), StackLock(folder)

    assert running_supervisor(folder) is None
    assert first.take()
    assert running_supervisor(folder) == os.getpid()
    assert not second.take(patience=0.1)
    first.close()
    assert second.take()
    second.close()


def test_a_killed_supervisor_whose_servers_still_end_counts_as_none(folder: DataFolder) -> None:
    # The child inherits the lock's description, as guards do, and outlives its parent.
    source = (
        "import os, subprocess, sys\n"
        "from pathlib import Path\n"
        "from config.stack.folder import DataFolder, StackLock\n"
        f"lock = StackLock(DataFolder(Path({str(folder.root)!r})))\n"
        "assert lock.take()\n"
        "child = subprocess.Popen(['sleep', '60'], pass_fds=[lock.descriptor],\n"
        "                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "print(child.pid, flush=True)\n"
        "os._exit(1)\n"
    )
    supervisor = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=False
    )
    guard = int(supervisor.stdout)
    lock = StackLock(folder)
    try:
        assert not lock.take(patience=0.1)
        assert running_supervisor(folder) is None
    finally:
        os.kill(guard, 9)
    assert lock.take(patience=5)
    lock.close()


def test_sign_ins_are_those_the_set_up_wrote(folder: DataFolder) -> None:
    row = {"role": "Demo", "email": "demo@example.com", "password": "secret"}

    assert folder.sign_ins() == []
    folder.sign_ins_json.write_text(json.dumps([row]))
    assert folder.sign_ins() == [row]
