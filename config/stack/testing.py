"""`make test`: pytest and the scripts' own tests, with journeys where a browser is wanted.

JOURNEYS=0 leaves the journeys out. Every further word goes to pytest.
"""

import os
import subprocess
import sys
from collections.abc import Sequence

from config.stack.bootstrap import find_npm
from config.stack.process import ROOT


def main(words: Sequence[str]) -> int:
    """Run the tests and return the exit code of the first suite that failed."""
    arguments = list(words)
    if os.environ.get("JOURNEYS", "").strip().lower() in {"0", "no", "false", "off"}:
        arguments.append("--ignore=tests/journeys")
        print("JOURNEYS=0: the journeys in a browser are left out.", flush=True)  # noqa: T201
    npm, more = find_npm()
    scripts = subprocess.run(
        [str(npm), "test", "--silent"], cwd=ROOT, env={**os.environ, **more}, check=False
    )
    tests = subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False)
    return scripts.returncode or tests.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
