"""What is refused or fails leaves a row, whoever refused it, and one only."""

import uuid
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from accounts import tokens
from accounts.models import User
from assets.models import Product
from audit.models import AuditEvent
from tests.factories import trail
from workspaces import tenancy
from workspaces.models import Workspace

Row = tuple[str, str, str]


def denied() -> list[AuditEvent]:
    return list(AuditEvent.objects.exclude(outcome="ok").order_by("id"))


@pytest.fixture
def new(db: None) -> Any:
    """Return what was refused or failed since."""
    before = {event.pk for event in denied()}
    return lambda: [event for event in denied() if event.pk not in before]


def told(event: AuditEvent) -> Row:
    return event.action, event.outcome, event.reason


# --- strangers ----------------------------------------------------------------------------------
@pytest.mark.parametrize("way", ["page", "header", "id"])
def test_a_stranger_at_a_workspace_is_seen_by_staff_alone(
    way: str, mallory: User, acme: Workspace, client_for: Any, api_for: Any, new: Any
) -> None:
    answer = {
        "page": lambda: client_for(mallory).get(f"/w/{acme.slug}/jobs"),
        "header": lambda: api_for(mallory, acme).get("/api/v1/products"),
        "id": lambda: api_for(mallory).get(f"/api/v1/workspaces/{acme.pk}"),
    }[way]()

    assert answer.status_code == 404
    (event,) = new()
    assert told(event) == ("workspaces.workspace.entry_denied", "denied", "not_a_member")
    assert (event.actor_id, event.workspace_id) == (str(mallory.pk), None)
    assert (event.target_type, event.target_id) == ("workspace", str(acme.pk))


def test_a_workspace_that_does_not_exist_takes_the_same_statements(
    mallory: User, acme: Workspace, client_for: Any, new: Any
) -> None:
    client = client_for(mallory)
    client.get("/w/warm-up/jobs")
    counts = []
    for slug in (acme.slug, "no-such-place"):
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/w/{slug}/jobs").status_code == 404
        counts.append([query["sql"].split()[0] for query in found.captured_queries])

    assert counts[0] == counts[1]
    absent = new()[-1]
    assert told(absent) == ("workspaces.workspace.entry_denied", "denied", "no_such_workspace")
    assert "no-such-place" not in str(absent.__dict__)


def test_who_asks_again_within_a_minute_is_counted(
    mallory: User, acme: Workspace, client_for: Any, new: Any
) -> None:
    client = client_for(mallory)

    for _ in range(5):
        client.get(f"/w/{acme.slug}/jobs")

    assert len(new()) == 1


# --- what is not there --------------------------------------------------------------------------
@pytest.mark.parametrize(("way", "kind"), [("page", "job"), ("API", "product")])
def test_an_id_that_is_not_of_the_workspace_is_a_row_of_it(
    way: str, kind: str, alice: User, acme: Workspace, client_for: Any, api_for: Any, new: Any
) -> None:
    foreign = uuid.uuid4()
    if way == "page":
        answer = client_for(alice).get(reverse("generation:job", args=[acme.slug, foreign]))
    else:
        answer = api_for(alice, acme).get(f"/api/v1/products/{foreign}")

    assert answer.status_code == 404
    (event,) = new()
    assert told(event) == ("workspaces.object.not_found", "denied", "not-found")
    assert (event.workspace_id, event.actor_id) == (acme.pk, str(alice.pk))
    assert (event.target_type, event.target_id) == (kind, str(foreign))


def test_addresses_without_an_id_and_keys_of_links_are_no_attempt(
    alice: User, acme: Workspace, client_for: Any, new: Any
) -> None:
    client = client_for(alice)

    assert client.get(f"/w/{acme.slug}/no-such-page").status_code == 404
    assert client.get("/join/a-key-that-is-none").status_code in {404, 410}

    assert [event.action for event in new() if event.action.endswith("not_found")] == []
    assert "a-key-that-is-none" not in str([event.__dict__ for event in new()])


def test_who_is_not_signed_in_is_asked_to_sign_in(client: Any, acme: Workspace, new: Any) -> None:
    client.get(reverse("generation:job", args=[acme.slug, uuid.uuid4()]))
    APIClient().get(f"/api/v1/products/{uuid.uuid4()}")

    assert new() == []


@pytest.mark.parametrize("is_part", [True, False], ids=["part of a page", "page"])
def test_a_part_of_a_page_may_ask_for_what_has_just_gone(
    is_part: bool, alice: User, acme: Workspace, api_for: Any, new: Any
) -> None:
    api = api_for(alice, acme)
    product = api.post("/api/v1/products", {"sku": "v1", "name": "Vase"}, format="json").json()
    with tenancy.inside(acme.schema_name):
        Product.objects.filter(pk=product["id"]).delete()

    options = {"HTTP_HX_REQUEST": "true"} if is_part else {}
    api.get(f"/api/v1/products/{product['id']}", **options)
    api.get(f"/api/v1/products/{uuid.uuid4()}", **options)

    assert len(new()) == (1 if is_part else 2)


