#!/bin/sh
# Finds a Python that can run the stack and hands over to it: `sh config/stack/run.sh <verb> …`.
# It replaces itself, so that a signal to `make` reaches the supervisor.
cd "$(dirname "$0")/../.." || exit 1

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null
}

for python in .venv/bin/python python3.12 python3.11 python3 python; do
    if fits "$python"; then
        # -B: nothing is written beside the sources by what runs before the set-up.
        exec "$python" -B -m config.stack.bootstrap "$@"
    fi
done
if command -v uv >/dev/null 2>&1; then
    python=$(uv python find --no-project '>=3.11,<3.13' 2>/dev/null) && fits "$python" &&
        exec "$python" -B -m config.stack.bootstrap "$@"
fi
for python in "$HOME"/.pyenv/versions/3.1[12].*/bin/python; do
    fits "$python" && exec "$python" -B -m config.stack.bootstrap "$@"
done
echo "E_Business needs Python 3.11 or 3.12, and found neither." >&2
echo "On Debian or Ubuntu: apt install python3 python3-venv" >&2
exit 1
