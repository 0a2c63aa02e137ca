"""How long texts may be where they go. The figures are the channels' own, checked in 2026."""

import re

TITLE_CHARACTERS = 75  # Amazon, titles from 2026-07-27; eBay (80) and Etsy (140) allow more
TITLE_BYTES = 60  # Taobao and Tmall, in GBK: 30 Chinese characters
BULLETS = (3, 5)  # Amazon, how many
BULLET_SHORTEST, BULLET_LONGEST = 10, 255  # Amazon, characters of one, head included
X_WEIGHT = 280  # X, by weight: Chinese characters and emoji count 2, an address 23
X_ADDRESS = 23  # X, any address
NOTE_TITLE = 20  # Xiaohongshu, counted carefully: every code point is one
NOTE_BODY = 1000  # Xiaohongshu
NOTE_TAGS = 10  # Xiaohongshu
CAPTION = 2200  # Instagram, tags included
CAPTION_TAGS = 5  # Instagram
ADDRESS = re.compile(r"https?://\S+")
# docs.x.com, "Counting characters": these ranges weigh 1, all others 2.
LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


def gbk_bytes(text: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in text)


def x_weight(text: str) -> int:
    addresses = len(ADDRESS.findall(text))
    rest = ADDRESS.sub("", text)
    return addresses * X_ADDRESS + sum(_weight(ord(sign)) for sign in rest)


def _weight(point: int) -> int:
    return 1 if any(low <= point <= high for low, high in LIGHT) else 2
