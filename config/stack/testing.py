"""`make test`: pytest and the scripts' own tests, with journeys where a browser is wanted.

JOURNEYS=0 leaves the journeys out. With `--lanes` what needs none of the product's processes runs
beside the rest, in processes with servers of their own: half of the rest's time is waiting. One of
them empties the trail, which nobody else may see.
Every further word goes to pytest.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import IO

from config.stack.bootstrap import find_npm
from config.stack.process import ROOT

STORED = ("assets", "audit", "billing", "stack", "sweep")
BESIDE = (
    ("tests/unit",),
    ("tests/guards", "tests/contract", *(f"tests/integration/{name}" for name in STORED)),
)


def main(words: Sequence[str]) -> int:
    """Run the tests and return the exit code of the first suite that failed."""
    arguments = [word for word in words if word != "--lanes"]
    if os.environ.get("JOURNEYS", "").strip().lower() in {"0", "no", "false", "off"}:
        arguments.append("--ignore=tests/journeys")
        print("JOURNEYS=0: the journeys in a browser are left out.", flush=True)  # noqa: T201
    npm, more = find_npm()
    scripts = subprocess.run(
        [str(npm), "test", "--silent"], cwd=ROOT, env={**os.environ, **more}, check=False
    )
    run = _in_lanes if "--lanes" in words else _in_one
    return scripts.returncode or run(arguments)


def _in_one(arguments: Sequence[str]) -> int:
    return subprocess.run(_pytest(arguments), cwd=ROOT, check=False).returncode


def _in_lanes(arguments: Sequence[str]) -> int:
    """Run some suites beside the others; what they say comes after, each in one piece."""
    with ExitStack() as kept:
        lanes = [kept.enter_context(_lane(arguments, suites)) for suites in BESIDE]
        apart = [f"--ignore={suite}" for suites in BESIDE for suite in suites]
        codes = [_in_one([*arguments, *apart]), *(lane.wait() for lane in lanes)]
    return next((code for code in codes if code), 0)


@contextmanager
def _lane(arguments: Sequence[str], suites: Sequence[str]) -> Iterator["subprocess.Popen[bytes]"]:
    with tempfile.TemporaryFile() as said:
        lane = subprocess.Popen(
            _pytest([*arguments, *suites]), cwd=ROOT, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            yield lane
        finally:
            # An interrupt reaches all by their terminal; whatever else ended us ends them too.
            if lane.poll() is None:
                lane.terminate()
                lane.wait()
            _show(said, suites)


def _show(said: IO[bytes], suites: Sequence[str]) -> None:
    said.seek(0)
    print(f"\n{', '.join(suites)}:", flush=True)  # noqa: T201
    sys.stdout.buffer.write(said.read())
    sys.stdout.flush()


def _pytest(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "pytest", *arguments]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
