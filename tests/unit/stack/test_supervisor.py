import asyncio
import os
import signal
from pathlib import Path

import pytest

from config.stack import probes
from config.stack.part import Part, StackError
from config.stack.supervisor import PartFailed, RestartPolicy, State, Supervisor
from tests.unit.stack.helpers import FOREVER, Scene, is_gone, part, until


def test_pauses_grow_fourfold_and_end_after_three() -> None:
    policy = RestartPolicy(tries=3, first_pause=0.5)

    assert [policy.pause(n) for n in range(4)] == [0.5, 2.0, 8.0, None]


def test_parts_start_after_what_they_need_and_end_before_it(tmp_path: Path) -> None:
    note = tmp_path / "order"
    source = (
        "import signal, sys, time\n"
        f"def tell(word): open({str(note)!r}, 'a').write(word + '\\n')\n"
        "signal.signal(signal.SIGTERM, lambda *_: (tell('end {0}'), sys.exit(0)))\n"
        "tell('start {0}'); open({1!r}, 'w').close(); time.sleep(60)"
    )

    def telling(name: str, **more: object) -> object:
        ready = tmp_path / f"{name}.ready"
        return part(name, source.format(name, str(ready)), probe=probes.file_exists(ready), **more)

    scene = Scene(
        tmp_path / "data",
        telling("site", needs=("store",)),  # type: ignore[arg-type]
        telling("store"),  # type: ignore[arg-type]
    )

    scene.play(lambda supervisor: supervisor.start())

    assert note.read_text().split("\n")[:-1] == [
        "start store",
        "start site",
        "end site",
        "end store",
    ]


def test_a_step_is_done_before_what_needs_it_and_not_again(tmp_path: Path) -> None:
    finished: list[str] = []
    scene = Scene(
        tmp_path,
        part("migrate", "print('done')", once=True, finish=lambda: finished.append("migrate")),
        part("web", needs=("migrate",)),
    )

    supervisor = scene.play(lambda supervisor: supervisor.start())

    assert finished == ["migrate"]
    assert supervisor.status["migrate"].state is State.DONE
    assert supervisor.status["web"].state is State.STOPPED
    assert scene.folder.log("migrate").read_text() == "done\n"


def test_a_dead_child_is_started_again(tmp_path: Path) -> None:
    scene = Scene(tmp_path, part("web"))

    async def script(supervisor: Supervisor) -> None:
        await supervisor.start()
        first = supervisor.status["web"].pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await until(lambda: supervisor.status["web"].restarts == 1)
        await until(lambda: supervisor.status["web"].state is State.READY)
        assert supervisor.status["web"].pid not in {None, first}

    scene.play(script)

    assert "web: it ended with code 137; starting it again in 0.01 s" in scene.said


def test_a_part_that_is_not_essential_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    scene = Scene(
        tmp_path,
        part("web"),
        part("beat", "raise SystemExit('no schedule')", essential=False, background=True),
    )

    async def script(supervisor: Supervisor) -> None:
        await supervisor.start()
        await until(lambda: supervisor.status["beat"].state is State.FAILED)
        assert supervisor.status["beat"].restarts == 3
        assert supervisor.status["web"].state is State.READY
        assert supervisor.failure is None

    scene.play(script)

    last = scene.said[-1]
    assert last.startswith("beat would not stay up (it ended with code 1; restarted 3 times).")
    assert "no schedule" in last
    assert str(scene.folder.log("beat")) in last
    assert last.endswith("The rest goes on without it.")


