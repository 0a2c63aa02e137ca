"""What the code writes to the trail, as far as it stands there: actions, outcomes, fields, targets."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
APPS = ("accounts", "assets", "audit", "billing", "config", "generation", "workspaces")
# A module that says none of these writes nothing to the trail.
SIGNS = ("Action.", "Target(", "changes")


@cache
def nodes() -> tuple[ast.AST, ...]:
    """Return every piece of the modules that may write to the trail."""
    found: list[ast.AST] = []
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if "audit" in text and any(sign in text for sign in SIGNS):
                found.extend(ast.walk(ast.parse(text)))
    return tuple(found)


def calls(name: str = "") -> Iterator[ast.Call]:
    """Yield the calls of what is named so; all without a name."""
    for node in nodes():
        if isinstance(node, ast.Call) and name in ("", name_of(node)):
            yield node


def name_of(call: ast.Call) -> str:
    """Return what is called, without whose it is."""
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def endings() -> set[tuple[str, str]]:
    """Return each action with each outcome the code writes it with."""
    return {
        (action, outcome)
        for call in calls()
        for action in [ast.unparse(one)[7:] for one in call.args[:1] if _is_action(one)]
        for outcome in _outcomes(call)
    }


def _is_action(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node).startswith("Action.")


def _outcomes(call: ast.Call) -> set[str]:
    found = set()
    for node in ast.walk(call):
        if isinstance(node, ast.keyword) and node.arg == "outcome":
            if isinstance(node.value, ast.Constant):
                found.add(str(node.value.value))
            elif isinstance(node.value, ast.Attribute):
                found.add(node.value.attr.lower())
    return found or ({"denied"} if name_of(call) == "record_refusal" else set())


def fields() -> set[str]:
    """Return the names of `changes` that are written out as a dict."""
    found: set[str] = set()
    for node in nodes():
        value = None
        if (
            (isinstance(node, ast.keyword) and node.arg == "changes")
            or (isinstance(node, ast.Assign) and "changes" in map(ast.unparse, node.targets))
            or (isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "changes")
        ):
            value = node.value
        for part in ast.walk(value) if value is not None else ():
            if isinstance(part, ast.Dict):
                found |= {str(key.value) for key in part.keys if isinstance(key, ast.Constant)}
    return found


def targets() -> set[str]:
    """Return the types of what is acted on."""
    first = [call.args[0] for call in calls("Target") if call.args]
    return {str(one.value) for one in first if isinstance(one, ast.Constant) and one.value}
