"""Templates of what is sent: slots for ids, and marks for what only the moment knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import files


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an id of this kind goes."""

    name: str
    kind: str


class _Version:
    """Stands for the version of what is changed."""


VERSION = _Version()


class _File:
    """Stands for a photo."""


FILE = _File()


def slots_in(template: Any) -> Iterator[Slot]:
    """Yield the slots of a template."""
    if isinstance(template, Slot):
        yield template
    elif isinstance(template, dict):
        for key, value in template.items():
            yield from slots_in(key)
            yield from slots_in(value)
    elif isinstance(template, list):
        for value in template:
            yield from slots_in(value)


def filled(template: Any, values: dict[Slot, str], *, version: int) -> Any:
    """Return a template with its slots filled."""
    match template:
        case Slot():
            return values[template]
        case dict():
            return {
                filled(key, values, version=version): filled(value, values, version=version)
                for key, value in template.items()
            }
        case list():
            return [filled(value, values, version=version) for value in template]
        case _Version():
            return version
        case _File():
            return SimpleUploadedFile("Front.jpg", files.photo(), content_type="image/jpeg")
        case _:
            return template