# --- tokens, forms, staff, plans ----------------------------------------------------------------
def test_a_token_that_is_none_is_recorded_without_it(new: Any) -> None:
    answer = APIClient(HTTP_AUTHORIZATION="Bearer not-a-token").get("/api/v1/auth/me")

    assert answer.status_code == 401
    (event,) = new()
    assert told(event) == ("accounts.session.token_refused", "denied", "token-invalid")
    assert event.actor_type == "anonymous"
    assert "not-a-token" not in str(event.__dict__)


def test_a_token_that_is_too_old_is_no_attempt(new: Any, monkeypatch: Any) -> None:
    def expired(*_args: Any, **_more: Any) -> Any:
        raise tokens.TokenExpired

    monkeypatch.setattr(tokens, "read", expired)

    answer = APIClient(HTTP_AUTHORIZATION="Bearer x").get("/api/v1/auth/me")

    assert (answer.status_code, new()) == (401, [])


def test_a_form_without_its_token_is_recorded(
    alice: User, acme: Workspace, client_for: Any, new: Any
) -> None:
    client = client_for(alice)
    client.handler.enforce_csrf_checks = True

    answer = client.post("/workspaces/new", {"name": "Evil"})

    assert answer.status_code == 403
    (event,) = new()
    assert told(event) == ("config.request.not_proved_own", "denied", "form-expired")
    assert event.actor_id == str(alice.pk)


def test_a_page_of_staff_is_for_staff(alice: User, client_for: Any, new: Any) -> None:
    answer = client_for(alice).get("/staff/audit/auditevent/")

    assert answer.status_code in {302, 403}
    (event,) = new()
    assert (event.action, event.outcome, event.actor_id) == (
        "config.staff.entry_denied", "denied", str(alice.pk),
    )  # fmt: skip
    assert event.target_type == "page"


def test_a_refusal_that_is_recorded_by_who_refuses_is_recorded_once(
    carol: User, acme: Workspace, api_for: Any, new: Any
) -> None:
    answer = api_for(carol, acme).post("/api/v1/products", {"sku": "x"}, format="json")

    assert answer.status_code == 403
    assert [event.reason for event in new()] == ["PRODUCT_EDIT"]


def test_what_only_needs_attention_is_no_attempt(
    alice: User, acme: Workspace, api_for: Any, new: Any
) -> None:
    answer = api_for(alice, acme).post("/api/v1/products", {}, format="json")

    assert (answer.status_code, new()) == (400, [])


# --- faults -------------------------------------------------------------------------------------
class Secret(Exception):
    """It says what nobody may read."""


@pytest.mark.parametrize("way", ["page", "API"])
def test_a_fault_of_ours_is_recorded_by_its_kind_alone(
    way: str, alice: User, acme: Workspace, client_for: Any, api_for: Any, new: Any,
    monkeypatch: Any,
) -> None:  # fmt: skip
    def broken(*_args: Any, **_more: Any) -> Any:
        raise Secret("hunter2")

    client = client_for(alice) if way == "page" else api_for(alice, acme)
    client.raise_request_exception = False
    monkeypatch.setattr("workspaces.access.enter", broken)

    answer = client.get(f"/w/{acme.slug}/jobs" if way == "page" else "/api/v1/products")

    assert answer.status_code == 500
    (event,) = new()
    assert told(event) == ("config.request.failed", "error", "Secret")
    assert (event.workspace_id, event.request_id) == (acme.pk, answer["X-Request-ID"])
    assert "hunter2" not in str(event.__dict__)


def test_an_answer_stands_when_its_refusal_cannot_be_recorded(
    alice: User, acme: Workspace, api_for: Any, monkeypatch: Any
) -> None:
    def away(*_args: Any, **_more: Any) -> Any:
        raise OperationalError("away")

    monkeypatch.setattr("audit.services.refusing.sql.count_refusal", away)

    assert api_for(alice, acme).get(f"/api/v1/products/{uuid.uuid4()}").status_code == 404


def test_an_event_names_no_stranger_to_owners(
    mallory: User, acme: Workspace, client_for: Any
) -> None:
    client_for(mallory).get(f"/w/{acme.slug}/jobs")

    assert not trail.events(acme).filter(actor_id=str(mallory.pk)).exists()


def test_an_id_in_what_is_sent_is_a_row_of_where_it_was_sent_to(
    alice: User, acme: Workspace, api_for: Any, new: Any
) -> None:
    program = api_for(alice, acme)

    answer = program.post(
        "/api/v1/video/generate", {"project_id": str(uuid.uuid4())}, format="json"
    )

    assert answer.status_code == 404
    (event,) = new()
    assert told(event) == ("workspaces.object.not_found", "denied", "not-found")
    assert (event.target_type, event.workspace_id) == ("page", acme.pk)
