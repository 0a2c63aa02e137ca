import email.utils
import json
import time

import httpx2
import openai
import pytest

from generation.providers.base import ProviderError
from generation.providers.openai import errors

KEY = "sk-live-abcdefghijklmnop"
REQUEST = httpx2.Request("POST", "http://vendor.test/v1/chat/completions")


def refused(status: int, said: object = "no", **headers: str) -> openai.APIStatusError:
    """Return what the SDK raises for this answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = said if isinstance(said, str) else json.dumps(said)
    response = httpx2.Response(status, headers=named, text=content, request=REQUEST)
    client = openai.OpenAI(api_key="x", base_url="http://vendor.test")
    with client:
        return client._make_status_error_from_response(response)


def mapped(error: Exception) -> ProviderError:
    return errors.translated(error, key=KEY, unreadable="copy.unreadable")


def fault(message: str = "m", **said: str) -> dict:
    return {"error": {"message": message, "type": "invalid_request_error", **said}}


@pytest.mark.parametrize(
    ("status", "said", "code", "retryable"),
    [
        (401, fault(code="invalid_api_key"), "provider.key_refused", False),
        (403, fault("Country not supported"), "provider.key_refused", False),
        (402, fault("Insufficient Balance"), "provider.out_of_credit", False),
        (429, fault("Rate limit reached"), "provider.rate_limited", True),
        (429, fault(code="insufficient_quota"), "provider.out_of_credit", False),
        (429, "slow down", "provider.rate_limited", True),
        (404, fault(code="model_not_found"), "provider.model_unknown", False),
        (404, fault('model "x" not found, try pulling it first'), "provider.model_unknown", False),
        (404, {"detail": "Not Found"}, "provider.endpoint_missing", False),
        (405, "<html>", "provider.endpoint_missing", False),
        (400, fault("Invalid model name passed in"), "provider.model_unknown", False),
        (400, fault(code="content_policy_violation"), "provider.refused", False),
        (400, fault(code="moderation_blocked"), "provider.refused", False),
        (400, fault("context too long"), "provider.request_refused", False),
        (413, "too large", "provider.request_refused", False),
        (422, {"detail": [{"msg": "bad"}]}, "provider.request_refused", False),
        (408, "", "provider.unavailable", True),
        (409, "", "provider.unavailable", True),
        (500, "<html>oops</html>", "provider.unavailable", True),
        (503, fault("overloaded"), "provider.unavailable", True),
        (529, "", "provider.unavailable", True),
    ],
)
def test_an_error_answer_has_a_code_and_says_whether_asking_again_helps(
    status: int, said: object, code: str, retryable: bool
) -> None:
    error = mapped(refused(status, said))

    assert (error.code, error.retryable) == (code, retryable)
    assert error.detail.startswith(str(status))


def caused(cause: Exception, *, timeout: bool = False) -> Exception:
    error = (
        openai.APITimeoutError(REQUEST) if timeout else openai.APIConnectionError(request=REQUEST)
    )
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "code", "retryable"),
    [
        (caused(httpx2.ConnectError("refused")), "provider.unavailable", True),
        (caused(httpx2.ConnectTimeout("late"), timeout=True), "provider.unavailable", True),
        (caused(httpx2.ReadTimeout("late"), timeout=True), "provider.unknown_outcome", False),
        (caused(httpx2.RemoteProtocolError("gone")), "provider.unknown_outcome", False),
        (caused(httpx2.UnsupportedProtocol("ftp")), "provider.url_invalid", False),
        (httpx2.InvalidURL("no"), "provider.url_invalid", False),
        (TimeoutError(), "provider.unknown_outcome", False),
        (ConnectionResetError(), "provider.unknown_outcome", False),
        (json.JSONDecodeError("no", "x", 0), "copy.unreadable", True),
    ],
)
def test_a_lost_connection_tells_whether_the_vendor_may_have_counted(
    error: Exception, code: str, retryable: bool
) -> None:
    made = mapped(error)

    assert (made.code, made.retryable) == (code, retryable)
    assert ("may have counted" in made.detail) == (code == "provider.unknown_outcome")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"message": "m", "type": "server_error"}, "provider.unavailable"),
        ({"message": "m", "code": "rate_limit_exceeded"}, "provider.rate_limited"),
        ({"message": "m", "code": "insufficient_quota"}, "provider.out_of_credit"),
        ({"message": "m", "code": "content_filter"}, "provider.refused"),
    ],
)
def test_an_error_inside_a_stream_is_told_by_its_words(body: dict, code: str) -> None:
    assert mapped(openai.APIError("m", REQUEST, body=body)).code == code


def test_an_error_of_ours_stays_as_it_is() -> None:
    ours = ProviderError("image.unreadable", retryable=True)

    assert mapped(ours) is ours


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"retry_after": "7"}, 7.0),
        ({"retry_after": "0.5"}, 0.5),
        ({"retry_after_ms": "1500", "retry_after": "2"}, 1.5),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "-3"}, None),
        ({"retry_after": "nan"}, None),
        ({"retry_after": "999999"}, 3600.0),
        ({"x_ratelimit_reset_requests": "6m0s"}, 360.0),
        ({"x_ratelimit_reset_requests": "20ms", "x_ratelimit_reset_tokens": "1.5s"}, 1.5),
        ({"x_ratelimit_reset_tokens": "9s", "x_ratelimit_remaining_tokens": "12"}, None),
        ({"retry_after": "3", "x_ratelimit_reset_requests": "60s"}, 3.0),
    ],
)
def test_the_wait_a_vendor_asks_for_is_read(headers: dict, wait: float | None) -> None:
    error = mapped(refused(429, fault(), **headers))

    assert error.retry_after == pytest.approx(wait)


def test_a_wait_may_be_said_as_a_date() -> None:
    later = email.utils.formatdate(time.time() + 30, usegmt=True)
    past = email.utils.formatdate(time.time() - 30, usegmt=True)

    assert mapped(refused(503, retry_after=later)).retry_after == pytest.approx(30, abs=2)
    assert mapped(refused(503, retry_after=past)).retry_after == 0


def test_no_wait_is_said_where_waiting_does_not_help() -> None:
    error = mapped(refused(429, fault(code="insufficient_quota"), retry_after="5"))

    assert error.retry_after is None


@pytest.mark.parametrize(
    "said", [f"bad {KEY}", f"Bearer {KEY}", "Incorrect API key provided: sk-abc1***wxyz", KEY * 9]
)
def test_the_key_never_reaches_the_detail(said: str) -> None:
    error = mapped(refused(401, fault(said)))

    assert KEY not in str(error)
    assert "wxyz" not in str(error)
    assert len(error.detail) <= errors.MAX_DETAIL
