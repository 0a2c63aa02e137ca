"""Storing what is made and paid for: the file store may be away for a moment."""

import time
from collections.abc import Callable
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from generation.kinds.base import Run

# Its library has tried for some seconds already, each time.
PATIENCE_SECONDS = 60.0
AGAIN_SECONDS = 1.0

T = TypeVar("T")


def patiently(store: Callable[[], T], *, run: Run) -> T:
    """Store, as soon as the file store takes it: else a vendor would be asked and paid anew.

    Raises:
        ClientError, BotoCoreError: it stayed away.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        run.hold()
        try:
            return store()
        except (ClientError, BotoCoreError):
            if time.monotonic() >= until:
                raise
        time.sleep(AGAIN_SECONDS)
