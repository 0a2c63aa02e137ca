"""Draws a solid: colour with clean edges, and the shadow it throws on the ground.

Surfaces are drawn at one ray per pixel; every pixel on an outline or on a seam between parts is
drawn again with a 2 x 2 set of rays, so edges are as smooth as a picture of twice the size.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from config.demo import light, occlusion, trace
from config.demo.camera import Camera
from config.demo.light import Studio
from config.demo.occlusion import Veil
from config.demo.shapes import Array
from config.demo.solid import Part, Solid

Mask = npt.NDArray[np.bool_]

_TETRAHEDRON = np.array([[1, -1, -1], [-1, -1, 1], [-1, 1, -1], [1, 1, 1]], np.float32)
_CORNERS = ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75))
_PIECE = 65536  # rays worked on together: more would not stay in the processor's cache
_GROUND_CELL = 4  # the ground's shadow is soft: a quarter of the resolution holds it


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A product without its ground; linear light, coverage 0..1, all `size_px` square."""

    colour: Array  # (size, size, 3), already multiplied by coverage
    coverage: Array  # (size, size)
    ground: Array  # (size, size), share of light that reaches the ground


@dataclass(frozen=True, kw_only=True)
class _Scene:
    solid: Solid
    camera: Camera
    studio: Studio
    known: trace.Starts
    key_way: Array  # toward the main lamp, in product space


@dataclass(frozen=True, kw_only=True)
class _Hits:
    """Where rays met the solid: only those that did, with the index of their ray."""

    index: npt.NDArray[np.intp]
    rays: Array
    points: Array
    normals: Array
    owner: npt.NDArray[np.intp]


def draw(solid: Solid, *, camera: Camera, studio: Studio) -> Drawing:
    """Draw a solid that stands on the plane y = 0."""
    scene = _Scene(
        solid=solid,
        camera=camera,
        studio=studio,
        known=trace.starts(solid, camera),
        key_way=_unturned(camera, studio.key_way),
    )
    size = camera.size_px
    veils = _veils(scene)
    row, column = np.nonzero(_reachable(scene))
    colour = np.zeros((size, size, 3), np.float32)
    coverage = np.zeros((size, size), np.float32)
    owner = np.full((size, size), -1, np.int16)
    colour[row, column], owner[row, column] = _sample(scene, veils, column + 0.5, row + 0.5)
    coverage[owner >= 0] = 1
    row, column = np.nonzero(_seams(owner))
    fine = [_sample(scene, veils, column + right, row + down) for right, down in _CORNERS]
    colour[row, column] = np.mean([part[0] for part in fine], axis=0)
    coverage[row, column] = np.mean([part[1] >= 0 for part in fine], axis=0)
    ground = occlusion.ground_light(solid, camera, scene.key_way, cell=_GROUND_CELL)
    whole = cv2.resize(
        ground, None, fx=_GROUND_CELL, fy=_GROUND_CELL, interpolation=cv2.INTER_CUBIC
    )
    return Drawing(
        colour=colour,
        coverage=coverage,
        ground=np.asarray(whole, np.float32)[:size, :size],
    )


def _unturned(camera: Camera, way: Array) -> Array:
    yaw = np.radians(camera.yaw)
    cosine, sine = np.cos(yaw), np.sin(yaw)
    turned = (way[0] * cosine + way[2] * sine, way[1], way[2] * cosine - way[0] * sine)
    return np.asarray(turned, np.float32)


def _reachable(scene: _Scene) -> Mask:
    size, step = scene.camera.size_px, scene.known.step
    cells = np.isfinite(scene.known.reach)
    return np.asarray(cells.repeat(step, axis=0).repeat(step, axis=1)[:size, :size])


def _seams(owner: npt.NDArray[np.int16]) -> Mask:
    box = np.ones((3, 3), np.uint8)
    return np.asarray(cv2.dilate(owner, box) != cv2.erode(owner, box))


