"""The child: one file in, a clean picture and its thumbnails out."""

from pathlib import Path
from typing import Any

from assets.decoding import picture
from assets.limited import Tell, serve


def decode(request: dict[str, Any], _tell: Tell) -> dict[str, Any]:
    """Answer what `clean.*` in the working folder is, or why the file is refused.

    request: `source`, the file's name in the working folder.
    """
    picture.prepare()
    try:
        written = picture.clean(Path(request["source"]), folder=Path())
    except picture.Refused as refusal:
        return {"refused": refusal.code, "data": refusal.data}
    return {
        "content_type": written.content_type,
        "width_px": written.width_px,
        "height_px": written.height_px,
    }


if __name__ == "__main__":
    serve(decode)
