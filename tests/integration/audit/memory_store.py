"""A bucket in memory, as far as the trail needs one."""

from collections.abc import Iterator
from typing import Any, NamedTuple

objects: dict[str, bytes] = {}


class Stored(NamedTuple):
    key: str


def put(key: str, data: Any, _content_type: str) -> None:
    objects[key] = bytes(data)


def read(key: str) -> bytes:
    return objects[key]


def listed(prefix: str) -> Iterator[Stored]:
    yield from (Stored(key) for key in sorted(objects) if key.startswith(prefix))