def _meet(scene: _Scene, column: npt.NDArray[np.floating], row: npt.NDArray[np.floating]) -> _Hits:
    column, row = column.astype(np.float32), row.astype(np.float32)
    way = trace.hits(scene.solid, scene.camera, column=column, row=row, known=scene.known)
    index = np.flatnonzero(np.isfinite(way))
    rays = scene.camera.rays(column[index], row[index])
    points = scene.camera.origin()[:, None] + rays * way[index]
    owner = scene.solid.owners(points)
    normals = np.empty_like(points)
    for number, part in enumerate(scene.solid.parts):
        mine = np.flatnonzero(owner == number)
        normals[:, mine] = _normals(part, points[:, mine], scene.camera)
    return _Hits(index=index, rays=rays, points=points, normals=normals, owner=owner)


def _normals(part: Part, points: Array, camera: Camera) -> Array:
    # Wider than a pixel, so that creases are as round as the picture can show.
    reach = np.float32(max(1.2 * camera.pixel * camera.distance, 0.0012))
    normals = np.zeros_like(points)
    for corner in _TETRAHEDRON:
        normals += corner[:, None] * part.distance(points + corner[:, None] * reach)
    return np.asarray(normals / (np.sqrt((normals * normals).sum(axis=0)) + 1e-9), np.float32)


def _sample(
    scene: _Scene,
    veils: tuple[Veil, ...],
    column: npt.NDArray[np.floating],
    row: npt.NDArray[np.floating],
) -> tuple[Array, npt.NDArray[np.int16]]:
    """Shade single rays: colour (n, 3), black where nothing is met, and the part met or -1."""
    begins = range(0, max(column.size, 1), _PIECE)
    with ThreadPoolExecutor(max_workers=2) as pool:  # numpy lets go of the interpreter meanwhile
        pieces = list(
            pool.map(
                lambda at: _sample_piece(
                    scene, veils, column[at : at + _PIECE], row[at : at + _PIECE]
                ),
                begins,
            )
        )
    return np.concatenate([piece[0] for piece in pieces]), np.concatenate(
        [piece[1] for piece in pieces]
    )


def _sample_piece(
    scene: _Scene,
    veils: tuple[Veil, ...],
    column: npt.NDArray[np.floating],
    row: npt.NDArray[np.floating],
) -> tuple[Array, npt.NDArray[np.int16]]:
    hits = _meet(scene, column, row)
    colour = np.zeros((column.size, 3), np.float32)
    owner = np.full(column.size, -1, np.int16)
    if hits.index.size == 0:
        return colour, owner
    owner[hits.index] = hits.owner
    for number, part in enumerate(scene.solid.parts):
        mine = np.flatnonzero(hits.owner == number)
        if mine.size == 0:
            continue
        points, normals = hits.points[:, mine], hits.normals[:, mine]
        finish = part.finish(points, normals)
        lamp, room = veils[number].at(column[hits.index[mine]], row[hits.index[mine]])
        shown = normals if finish.normal is None else finish.normal
        colour[hits.index[mine]] = light.shade(
            scene.studio,
            finish,
            normals=scene.camera.studio(shown),
            rays=scene.camera.studio(hits.rays[:, mine]),
            shadow=lamp,
            open_sky=room,
        ).T
    return colour, owner


def _veils(scene: _Scene) -> tuple[Veil, ...]:
    """Find lamp and room light on a coarser grid; both are soft enough for it.

    Each part has a veil of its own: where a bright rim stands before a dark gap, one for all would
    smear the two.
    """
    cell = 2 if scene.camera.size_px <= 1000 else 4
    count = -(-scene.camera.size_px // cell)
    centre = (np.arange(count, dtype=np.float32) + np.float32(0.5)) * np.float32(cell)
    column, row = (axis.ravel() for axis in np.meshgrid(centre, centre))
    hits = _meet(scene, column, row)
    lifted = hits.points + hits.normals * np.float32(0.012)
    lamp = occlusion.lamp_light(scene.solid, lifted, scene.key_way, reach=1.4)
    room = occlusion.room_light(scene.solid, hits.points, hits.normals)
    veils = []
    for number in range(len(scene.solid.parts)):
        mine = hits.owner == number
        known = np.zeros((3, column.size), np.float32)
        known[:, hits.index[mine]] = np.stack([np.ones_like(lamp), lamp, room])[:, mine]
        here, lit, seen = known.reshape(3, count, count)
        veils.append(
            Veil(
                cell=cell,
                lamp=occlusion.spread(lit, here, sigma=1.0),
                room=occlusion.spread(seen, here, sigma=0.8),
            )
        )
    return tuple(veils)
