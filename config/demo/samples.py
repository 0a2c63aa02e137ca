"""Sample pictures of finished looks, for the page where people sign in."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from config.demo import looks, render, stage
from config.demo.camera import Camera
from config.demo.catalogue import (
    BOTTLE,
    HEADPHONES,
    JAR,
    LAMP,
    MUG,
    SATCHEL,
    DemoProduct,
)
from config.demo.draw import solid_of
from config.demo.light import Studio
from config.demo.products import lamp
from config.demo.shapes import Array
from config.demo.solid import Solid, linear

SAMPLE_PX = 480
_DRAWN_PX = 2 * SAMPLE_PX
_WEBP_QUALITY = 84


@dataclass(frozen=True, kw_only=True)
class _Sample:
    name: str
    product: DemoProduct
    look: Callable[[looks.Place], Array]
    floor: str  # what the product stands on, for what it mirrors
    span: float
    target: tuple[float, float, float]
    yaw: float = 0.0
    pitch: float = 9.0
    studio: Studio
    shadow: float = 1.0
    make: Callable[..., Solid] | None = None  # when not the product as it is photographed


_SAMPLES = (
    _Sample(
        name="mug-morning-window",
        product=MUG,
        look=looks.window,
        floor="#d9b283",
        span=2.15,
        target=(0.14, 0.64, 0),
        pitch=11,
        studio=Studio(side=-1, warmth=0.8),
        shadow=1.25,
    ),
    _Sample(
        name="jar-sage-podium",
        product=JAR,
        look=looks.podium,
        floor="#dfe7d7",
        span=1.95,
        target=(0, 0.47, 0),
        pitch=10,
        studio=Studio(side=-1),
        shadow=1.1,
    ),
    _Sample(
        name="bottle-clear-sky",
        product=BOTTLE,
        look=looks.sky,
        floor="#d3e6f3",
        span=1.42,
        target=(0, 0.52, 0),
        yaw=12,
        pitch=7,
        studio=Studio(side=1, key=0.92),
    ),
    _Sample(
        name="satchel-sandstone",
        product=SATCHEL,
        look=looks.stone,
        floor="#d8cdbd",
        span=1.55,
        target=(0, 0.54, 0),
        yaw=-22,
        pitch=9,
        studio=Studio(side=-1, warmth=0.4),
        shadow=1.2,
    ),
    _Sample(
        name="headphones-blush-arch",
        product=HEADPHONES,
        look=looks.arch,
        floor="#ecc3bd",
        span=1.6,
        target=(0, 0.55, 0),
        yaw=26,
        pitch=8,
        studio=Studio(side=-1),
    ),
    _Sample(
        name="lamp-midnight",
        product=LAMP,
        look=looks.night,
        floor="#15161a",
        span=1.5,
        target=(0, 0.52, 0),
        pitch=6,
        studio=Studio(side=-1, key=0.5, fill=0.08, sky=0.12, dark=1.0, warmth=0.6),
        shadow=1.3,
        make=partial(lamp.solid, glow=0.62),
    ),
    _Sample(
        name="bottle-new-year",
        product=BOTTLE,
        look=looks.festive,
        floor="#8a1a1c",
        span=1.5,
        target=(0, 0.54, 0),
        yaw=-14,
        pitch=6,
        studio=Studio(side=-1, key=0.8, sky=0.26, warmth=0.7, dark=0.4),
        shadow=1.5,
    ),
    _Sample(
        name="mug-blush-arch",
        product=MUG,
        look=looks.arch,
        floor="#ecc3bd",
        span=2.2,
        target=(0.14, 0.66, 0),
        yaw=-14,
        pitch=11,
        studio=Studio(side=-1),
        shadow=1.1,
    ),
)


def static_samples(folder: Path) -> tuple[Path, ...]:
    """Write the sample pictures into `folder` as square WebP files of `SAMPLE_PX`.

    Writing twice gives the same bytes, so a set-up may run again.

    Returns: the paths, in the order they are best shown.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for sample in _SAMPLES:
        path = folder / f"{sample.name}.webp"
        _picture(sample).save(path, "WEBP", quality=_WEBP_QUALITY, method=6)
        paths.append(path)
    return tuple(paths)


def _picture(sample: _Sample) -> Image.Image:
    camera = Camera(
        size_px=_DRAWN_PX,
        span=sample.span,
        target=sample.target,
        yaw=sample.yaw,
        pitch=sample.pitch,
    )
    studio = Studio(**{**vars(sample.studio), "floor": linear(sample.floor)})
    solid = sample.make(seed=1) if sample.make else solid_of(sample.product)
    drawing = render.draw(solid, camera=camera, studio=studio)
    scenery = sample.look(looks.place(camera))
    screen = stage.lay(drawing, scenery, shadow=sample.shadow)
    noise = np.random.default_rng(7).standard_normal(screen.shape[:2], np.float32)
    pixels = np.clip(screen + noise[:, :, None] * np.float32(0.006), 0, 1) * 255 + 0.5
    whole = Image.fromarray(pixels.astype(np.uint8))
    return whole.resize((SAMPLE_PX, SAMPLE_PX), Image.Resampling.LANCZOS)
