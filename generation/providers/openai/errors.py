"""From what the SDK raises to the one error of the product. Never lets the key through."""

import email.utils
import re
import time
from collections.abc import Mapping
from typing import Any

import httpx2
import openai  # noqa: TID251 - this package is the adapter

from generation.providers.base import UNKNOWN_OUTCOME, ProviderError

MAX_DETAIL = 300
SHORTEST_KEY = 6  # what is shorter is no secret but a word, such as `none`
LONGEST_WAIT = 3600.0  # seconds; a vendor that asks for more is asked again after an hour
# Nothing was accepted: the request never left, or not whole.
_NEVER_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.WriteError,
    httpx2.WriteTimeout,
    httpx2.ProxyError,
)
_BAD_ADDRESS = (httpx2.UnsupportedProtocol, httpx2.InvalidURL, UnicodeError)
# All that a call can raise when the vendor, the way to it or its answer is at fault.
FAILURES = (
    openai.OpenAIError,
    httpx2.HTTPError,
    httpx2.InvalidURL,
    httpx2.StreamError,
    OSError,
    ValueError,
)
_KEYLIKE = re.compile(r"\b(sk|pk|key|Bearer)[-_ ][\w*.-]{4,}")
_OUT_OF_CREDIT = ("insufficient_quota", "billing", "insufficient balance", "exceeded your current")
_REFUSED = ("content_policy", "content_filter", "moderation", "safety system", "content management")
_TOO_FAST = ("rate_limit", "rate limit", "too many requests")
_NO_MODEL = re.compile(
    r"model_not_found|(unknown|invalid|no such|unsupported) model"
    r"|model\W.{0,80}(not found|not exist|not available|not supported|not have access)",
    re.IGNORECASE | re.DOTALL,
)
_DURATION = re.compile(r"([\d.]+)(ms|s|m|h|d)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def translated(error: Exception, *, key: str = "", unreadable: str) -> ProviderError:
    """Return the product's error for what the SDK, or reading its answer, raised.

    unreadable: the code for an answer that makes no sense.
    """
    match error:
        case ProviderError():
            return error
        case openai.APIStatusError():
            return _of_status(error, key=key)
        case openai.APIResponseValidationError() | ValueError():
            return _made(unreadable, retryable=True, detail=_clean(str(error), key))
        case openai.APIConnectionError():
            return _of_connection(error.__cause__ or error, key=key)
        case openai.APIError():
            return of_words(said_by(error), key=key)
        case _:
            return _of_connection(error, key=key)


def problem(code: str, detail: Any = "", *, retryable: bool = True, key: str = "") -> ProviderError:
    """Return an error whose detail shows neither the key nor more than a few words."""
    return _made(code, retryable=retryable, detail=_clean(str(detail), key))


def names_no_model(error: openai.APIStatusError) -> bool:
    """Return whether the vendor says that it has no such model."""
    return bool(_NO_MODEL.search(said_by(error)))


def said_by(error: openai.APIError) -> str:
    """Return all words of an error answer: code, type, parameter, message."""
    # What has another shape than OpenAI's reaches no field of the SDK's error.
    is_known = isinstance(error.body, dict) and "message" in error.body
    body = "" if is_known or not error.body else str(error.body)
    parts = (error.code, error.type, error.param, error.message, body)
    return " ".join(str(part) for part in parts if part)


def _of_status(error: openai.APIStatusError, *, key: str) -> ProviderError:
    words = said_by(error)
    elsewhere = error.response.headers.get("location", "")
    detail = _clean(f"{error.status_code} {words} {elsewhere}", key)
    wait = asked_wait(error.response.headers)
    match error.status_code:
        case 401 | 403:
            code, retryable = "provider.key_refused", False
        case 402:
            code, retryable = "provider.out_of_credit", False
        case 429 if _any(_OUT_OF_CREDIT, words):
            code, retryable = "provider.out_of_credit", False
        case 429:
            code, retryable = "provider.rate_limited", True
        case 404 | 405:
            is_model = names_no_model(error)
            code = "provider.model_unknown" if is_model else "provider.endpoint_missing"
            retryable = False
        case 408 | 409 | 425:
            code, retryable = "provider.unavailable", True
        case status if status >= 500 or status < 300:
            code, retryable = "provider.unavailable", True
        case _:
            code, retryable = _of_refusal(error, words), False
    return ProviderError(
        code, retryable=retryable, retry_after=wait if retryable else None, detail=detail
    )


def _of_refusal(error: openai.APIStatusError, words: str) -> str:
    if error.status_code < 400:
        return "provider.url_invalid"  # it sends us elsewhere, where nobody goes unasked
    if _any(_REFUSED, words):
        return "provider.refused"
    return "provider.model_unknown" if names_no_model(error) else "provider.request_refused"


def _of_connection(cause: BaseException, *, key: str) -> ProviderError:
    detail = _clean(f"{type(cause).__name__}: {cause}", key)
    if isinstance(cause, _BAD_ADDRESS):
        return _made("provider.url_invalid", retryable=False, detail=detail)
    if isinstance(cause, _NEVER_SENT):
        return _made("provider.unavailable", retryable=True, detail=detail)
    # Asked again by itself, it might be paid for twice.
    detail += "; the request had been sent, the vendor may have counted it"
    return _made(UNKNOWN_OUTCOME, retryable=False, detail=detail)


def of_words(words: str, *, key: str) -> ProviderError:
    """Return the error for one that came inside an answer, where no status tells its kind."""
    detail = _clean(f"in the answer: {words}", key)
    if _any(_OUT_OF_CREDIT, words):
        return _made("provider.out_of_credit", retryable=False, detail=detail)
    if _any(_REFUSED, words):
        return _made("provider.refused", retryable=False, detail=detail)
    if _any(_TOO_FAST, words):
        return _made("provider.rate_limited", retryable=True, detail=detail)
    return _made("provider.unavailable", retryable=True, detail=detail)


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds the vendor asked to wait, if it did: `Retry-After` before the rest."""
    waits = (
        _number(headers.get("retry-after-ms"), scale=0.001),
        _number(headers.get("retry-after")),
        _until(headers.get("retry-after")),
        _reset(headers),
    )
    wait = next((wait for wait in waits if wait is not None), None)
    return None if wait is None else min(max(wait, 0.0), LONGEST_WAIT)


def _number(text: str | None, *, scale: float = 1.0) -> float | None:
    try:
        number = float(text or "") * scale
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None


def _until(text: str | None) -> float | None:
    if not text:
        return None
    try:
        return email.utils.parsedate_to_datetime(text).timestamp() - time.time()
    except ValueError:
        return None


def _reset(headers: Mapping[str, str]) -> float | None:
    """Return when the limit that is used up is full again; durations read `6m0s` or `20ms`."""
    waits = []
    for what in ("requests", "tokens"):
        text = headers.get(f"x-ratelimit-reset-{what}") or ""
        left = _number(headers.get(f"x-ratelimit-remaining-{what}"))
        parts = _DURATION.findall(text)
        if parts and not left:
            waits.append(sum(float(number) * _UNITS[unit] for number, unit in parts))
    return max(waits, default=None)


def _any(words: tuple[str, ...], text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in words)


def _made(code: str, *, retryable: bool, detail: str) -> ProviderError:
    return ProviderError(code, retryable=retryable, detail=detail)


def _clean(text: str, key: str) -> str:
    if len(key) >= SHORTEST_KEY:
        text = text.replace(key, "…")
    return " ".join(_KEYLIKE.sub("…", text).split())[:MAX_DETAIL]
