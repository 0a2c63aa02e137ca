"""Runs management commands one after another in one process: `… migrate --no-input -- setup`.

Each would import everything anew, which takes longer than what it does.
"""

import itertools
import sys
from collections.abc import Sequence

import django
from django.core.management import CommandError, call_command


def main(arguments: Sequence[str]) -> int:
    """Run the commands, divided by `--`, and return the exit code."""
    django.setup()
    groups = itertools.groupby(arguments, key=lambda word: word == "--")
    for words in (list(group) for is_divider, group in groups if not is_divider):
        sys.stdout.write(f"manage.py {' '.join(words)}\n")
        sys.stdout.flush()
        try:
            call_command(*words)
        except CommandError as error:
            sys.stderr.write(f"{error}\n")
            return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
