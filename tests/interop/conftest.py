"""The real packages, for every test of this folder."""

import os

import pytest

from tests.interop.node import Node, NoPackages


@pytest.fixture(scope="session")
def node() -> Node:
    """Node.js and the packages. Without a network to install them from it skips, but not in CI."""
    try:
        return Node()
    except NoPackages as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"npm cannot install the packages of tests/interop: {error}")
