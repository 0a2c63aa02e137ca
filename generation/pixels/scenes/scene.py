"""What a scene hands to the composition."""

from dataclasses import dataclass

from generation.pixels.arrays import Light, Plane


@dataclass(frozen=True, slots=True)
class Scene:
    """A painted background in linear light.

    receives: how much of a shadow each pixel shows, 0 to 1; None means all of it.
    """

    sheet: Light
    receives: Plane | None = None
