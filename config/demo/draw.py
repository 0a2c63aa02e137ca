"""Draws photos of the demo products as a seller would take them, and samples of finished looks.

No picture is committed with the project: a fresh house draws its own at the first start.
"""

import zlib

import numpy as np
from PIL import Image

from config.demo import lens, render, stage
from config.demo.camera import Camera
from config.demo.catalogue import PRODUCTS, DemoFact, DemoProduct
from config.demo.light import Studio
from config.demo.shots import SITTINGS, STATES
from config.demo.solid import Solid, linear

__all__ = [
    "PRODUCTS",
    "DemoFact",
    "DemoProduct",
    "draw_photo",
    "solid_of",
    "variants_of",
]


def variants_of(product: DemoProduct) -> int:
    """Count the photos that can be taken of a product."""
    return len(SITTINGS[product.sku].shots)


def solid_of(product: DemoProduct, *, variant: int = 0, seed: int = 0) -> Solid:
    """Make the product itself; the same seed gives the same piece in every photo."""
    make = STATES.get((product.sku, variant), SITTINGS[product.sku].make)
    return make(seed=(zlib.crc32(product.sku.encode()) + seed) % 9973)


def draw_photo(
    product: DemoProduct, *, variant: int = 0, size_px: int = 1600, seed: int = 0
) -> Image.Image:
    """Take a square photo of a product on a plain light ground.

    variant: which of `variants_of(product)` camera positions.
    seed: another piece of the same product, held a little differently; equal seeds give equal
        pixels.

    Raises: IndexError: the product has no such variant.
    """
    shot = SITTINGS[product.sku].shots[variant]
    generator = np.random.default_rng([seed, variant, zlib.crc32(product.sku.encode())])
    yaw, pitch, roll, aside, above = generator.uniform(-1, 1, 5)
    x, y, z = shot.target
    camera = Camera(
        size_px=size_px,
        span=shot.span * (1 + 0.02 * generator.uniform(-1, 1)),
        target=(x + 0.02 * aside, y + 0.012 * above, z),
        yaw=shot.yaw + 2.0 * yaw,
        pitch=shot.pitch + 0.8 * pitch,
        roll=0.6 * roll,
    )
    studio = Studio(side=shot.side, floor=linear(stage.GROUNDS[shot.ground][0]), warmth=0.15)
    drawing = render.draw(
        solid_of(product, variant=variant, seed=seed), camera=camera, studio=studio
    )
    scenery = stage.ground(shot.ground, size_px=size_px, side=shot.side)
    return lens.expose(stage.lay(drawing, scenery), generator=generator)
