"""Every refusal of the API is a problem with a stable code, and says what to do."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import EndpointConnectionError, HTTPClientError
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisConnectionError
from rest_framework import exceptions as drf
from rest_framework.test import APIClient

from accounts import limiting
from accounts import services as accounts
from accounts.models import User
from assets import services as assets
from billing.features import FeatureMissing
from billing.models import QuotaPeriod
from billing.money.accounts import DetailsChanged
from billing.payments.base import PaymentError
from billing.quotas import QuotaExceeded
from config import api_problems, errors, problems
from generation import services as generation
from generation.providers.base import ProviderError
from workspaces import access, hooks
from workspaces import services as workspaces
from workspaces.models import Invitation, Workspace
from workspaces.roles import Permission

NOW = timezone.now()
PLACE = uuid4()
FIELDS = {"type", "title", "status", "code", "detail", "request_id"}


def examples() -> dict[type[Exception], Exception]:
    """Return one exception for each row of the table."""
    month = {"starts_at": NOW - timedelta(days=20), "ends_at": NOW + timedelta(days=10)}
    period = QuotaPeriod(limit_units=10, used=4, reserved=3, **month)
    member = access.Access(None, "ws", "acme", "Acme", "viewer")  # type: ignore[arg-type]
    known: dict[type[Exception], Exception] = {
        QuotaExceeded: QuotaExceeded(meter="images", requested=5, period=period),
        access.WorkspaceRequired: access.WorkspaceRequired(["acme"]),
        access.Suspended: access.Suspended("Acme", workspace_id=member.workspace_id),
        access.Forbidden: access.Forbidden(member, Permission.JOB_SUBMIT),
        FeatureMissing: FeatureMissing("api", workspace_id=PLACE, plan="free"),
        hooks.NoSeatLeft: hooks.NoSeatLeft(5, workspace_id=PLACE),
        hooks.NoSeatToTake: hooks.NoSeatToTake(5, workspace_id=PLACE),
        limiting.TooFast: limiting.TooFast(90, limiting.Policy("burst", 120, 60)),
        accounts.RefreshRefused: accounts.RefreshRefused(accounts.Refusal.REUSED),
        accounts.SecondFactorRequired: accounts.SecondFactorRequired("challenge", ["totp"]),
        workspaces.Conflict: workspaces.Conflict(current=2, yours=1),
        workspaces.AnotherPerson: workspaces.AnotherPerson(Invitation(email="lena@example.com")),
        workspaces.NotInThisState: workspaces.NotInThisState("active"),
        assets.UploadRefused: assets.UploadRefused("file-empty"),
        assets.TooLarge: assets.TooLarge(size_bytes=9, max_bytes=5),
        assets.TagRefused: assets.TagRefused("tags-too-many", "Mug"),
        assets.TooMuch: assets.TooMuch("export-too-large", files=2, size_bytes=2**33),
        assets.NotThere: assets.NotThere("upload-parts-missing", {"parts": [1]}),
        assets.NotOpen: assets.NotOpen("upload-arrived"),
        assets.Conflict: assets.Conflict(current=2, yours=1),
        assets.SkuTaken: assets.SkuTaken("MUG"),
        assets.ImportRefused: assets.ImportRefused("import-no-sku"),
        assets.ImportChanged: assets.ImportChanged(current=2, yours=1),
        assets.FactRepeated: assets.FactRepeated("Weight"),
        assets.NotWaiting: assets.NotWaiting(),
        generation.BadRequest: generation.BadRequest("style-unknown", "There is no such look."),
        ValidationError: ValidationError({"name": "too long"}),
        EndpointConnectionError: EndpointConnectionError(endpoint_url="http://s3"),
        HTTPClientError: HTTPClientError(error="reset"),
        ProviderError: ProviderError("provider.out_of_credit", retryable=False),
        PaymentError: PaymentError("payment.declined", retryable=False),
        DetailsChanged: DetailsChanged(current="2b", yours="1a"),
    }
    return known


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(problems.TABLE), ids=lambda kind: kind.__name__)
def test_every_row_is_whole(kind: type[Exception]) -> None:
    problem = problems.of(examples().get(kind) or kind("x"))

    assert problem is not None
    assert problem.status in {400, 401, 402, 403, 404, 409, 410, 413, 422, 429, 503}
    assert problem.code.replace("-", "").isalnum()
    assert problem.code == problem.code.lower()
    assert problem.title
    assert not problem.title.endswith(".")
    assert problem.detail.strip().endswith(".") or problem.detail == "x"


def test_a_refusals_own_code_stands_before_the_tables() -> None:
    problem = problems.of(assets.UploadRefused("file-empty"))

    assert problem is not None
    assert (problem.status, problem.code) == (422, "file-empty")


@pytest.mark.django_db
def test_a_used_up_plan_says_how_much_is_left_and_until_when() -> None:
    problem = problems.of(examples()[QuotaExceeded])

    assert problem is not None
    assert (problem.status, problem.code) == (402, "plan-limit-reached")
    assert problem.detail.startswith("This would use 5, but 3 are left until ")
    assert problem.extra["remaining"] == 3
    assert "Retry-After" not in problem.headers


def test_a_concurrent_edit_names_both_versions() -> None:
    problem = problems.of(assets.Conflict(current=7, yours=5))

    assert problem is not None
    assert problem.extra == {"current_version": 7, "your_version": 5}


@pytest.mark.parametrize("error", [OperationalError("gone"), RedisConnectionError("gone")])
def test_a_server_that_is_away_is_503_and_names_no_secret(error: Exception) -> None:
    problem = problems.of(error)

    assert problem is not None
    assert (problem.status, problem.headers) == (503, {"Retry-After": "5"})
    assert "gone" not in problem.detail


def test_what_is_no_refusal_is_no_problem() -> None:
    assert problems.of(RuntimeError("a bug")) is None


@pytest.mark.parametrize(
    "error", [workspaces.SlugTaken("x"), workspaces.AlreadyMember("x"), workspaces.LastOwner("x")]
)
def test_refusals_of_workspaces_are_conflicts(error: Exception) -> None:
    problem = problems.of(error)

    assert problem is not None
    assert problem.status == 409


@pytest.mark.parametrize("kind", list(api_problems.FRAMEWORK), ids=lambda kind: kind.__name__)
def test_titles_of_the_framework_hold_no_placeholder(kind: Any) -> None:
    code, title = api_problems.FRAMEWORK[kind]

    assert "{" not in str(title)
    assert code == code.lower()


def test_a_throttle_says_when_to_come_back() -> None:
    request = type("Request", (), {"_request": RequestFactory().get("/api/")})()

    answer = api_problems.handle(drf.Throttled(wait=12.4), {"request": request})

    assert answer is not None
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "13")


# --- over HTTP ----------------------------------------------------------------------------------
@pytest.fixture
def api(bob: User, acme: Workspace, api_for: Any) -> APIClient:
    return api_for(bob, acme)


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status", "code"),
    [
        ("get", "/api/v1/nowhere", None, None, 404, "not-found"),
        ("post", "/api/v1/nowhere", "{}", "application/json", 404, "not-found"),
        ("get", "/api/v2/products", None, None, 404, "not-found"),
        ("get", "/api/v1/products/", None, None, 404, "not-found"),
        ("get", "/api/v1/products/not-a-uuid", None, None, 404, "not-found"),
        ("get", "/api/v1/images/not-a-uuid/stream", None, None, 404, "not-found"),
        ("delete", "/api/v1/products", None, None, 405, "method-not-allowed"),
        ("post", "/api/v1/products", "<x/>", "text/xml", 415, "unsupported-media-type"),
        ("post", "/api/v1/products", "{", "application/json", 400, "malformed"),
        ("post", "/api/v1/products", '"\\ud800"', "application/json", 400, "malformed"),
        ("post", "/api/v1/products", '{"sku":"\\u0000"}', "application/json", 400, "malformed"),
        ("post", "/api/v1/products", "[" * 5000, "application/json", 400, "malformed"),
        ("post", "/api/v1/products", "NaN", "application/json", 400, "malformed"),
        ("post", "/api/v1/products", b"\xff\xfe", "application/json", 400, "malformed"),
        ("post", "/api/v1/products", "[]", "application/json", 400, "invalid"),
        ("post", "/api/v1/products", "", "application/json", 400, "invalid"),
        ("post", "/api/v1/products", '"' + "x" * 2_100_000 + '"', "application/json", 413, "request-too-large"),
        ("get", "/api/v1/products?cursor=nonsense", None, None, 404, "not-found"),
    ],
)  # fmt: skip
def test_what_the_framework_refuses_is_a_problem_too(
    api: APIClient, method: str, path: str, body: Any, kind: str | None, status: int, code: str
) -> None:
    answer = api.generic(method.upper(), path, body or "", content_type=kind or "")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert set(answer.json()) >= FIELDS
    assert answer.json()["request_id"] == answer["X-Request-ID"]


def test_a_405_names_what_is_allowed(api: APIClient) -> None:
    assert api.delete("/api/v1/products")["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_nul_is_looked_for_in_text_not_in_the_escape_of_a_backslash(api: APIClient) -> None:
    body = '{"sku": "A-1", "name": "\\\\u0000 in the name"}'

    answer = api.generic("POST", "/api/v1/products", body, content_type="application/json")

    assert answer.status_code == 201


def test_a_bug_is_a_calm_problem_with_a_reference(api: APIClient, monkeypatch: Any) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("assets.services.products", broken)
    monkeypatch.setattr("assets.api.ProductViewSet.get_queryset", broken)
    api.raise_request_exception = False

    answer = api.get("/api/v1/products")

    assert (answer.status_code, answer.json()["code"]) == (500, "server-error")
    assert answer.json()["request_id"] == answer["X-Request-ID"]
    assert "secret" not in answer.content.decode()


def test_a_database_that_is_away_is_503_in_the_api(api: APIClient, monkeypatch: Any) -> None:
    def away(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("assets.api.ProductViewSet.get_queryset", away)

    answer = api.get("/api/v1/products")

    assert (answer.status_code, answer.json()["code"]) == (503, "service-unavailable")
    assert answer["Retry-After"] == "5"


def test_problems_speak_the_callers_language(api: APIClient) -> None:
    answer = api.get("/api/v1/nowhere", headers={"accept-language": "zh-CN"})

    assert answer.headers["Content-Language"] == "zh-hans"


# --- pages --------------------------------------------------------------------------------------
def test_a_page_that_is_not_there_is_a_page(client: Client, public: None) -> None:
    answer = client.get("/no/such/page")

    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_a_page_asked_for_as_json_is_a_problem(client: Client, public: None) -> None:
    answer = client.get("/no/such/page", headers={"accept": "application/json"})

    assert answer.json()["code"] == "not-found"


def test_a_broken_page_is_a_page_with_a_reference(public: None, monkeypatch: Any) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("allauth.account.views.LoginView.get", broken)

    answer = Client(raise_request_exception=False).get("/accounts/login/")

    assert answer.status_code == 500
    page = answer.content.decode()
    assert answer["X-Request-ID"] in page
    assert "secret" not in page


def test_a_page_without_its_database_is_503(public: None, monkeypatch: Any) -> None:
    def away(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("allauth.account.views.LoginView.get", away)

    answer = Client().get("/accounts/login/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_database_that_goes_before_the_view_is_503_too(alice: User, client_for: Any, monkeypatch: Any) -> None:  # fmt: skip
    def away(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("connection refused")

    browser = client_for(alice)
    browser.raise_request_exception = False
    monkeypatch.setattr("accounts.middleware._wanted", away)

    assert browser.get("/workspaces/").status_code == 503


def test_an_old_form_is_told_to_load_again(alice: User, client_for: Any) -> None:
    browser = client_for(alice)
    browser.handler.enforce_csrf_checks = True

    answer = browser.post("/workspaces/new", {"name": "Bay"})

    assert answer.status_code == 403
    assert "Load it again" in answer.content.decode()


def test_a_strange_host_is_refused_without_a_crash(public: None) -> None:
    answer = Client().get("/accounts/login/", headers={"host": "evil.example"})

    assert answer.status_code == 400


def test_programs_are_told_by_path_or_by_what_they_accept() -> None:
    make = RequestFactory()

    assert errors.wants_json(make.get("/api/v1/x"))
    assert errors.wants_json(make.get("/w/x/", headers={"accept": "application/json"}))
    assert not errors.wants_json(make.get("/w/x/", headers={"accept": "text/html"}))
