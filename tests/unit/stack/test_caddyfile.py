"""The text of the Caddyfile; `tests/integration/stack/test_origin.py` asks Caddy itself."""

from dataclasses import replace
from pathlib import Path

import pytest

from config.redaction import LEFT_OUT_IN_GO, TOKEN
from config.stack.caddyfile import Origin, quoted, render

ORIGIN = Origin(
    port=8000,
    web=20001,
    events=20002,
    s3="127.0.0.1:20003",
    bucket="ebusiness-assets",
    static=Path("/data/static"),
)


def block(text: str, start: str) -> str:
    """Return the lines of the block that begins with `start`, up to its closing bracket."""
    lines = text.splitlines()
    first = next(n for n, line in enumerate(lines) if line.strip().startswith(start))
    indent = len(lines[first]) - len(lines[first].lstrip("\t"))
    last = next(n for n in range(first + 1, len(lines)) if lines[n] == "\t" * indent + "}")
    return "\n".join(line.strip() for line in lines[first : last + 1])


def test_it_serves_one_origin_on_loopback_without_admin_or_certificates() -> None:
    text = render(ORIGIN)

    for line in ("admin off", "auto_https off", "persist_config off", "grace_period 5s"):
        assert f"\t{line}\n" in text
    assert "http://:8000 {" in text
    assert "bind 127.0.0.1 [::1]" in text


def test_the_bucket_gets_no_rights_but_those_of_the_address() -> None:
    text = block(render(ORIGIN), "handle @bucket {")

    assert "path /ebusiness-assets /ebusiness-assets/*" in render(ORIGIN)
    assert "reverse_proxy 127.0.0.1:20003 {" in text
    assert "header_up Host {hostport}" in text
    assert "header_up -Cookie" in text
    assert "header_up -Authorization" in text
    assert "@refused not method GET HEAD POST PUT\n" in text
    assert "Content-Security-Policy \"sandbox; default-src 'none'\"" in text
    assert "X-Content-Type-Options nosniff" in text


def test_browsers_may_ask_first_only_where_other_origins_are_allowed() -> None:
    text = render(replace(ORIGIN, has_cors=True))

    assert "@refused not method GET HEAD POST PUT OPTIONS\n" in text
    assert 'Allow "GET, HEAD, POST, PUT, OPTIONS"' in text


def test_forwarded_headers_are_believed_only_from_proxies_named() -> None:
    assert "trusted_proxies" not in render(ORIGIN)
    assert "trusted_proxies static 10.0.0.0/8\n" in render(replace(ORIGIN, proxies=["10.0.0.0/8"]))


def test_django_gets_whole_bodies_and_no_forged_address() -> None:
    text = block(render(ORIGIN), "reverse_proxy 127.0.0.1:20001 {")

    assert "request_buffers 32MB" in text
    assert "header_up -X-Real-IP" in text
    assert "header_up -Forwarded" in text


def test_lines_leave_the_ends_of_mails_links_out() -> None:
    text = block(render(ORIGIN), "log {")

    assert f"request>uri regexp `{TOKEN.pattern}` `{LEFT_OUT_IN_GO}`" in text
    assert f"request>headers>Referer regexp `{TOKEN.pattern}` `{LEFT_OUT_IN_GO}`" in text


def test_streams_are_not_compressed_or_held_back() -> None:
    text = block(render(ORIGIN), "handle @events {")

    assert "reverse_proxy 127.0.0.1:20002 {" in text
    assert "encode" not in text
    assert "request_buffers" not in text


def test_static_files_with_the_content_in_their_name_are_kept_for_a_year() -> None:
    text = block(render(ORIGIN), "handle_path /static/* {")

    assert "root * `/data/static`" in text
    assert r"@hashed path_regexp \.[0-9a-f]{12}\." in text
    assert 'header @hashed Cache-Control "public, max-age=31536000, immutable"' in text


def test_a_folder_with_blanks_stays_one_word() -> None:
    text = render(replace(ORIGIN, static=Path("/my data/static")))

    assert "root * `/my data/static`" in text


def test_what_cannot_be_quoted_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        quoted("a`b")
