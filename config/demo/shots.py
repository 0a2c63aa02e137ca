"""Which product is drawn by which solid, and from where its photos are taken."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from config.demo.products import bottle, headphones, jar, lamp, mug, satchel
from config.demo.solid import Solid


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One camera position; angles in degrees, lengths in product units (most are 1 high)."""

    yaw: float
    pitch: float
    span: float
    target: tuple[float, float, float]
    ground: str
    side: float = -1.0  # where the main lamp stands: left -1, right 1


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """A product in front of the camera: how to make it, and the photos taken of it."""

    make: Callable[..., Solid]
    shots: tuple[Shot, ...]


SITTINGS: dict[str, Sitting] = {
    "NB-MUG-350": Sitting(
        make=mug.solid,
        shots=(
            Shot(yaw=0, pitch=13, span=1.75, target=(0.15, 0.47, 0), ground="sweep"),
            Shot(
                yaw=152,
                pitch=17,
                span=1.8,
                target=(0.1, 0.47, 0),
                ground="mist",
                side=1,
            ),
            Shot(
                yaw=-32,
                pitch=29,
                span=1.7,
                target=(0.13, 0.45, 0),
                ground="sweep",
                side=1,
            ),
        ),
    ),
    "NB-CRM-050": Sitting(
        make=jar.solid,
        shots=(
            Shot(yaw=0, pitch=15, span=1.55, target=(0, 0.45, 0), ground="blush"),
            Shot(yaw=-24, pitch=24, span=1.6, target=(0, 0.43, 0), ground="beige", side=1),
            Shot(yaw=16, pitch=19, span=1.5, target=(0, 0.45, 0), ground="paper"),
        ),
    ),
    "NB-BAG-014": Sitting(
        make=satchel.solid,
        shots=(
            Shot(yaw=0, pitch=8, span=1.42, target=(0, 0.5, 0), ground="paper"),
            Shot(yaw=-34, pitch=13, span=1.5, target=(0, 0.48, 0), ground="sweep", side=1),
            Shot(yaw=26, pitch=20, span=1.5, target=(0, 0.47, 0), ground="beige"),
        ),
    ),
    "NB-BTL-750": Sitting(
        make=bottle.solid,
        shots=(
            Shot(yaw=0, pitch=7, span=1.36, target=(0, 0.5, 0), ground="paper"),
            Shot(
                yaw=-30,
                pitch=15,
                span=1.42,
                target=(0, 0.49, 0),
                ground="beige",
                side=1,
            ),
            Shot(yaw=22, pitch=13, span=1.3, target=(0, 0.49, 0), ground="paper"),
        ),
    ),
    "NB-AUD-021": Sitting(
        make=headphones.solid,
        shots=(
            Shot(yaw=0, pitch=11, span=1.42, target=(0, 0.5, 0), ground="mist"),
            Shot(yaw=34, pitch=14, span=1.42, target=(0, 0.49, 0), ground="mist"),
            Shot(yaw=-58, pitch=10, span=1.4, target=(0, 0.5, 0), ground="mist", side=1),
        ),
    ),
    "NB-LMP-030": Sitting(
        make=lamp.solid,
        shots=(
            Shot(yaw=0, pitch=6, span=1.38, target=(0, 0.5, 0), ground="mist"),
            Shot(yaw=0, pitch=17, span=1.42, target=(0, 0.48, 0), ground="sweep", side=1),
        ),
    ),
}

# Some photos show the product in another state: an empty cup, a lamp that is off.
STATES: dict[tuple[str, int], Callable[..., Solid]] = {
    ("NB-MUG-350", 2): partial(mug.solid, full=False),
    ("NB-LMP-030", 1): partial(lamp.solid, glow=0.0),
}
