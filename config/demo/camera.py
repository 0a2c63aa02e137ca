"""Where the camera stands, and which ray belongs to which pixel."""

from dataclasses import dataclass

import numpy as np

from config.demo.shapes import Array


@dataclass(frozen=True, kw_only=True)
class Camera:
    """A camera on a circle around the product; angles in degrees, lengths in product units.

    yaw turns the product to its left, pitch looks down on it, roll tilts the picture; `span` is
    the height of what is seen at the target, `size_px` the side of the square picture.
    """

    size_px: int
    span: float
    target: tuple[float, float, float]
    yaw: float = 0.0
    pitch: float = 10.0
    roll: float = 0.0
    distance: float = 6.5

    @property
    def pixel(self) -> float:
        """Give the width of one pixel at the target's distance, per unit of distance."""
        return self.span / self.size_px / self.distance

    def axes(self) -> tuple[Array, Array, Array]:
        """Give right, up and forward as unit vectors in product space."""
        yaw, pitch, roll = np.radians([self.yaw, self.pitch, self.roll])
        forward = np.array(
            [-np.sin(yaw) * np.cos(pitch), -np.sin(pitch), -np.cos(yaw) * np.cos(pitch)]
        )
        right = np.array([np.cos(yaw), 0, -np.sin(yaw)])
        up = np.cross(right, forward)
        tilt = np.array([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]])
        turned = (tilt @ np.stack([right, up])).astype(np.float32)
        return turned[0], turned[1], forward.astype(np.float32)

    def origin(self) -> Array:
        """Give the place of the lens in product space, shape (3,)."""
        target = np.asarray(self.target, np.float32)
        return target - self.axes()[2] * np.float32(self.distance)

    def rays(self, column: Array, row: Array) -> Array:
        """Give unit directions (3, n) through picture places, in pixels from the top left."""
        right, up, forward = self.axes()
        scale = np.float32(self.pixel)
        across = (column - np.float32(self.size_px / 2)) * scale
        above = (np.float32(self.size_px / 2) - row) * scale
        rays = forward[:, None] + right[:, None] * across + up[:, None] * above
        return np.asarray(rays / np.sqrt((rays * rays).sum(axis=0)), np.float32)

    def studio(self, vectors: Array) -> Array:
        """Turn vectors from product space to the studio, where the camera looks along -z."""
        yaw = np.radians(self.yaw)
        cosine, sine = np.float32(np.cos(yaw)), np.float32(np.sin(yaw))
        x, y, z = vectors
        return np.stack([x * cosine - z * sine, y, x * sine + z * cosine])
