"""Where seals and exports lie outside the database: in the bucket, whose module the settings name."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings

# No workspace's: its schema's name has a prefix of its own, and nothing sweeps here.
SEALS = "audit-seals/"
# The store forgets what lies under `exports/` after some days by itself; no schema is called so.
EXPORTS = "exports/audit/"


class Listed(Protocol):
    """An object of a listing."""

    key: str


class Store(Protocol):
    """The bucket, as far as the trail needs it."""

    def put(self, key: str, data: Any, content_type: str) -> None: ...

    def read(self, key: str) -> bytes: ...

    def listed(self, prefix: str) -> Iterator[Listed]: ...

    def put_stream(self, key: str, pieces: Iterable[bytes], content_type: str) -> int: ...

    def drop_begun(self, prefix: str) -> None: ...

    def delete_many(self, keys: Iterable[str]) -> list[str]: ...

    def delete_prefix(self, prefix: str) -> list[str]: ...

    def presigned_get(
        self, key: str, *, origin: str, content_type: str, filename: str | None = None
    ) -> str: ...


def store() -> Store:
    """Return the module that stores files."""
    return cast("Store", import_module(settings.AUDIT_STORE))
