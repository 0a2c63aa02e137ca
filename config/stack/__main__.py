"""`python -m config.stack up|down|status|logs [names]|doctor|manage <command>`.

PORT and DATA_DIR come from the environment.
"""

import argparse
import os
import sys
from pathlib import Path

from config.stack import face
from config.stack.folder import DataFolder
from config.stack.part import StackError
from config.stack.process import ROOT
from config.stack.up import up


def main(arguments: list[str]) -> int:
    """Do what was asked and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m config.stack")
    parser.add_argument("verb", choices=("up", "down", "status", "logs", "doctor", "manage"))
    parser.add_argument(
        "names",
        nargs=argparse.REMAINDER,
        help="logs: the parts whose logs are shown; manage: the command",
    )
    options = parser.parse_args(arguments)
    folder = DataFolder((ROOT / Path(os.environ.get("DATA_DIR") or ".data").expanduser()).resolve())
    try:
        match options.verb:
            case "up":
                return up(folder, os.environ)
            case "down":
                return face.down(folder)
            case "status":
                return face.status(folder)
            case "doctor":
                return face.manage(folder, os.environ, ["doctor"])
            case "manage":
                return face.manage(folder, os.environ, options.names)
            case _:
                return face.logs(folder, options.names)
    except StackError as error:
        print(error, file=sys.stderr)  # noqa: T201  the last word of a command
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
