"""The kinds of jobs: what each may be asked, and how an item of it is made and delivered."""

from functools import cache
from importlib import import_module

from generation.kinds.base import Kind
from generation.models import JobKind


@cache
def of(kind: str) -> Kind:
    """Return the kind of this name, from the module of the same name."""
    found: Kind = import_module(f"generation.kinds.{JobKind(kind).value}").KIND
    return found
