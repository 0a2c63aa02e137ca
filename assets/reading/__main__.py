"""The child: one document in, its pages, words and proposed facts out."""

import warnings
from pathlib import Path
from typing import Any

from assets.limited import Tell, serve
from assets.reading.document import read
from assets.reading.grids import Subject
from assets.reading.refused import Refused


def answer(request: dict[str, Any], _tell: Tell) -> dict[str, Any]:
    """Answer what the document says, or why it is refused.

    request: `source`, the file's name in the working folder; `kind`; optional `subject` with
    `sku` and `names` of the product it is read for.
    """
    warnings.simplefilter("ignore")
    asked = request.get("subject") or {}
    subject = Subject(sku=asked.get("sku") or "", names=tuple(asked.get("names") or ()))
    try:
        return read(Path(request["source"]), request["kind"], folder=Path(), subject=subject)
    except Refused as refusal:
        return {"refused": refusal.code, "data": refusal.data}
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - readers of broken files raise anything
        return {"refused": "document-unreadable", "data": {"detail": repr(error)[:200]}}


if __name__ == "__main__":
    serve(answer)
