"""The words a font is shown by: the same for all readers, whatever language they read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """Some of them. size: how large they are set."""

    size: str
    language: str
    text: str


LINES = (
    Line("display", "en", "Aa Gg"),
    Line("display", "zh-Hans", "永国"),
    Line("large", "en", "The quick brown fox jumps over the lazy dog"),
    Line("large", "zh-Hans", "天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。"),
    Line("text", "en", "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz"),
    Line("text", "en", "0123456789 & ¥ € $ % ! ? ( ) “ ”"),
    Line("text", "zh-Hans", "春夏秋冬，东西南北。一二三四五六七八九十。容量 350 毫升，￥129.00。"),
)
LETTERS = frozenset("".join(line.text for line in LINES)) - {" "}


def without(lacking: str) -> list[Line]:
    """Return the lines a font without these letters can set, most of each being there."""
    lines = []
    for line in LINES:
        text = " ".join("".join(char for char in line.text if char not in lacking).split())
        if 2 * len(text) >= len(line.text):
            lines.append(Line(line.size, line.language, text))
    return lines
