"""What can be asked of the product: the API's operations and the workspaces' pages.

Read from the OpenAPI document and the URLconf, so that a new address comes in by itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from django.test import Client
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator

from tests.guards.urlconf import addresses
from workspaces.roles import Permission

API = "/api/v1/"
VERBS = ("get", "post", "put", "patch", "delete")
# What stands between the braces: in the URLconf with a converter, in the document without.
PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\{(\w+)\}")
# Where a workspace is named.
Door = Literal["header", "slug", "id", "none"]
WORKSPACE_IDS = {"workspace_id"}
NOBODYS_ID = "00000000-0000-4000-8000-000000000000"
# What is no UUID in an address.
NUMBERS = {"version_id": "1", "number": "1"}


@dataclass(frozen=True)
class Operation:
    """One method at one address. places: the names between braces, in order.

    body: the JSON schema of what is sent, with the document's components; empty when nothing is.
    """

    method: str
    address: str
    door: Door
    permission: Permission | None
    query: tuple[str, ...] = ()
    body: dict[str, Any] = field(default_factory=dict, compare=False)
    media: str = ""

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.address}"

    @property
    def is_api(self) -> bool:
        return self.address.startswith(API)

    @property
    def writes(self) -> bool:
        return self.method != "get"

    @property
    def places(self) -> list[tuple[str, str]]:
        """Return (what stands before, name) of each id, the names before replaced by `*`."""
        found = []
        for match in PLACE.finditer(self.address):
            before = PLACE.sub("*", self.address[: match.start()]).strip("/")
            found.append((before, match[1] or match[2]))
        return found

    def url(self, values: dict[str, str]) -> str:
        """Return the address with its places filled."""
        return PLACE.sub(lambda match: values[match[1] or match[2]], self.address)


@lru_cache(maxsize=1)
def everything() -> tuple[Operation, ...]:
    """Return every operation of the API and every page of workspaces, in a fixed order."""
    return tuple(sorted([*api(), *pages()], key=str))


def api() -> Iterator[Operation]:
    """Yield the operations of the OpenAPI document."""
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    components = document["components"]["schemas"]
    for address, verbs in document["paths"].items():
        for verb in VERBS:
            if verb in verbs:
                yield _of_document(verb, address, verbs[verb], components)


def _of_document(
    verb: str, address: str, said: dict[str, Any], components: dict[str, Any]
) -> Operation:
    found = resolve(PLACE.sub(lambda place: NUMBERS.get(place[2], NOBODYS_ID), address))
    if not hasattr(found.func, "cls"):
        # What stands there is a number.
        found = resolve(PLACE.sub("1", address))
    view = found.func
    kind = view.cls  # type: ignore[attr-defined]
    names_one = "pk" in found.kwargs
    gate = getattr(kind, "gate", "")
    door: Door = "none"
    if gate == "X-Workspace":
        door = "header"
    elif gate and names_one:
        door = "id"
    action = getattr(view, "actions", {}).get(verb, verb)
    permissions = getattr(kind, "permissions_by_action", {})
    needed = permissions.get(action, Permission.WORKSPACE_VIEW) if door != "none" else None
    content = said.get("requestBody", {}).get("content", {})
    media = next(iter(content), "")
    body = {**content[media]["schema"], "components": components} if media else {}
    query = tuple(one["name"] for one in said.get("parameters", ()) if one["in"] == "query")
    return Operation(verb, address, door, needed, query, body, media)


def pages() -> Iterator[Operation]:
    """Yield the pages about one workspace, by each method they take."""
    for path, view in addresses():
        match = PLACE.search(path)
        if path.startswith(("api/", "staff/")) or match is None:
            continue
        name = match[1]
        if name != "slug" and name not in WORKSPACE_IDS:
            continue
        address = "/" + PLACE.sub(lambda place: "{" + (place[1] or place[2]) + "}", path)
        door: Door = "slug" if name == "slug" else "id"
        for method in _methods(path):
            yield Operation(method, address, door, getattr(view, "gate", None))


def _methods(path: str) -> list[str]:
    """Return what a page says it takes; one that takes everything is asked both ways."""

    def value(place: re.Match[str]) -> str:
        return NOBODYS_ID if place[0].startswith("<uuid") else "1"

    answer = Client().generic("PROPFIND", "/" + PLACE.sub(value, path))
    allowed = answer.headers.get("Allow", "GET, POST").lower().split(", ")
    return [method for method in ("get", "post") if method in allowed]
