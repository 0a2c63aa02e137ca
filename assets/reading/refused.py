"""What a document may be refused for."""

from typing import Any


class Refused(Exception):
    """The document is not read. code: stable; data: what the sentence names."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = data
