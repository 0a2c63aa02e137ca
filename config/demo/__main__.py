"""`python -m config.demo FOLDER`: write all demo photos and one sheet that shows them together."""

import sys
from pathlib import Path

from PIL import Image

from config.demo import lens
from config.demo.draw import PRODUCTS, draw_photo, variants_of

_THUMBNAIL_PX = 480


def main(arguments: list[str]) -> int:
    """Write the photos into the folder named by the only argument; its size may follow."""
    if len(arguments) not in {1, 2}:
        sys.stderr.write("Usage: python -m config.demo FOLDER [SIZE_PX]\n")
        return 2
    folder = Path(arguments[0])
    size_px = int(arguments[1]) if len(arguments) > 1 else 1600
    folder.mkdir(parents=True, exist_ok=True)
    columns = max(variants_of(product) for product in PRODUCTS)
    across, down = columns * 2, -(-len(PRODUCTS) // 2)
    sheet = Image.new("RGB", (across * _THUMBNAIL_PX, down * _THUMBNAIL_PX), "white")
    for number, product in enumerate(PRODUCTS):
        for variant in range(variants_of(product)):
            photo = draw_photo(product, variant=variant, size_px=size_px)
            path = folder / f"{product.sku.lower()}-{variant + 1}.jpg"
            path.write_bytes(lens.jpeg(photo))
            sys.stdout.write(f"{path}\n")
            small = photo.resize((_THUMBNAIL_PX, _THUMBNAIL_PX), Image.Resampling.LANCZOS)
            column = number % 2 * columns + variant
            sheet.paste(small, (column * _THUMBNAIL_PX, number // 2 * _THUMBNAIL_PX))
    sheet.save(folder / "contact-sheet.jpg", "JPEG", quality=90)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
