"""A worker in a process of its own, that writes a file of events and does not come to its end."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings

# More than a part is sent, then nothing comes any more.
SCRIPT = """
import sys, time, uuid
import django
django.setup()
from audit import exports, sql

def endless(filters):
    for _ in range(9):
        yield b"x" * 1024 * 1024
    print("sent", flush=True)
    time.sleep(300)

sql.table_lines = endless
exports.write(uuid.UUID(sys.argv[1]))
"""


@contextmanager
def writing_in_a_process(export_id: UUID) -> Iterator["subprocess.Popen[str]"]:
    """Begin to write an export elsewhere; to the end of the block it goes on, unless it is killed."""
    database = settings.DATABASES["default"]
    place = f"{database['HOST']}:{database['PORT']}/{database['NAME']}"
    url = f"postgres://{database['USER']}:{database['PASSWORD']}@{place}"
    worker = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(export_id)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DATABASE_URL": url},
    )
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "sent\n"
        yield worker
    finally:
        worker.kill()
        worker.wait()
        if worker.stdout is not None:
            worker.stdout.close()
