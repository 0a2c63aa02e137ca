"""Lists of words, written as people read them."""


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())
