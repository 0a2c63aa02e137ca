"""What the reader of documents answered, made safe to keep: it met bytes nobody vouches for."""

from collections.abc import Mapping, Sequence
from typing import Any

# A page is looked at, not worked in: beyond these, only rows that facts were found in are kept.
MAX_ROWS_KEPT = 300
MAX_FOUND = 400
_LENGTHS = {"attribute": 80, "value": 300, "unit": 16, "language": 10}
_PLACES = {"sheet": 80, "cell": 16, "quote": 400}


def plain(told: Any) -> Any:
    """Return it without what PostgreSQL cannot store: NUL and halves of characters."""
    if isinstance(told, str):
        return told.replace("\0", "").encode("utf-8", "ignore").decode()
    if isinstance(told, list):
        return [plain(one) for one in told]
    if isinstance(told, dict):
        return {plain(name): plain(value) for name, value in told.items()}
    return told


def found(told: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the facts that were found, each with every field of a proposal.

    One that is too long to be a fact is none.
    """
    return [_fact(one) for one in told if _is_fact(one)][:MAX_FOUND]


def blocks(
    told: Sequence[Mapping[str, Any]], label: str, facts: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return a page's blocks, their tables shortened to what is looked at.

    left_out: of a shortened table, how many rows it has more.
    """
    cited = {fact["cell"] for fact in facts if fact["cell"] and fact["sheet"][:80] == label}
    return [_shortened(block, cited) if block["kind"] == "table" else {**block} for block in told]


def _shortened(block: Mapping[str, Any], cited: set[str]) -> dict[str, Any]:
    rows = block["rows"]
    later = [row for row in rows[MAX_ROWS_KEPT:] if any(one.get("cell") in cited for one in row)]
    kept = [*rows[:MAX_ROWS_KEPT], *later]
    return {**block, "rows": kept, "left_out": len(rows) - len(kept)}


def _is_fact(told: Mapping[str, Any]) -> bool:
    if not (told["attribute"].strip() and told["value"].strip()):
        return False
    return all(len(told.get(name) or "") <= most for name, most in _LENGTHS.items())


def _fact(told: Mapping[str, Any]) -> dict[str, Any]:
    box = told.get("box")
    return {
        **{name: (told.get(name) or "").strip() for name in _LENGTHS},
        **{name: (told.get(name) or "")[:most] for name, most in _PLACES.items()},
        "page": told.get("page"),
        "box": [min(max(float(side), 0.0), 1.0) for side in box] if box else None,
        "confidence": min(max(int(told["confidence"]), 0), 100),
    }
