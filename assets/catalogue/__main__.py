"""Reads one sheet as a limited child; the rows go into a file, for there may be many."""

from pathlib import Path
from typing import Any

from assets import limited
from assets.catalogue.opening import Wanted, read_table
from assets.reading.refused import Refused


def work(request: dict[str, Any], tell: limited.Tell) -> dict[str, Any]:
    """Read `source`, of `kind` xlsx or csv; answer what it is, or why it is not read."""
    folder = Path.cwd()
    wanted = Wanted(request.get("sheet", ""), request.get("header_row"))
    try:
        return read_table(
            folder / request["source"],
            kind=request["kind"],
            wanted=wanted,
            folder=folder,
            tell=tell,
        )
    except Refused as refused:
        return {"refused": refused.code, "data": refused.data}


if __name__ == "__main__":
    limited.serve(work)
