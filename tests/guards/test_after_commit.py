"""What is done after a commit and may fail is given to Django in a form it can tell of."""

import ast
from collections.abc import Iterator

from tests.guards.test_one_switch import modules


def robust() -> Iterator[tuple[str, ast.Module, ast.Call]]:
    """Yield every `on_commit(…, robust=True)` of the product, with its module."""
    for name, tree in modules():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or getattr(node.func, "attr", "") != "on_commit":
                continue
            if any(word.arg == "robust" for word in node.keywords):
                yield name, tree, node


def is_partial(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "partial"


def partials(tree: ast.Module) -> set[str]:
    """Return the names that stand for a partial somewhere in a module."""
    return {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and is_partial(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def test_what_may_fail_after_a_commit_has_a_name() -> None:
    """Django logs such a failure by `__qualname__`, which a partial has not: it would be a 500."""
    found = list(robust())
    nameless = [
        f"{name}:{call.lineno}"
        for name, tree, call in found
        if is_partial(call.args[0]) or getattr(call.args[0], "id", "") in partials(tree)
    ]

    assert len(found) >= 4
    assert nameless == [], "give it a function or a lambda"
