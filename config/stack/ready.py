"""Lets a Celery worker say that it takes work: `celery … worker -I config.stack.ready`.

Celery has no address to ask; the worker makes the file READY_FILE names.
"""

import os
from pathlib import Path

from celery.signals import worker_ready  # noqa: TID251  belongs to the worker's command line alone


@worker_ready.connect
def say_so(**_: object) -> None:
    """Make the file, where one is named."""
    name = os.environ.get("READY_FILE")
    if name:
        Path(name).touch()
