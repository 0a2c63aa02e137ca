"""Reads the lock files for what must not be in them: addresses only one machine or network knows."""

import ipaddress
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# Front-end packages carry no address at all (`omit-lockfile-registry-resolved` in .npmrc).
_ADDRESS_KEYS = {"url", "registry", "git", "path", "directory", "editable", "find-links"}


def complaints(root: Path) -> list[str]:
    """Return a sentence for everything that ties a lock file to a private place."""
    python = tomllib.loads((root / "uv.lock").read_text())
    found = [
        f"uv.lock names {address}"
        for address in sorted(set(_addresses(python)))
        if not is_public(address)
    ]
    registries = set(_addresses(python, keys={"registry"}))
    if len(registries) > 1:
        found.append(f"uv.lock names more than one index: {', '.join(sorted(registries))}")
    found += [
        f"{lock.relative_to(root)} fetches {name} from an address of its own"
        for lock in (root / "package-lock.json", *root.glob("tests/*/package-lock.json"))
        for name, package in json.loads(lock.read_text())["packages"].items()
        if "resolved" in package or package.get("link")
    ]
    return found


def is_public(address: str) -> bool:
    """Tell whether an address is an https one of a public host, without port or account."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        is_name = re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}", host) is not None
    else:
        is_name = False
    private = (".local", ".internal", ".lan", ".corp", ".home", ".localdomain")
    return (
        parts.scheme == "https"
        and is_name
        and not host.endswith(private)
        and parts.port is None
        and parts.username is None
    )


def _addresses(node: Any, *, keys: set[str] = _ADDRESS_KEYS) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in keys and isinstance(value, str):
                yield value
            else:
                yield from _addresses(value, keys=keys)
    elif isinstance(node, list):
        for value in node:
            yield from _addresses(value, keys=keys)
