"""Lengths of time as players show them."""


def clock(seconds: float) -> str:
    """Return "0:24"; halves are rounded up, as the studio's script does."""
    whole = max(0, int(seconds + 0.5))
    return f"{whole // 60}:{whole % 60:02}"
