"""Writes deploy/Caddyfile: the rules of `make up` for the containers of docker-compose.yml.

`python -m config.stack.compose` after every change of `config/stack/caddyfile.py`; a test compares.
"""

import sys
from pathlib import Path

from config.stack.caddyfile import Origin, render
from config.stack.process import ROOT

CADDYFILE = ROOT / "deploy" / "Caddyfile"
# What differs between installations is read by Caddy from its own environment: `{$NAME:default}`.
ORIGIN = Origin(
    port=8000,
    web=8001,
    events=8002,
    s3="seaweedfs:8333",
    bucket="{$S3_BUCKET:ebusiness-assets}",
    static=Path("/srv/static"),
    # Which of the machine's addresses are published is Docker's business.
    addresses=("0.0.0.0",),  # noqa: S104  inside a container
    proxies=("{$FRONT_PROXY:127.0.0.1/32}",),
    # The bucket itself refuses what CORS_ALLOWED_ORIGINS does not name.
    has_cors=True,
    web_host="web",
    events_host="events",
)


def main() -> int:
    """Write the file and return the exit code."""
    CADDYFILE.parent.mkdir(exist_ok=True)
    CADDYFILE.write_text(render(ORIGIN))
    return 0


if __name__ == "__main__":
    sys.exit(main())
