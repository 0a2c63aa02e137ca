"""Structured logs: one JSON object a line, with the request id, or plain lines for people."""

from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from config.redaction import LEFT_OUT, TOKEN


def without_tokens(text: str) -> str:
    """Return the text with the ends of mails' links left out."""
    return TOKEN.sub(LEFT_OUT, text)


def leave_tokens_out(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Let no line hold the key of a mail's link: message, extras and tracebacks (a processor)."""
    return {name: _cleaned(value) for name, value in event.items()}


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return without_tokens(value)
        case None | bool() | int() | float():
            return value
        case Mapping():
            return {_cleaned(name): _cleaned(one) for name, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_cleaned(one) for one in value]
        case _:
            # As the renderer would write it: a request's words hold its path.
            return without_tokens(repr(value))


def logging_config(*, level: str, form: str) -> dict[str, Any]:
    """Return the LOGGING setting. form: json or console."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer()
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    leave_tokens_out,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Named without a handler, so that Django's own does not write beside ours.
            "django": {"level": "INFO"},
            # Expected refusals are answers, not warnings.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR", "propagate": True},
        },
    }
