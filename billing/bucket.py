"""Where papers lie: in the bucket, which stands above; settings name the module that stores."""

from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings


class Store(Protocol):
    """The bucket, as far as billing's papers need it."""

    EXPORTS: str

    def key_for(self, schema_name: str, area: str, name: str) -> str: ...

    def put(self, key: str, data: Any, content_type: str) -> None: ...

    def size_of(self, key: str) -> int | None: ...

    def presigned_get(
        self, key: str, *, origin: str, content_type: str, filename: str | None = None
    ) -> str: ...


def store() -> Store:
    """Return the module that stores files."""
    return cast("Store", import_module(settings.BILLING_STORE))
