"""The child: one file in; a clean one, and pictures of it, out."""

from importlib import import_module
from pathlib import Path
from typing import Any

from assets.decoding import picture, sniff
from assets.decoding.formats import AUDIO, FONT, IMAGE, VIDEO, Format
from assets.decoding.limits import THUMBS_PX
from assets.decoding.refused import Refused
from assets.limited import Tell, serve

_MEDIA = "assets.decoding.media"
# What is no picture is opened by libraries that only those files wait for.
_MAKERS = {
    "PDF": "assets.decoding.pdf",
    "Word": "assets.decoding.office",
    "Excel": "assets.decoding.office",
    "CSV": "assets.decoding.table",
}


def decode(request: dict[str, Any], _tell: Tell) -> dict[str, Any]:
    """Answer what `clean.*` in the working folder is, or why the file is refused.

    request: `source`, the file's name in the working folder; `filename` and `declared`, what it was
    called where it came from. Without them it is to be a picture, whatever it is called.
    """
    source = Path(request["source"])
    try:
        if "filename" not in request:
            return _picture(source)
        known = sniff.look(source, filename=request["filename"], declared=request["declared"])
        return _made(source, known)
    except Refused as refusal:
        return {"refused": refusal.code, "data": refusal.data}


def _made(source: Path, known: Format) -> dict[str, Any]:
    if known.kind == IMAGE:
        return _picture(source)
    if known.kind in {AUDIO, VIDEO}:
        return dict(import_module(_MEDIA).clean(source, folder=Path(), known=known))
    maker = import_module("assets.decoding.font" if known.kind == FONT else _MAKERS[known.name])
    if known.name in {"Word", "Excel"}:
        return dict(maker.clean(source, folder=Path(), name=known.name))
    return dict(maker.clean(source, folder=Path()))


def _picture(source: Path) -> dict[str, Any]:
    picture.prepare()
    written = picture.clean(source, folder=Path())
    return {
        "kind": IMAGE,
        "content_type": written.content_type,
        "width_px": written.width_px,
        "height_px": written.height_px,
        "measured": {"frames": written.frames} if written.frames > 1 else {},
        "thumbs": [str(side) for side in THUMBS_PX],
    }


if __name__ == "__main__":
    serve(decode)
