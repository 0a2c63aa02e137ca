"""Answers one request about pictures; runs in a child process of its own.

`compose`: photo, cutout (or null), style, width_px, height_px, hint (or null), seed, out,
cutout_out (or null). `previews`: photo, hint (or null), styles, size_px, folder, cutout_out.
Paths may be relative to the working folder. Answers hold `ok`, and `code` where it is false.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from generation.pixels import photo
from generation.pixels.arrays import Cut, Picture
from generation.pixels.compose import compose, reduce
from generation.pixels.cutout import CutOut, CutOutRefused, cut_out, keep_alpha
from generation.pixels.framed import frame
from generation.pixels.looks import LOOKS
from generation.providers.base import Box

SMALLEST_PX, LARGEST_PX = 256, 4000
WIDEST = 16 / 9 + 0.01
PREVIEW_NAME = "preview.webp"

Answer = dict[str, Any]
Tell = Callable[[Answer], None]


class Refused(Exception):
    """The request is answered with this code and nothing is made."""

    def __init__(self, code: str, figures: dict[str, float] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.figures = figures or {}


def answer(request: Answer, tell: Tell) -> Answer:
    """Do what the request's `command` asks and return the answer; events go to `tell`."""
    try:
        return _dispatch(request, tell)
    except Refused as refused:
        return {"ok": False, "code": refused.code, "figures": refused.figures}
    except CutOutRefused as refused:
        code = f"image.cutout_refused.{refused.reason}"
        return {"ok": False, "code": code, "figures": refused.figures}
    except photo.Unreadable:
        return {"ok": False, "code": "image.photo_unreadable", "figures": {}}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        code = "image.request_invalid"
        return {
            "ok": False,
            "code": code,
            "figures": {},
            "detail": f"{type(error).__name__}: {error}",
        }


def _dispatch(request: Answer, tell: Tell) -> Answer:
    match request.get("command"):
        case "compose":
            return _compose(request, tell)
        case "previews":
            return _previews(request)
        case _:
            raise Refused("image.request_invalid")


def _compose(request: Answer, tell: Tell) -> Answer:
    look = LOOKS.get(request["style"])
    if look is None:
        raise Refused("image.style_unknown")
    size = _size(request["width_px"], request["height_px"])
    hint, seed = _box(request.get("hint")), int(request.get("seed", 0))
    tell({"stage": "cut_out", "percent": 5, "preview": None})
    made, figures = False, {}
    if look.needs_cutout:
        cut, made = _cut(request, hint)
        figures = cut.figures
        tell({"stage": "cut_out", "percent": 35, "preview": None})

        def note(stage: str, percent: int, preview: Picture | None) -> None:
            if preview is not None:
                photo.write_webp(Path(PREVIEW_NAME), preview, quality=60)
            name = PREVIEW_NAME if preview is not None else None
            tell({"stage": stage, "percent": percent, "preview": name})

        picture = compose(cut.rgba, look, size, seed=seed, note=note)
    else:
        picture = frame(_flat(photo.read(Path(request["photo"]))), size, seed=seed)
    tell({"stage": "sharpen", "percent": 92, "preview": None})
    photo.write_jpeg(Path(request["out"]), picture)
    return {
        "ok": True,
        "width": size[0],
        "height": size[1],
        "figures": figures,
        "cutout_made": made,
    }


def _previews(request: Answer) -> Answer:
    styles, side = list(request["styles"]), int(request.get("size_px", 480))
    if unknown := [style for style in styles if style not in LOOKS]:
        raise Refused("image.style_unknown", {str(name): 1.0 for name in unknown})
    size, folder = _size(side, side), Path(request["folder"])
    rgba = photo.read(Path(request["photo"]))
    files: dict[str, str] = {}
    figures: dict[str, float] = {}
    refusal = None
    cut: CutOut | None = None
    try:
        cut = _cut_from(rgba, _box(request.get("hint")))
        figures = cut.figures
        _keep(request.get("cutout_out"), cut.rgba)
        cut = CutOut(reduce(cut.rgba, 2 * side), figures)
    except CutOutRefused as refused:
        refusal, figures = f"image.cutout_refused.{refused.reason}", refused.figures
    for style in styles:
        look = LOOKS[style]
        if not look.needs_cutout:
            picture = frame(_flat(rgba), size, seed=int(request.get("seed", 0)))
        elif cut is not None:
            picture = compose(cut.rgba, look, size, seed=int(request.get("seed", 0)))
        else:
            continue
        files[style] = f"{style}.webp"
        photo.write_webp(folder / files[style], picture)
    if refusal:
        return {"ok": False, "code": refusal, "figures": figures, "files": files}
    return {"ok": True, "files": files, "figures": figures, "cutout_made": True}


def _cut(request: Answer, hint: Box | None) -> tuple[CutOut, bool]:
    """Return the cut-out that was kept, or a new one, and whether it is new."""
    if kept := request.get("cutout"):
        return CutOut(photo.read(Path(kept)), {}), False
    cut = _cut_from(photo.read(Path(request["photo"])), hint)
    _keep(request.get("cutout_out"), cut.rgba)
    return cut, True


def _cut_from(rgba: Cut, hint: Box | None) -> CutOut:
    return keep_alpha(rgba) or cut_out(_flat(rgba), hint=hint)


def _keep(path: str | None, cut: Cut) -> None:
    if path:
        photo.write_cut(Path(path), cut)


def _flat(rgba: Cut) -> Picture:
    """Lay what is half clear on white, as every viewer of a photo does."""
    if (rgba[..., 3] == 255).all():
        return np.ascontiguousarray(rgba[..., :3])
    cover = rgba[..., 3:].astype(np.float32) / 255
    return np.rint(rgba[..., :3] * cover + 255 * (1 - cover)).astype(np.uint8)


def _size(width: int, height: int) -> tuple[int, int]:
    sides = (int(width), int(height))
    if not all(SMALLEST_PX <= side <= LARGEST_PX for side in sides):
        raise Refused("image.size_unsupported")
    if max(sides) > WIDEST * min(sides):
        raise Refused("image.size_unsupported")
    return sides


def _box(hint: dict[str, float] | None) -> Box | None:
    if hint is None:
        return None
    box = Box(*(float(hint[side]) for side in ("left", "top", "width", "height")))
    whole = 0 <= box.left <= 1 and 0 <= box.top <= 1 and 0 < box.width <= 1 and 0 < box.height <= 1
    if not whole:
        raise Refused("image.hint_invalid")
    return box
