"""What a picture may measure; and what becomes of it."""

MAX_LONG_PX = 12_000
MAX_MEGAPIXELS = 50
MIN_SHORT_PX = 16
# Of a picture that moves: frames, and what all of them have together.
MAX_FRAMES = 50
MAX_FRAMES_MEGAPIXELS = 100
CLEAN_LONG_PX = 4096
# Large to small: each is made of the one before it.
THUMBS_PX = (800, 320, 160)
# What a page of a shop or a blog shows.
WEB_PX = 1600
WEB_QUALITY = 82
