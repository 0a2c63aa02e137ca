"""What is done before anything runs: stamps, steps, lock files, catalogues, rules."""

import fcntl
import json
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from config.stack import catalogues, check, locks
from config.stack.check import Rule
from config.stack.part import StackError
from config.stack.process import ROOT
from config.stack.stamps import Stamp, digest
from config.stack.step import Step


def test_a_stamp_holds_for_the_same_content_alone(tmp_path: Path) -> None:
    source = tmp_path / "src"
    source.mkdir()
    (source / "a.css").write_text("a")
    stamp = Stamp(tmp_path / "run" / "stamp")

    assert not stamp.matches(digest([source]))
    stamp.write(digest([source]))
    assert stamp.matches(digest([source]))
    (source / "a.css").touch()
    assert stamp.matches(digest([source]))
    (source / "a.css").write_text("b")
    assert not stamp.matches(digest([source]))


def test_a_digest_sees_names_versions_and_what_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "a").write_text("a")
    plain = digest([tmp_path], without=[tmp_path / "build"])

    (tmp_path / "build" / "out").write_text("made")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("made")
    assert digest([tmp_path], without=[tmp_path / "build"]) == plain
    assert digest([tmp_path], without=[tmp_path / "build"], also="2") != plain
    (tmp_path / "a").rename(tmp_path / "b")
    assert digest([tmp_path], without=[tmp_path / "build"]) != plain


def test_a_step_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    Step("Installing").run(["true"])

    assert capsys.readouterr().out.startswith("Installing …\n  done in ")


def test_a_long_step_says_that_it_still_runs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.stack.step.STILL_SECONDS", 0.2)
    Step("Installing").run(["sleep", "0.5"])

    assert "  still at it after " in capsys.readouterr().out


def test_a_step_that_fails_shows_its_last_words_and_its_command() -> None:
    with pytest.raises(StackError) as refused:
        Step("Installing").run(["sh", "-c", "echo no space left; exit 3"])

    assert str(refused.value) == (
        "Installing: failed.\n    no space left\n"
        "  The command was: sh -c echo no space left; exit 3"
    )


def test_the_set_up_needs_no_package() -> None:
    # What runs before anything is installed, in an interpreter that sees the standard library alone.
    names = "bootstrap, face, up, assembly, guard, check, testing, __main__"
    source = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from config.stack import {names}"
    tried = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", source],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (tried.returncode, tried.stderr) == (0, "")


def test_catalogues_are_compiled_without_gettext(tmp_path: Path) -> None:
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    book = polib.POFile()
    book.append(polib.POEntry(msgid="Sign in", msgstr="登录"))
    book.save(str(folder / "django.po"))

    assert catalogues.compile_all(tmp_path) == [folder / "django.mo"]
    assert polib.mofile(str(folder / "django.mo"))[0].msgstr == "登录"


def test_our_lock_files_name_no_private_place() -> None:
    assert locks.complaints(ROOT) == []


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("https://packages.example.com/simple", True),
        ("http://packages.example.com/simple", False),
        ("https://packages.example.com:8443/simple", False),
        ("https://me:secret@packages.example.com/simple", False),
        ("https://packages.corp/simple", False),
        ("https://packages.example.internal/simple", False),
        ("https://10.0.0.7/simple", False),
        ("https://localhost/simple", False),
        ("file:///opt/wheels", False),
        ("../wheels", False),
    ],
)
def test_only_a_plain_public_address_may_stand_in_a_lock(address: str, is_public: bool) -> None:
    assert locks.is_public(address) is is_public


def test_a_lock_with_a_second_index_or_its_own_address_is_refused(tmp_path: Path) -> None:
    (tmp_path / "uv.lock").write_text(
        '[[package]]\nname = "a"\nsource = { registry = "https://one.example.com/simple" }\n'
        '[[package]]\nname = "b"\nsource = { registry = "https://10.0.0.7/simple" }\n'
    )
    packages = {"": {}, "node_modules/a": {"resolved": "https://example.com/a.tgz"}}
    (tmp_path / "tests" / "interop").mkdir(parents=True)
    for place in (tmp_path, tmp_path / "tests" / "interop"):
        (place / "package-lock.json").write_text(json.dumps({"packages": packages}))

    found = locks.complaints(tmp_path)

    two = "https://10.0.0.7/simple, https://one.example.com/simple"
    assert found == [
        "uv.lock names https://10.0.0.7/simple",
        f"uv.lock names more than one index: {two}",
        "package-lock.json fetches node_modules/a from an address of its own",
        "tests/interop/package-lock.json fetches node_modules/a from an address of its own",
    ]


def test_a_rule_that_does_not_hold_shows_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.holds(Rule("good", ("true",)))
    assert not check.holds(Rule("bad", ("sh", "-c", "echo line 7; exit 1")))
    assert not check.holds(Rule("mute", ("false",)))
    assert not check.holds(Rule("long", judge=lambda: ["a.py: 500 lines"]))

    said = capsys.readouterr().out
    assert "ok      good" in said
    assert "FAILED  bad" in said
    assert "    line 7\n" in said
    assert "    ended with code 1\n" in said
    assert "    a.py: 500 lines\n" in said


def test_a_second_set_up_of_a_checkout_waits_for_the_first() -> None:
    source = "from config.stack import bootstrap\nwith bootstrap._alone(): print('in', flush=True)"
    with (ROOT / "pyproject.toml").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        second = subprocess.Popen(
            [sys.executable, "-c", source], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert second.stdout is not None
        assert second.stdout.readline() == "Waiting for another set-up of this checkout …\n"
    assert second.stdout.readline() == "in\n"
    assert second.wait() == 0
    second.stdout.close()


def test_make_lists_its_targets_with_their_reasons() -> None:
    listed = subprocess.run(
        [shutil.which("make") or "make", "--no-print-directory"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    for target in (
        "up", "down", "status", "logs", "test", "test-long", "check", "fix", "clean",
    ):  # fmt: skip
        line = next(line for line in listed.splitlines() if line.split()[:2] == ["make", target])
        assert len(line.split()) > 4