@pytest.mark.slow
def test_an_essential_part_that_will_not_stay_up_ends_the_stack(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    source = f"import time; open({str(ready)!r}, 'w').close(); time.sleep(0.3); raise SystemExit(9)"
    scene = Scene(tmp_path / "data", part("web", source, probe=probes.file_exists(ready)))

    async def script(supervisor: Supervisor) -> None:
        await supervisor.start()
        failure = await asyncio.wait_for(supervisor.until_broken(), 10)
        assert "web would not stay up (it ended with code 9; restarted 3 times)" in str(failure)

    scene.play(script)


def test_a_server_that_cannot_start_says_which_why_and_where_its_log_is(tmp_path: Path) -> None:
    scene = Scene(
        tmp_path,
        part("redis"),
        part(
            "postgres", "raise SystemExit('could not bind: address already in use')", probe=_never
        ),
    )

    with pytest.raises(PartFailed) as refused:
        scene.play(lambda supervisor: supervisor.start())

    assert str(refused.value) == (
        "postgres did not start (it ended with code 1).\n"
        "    could not bind: address already in use\n"
        f"  Its log: {scene.folder.log('postgres')}"
    )


def test_a_server_that_gives_no_answer_in_time_is_ended_and_named(tmp_path: Path) -> None:
    never = probes.file_exists(tmp_path / "never")
    scene = Scene(tmp_path / "data", part("web", probe=never, patience=0.2))

    with pytest.raises(PartFailed, match=r"web did not start \(no answer within 0.2 s\)"):
        scene.play(lambda supervisor: supervisor.start())


def test_a_first_start_is_tried_as_often_as_the_part_says(tmp_path: Path) -> None:
    count = tmp_path / "count"
    source = (
        f"import time; open({str(count)!r}, 'a').write('x'); n = len(open({str(count)!r}).read())\n"
        "if n < 3: raise SystemExit('lock file exists')\n"
        f"open({str(tmp_path / 'ready')!r}, 'w').close(); time.sleep(60)"
    )
    postgres = part("postgres", source, probe=probes.file_exists(tmp_path / "ready"), first_tries=4)

    supervisor = Scene(tmp_path / "data", postgres).play(lambda supervisor: supervisor.start())

    assert count.read_text() == "xxx"
    assert supervisor.status["postgres"].restarts == 2


def test_what_cannot_be_prepared_is_a_failure_with_its_reason(tmp_path: Path) -> None:
    def refuse() -> None:
        raise StackError("the folder belongs to somebody else")

    with pytest.raises(PartFailed, match="web could not be started: the folder belongs"):
        Scene(tmp_path, part("web", prepare=refuse)).play(lambda supervisor: supervisor.start())


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = part("web")
    scene = Scene(tmp_path, missing)
    scene.parts = {"web": type(missing)(name="web", command=("/no/such/program",), probe=_never)}

    with pytest.raises(PartFailed, match="/no/such/program cannot start"):
        scene.play(lambda supervisor: supervisor.start())


async def _never() -> bool:
    return False


def stubborn(tmp_path: Path, *, grace: float) -> Part:
    """Return a part that ignores its stop signal."""
    ready = tmp_path / "ready"
    source = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"open({str(ready)!r}, 'w').close(); time.sleep(60)"
    )
    return part("web", source, probe=probes.file_exists(ready), grace=grace)


def test_what_ignores_its_stop_signal_is_killed_after_its_grace(tmp_path: Path) -> None:
    pids: list[int] = []

    async def script(supervisor: Supervisor) -> None:
        await supervisor.start()
        pids.append(supervisor.children["web"].pid)

    Scene(tmp_path / "data", stubborn(tmp_path, grace=0.2)).play(script)

    assert is_gone(pids[0])


def test_a_stop_signal_of_its_own_reaches_the_server(tmp_path: Path) -> None:
    note, ready = tmp_path / "note", tmp_path / "ready"
    source = (
        "import signal, sys, time\n"
        f"signal.signal(signal.SIGQUIT, lambda *_: (open({str(note)!r}, 'w').close(), sys.exit()))\n"
        f"open({str(ready)!r}, 'w').close(); time.sleep(60)"
    )
    worker = part("worker", source, probe=probes.file_exists(ready), stop_signal=signal.SIGQUIT)

    Scene(tmp_path / "data", worker).play(lambda supervisor: supervisor.start())

    assert note.exists()


def test_background_parts_follow_and_are_not_waited_for(tmp_path: Path) -> None:
    scene = Scene(
        tmp_path,
        part("worker", probe=_never, follows=("caddy",), background=True, essential=False),
        part("caddy"),
    )

    async def script(supervisor: Supervisor) -> None:
        await supervisor.start()
        assert supervisor.status["caddy"].state is State.READY
        assert supervisor.status["worker"].state is State.STARTING
        assert supervisor.status["worker"].pid is not None

    scene.play(script)


@pytest.mark.slow
def test_only_the_parts_named_and_their_needs_are_started(tmp_path: Path) -> None:
    scene = Scene(tmp_path, part("postgres"), part("redis"), part("web", needs=("postgres",)))

    async def script(supervisor: Supervisor) -> None:
        await supervisor.start(["web"])
        assert set(supervisor.children) == {"postgres", "web"}
        await supervisor.start(["redis"])
        assert set(supervisor.children) == {"postgres", "web", "redis"}

    scene.play(script)


def test_a_stop_while_a_step_still_runs_ends_the_step(tmp_path: Path) -> None:
    scene = Scene(tmp_path, part("migrate", FOREVER, once=True), part("web", needs=("migrate",)))

    async def script(supervisor: Supervisor) -> None:
        starting = asyncio.create_task(supervisor.start())
        await until(lambda: "migrate" in supervisor.children)
        await supervisor.stop()
        await asyncio.wait_for(starting, 5)
        assert "web" not in supervisor.children
        assert supervisor.children["migrate"].end.done()

    scene.play(script)


def test_hurry_kills_without_asking(tmp_path: Path) -> None:
    scene = Scene(tmp_path / "data", stubborn(tmp_path, grace=30.0))
    pids: list[int] = []

    async def script(supervisor: Supervisor) -> None:
        await supervisor.start()
        pids.append(supervisor.children["web"].pid)
        stopping = asyncio.create_task(supervisor.stop())
        supervisor.hurry()
        await asyncio.wait_for(stopping, 5)

    scene.play(script)

    assert is_gone(pids[0])
