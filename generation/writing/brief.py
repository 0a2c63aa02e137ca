"""The words the person wants said besides."""

import re

from generation.writing.reading import is_chinese, tidy

LONGEST = 400  # characters; a longer one is a text of its own


def sentence(brief: str, *, language: str) -> str:
    """Return the brief as a sentence of its own, or nothing when it is in the other language."""
    text = tidy(brief)
    if not text or len(text) > LONGEST or not re.search(r"\w", text):
        return ""
    chinese = is_chinese(text)
    if chinese != (language != "en") or (not chinese and not re.search(r"[A-Za-z]{2}", text)):
        return ""
    text = text.rstrip(" ,;:，；：、")
    text = text[:1].upper() + text[1:]
    if text[-1] in ".!?。！？…":
        return text
    return f"{text}{'。' if chinese else '.'}"
