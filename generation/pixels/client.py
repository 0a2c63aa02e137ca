"""Asks the picture worker from a process that decodes nothing itself.

The launcher of limited child processes is handed in: this module starts no process.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from generation.providers.base import Box, ImageRequest

MODULE = "generation.pixels"


class RunChild(Protocol):
    """Runs `python -m module` on a request in a folder and returns its answer.

    It is handed no limits: whoever builds the provider binds them (see `MEMORY_MIB`).
    """

    def __call__(
        self,
        module: str,
        request: dict[str, Any],
        *,
        folder: Path,
        on_event: Callable[[dict[str, Any]], None] | None = None,
    ) -> dict[str, Any]: ...


MEMORY_MIB, CPU_SECONDS, WALL_SECONDS = (
    2048,
    40,
    120,
)  # a 4000 px picture needs about half


@dataclass(frozen=True, slots=True)
class Previews:
    """Small pictures of a photo in several looks (WebP bytes by style).

    refusal: the code of a refused cut-out; then only looks that need none are there.
    """

    pictures: dict[str, bytes]
    cutout: bytes | None
    refusal: str | None
    figures: dict[str, float] = field(default_factory=dict)


def compose(
    run: RunChild,
    request: ImageRequest,
    *,
    on_event: Callable[[dict[str, Any], bytes | None], None],
) -> tuple[dict[str, Any], bytes | None, bytes | None]:
    """Make one picture; return the worker's answer, the JPEG and a new cut-out (PNG) if any.

    on_event: hears each event with the preview's bytes; what it raises stops the child.
    """
    with TemporaryDirectory(prefix="pixels-") as name:
        folder = Path(name)
        document = _document("compose", request.photo, request.hint, folder)
        if request.cutout is not None:
            (folder / "kept.png").write_bytes(request.cutout)
            document["cutout"] = "kept.png"
        document |= {
            "style": request.style,
            "width_px": request.width_px,
            "height_px": request.height_px,
            "seed": request.seed,
            "out": "out.jpg",
        }

        def hear(event: dict[str, Any]) -> None:
            shown = event.get("preview")
            on_event(event, _read(folder / shown) if shown else None)

        result = run(MODULE, document, folder=folder, on_event=hear)
        return result, _read(folder / "out.jpg"), _read(folder / "cutout.png")


def previews(
    run: RunChild,
    photo: bytes,
    *,
    styles: list[str],
    hint: Box | None = None,
    size_px: int = 480,
) -> Previews:
    """Make small pictures of a photo in every style of `styles`, from one cut-out.

    Raises:
        ValueError: the worker could not read the request or the photo; the message is its code.
        Whatever `run` raises when the child ends without an answer.
    """
    with TemporaryDirectory(prefix="pixels-") as name:
        folder = Path(name)
        document = _document("previews", photo, hint, folder)
        document |= {"styles": styles, "size_px": size_px, "folder": "."}
        result = run(MODULE, document, folder=folder)
        code = result.get("code")
        if "files" not in result:
            raise ValueError(code)
        pictures = {style: (folder / file).read_bytes() for style, file in result["files"].items()}
        return Previews(pictures, _read(folder / "cutout.png"), code, result["figures"])


def _document(command: str, photo: bytes, hint: Box | None, folder: Path) -> dict[str, Any]:
    (folder / "photo").write_bytes(photo)
    return {
        "command": command,
        "photo": "photo",
        "hint": asdict(hint) if hint else None,
        "cutout_out": "cutout.png",
    }


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
