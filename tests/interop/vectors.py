"""Writes the tokens the unit tests read, minted by the real packages.

`python -m tests.interop.vectors` makes them anew, as after a new version of a package.
"""

import json
import time
from pathlib import Path

from tests.interop.node import Node
from tests.interop.orders import BAD, GOOD

PLACE = Path(__file__).parents[1] / "unit" / "accounts" / "vectors" / "nextauth.json"


def main() -> None:
    """Mint, and write the file."""
    now = int(time.time())
    minted = {answer["name"]: answer for answer in Node().ask("mint.mjs", [*GOOD, *BAD])}
    found = {
        kind: [{**minted[order["name"]], "cookie": order["cookie"]} for order in orders]
        for kind, orders in (("good", GOOD), ("bad", BAD))
    }
    PLACE.parent.mkdir(exist_ok=True)
    PLACE.write_text(json.dumps({"minted_at": now, **found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
