"""Imports and wakes the decoders of pictures, for the nursery: its children have them at once."""

import io

from PIL import Image

from assets.decoding import picture


def wake() -> None:
    """Use each codec once: libraries look at the processor when they are first asked."""
    picture.prepare()
    Image.init()
    drawn = Image.new("RGB", (32, 32), "white")
    for kind in ("JPEG", "PNG", "WEBP", "GIF"):
        target = io.BytesIO()
        drawn.save(target, kind)
        with Image.open(target) as opened:
            opened.load()


wake()
