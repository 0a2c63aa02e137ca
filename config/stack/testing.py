"""`make test`: pytest and the scripts' own tests, with journeys where a browser is wanted.

JOURNEYS=0 leaves the journeys out. With `--lanes` what needs none of the product's processes runs
beside the rest, in a process with servers of its own: half of the rest's time is waiting.
Every further word goes to pytest.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import IO

from config.stack.bootstrap import find_npm
from config.stack.process import ROOT

SWIFT = ("tests/unit", "tests/guards", "tests/contract", "tests/integration/audit")


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
    """Run the swift suites beside the others; what they say comes after, in one piece."""
    with tempfile.TemporaryFile() as said:
        swift = subprocess.Popen(
            _pytest([*arguments, *SWIFT]), cwd=ROOT, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            others = _in_one([*arguments, *(f"--ignore={folder}" for folder in SWIFT)])
            code = swift.wait()
        finally:
            # An interrupt reaches both by their terminal; whatever else ended us ends it too.
            if swift.poll() is None:
                swift.terminate()
                swift.wait()
            _show(said)
    return others or code


def _show(said: IO[bytes]) -> None:
    said.seek(0)
    print(f"\n{', '.join(SWIFT)}:", flush=True)  # noqa: T201
    sys.stdout.buffer.write(said.read())
    sys.stdout.flush()


def _pytest(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "pytest", *arguments]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
