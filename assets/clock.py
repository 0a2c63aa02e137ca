"""Lengths of time as players show them."""


def clock(seconds: float) -> str:
    """Return "0:24"; what is not whole is rounded."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02}"
