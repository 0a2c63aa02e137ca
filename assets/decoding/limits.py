"""What a picture may measure; and what becomes of it."""

MAX_LONG_PX = 12_000
MAX_MEGAPIXELS = 50
MIN_SHORT_PX = 16
CLEAN_LONG_PX = 4096
THUMBS_PX = (800, 320)
