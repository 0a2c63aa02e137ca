"""A child process that decodes is bound, and whatever it does the parent goes on."""

import time
from pathlib import Path
from typing import Any

import pytest

from assets import child
from assets.child import ChildFailed, Limits

LIMITS = Limits(memory_mib=512, cpu_seconds=1, wall_seconds=5)
MODULE = "tests.unit.assets.badly_behaved"


@pytest.fixture(autouse=True, params=["started", "born"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Try everything with a child that is started anew, and with one that a nursery bears."""
    if request.param == "born":
        monkeypatch.setitem(child.WARM, MODULE, "assets.limited")


def behave(how: str, folder: Path, **options: Any) -> dict[str, Any]:
    return child.run(MODULE, {"how": how}, folder=folder, limits=LIMITS, **options)


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("eat", "memory"),
        ("spin", "time"),
        ("die", "crash"),
        ("segfault", "crash"),
        ("raise", "crash"),
    ],
)
def test_the_limit_that_was_met_is_named(how: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(ChildFailed) as failure:
        behave(how, tmp_path)

    assert failure.value.reason == reason


def test_what_it_complained_is_kept_for_the_log(tmp_path: Path) -> None:
    with pytest.raises(ChildFailed, match="the picture bit me"):
        behave("raise", tmp_path)


@pytest.mark.slow
def test_one_that_sleeps_is_ended_at_the_wall_limit(tmp_path: Path) -> None:
    began = time.monotonic()

    with pytest.raises(ChildFailed) as failure:
        child.run(
            MODULE,
            {"how": "sleep"},
            folder=tmp_path,
            limits=Limits(wall_seconds=1),
        )

    assert failure.value.reason == "time"
    assert time.monotonic() - began < 4


def test_one_that_shouts_is_still_heard(tmp_path: Path) -> None:
    assert behave("shout", tmp_path) == {"how": "shout"}


def test_events_arrive_before_the_answer(tmp_path: Path) -> None:
    heard: list[dict[str, Any]] = []

    answer = behave("tell", tmp_path, on_event=heard.append)

    assert [event for event in heard if event] == [{"percent": 10}, {"percent": 90}]
    assert answer == {"how": "tell"}


class StopError(Exception):
    """The listener does not want to go on."""


def test_a_listener_that_raises_ends_the_child(tmp_path: Path) -> None:
    def stop(_event: dict[str, Any]) -> None:
        raise StopError

    began = time.monotonic()
    with pytest.raises(StopError):
        behave("sleep", tmp_path, on_event=stop)

    assert time.monotonic() - began < 3


def test_it_learns_no_secret_and_imports_nothing_from_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "hunter2")
    (tmp_path / "json.py").write_text("raise SystemExit('imported from the working folder')")

    answer = behave("secrets", tmp_path)

    assert "SECRET_KEY" not in answer["names"]
    assert not [name for name in answer["names"] if "KEY" in name or "URL" in name]
    assert answer["cwd"] == str(tmp_path)
    assert str(tmp_path) not in answer["path"]
