"""Words and numbers as addresses and forms give them, fit for a database and for reckoning."""

MOST_DIGITS = 9


def words(text: str) -> str:
    """Return a text without NUL, which no database keeps."""
    return text.replace("\0", "")


def whole(text: str) -> int:
    """Return a whole number; 0 when it is none, or longer than any that means something here."""
    # Python itself refuses to read a number of some thousand digits.
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0
