"""`make check` and `make fix`: every rule a machine can hold, one line each. No server is needed."""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.stack import locks
from config.stack.bootstrap import find_npm, find_uv
from config.stack.process import ROOT

LINE_LIMIT = 400
# Nothing listens there: what is checked needs no server.
NOWHERE = {
    "SECRET_KEY": "check-needs-no-secret-but-fifty-characters-of-it-anyway",
    "PUBLIC_URL": "https://studio.example.com",
    "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:9/none",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "S3_ENDPOINT_URL": "http://127.0.0.1:9",
    **dict.fromkeys(("S3_ACCESS_KEY", "S3_SECRET_KEY", "TOKEN_SIGNING_KEYS"), "check-" * 6),
    **dict.fromkeys(("AUDIT_SEAL_KEY", "FIELD_KEYS", "EVENTS_KEY"), "check-" * 6),
}
# Locks are judged by the public index alone, whatever this machine is set to.
PLAIN_UV = {"XDG_CONFIG_HOME": os.devnull, "XDG_CONFIG_DIRS": os.devnull}
OTHER_INDEXES = ("UV_INDEX", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_EXTRA_INDEX_URL")


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that must hold: a command that must end with 0, or a function with no complaint."""

    title: str
    command: Sequence[str | Path] = ()
    judge: Callable[[], list[str]] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


def rules() -> list[Rule]:
    """Return everything `make check` holds."""
    npm, npm_environment = find_npm()
    django = (sys.executable, "manage.py")
    templates = tracked("*.html")
    # Asking an absent database for its history is a warning, and here meant.
    quiet = "ignore:Got an error checking a consistent migration history:RuntimeWarning"
    return [
        Rule("ruff, lint", ("ruff", "check", ".")),
        Rule("ruff, format", ("ruff", "format", "--check", ".")),
        Rule("mypy", ("mypy", *tracked("*.py"))),
        Rule("import rules", ("lint-imports",)),
        Rule("templates, format", ("djade", "--check", "--target-version", "5.2", *templates)),
        Rule("templates, lint", ("djlint", "--lint", "--quiet", *templates)),
        Rule(
            "scripts and styles, format",
            (npm, "run", "--silent", "lint"),
            environment=npm_environment,
        ),
        Rule(
            "migrations",
            (sys.executable, "-W", quiet, "manage.py", "makemigrations", "--check", "--dry-run"),
            environment={**NOWHERE, "DJANGO_SETTINGS_MODULE": "config.settings.embedded"},
        ),
        Rule(
            "deployment settings",
            (*django, "check", "--deploy", "--fail-level", "WARNING"),
            environment={**NOWHERE, "DJANGO_SETTINGS_MODULE": "config.settings.production"},
        ),
        Rule("uv.lock is current", (find_uv(), "lock", "--check"), environment=PLAIN_UV),
        Rule(
            "package-lock.json is current",
            (npm, "ci", "--dry-run", "--ignore-scripts", "--silent"),
            environment=npm_environment,
        ),
        Rule("lock files name no private index", judge=lambda: locks.complaints(ROOT)),
        Rule(f"files have at most {LINE_LIMIT} lines", judge=long_files),
    ]


def fixes() -> list[Rule]:
    """Return what `make fix` runs."""
    npm, npm_environment = find_npm()
    return [
        Rule("ruff, lint", ("ruff", "check", "--fix", ".")),
        Rule("ruff, format", ("ruff", "format", ".")),
        Rule("templates, format", ("djade", "--target-version", "5.2", *tracked("*.html"))),
        Rule(
            "scripts and styles, format",
            (npm, "run", "--silent", "format"),
            environment=npm_environment,
        ),
    ]


def tracked(pattern: str) -> list[str]:
    """Return the tracked files that match, those deleted in the working tree left out."""
    listed = subprocess.run(
        [
            *(shutil.which("git") or "git", "ls-files", "-z"),
            *("--cached", "--others", "--exclude-standard", "--", pattern),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def long_files() -> list[str]:
    """Name every Python file over the limit; migrations are generated."""
    found = []
    for name in tracked("*.py"):
        lines = len((ROOT / name).read_text().splitlines())
        if lines > LINE_LIMIT and "migrations" not in Path(name).parts:
            found.append(f"{name}: {lines} lines; which room should it be split into?")
    return found


def holds(rule: Rule) -> bool:
    """Try one rule, say how it went, and show what is wrong."""
    began = time.monotonic()
    said = "\n".join(rule.judge()) if rule.judge is not None else _run(rule)
    seconds = time.monotonic() - began
    print(f"{'FAILED' if said else 'ok':<8}{rule.title} ({seconds:.1f} s)", flush=True)  # noqa: T201
    if said:
        print("\n".join(f"    {line}" for line in said.splitlines()), flush=True)  # noqa: T201
    return not said


def _run(rule: Rule) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in OTHER_INDEXES}
    done = subprocess.run(
        [str(word) for word in rule.command],
        cwd=ROOT,
        env={**environment, **rule.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return ""
    return done.stdout.strip() or f"ended with code {done.returncode}"


def main(arguments: Sequence[str]) -> int:
    """Hold every rule, all of them even when one fails, and return the exit code."""
    parser = argparse.ArgumentParser(prog="make check")
    parser.add_argument("--fix", action="store_true", help="mend instead of judging")
    wanted = fixes() if parser.parse_args(arguments).fix else rules()
    failed = [rule.title for rule in wanted if not holds(rule)]
    print(f"Not held: {', '.join(failed)}" if failed else "Everything holds.", flush=True)  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
