"""The looks a picture can be made in, as data: safe to import where no picture is ever decoded."""

from dataclasses import dataclass, field

PLAIN = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Lamp:
    """The light of a scene. side: -1 from the left, 1 from the right. tint: its colour, max 1.

    strength: how much of side and tint the product takes on. gain: exposure of the product.
    wrap: how much of the scene's light creeps over the product's edge. rim: a bright edge.
    """

    side: float = -0.4
    tint: tuple[float, float, float] = PLAIN
    strength: float = 0.0
    gain: float = 1.0
    wrap: float = 0.0
    rim: float = 0.0


@dataclass(frozen=True, slots=True)
class Shade:
    """The shadow of a product. contact, mid, cast: how much light each layer takes, 0 to 1.

    tint: the colour that is left in full shadow. reach: how far the cast runs, in product
    heights; its direction is away from the lamp. softness: scales every blur.
    """

    contact: float = 0.0
    mid: float = 0.0
    cast: float = 0.0
    tint: tuple[float, float, float] = (0.10, 0.09, 0.08)
    reach: float = 0.0
    softness: float = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where the product stands: shares of the frame it may fill, and its base in a square one."""

    height: float = 0.62
    width: float = 0.68
    base: float = 0.845
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """One way to show a product. `name` is an English message id, translated where it is shown."""

    key: str
    group: str
    name: str
    lamp: Lamp = field(default_factory=Lamp)
    shade: Shade = field(default_factory=Shade)
    place: Place = field(default_factory=Place)
    reflection: float = 0.0
    vignette: float = 0.0
    needs_cutout: bool = True


CLEAN, LIFESTYLE, SEASONAL = "clean", "lifestyle", "seasonal"

_ALL = (
    Look(
        "morning-window",
        LIFESTYLE,
        "Morning window",
        Lamp(side=-0.8, tint=(1.0, 0.9, 0.74), strength=0.5, gain=1.02, wrap=0.25),
        Shade(
            contact=0.82,
            mid=0.55,
            cast=0.62,
            tint=(0.20, 0.10, 0.045),
            reach=0.62,
            softness=0.9,
        ),
        vignette=0.14,
    ),
    Look(
        "blush-arch",
        LIFESTYLE,
        "Blush arch",
        Lamp(side=-0.3, tint=(1.0, 0.94, 0.92), strength=0.35, wrap=0.22),
        Shade(
            contact=0.75,
            mid=0.55,
            cast=0.28,
            tint=(0.34, 0.15, 0.13),
            reach=0.18,
            softness=1.5,
        ),
        vignette=0.08,
    ),
    Look(
        "kitchen",
        LIFESTYLE,
        "Kitchen",
        Lamp(side=0.7, tint=(1.0, 0.97, 0.92), strength=0.4, wrap=0.2),
        Shade(contact=0.82, mid=0.58, cast=0.45, tint=(0.08, 0.04, 0.02), reach=0.4),
        reflection=0.07,
        vignette=0.12,
    ),
    Look(
        "sage-podium",
        LIFESTYLE,
        "Sage podium",
        Lamp(side=-0.4, tint=(0.98, 1.0, 0.94), strength=0.3, wrap=0.2),
        Shade(
            contact=0.78,
            mid=0.55,
            cast=0.3,
            tint=(0.10, 0.15, 0.07),
            reach=0.16,
            softness=1.2,
        ),
        Place(height=0.57, width=0.6, base=0.79),
        vignette=0.08,
    ),
    Look(
        "sandstone",
        LIFESTYLE,
        "Sandstone",
        Lamp(side=0.85, tint=(1.0, 0.94, 0.85), strength=0.45, wrap=0.18),
        Shade(
            contact=0.82,
            mid=0.45,
            cast=0.66,
            tint=(0.16, 0.12, 0.085),
            reach=0.62,
            softness=0.55,
        ),
        Place(height=0.58, width=0.62, base=0.81),
        vignette=0.1,
    ),
    Look(
        "pure-white",
        CLEAN,
        "Pure white",
        place=Place(height=0.87, width=0.87, centred=True),
    ),
    Look(
        "soft-grey",
        CLEAN,
        "Soft grey",
        Lamp(side=-0.3, wrap=0.12),
        Shade(
            contact=0.75,
            mid=0.5,
            cast=0.22,
            tint=(0.12, 0.13, 0.14),
            reach=0.2,
            softness=1.4,
        ),
        reflection=0.1,
        vignette=0.1,
    ),
    Look(
        "palette",
        CLEAN,
        "Own colours",
        Lamp(side=0.4, wrap=0.2),
        Shade(
            contact=0.78,
            mid=0.5,
            cast=0.45,
            tint=(0.12, 0.11, 0.11),
            reach=0.4,
            softness=0.8,
        ),
        vignette=0.06,
    ),
    Look(
        "sky",
        LIFESTYLE,
        "Sky",
        Lamp(side=-0.3, tint=(0.95, 0.98, 1.0), strength=0.3, gain=1.02, wrap=0.3),
        Shade(
            contact=0.62,
            mid=0.42,
            cast=0.15,
            tint=(0.16, 0.27, 0.40),
            reach=0.2,
            softness=1.4,
        ),
        reflection=0.2,
    ),
    Look(
        "new-year-red",
        SEASONAL,
        "New Year red",
        Lamp(
            side=-0.2,
            tint=(1.0, 0.88, 0.74),
            strength=0.4,
            gain=0.97,
            wrap=0.35,
            rim=0.12,
        ),
        Shade(contact=0.85, mid=0.55, cast=0.12, tint=(0.10, 0.008, 0.008), reach=0.15),
        reflection=0.18,
        vignette=0.25,
    ),
    Look(
        "midnight",
        CLEAN,
        "Midnight",
        Lamp(
            side=0.35,
            tint=(0.93, 0.96, 1.0),
            strength=0.5,
            gain=0.93,
            wrap=0.45,
            rim=0.22,
        ),
        Shade(contact=0.9, mid=0.6, cast=0.0, tint=(0.01, 0.01, 0.012)),
        reflection=0.32,
        vignette=0.3,
    ),
    Look("framed", CLEAN, "Framed photo", needs_cutout=False),
)

LOOKS: dict[str, Look] = {look.key: look for look in _ALL}
