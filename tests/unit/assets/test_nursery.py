"""A nursery forks children as bound as those that are started anew, and survives what they do."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assets import child
from assets.child import ChildFailed, Limits
from assets.nursery import Nursery

pytestmark = pytest.mark.slow

MODULE = "tests.unit.assets.badly_behaved"
LIMITS = Limits(memory_mib=512, cpu_seconds=1, wall_seconds=5)


@pytest.fixture
def nursery(monkeypatch: pytest.MonkeyPatch) -> Iterator[Nursery]:
    """Return a nursery of the test's own, which bears the badly behaved."""
    found = Nursery(["assets.limited"], environment=child._environment())
    monkeypatch.setitem(child.WARM, MODULE, "assets.limited")
    monkeypatch.setattr(child, "nursery", lambda _imports: found)
    yield found
    found.close()


def behave(how: str, folder: Path, **options: Any) -> dict[str, Any]:
    return child.run(MODULE, {"how": how}, folder=folder, limits=LIMITS, **options)


def number_of(nursery: Nursery) -> int:
    assert nursery.pid is not None
    return nursery.pid


def is_there(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while is_there(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_there(pid)


def test_one_nursery_bears_many_and_each_has_its_own_session(
    nursery: Nursery, tmp_path: Path
) -> None:
    first, second = behave("who", tmp_path), behave("who", tmp_path)

    assert first["parent"] == second["parent"] == number_of(nursery)
    assert first["pid"] != second["pid"]
    assert first["session"] == first["pid"]
    assert gone(first["pid"])


def test_a_child_sees_no_file_of_the_nursery_s(nursery: Nursery, tmp_path: Path) -> None:
    # 3 is its way to the parent (`assets.limited`), and the directory that is listed.
    assert len(behave("files", tmp_path)["files"]) <= 5


def test_a_child_that_crashes_leaves_the_next_a_new_nursery(
    nursery: Nursery, tmp_path: Path
) -> None:
    behave("who", tmp_path)
    before = number_of(nursery)

    with pytest.raises(ChildFailed):
        behave("segfault", tmp_path)

    assert behave("who", tmp_path)["parent"] != before
    assert gone(before)


def test_one_that_only_raises_keeps_its_nursery(nursery: Nursery, tmp_path: Path) -> None:
    behave("who", tmp_path)
    before = number_of(nursery)

    with pytest.raises(ChildFailed):
        behave("raise", tmp_path)

    assert behave("who", tmp_path)["parent"] == before


def test_a_nursery_that_was_ended_is_followed_by_another(nursery: Nursery, tmp_path: Path) -> None:
    behave("who", tmp_path)
    before = number_of(nursery)
    os.kill(before, signal.SIGKILL)
    assert gone(before)

    assert behave("who", tmp_path)["parent"] != before


def test_one_that_ends_while_a_child_works_is_made_good_by_a_start(
    nursery: Nursery, tmp_path: Path
) -> None:
    def end(event: dict[str, Any]) -> None:
        if event.get("pid") and event["parent"] == number_of(nursery):
            told.append(event["pid"])
            os.kill(number_of(nursery), signal.SIGKILL)

    told: list[int] = []

    answer = behave("linger", tmp_path, on_event=end)

    assert answer["parent"] == os.getpid()
    assert gone(told[0])


def test_one_that_cannot_start_is_made_good_by_a_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Nursery(["assets.no_such_module"], environment=child._environment())
    monkeypatch.setitem(child.WARM, MODULE, "")
    monkeypatch.setattr(child, "nursery", lambda _imports: broken)

    answer = behave("who", tmp_path)

    assert answer["parent"] == os.getpid()
    broken.close()


def test_what_a_child_leaves_running_goes_with_it(nursery: Nursery, tmp_path: Path) -> None:
    answer = behave("leave", tmp_path)

    assert gone(answer["left"])


def test_children_of_many_threads_are_kept_apart(nursery: Nursery, tmp_path: Path) -> None:
    answers: list[dict[str, Any]] = []

    def one() -> None:
        answers.append(behave("who", tmp_path))

    threads = [threading.Thread(target=one) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({answer["pid"] for answer in answers}) == 6


def test_a_fork_of_its_asker_has_a_nursery_of_its_own(nursery: Nursery, tmp_path: Path) -> None:
    behave("who", tmp_path)
    before = number_of(nursery)

    pid = os.fork()
    if pid == 0:
        os._exit(0 if nursery.pid is None else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert behave("who", tmp_path)["parent"] == before


_ASKER = """
import os, signal, sys
from pathlib import Path
from assets import child
child.WARM["tests.unit.assets.badly_behaved"] = "assets.limited"
def hear(event):
    if event.get("pid"):
        print(event["pid"], event["parent"], flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
child.run("tests.unit.assets.badly_behaved", {"how": "linger"}, folder=Path(sys.argv[1]),
          limits=child.Limits(wall_seconds=30), on_event=hear)
"""


def test_a_worker_that_is_killed_leaves_neither_child_nor_nursery(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ASKER, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=30,
        env=child._environment(),
        check=False,
    )

    born, bearer = map(int, done.stdout.split())
    assert done.returncode == -signal.SIGKILL
    assert gone(born)
    assert gone(bearer)
