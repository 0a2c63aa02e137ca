"""What no line of a log may hold. Plain Python: Caddy's configuration is written before packages are."""

import re

# The end of a mail's link is a way in: to a workspace, to a new password, to an address that counts as
# proved, to what somebody is mailed. It may stand in a `next=` as well, written with %2F.
_SLASH = "(?:/|%2F)"
_LINKS = f"join|confirm-email|password{_SLASH}reset{_SLASH}key|notifications{_SLASH}no-more"
TOKEN = re.compile(rf"""(?i)({_SLASH}(?:{_LINKS}){_SLASH})[^?#&"'<>\\\s]+""")
LEFT_OUT = r"\1…"
# As Caddy writes it.
LEFT_OUT_IN_GO = "${1}…"
