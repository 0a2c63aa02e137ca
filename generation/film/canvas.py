"""Pictures as planes of video, and what a camera sees of them, frame by frame.

A picture becomes planes once a scene; no frame goes through RGB.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.film.motion import View

Plane = NDArray[np.uint8]

# Rows give Y', Cb and Cr of BT.709 in TV range (16-235, 16-240) from B, G, R and 1.
TO_VIDEO = np.array(
    [
        [0.0722 * 219 / 255, 0.7152 * 219 / 255, 0.2126 * 219 / 255, 16.0],
        [0.5 * 224 / 255, -0.7152 / 1.8556 * 224 / 255, -0.2126 / 1.8556 * 224 / 255, 128.0],
        [-0.0722 / 1.5748 * 224 / 255, -0.7152 / 1.5748 * 224 / 255, 0.5 * 224 / 255, 128.0],
    ]
)


class PictureUnreadable(Exception):
    """The bytes are no picture that can be shown. The message is the file's name."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """A scene's picture as planes: full-size light, half-size colour."""

    light: Plane
    blue: Plane
    red: Plane

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels of the light plane."""
        return self.light.shape[1], self.light.shape[0]


def read(path: Path) -> Plane:
    """Return a picture as B, G, R; what is half clear lies on white.

    Raises:
        PictureUnreadable: the bytes are broken or no picture.
    """
    try:
        picture = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_UNCHANGED)
    except (cv2.error, OSError) as error:
        raise PictureUnreadable(path.name) from error
    if picture is None or min(picture.shape[:2]) < 2:
        raise PictureUnreadable(path.name)
    if picture.dtype == np.uint16:
        picture = (picture // 256).astype(np.uint8)
    if picture.dtype != np.uint8:
        raise PictureUnreadable(path.name)
    if picture.ndim == 2:
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), np.uint8)
    if picture.shape[2] == 4:
        cover = picture[..., 3:].astype(np.float32) / 255
        return np.asarray(np.rint(picture[..., :3] * cover + 255 * (1 - cover)), np.uint8)
    return np.asarray(picture, np.uint8)


def write_jpeg(path: Path, picture: Plane) -> None:
    """Write a picture (B, G, R) as a JPEG file."""
    _, content = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])
    path.write_bytes(content.tobytes())


def planes(picture: Plane) -> Canvas:
    """Turn a laid-out picture (B, G, R, even sides) into video planes."""
    light, blue, red = cv2.split(cv2.transform(picture, TO_VIDEO))
    half = picture.shape[1] // 2, picture.shape[0] // 2
    small = [cv2.resize(plane, half, interpolation=cv2.INTER_AREA) for plane in (blue, red)]
    return Canvas(np.asarray(light, np.uint8), *(np.asarray(plane, np.uint8) for plane in small))


class Frame:
    """One frame as an encoder reads it: the three planes of yuv420p behind one another."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        width, height = size
        count = width * height
        self.packed: Plane = np.zeros(count * 3 // 2, np.uint8)
        self.light = self.packed[:count].reshape(height, width)
        self.blue = self.packed[count : count * 5 // 4].reshape(height // 2, width // 2)
        self.red = self.packed[count * 5 // 4 :].reshape(height // 2, width // 2)

    def paint(self, canvas: Canvas, view: View) -> None:
        """Show what a camera sees of a canvas."""
        step, left, top = view.step, view.left, view.top
        _look(canvas.light, self.light, step, left + 0.5 * step - 0.5, top + 0.5 * step - 0.5)
        # Colour lies between two rows but upon the left of two columns, as H.264 has it.
        for source, target in ((canvas.blue, self.blue), (canvas.red, self.red)):
            _look(source, target, step, (left + 0.5 * step - 1) / 2, (top + step - 1) / 2)

    def mix(self, other: "Frame", *, share: float) -> None:
        """Let another frame shine through by a share from 0 to 1."""
        cv2.addWeighted(self.packed, 1 - share, other.packed, share, 0, dst=self.packed)

    def picture(self) -> Plane:
        """Return the frame as B, G, R."""
        full = [
            cv2.resize(plane, self.size, interpolation=cv2.INTER_LINEAR)
            for plane in (self.blue, self.red)
        ]
        video = cv2.merge([self.light, *full]).astype(np.float32)
        back = np.linalg.inv(TO_VIDEO[:, :3])
        inverse = np.hstack([back, -back @ TO_VIDEO[:, 3:]])
        return np.asarray(np.clip(np.rint(cv2.transform(video, inverse)), 0, 255), np.uint8)


def _look(source: Plane, target: Plane, step: float, left: float, top: float) -> None:
    """Fill a plane from another; left and top: where its first pixel's centre lies in the source."""
    height, width = target.shape
    if step == 1:  # eight times as fast as a warp, and as exact
        centre = (left + (width - 1) / 2, top + (height - 1) / 2)
        cv2.getRectSubPix(source, (width, height), centre, patch=target)
        return
    matrix = np.array([[step, 0, left], [0, step, top]])
    cv2.warpAffine(
        source,
        matrix,
        (width, height),
        dst=target,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
