"""What no line of a log may hold. Plain Python: Caddy's configuration is written before packages are."""

from audit.masking import LEFT_OUT, TOKEN

__all__ = ["LEFT_OUT", "LEFT_OUT_IN_GO", "TOKEN"]

# As Caddy writes it.
LEFT_OUT_IN_GO = "${1}…"
