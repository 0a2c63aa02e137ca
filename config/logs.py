"""Structured logs: one JSON object a line, with the request id, or plain lines for people."""

from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from audit.masking import MASK, is_secret, masked

# At DEBUG they write requests whole: keys, signatures, the paths of signed addresses.
TALKATIVE = ("amqp", "boto3", "botocore", "httpcore", "httpx", "kombu", "openai", "s3transfer", "urllib3")  # fmt: skip


# So much of one text is written: what strangers send may be long.
LONGEST = 20_000


def without_tokens(text: str) -> str:
    """Return the text without the ends of mails' links, and without what else looks secret."""
    return masked(text[:LONGEST])


def leave_tokens_out(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Let no line hold a way in: message, extras and tracebacks (a processor).

    What is said is one line, whoever put a line's end or a terminal's commands into it.
    """
    found = {name: _of(name, value) for name, value in event.items()}
    return {name: _plain(value, name=name) for name, value in found.items()}


def _plain(value: Any, *, name: str) -> Any:
    if not isinstance(value, str) or value.isprintable():
        return value
    kept = "\n\t" if name in {"exception", "stack_info", "stack"} else ""
    return "".join(one if one.isprintable() or one in kept else _escaped(one) for one in value)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")


def _of(name: Any, value: Any) -> Any:
    """Return what is written of a value by its name, too."""
    return MASK if isinstance(name, str) and value and is_secret(name) else _cleaned(value)


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return without_tokens(value)
        case None | bool() | int() | float():
            return value
        case Mapping():
            return {_cleaned(name): _of(name, one) for name, one in value.items()}
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
            **{name: {"level": "INFO" if level == "DEBUG" else level} for name in TALKATIVE},
        },
    }
