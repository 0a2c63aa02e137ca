"""Draws every look for several products: `uv run python -m bench.contact_sheet sheet.png`."""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from generation.pixels import photo
from generation.pixels.compose import compose
from generation.pixels.cutout import CutOutRefused, cut_out, keep_alpha
from generation.pixels.looks import LOOKS
from tests.unit.pixels import drawn

SAMPLES = ("mug", "jar", "bag", "bottle", "lamp", "headphones")


def main() -> None:
    """Write the sheet."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("photos", type=Path, nargs="*", help="photos; else drawn products")
    parser.add_argument("--size", default="400x400")
    parser.add_argument("--looks", default=",".join(k for k in LOOKS if LOOKS[k].needs_cutout))
    options = parser.parse_args()
    width, height = (int(part) for part in options.size.split("x"))
    rows = []
    for name, rgba in _photos(options.photos):
        try:
            cut = keep_alpha(rgba) or cut_out(rgba[..., :3])
        except CutOutRefused as refused:
            print(f"{name}: refused, {refused.reason}")
            continue
        keys = options.looks.split(",")
        rows.append(
            np.hstack([compose(cut.rgba, LOOKS[key], (width, height), seed=7) for key in keys])
        )
    Image.fromarray(np.vstack(rows)).save(options.out)


def _photos(paths: list[Path]) -> list[tuple[str, np.ndarray]]:
    if paths:
        return [(path.stem, photo.read(path)) for path in paths]
    grounds = ("off_white", "pastel", "warm_sweep", "white", "grey_sweep", "off_white")
    sheets = []
    for index, (name, kind) in enumerate(zip(SAMPLES, grounds, strict=True)):
        rgb = drawn.photo(name, kind, side=1200, seed=index, quality=92).rgb
        sheets.append((name, np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])))
    return sheets


if __name__ == "__main__":
    main()
