"""Writes Caddy's configuration: one origin in front of Django, the event streams and the bucket."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.redaction import LEFT_OUT_IN_GO, TOKEN

# Bodies up to here are taken in whole before Django sees them, so that a slow client holds none of
# its few threads. The plain form endpoint takes 25 MB.
BODY_LIMIT = "32MB"
# Django's manifest puts twelve hex digits of the content into a file's name.
HASHED_NAME = r"\.[0-9a-f]{12}\.[A-Za-z0-9.]+$"
BUCKET_POLICY = "sandbox; default-src 'none'"

# Without the sandbox a stored HTML or SVG file would run as a page of this site.
_TEMPLATE = """{{
	admin off
	auto_https off
	persist_config off
	# With an open stream it would otherwise never end.
	grace_period 5s
	servers {{
		protocols h1
		timeouts {{
			read_header 15s
			idle 2m
		}}{trusted}
	}}
	log {{
		level WARN
		# The end of a mail's link is a way in.
		format filter {{
			wrap json
			request>uri regexp {token} `{left_out}`
			request>headers>Referer regexp {token} `{left_out}`
		}}
	}}
}}

http://:{port} {{
	bind {bind}
	header -Server

	handle_path /static/* {{
		root * {static}
		@hashed path_regexp {hashed}
		header ?Cache-Control "no-cache"
		header @hashed Cache-Control "public, max-age=31536000, immutable"
		header X-Content-Type-Options nosniff
		encode zstd gzip
		file_server
	}}

	# Event streams are passed on as they come; Caddy sees their type and does not hold them back.
	# `flush_interval -1` would also keep a stream open to Django's side after its reader has left.
	@events path /events /events/*
	handle @events {{
		reverse_proxy {events_host}:{events} {{
			header_up -Cookie
			header_up -X-Real-IP
			header_up -Forwarded
		}}
	}}

	# Addresses signed for this origin reach the bucket with Host unchanged. No other rights travel:
	# whoever holds such an address may do what it says, and nothing else.
	@bucket path /{bucket} /{bucket}/*
	handle @bucket {{
		header {{
			Content-Security-Policy "{policy}"
			X-Content-Type-Options nosniff
			-Server
			defer
		}}
		@refused not method {methods}
		handle @refused {{
			header Allow "{allow}"
			respond 405
		}}
		handle {{
			reverse_proxy {s3} {{
				header_up Host {{hostport}}
				header_up -Cookie
				header_up -Authorization
				header_up -X-Amz-Security-Token
			}}
		}}
	}}

	# What the event process asks Django goes over loopback, never through here.
	@internal path /internal /internal/*
	handle @internal {{
		respond 404
	}}

	handle {{
		request_body {{
			max_size {limit}
		}}
		encode {{
			zstd
			gzip
			match {{
				header Content-Type text/*
				header Content-Type application/json*
				header Content-Type application/problem+json*
				header Content-Type application/javascript*
				header Content-Type image/svg+xml*
			}}
		}}
		reverse_proxy {web_host}:{web} {{
			request_buffers {limit}
			header_up -X-Real-IP
			header_up -Forwarded
			# While Django restarts, requests wait for it instead of failing.
			lb_try_duration 5s
			lb_try_interval 250ms
		}}
	}}

	handle_errors {{
		@api path /api/*
		header @api Content-Type application/problem+json
		header Content-Security-Policy "default-src 'none'"
		header X-Content-Type-Options nosniff
		header Cache-Control no-store
{errors}	}}
}}
"""


@dataclass(frozen=True, slots=True)
class Failure:
    """What Caddy itself answers with when Django cannot."""

    status: int
    code: str
    title: str
    help: str


FAILURES = (
    Failure(
        413,
        "request-too-large",
        "This is too large to be sent this way.",
        "A form takes up to 25 MB. Add larger files with the upload page, or with the presigned "
        "upload of the API.",
    ),
    Failure(
        502,
        "service-unavailable",
        "The site is not answering just now.",
        "It may be starting. Nothing was counted; try again in a few seconds.",
    ),
)


@dataclass(frozen=True, slots=True)
class Origin:
    """What stands behind the one origin. s3 is an upstream; the hosts are those of web and events."""

    port: int
    web: int
    events: int
    s3: str
    bucket: str
    static: Path
    addresses: Sequence[str] = ("127.0.0.1", "[::1]")
    # Networks of a proxy in front of ours whose X-Forwarded-* are believed; none otherwise.
    proxies: Sequence[str] = ()
    # Another origin may read the bucket, so browsers ask first.
    has_cors: bool = False
    web_host: str = "127.0.0.1"
    events_host: str = "127.0.0.1"


def render(origin: Origin) -> str:
    """Return the Caddyfile."""
    methods = ["GET", "HEAD", "POST", "PUT", *(["OPTIONS"] if origin.has_cors else [])]
    trusted = ""
    if origin.proxies:
        trusted = f"\n\t\ttrusted_proxies static {' '.join(origin.proxies)}"
        trusted += "\n\t\ttrusted_proxies_strict"
    return _TEMPLATE.format(
        port=origin.port,
        bind=" ".join(origin.addresses),
        static=quoted(str(origin.static)),
        hashed=HASHED_NAME,
        events=origin.events,
        events_host=origin.events_host,
        bucket=origin.bucket,
        policy=BUCKET_POLICY,
        methods=" ".join(methods),
        allow=", ".join(methods),
        s3=origin.s3,
        web=origin.web,
        web_host=origin.web_host,
        limit=BODY_LIMIT,
        trusted=trusted,
        token=quoted(TOKEN.pattern),
        left_out=LEFT_OUT_IN_GO,
        errors="".join(_answer(failure) for failure in FAILURES),
    )


def _answer(failure: Failure) -> str:
    """Return the lines that answer one failure: a problem for programs, a sentence for people."""
    statuses = "502 503 504" if failure.status == 502 else str(failure.status)
    status = 503 if failure.status == 502 else failure.status
    problem = {
        "type": "about:blank",
        "title": failure.title,
        "status": status,
        "code": failure.code,
        "detail": failure.help,
    }
    lines = [
        f"@{failure.code} expression `{{err.status_code}} in [{statuses.replace(' ', ', ')}]`",
        f"handle @{failure.code} {{",
        *(["\theader Retry-After 5"] if status == 503 else []),
        f"\trespond @api {quoted(json.dumps(problem))} {status}",
        f"\trespond {quoted(f'{failure.title} {failure.help}')} {status}",
        "}",
    ]
    return "".join(f"\t\t{line}\n" for line in lines)


def quoted(text: str) -> str:
    """Return the text as one Caddyfile token.

    Raises:
        ValueError: it holds a backtick, which no quoting of such a token can carry.
    """
    if "`" in text:
        raise ValueError(f"{text!r} cannot be written into a Caddyfile.")
    return f"`{text}`"
