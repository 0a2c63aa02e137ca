"""Every address either goes through the gate or stands here with the reason why not."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from workspaces.roles import Permission

# Address → why nobody's membership is asked there.
WITHOUT_GATE: dict[str, str] = {
    "": "only leads on; shows nothing of a workspace",
    "workspaces/": "the caller's own memberships",
    "workspaces/new": "makes a workspace; there is none yet to be a member of",
    "workspaces/new/address": "names an address that is free",
    "i18n/language": "a choice of this browser",
    "internal/streams": "signed by the events process; nobody's browser comes here",
    "healthz": "asked by machines; says nothing of people",
    "readyz": "asked by machines; says nothing of people",
    "api/": "answers what no address answers",
    "api/v1/auth/login": "proves who somebody is",
    "api/v1/auth/logout": "ends the caller's own session",
    "api/v1/auth/jwks": "public keys",
    "api/v1/auth/me": "the caller's own memberships",
    "api/v1/workspaces": "the caller's own memberships",
    "api/v1/workspaces/<uuid:pk>": "the caller's own memberships",
    "api/v1/schema": "the API's description; holds no data",
    "api/v1/docs": "the API's description; holds no data",
}
# Addresses of packages that have a door of their own.
OTHER_DOORS: dict[str, str] = {
    "accounts/": "allauth: a person's own account",
    "staff/": "the admin lets in staff alone",
}
WRITES = {"post", "put", "patch", "delete"}


def addresses(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every address with its view."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield path, pattern.callback


def has_gate(view: Any) -> bool:
    return hasattr(view, "gate") or hasattr(getattr(view, "cls", None), "gate")


def ours() -> dict[str, Any]:
    return {path: view for path, view in addresses() if not path.startswith(tuple(OTHER_DOORS))}


def test_every_view_has_a_gate_or_a_reason() -> None:
    without = {path for path, view in ours().items() if not has_gate(view)}

    assert without - set(WITHOUT_GATE) == set(), "put a gate before these, or give the reason"


@pytest.mark.parametrize("path", list(WITHOUT_GATE))
def test_reasons_are_for_addresses_that_are_there_and_have_no_gate(path: str) -> None:
    assert path in ours(), "no such address: take it off the list"
    assert not has_gate(ours()[path]), "it has a gate: take it off the list"


@pytest.mark.parametrize("prefix", list(OTHER_DOORS))
def test_other_doors_are_there(prefix: str) -> None:
    assert any(path.startswith(prefix) for path, _view in addresses())


def test_everything_under_a_workspaces_address_has_a_gate() -> None:
    inside = {path: view for path, view in ours().items() if path.startswith("w/<slug:slug>/")}

    assert len(inside) >= 10
    assert [path for path, view in inside.items() if not has_gate(view)] == []


def test_pages_name_a_permission() -> None:
    gates = {path: view.gate for path, view in ours().items() if hasattr(view, "gate")}

    assert {path: gate for path, gate in gates.items() if gate not in set(Permission)} == {}


def test_every_write_of_the_api_names_its_permission() -> None:
    """Without one it would need no more than seeing the workspace."""
    unnamed = [
        f"{verb.upper()} {path}"
        for path, view in ours().items()
        if hasattr(getattr(view, "cls", None), "permissions_by_action")
        for verb, action in getattr(view, "actions", {}).items()
        if verb in WRITES and action not in view.cls.permissions_by_action
    ]

    assert sorted(set(unnamed)) == sorted(READS_BY_POST)


# A POST that changes nothing needs no more than the GET beside it.
READS_BY_POST = [
    f"POST api/v1/{family}/<uuid:job_id>/stream" for family in ("copy", "images", "video")
]


def test_no_viewset_names_a_permission_for_an_action_it_has_not() -> None:
    known: dict[Any, set[str]] = {}
    for view in ours().values():
        if hasattr(getattr(view, "cls", None), "permissions_by_action"):
            known.setdefault(view.cls, set()).update(getattr(view, "actions", {}).values())

    stale = {
        kind.__name__: set(kind.permissions_by_action) - actions for kind, actions in known.items()
    }
    assert {name: extra for name, extra in stale.items() if extra} == {}
