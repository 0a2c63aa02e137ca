"""What makes something takes an `Idempotency-Key`; what does not, takes none and says so."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator

from accounts.api_idempotency import HEADER, IdempotentApi
from tests.guards.urlconf import addresses

SOMETHING = "00000000-0000-4000-8000-000000000000"
# What is no UUID in an address.
NUMBERS = {"{version_id}": "1", "{number}": "1"}
MADE = {"201", "202"}
# POSTs that answer 201 or 202 and take no key → why.
WITHOUT_KEY: dict[str, str] = {
    "/api/v1/products/imports/{id}/check": "an import does a step once: its stage is asked",
    "/api/v1/products/imports/{id}/retry": "an import does a step once: its stage is asked",
    "/api/v1/products/imports/{id}/run": "an import does a step once: its stage is asked",
    "/api/v1/auth/nextauth": "a token is taken once; a link is made once",
    "/api/v1/auth/register": "asked by strangers; of an e-mail there is one account",
    "/api/v1/auth/verify/resend": "asked by strangers; a mail more, and few of them",
    "/api/v1/auth/password/reset": "asked by strangers; a mail more, and few of them",
}


@lru_cache(maxsize=1)
def posts() -> dict[str, dict[str, Any]]:
    """Return address → what the document says of its POST."""
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return {path: verbs["post"] for path, verbs in document["paths"].items() if "post" in verbs}


def named(address: str) -> tuple[type[Any], str]:
    """Return the view of an address, and the action of its POST."""
    parts = [
        NUMBERS.get(part, SOMETHING) if part.startswith("{") else part
        for part in address.split("/")
    ]
    view: Any = resolve("/".join(parts)).func
    return view.cls, getattr(view, "actions", {}).get("post", "")


def kept() -> Iterator[str]:
    """Yield the addresses whose POST is in its view's `creates`."""
    for address in posts():
        view, action = named(address)
        if issubclass(view, IdempotentApi) and action in view.creates:
            yield address


def test_every_post_that_makes_something_can_be_sent_again() -> None:
    making = {address for address, said in posts().items() if MADE & set(said["responses"])}

    assert len(making) >= 10
    assert making - set(kept()) - set(WITHOUT_KEY) == set(), "put them into their view's `creates`"
    assert set(WITHOUT_KEY) - (making - set(kept())) == set(), "take these off the list"


def test_the_document_tells_of_the_key_where_it_is_taken_and_nowhere_else() -> None:
    told = {
        address
        for address, said in posts().items()
        if HEADER in {one["name"] for one in said.get("parameters", ())}
    }

    assert told == set(kept())


def test_a_stream_and_a_joining_are_never_kept() -> None:
    apart = [address for address in kept() if address.endswith(("/stream", "/join", "/complete"))]

    assert apart == []


def test_no_view_names_an_action_it_has_not() -> None:
    known: dict[Any, set[str]] = {}
    for _path, view in addresses():
        if issubclass(getattr(view, "cls", object), IdempotentApi):
            known.setdefault(view.cls, set()).update(getattr(view, "actions", {}).values())

    assert len(known) >= 9
    for kind, actions in known.items():
        assert kind.creates - actions == set(), kind
        assert kind.told_anew - kind.creates == set(), kind
