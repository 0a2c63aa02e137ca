"""What no line of a log may hold. Plain Python: Caddy's configuration is written before packages are."""

import re

# The end of an invitation's link is a way in; it may stand in a `next=` as well, written with %2F.
TOKEN = re.compile(r"""(?i)(/|%2F)join(/|%2F)[^?#&"'<>\\\s]+""")
LEFT_OUT = "/join/…"
