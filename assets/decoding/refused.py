"""How a module of the child says that a file is not taken."""

from typing import Any


class Refused(Exception):
    """The file is not taken. code: stable; data: what the sentence names."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = data
