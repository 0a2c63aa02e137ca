"""The same request again has no second effect, and gets the first answer again."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import idempotency
from accounts.idempotency import Answer, Ask, Made
from accounts.models import IdempotencyRecord, User
from assets.models import Product, Upload
from generation.models import Job
from tests.factories import copy, people
from workspaces import access, services, tenancy
from workspaces.models import Workspace

PRODUCTS = "/api/v1/products"
KEY = {"HTTP_IDEMPOTENCY_KEY": "order-1"}


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    yield
    idempotency._current.set(None)


@pytest.fixture
def ask(bob: User) -> Ask:
    return Ask(user_id=bob.pk, key="k", fingerprint="f")


def fresh_process() -> None:
    """Forget what this process was doing, as one that was killed has."""
    idempotency._current.set(None)


def age(seconds: int) -> None:
    IdempotencyRecord.objects.update(started_at=timezone.now() - timedelta(seconds=seconds))


# --- the record ---------------------------------------------------------------------------------
def test_an_answer_is_told_again(ask: Ask) -> None:
    answer = Answer(201, b"{}", "application/json", "/x")
    assert idempotency.begin(ask) is None
    idempotency.finish(answer)

    assert idempotency.begin(ask) == answer


def test_another_request_with_the_key_is_refused(ask: Ask) -> None:
    idempotency.begin(ask)

    with pytest.raises(idempotency.KeyReused):
        idempotency.begin(Ask(user_id=ask.user_id, key="k", fingerprint="g"))


def test_the_first_is_waited_for(ask: Ask) -> None:
    idempotency.begin(ask)

    with pytest.raises(idempotency.InProgress):
        idempotency.begin(ask)


def test_a_dead_one_without_an_effect_is_taken_over(ask: Ask) -> None:
    idempotency.begin(ask)
    fresh_process()
    age(61)

    assert idempotency.begin(ask) is None


def test_a_dead_one_with_its_effect_says_what_was_made(ask: Ask) -> None:
    idempotency.begin(ask)
    with transaction.atomic():
        idempotency.mark("42")
    fresh_process()
    with pytest.raises(idempotency.InProgress):
        idempotency.begin(ask)
    age(61)

    assert idempotency.begin(ask) == Made("42")


def test_who_was_thought_dead_has_no_effect_any_more(ask: Ask) -> None:
    """A slow request comes back after another one has taken its key."""
    idempotency.begin(ask)
    slow = idempotency._current.get()
    fresh_process()
    age(61)
    idempotency.begin(ask)
    idempotency._current.set(slow)

    with pytest.raises(idempotency.InProgress), transaction.atomic():
        idempotency.mark("late")


def test_a_refusal_frees_the_key_but_never_an_effect(ask: Ask) -> None:
    idempotency.begin(ask)
    idempotency.drop()
    assert idempotency.begin(ask) is None
    with transaction.atomic():
        idempotency.mark("42")

    idempotency.drop()

    assert IdempotencyRecord.objects.get().state == "effected"


def test_a_mark_needs_the_transaction_of_the_effect(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    idempotency.begin(ask)
    with monkeypatch.context() as patch:
        patch.setattr(transaction.get_connection(), "in_atomic_block", False)

        with pytest.raises(idempotency.NotInTransaction):
            idempotency.mark("42")


def test_keys_are_each_persons_and_workspaces_own(ask: Ask, carol: User, acme: Workspace) -> None:
    idempotency.begin(ask)

    for other in (
        Ask(user_id=carol.pk, key="k", fingerprint="g"),
        Ask(user_id=ask.user_id, key="k", fingerprint="g", workspace_id=acme.pk),
    ):
        assert idempotency.begin(other) is None


def test_old_records_go(ask: Ask) -> None:
    idempotency.begin(ask)
    assert idempotency.clear() == 0
    age(8 * 24 * 3600)

    assert (idempotency.clear(), idempotency.clear()) == (1, 0)


# --- the header ---------------------------------------------------------------------------------
def test_a_product_is_made_once(bob: User, acme: Workspace, api_for: Any) -> None:
    body = {"sku": "ONCE-1", "name": "Mug"}

    first, again = (api_for(bob, acme).post(PRODUCTS, body, format="json", **KEY) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again["Location"] == first["Location"]
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    with tenancy.inside(acme.schema_name):
        assert Product.objects.filter(sku="ONCE-1").count() == 1


def test_another_body_with_the_key_is_refused(bob: User, acme: Workspace, api_for: Any) -> None:
    api_for(bob, acme).post(PRODUCTS, {"sku": "A", "name": "Mug"}, format="json", **KEY)

    other = api_for(bob, acme).post(PRODUCTS, {"sku": "B", "name": "Mug"}, format="json", **KEY)

    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    with tenancy.inside(acme.schema_name):
        assert not Product.objects.filter(sku="B").exists()


def test_while_the_first_is_worked_on_the_caller_waits(
    bob: User, acme: Workspace, api_for: Any
) -> None:
    body = {"sku": "A", "name": "Mug"}
    api_for(bob, acme).post(PRODUCTS, body, format="json", **KEY)
    IdempotencyRecord.objects.update(state="running", status=None, body=None)

    answer = api_for(bob, acme).post(PRODUCTS, body, format="json", **KEY)

    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency-in-progress")
    assert answer["Retry-After"] == "1"


def test_a_refused_request_may_be_sent_again_with_its_key(
    bob: User, acme: Workspace, api_for: Any
) -> None:
    wrong = api_for(bob, acme).post(PRODUCTS, {"sku": ""}, format="json", **KEY)
    assert wrong.status_code == 400

    right = api_for(bob, acme).post(PRODUCTS, {"sku": "A", "name": "Mug"}, format="json", **KEY)

    assert right.status_code == 201


@pytest.mark.parametrize("key", ["a b", "ü", "x" * 256])
def test_a_key_that_is_none_is_refused(bob: User, acme: Workspace, api_for: Any, key: str) -> None:
    answer = api_for(bob, acme).post(
        PRODUCTS, {"sku": "A"}, format="json", HTTP_IDEMPOTENCY_KEY=key
    )

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["Idempotency-Key"])


def test_a_removed_member_is_told_nothing(bob: User, acme: Workspace, api_for: Any) -> None:
    body = {"sku": "A", "name": "Mug"}
    api_for(bob, acme).post(PRODUCTS, body, format="json", **KEY)
    bob.memberships.filter(workspace=acme).delete()

    access.forget_all()

    assert api_for(bob, acme).post(PRODUCTS, body, format="json", **KEY).status_code == 404


def test_an_order_is_placed_and_held_once(bob: User, acme: Workspace, api_for: Any) -> None:
    with tenancy.inside(acme.schema_name):
        product = copy.product(bob)
    body = {"product_ids": [str(product.pk)], "kinds": ["title"], "languages": ["en"]}
    ask = {"path": "/api/v1/copy/generate", "data": body, "format": "json", **KEY}

    first, again = (api_for(bob, acme).post(**ask) for _ in range(2))

    assert (first.status_code, again.status_code) == (202, 202)
    assert again.content == first.content
    with tenancy.inside(acme.schema_name):
        assert Job.objects.filter(pk=first.json()["id"]).count() == Job.objects.count() == 1


def test_an_order_whose_answer_was_lost_is_told_its_job(
    bob: User, acme: Workspace, api_for: Any
) -> None:
    with tenancy.inside(acme.schema_name):
        product = copy.product(bob)
    body = {"product_ids": [str(product.pk)], "kinds": ["title"], "languages": ["en"]}
    first = api_for(bob, acme).post("/api/v1/copy/generate", body, format="json", **KEY)
    IdempotencyRecord.objects.update(state="effected", status=None, body=None)
    age(61)

    again = api_for(bob, acme).post("/api/v1/copy/generate", body, format="json", **KEY)

    assert (again.status_code, again["Idempotent-Replayed"]) == (202, "true")
    assert again.json()["id"] == first.json()["id"]


def test_a_product_whose_answer_was_lost_is_shown(bob: User, acme: Workspace, api_for: Any) -> None:
    body = {"sku": "ONCE-1", "name": "Mug"}
    first = api_for(bob, acme).post(PRODUCTS, body, format="json", **KEY)
    IdempotencyRecord.objects.update(state="effected", status=None, body=None)
    age(61)

    again = api_for(bob, acme).post(PRODUCTS, body, format="json", **KEY)

    assert (again.status_code, again.json()) == (201, first.json())


def test_an_error_of_ours_frees_the_key(
    bob: User, acme: Workspace, api_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"sku": "A", "name": "Mug"}
    client = api_for(bob, acme)
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("assets.services.create_product", lambda *_a, **_k: 1 / 0)
        assert client.post(PRODUCTS, body, format="json", **KEY).status_code == 500

    assert client.post(PRODUCTS, body, format="json", **KEY).status_code == 201


def test_a_workspace_is_made_once(public: None, api_for: Any) -> None:
    robin = people.person("Robin")

    first, again = (
        api_for(robin).post("/api/v1/workspaces", {"name": "Northbay"}, format="json", **KEY)
        for _ in range(2)
    )

    assert again.json() == first.json()
    assert Workspace.objects.filter(created_by=robin).count() == 1


def test_of_an_announced_upload_the_form_is_signed_anew_and_not_kept(
    bob: User, acme: Workspace, api_for: Any
) -> None:
    body = {"filename": "Mug.jpg", "content_type": "image/jpeg", "size_bytes": 1000}
    ask = {"path": "/api/v1/assets/uploads", "data": body, "format": "json", **KEY}

    first, again = (api_for(bob, acme).post(**ask) for _ in range(2))

    assert (again.status_code, again["Idempotent-Replayed"]) == (201, "true")
    assert again.json()["id"] == first.json()["id"]
    assert again.json()["fields"]["key"] == first.json()["fields"]["key"]
    record = IdempotencyRecord.objects.get()
    assert (bytes(record.body if record.body is not None else b"-"), record.made) == (
        b"",
        first.json()["id"],
    )
    with tenancy.inside(acme.schema_name):
        Upload.objects.update(state=Upload.State.CHECKING)
    posted = api_for(bob, acme).post(**ask)
    assert (posted.status_code, posted.json()["state"]) == (201, "checking")
    assert "fields" not in posted.json()


def test_a_stream_is_opened_anew_each_time_and_its_ticket_not_kept(
    bob: User, acme: Workspace, api_for: Any
) -> None:
    with tenancy.inside(acme.schema_name):
        job = copy.submit(acme, bob)
    address = f"/api/v1/copy/{job.pk}/stream"

    first, again = (api_for(bob, acme).post(address, **KEY) for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["url"] != again.json()["url"]
    assert "Idempotent-Replayed" not in again
    assert not IdempotencyRecord.objects.exists()


def test_joining_is_asked_anew_each_time(alice: User, acme: Workspace, api_for: Any) -> None:
    """Who was removed since is no member, whatever was answered before."""
    guest = people.person("Gwen")
    issued = services.invite(
        access.find(user_id=alice.pk, at=acme.pk), email=guest.email, role="editor", by=alice
    )
    body = {"token": issued.token}
    first = api_for(guest).post("/api/v1/workspaces/join", body, format="json", **KEY)
    services.remove(access.find(user_id=alice.pk, at=acme.pk), guest.pk, by=alice)

    again = api_for(guest).post("/api/v1/workspaces/join", body, format="json", **KEY)

    assert (first.status_code, again.status_code) == (200, 410)
    assert not IdempotencyRecord.objects.exists()


def test_who_is_in_a_workspace_no_more_is_not_told_of_it_again(public: None, api_for: Any) -> None:
    robin = people.person("Robin")
    ask = {"path": "/api/v1/workspaces", "data": {"name": "Northbay"}, "format": "json", **KEY}
    assert api_for(robin).post(**ask).status_code == 201
    assert api_for(robin).post(**ask).status_code == 201
    robin.memberships.all().delete()
    access.forget_all()

    assert api_for(robin).post(**ask).status_code == 404


def test_without_a_key_nothing_is_kept(bob: User, acme: Workspace, api_for: Any) -> None:
    api_for(bob, acme).post(PRODUCTS, {"sku": "A", "name": "Mug"}, format="json")

    assert not IdempotencyRecord.objects.exists()
    with tenancy.inside(acme.schema_name):
        assert not Upload.objects.exists()
