"""Measures the cut-out against drawn truth: `uv run python -m bench.pixels [--side 800]`."""

import argparse
import time
from dataclasses import dataclass

import numpy as np

from generation.pixels.cutout import CutOutRefused, cut_out
from tests.unit.pixels import drawn

CLASSES = {
    "clean": drawn.CLEAN,
    "gradient": drawn.GRADIENT,
    "texture": drawn.TEXTURE,
    "busy": drawn.BUSY,
    "dark": drawn.DARK,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One photo: its overlap with the truth, or the reason of the refusal."""

    product: str
    kind: str
    overlap: float | None
    reason: str
    seconds: float
    figures: dict[str, float]


def measure(product: str, kind: str, *, side: int, seed: int) -> Outcome:
    """Cut one drawn photo."""
    truth = drawn.photo(product, kind, side=side, seed=seed)
    began = time.process_time()
    try:
        cut = cut_out(truth.rgb)
    except CutOutRefused as refused:
        spent = time.process_time() - began
        return Outcome(product, kind, None, refused.reason, spent, refused.figures)
    spent = time.process_time() - began
    mine, real = cut.rgba[..., 3] > 127, truth.alpha > 0.5
    overlap = float((mine & real).sum() / (mine | real).sum())
    return Outcome(product, kind, overlap, "", spent, cut.figures)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--side", type=int, default=800)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", action="store_true", help="print every photo")
    options = parser.parse_args()
    products = [*drawn.PRODUCTS, "glass"]
    for name, kinds in CLASSES.items():
        outcomes = [
            measure(product, kind, side=options.side, seed=options.seed + index)
            for index, kind in enumerate(kinds)
            for product in products
        ]
        if options.each:
            for one in outcomes:
                score = f"{one.overlap:.3f}" if one.overlap is not None else one.reason
                notes = " ".join(f"{key}={value:.2f}" for key, value in one.figures.items())
                print(f"  {one.kind:11}{one.product:11}{score:16}{notes}")
        opaque = [one for one in outcomes if one.product != "glass"]
        good = [one.overlap for one in opaque if one.overlap is not None]
        glass = sum(one.overlap is not None for one in outcomes if one.product == "glass")
        share = float(np.mean([overlap >= 0.9 for overlap in good])) if good else 1.0
        print(
            f"{name:9} accepted {len(good):2}/{len(opaque):2}  IoU>=.90 {share:4.0%}  "
            f"mean {np.mean(good) if good else 0:.3f}  min {min(good, default=0):.3f}  "
            f"glass accepted {glass}  cpu {np.mean([one.seconds for one in outcomes]):.2f} s"
        )


if __name__ == "__main__":
    main()
