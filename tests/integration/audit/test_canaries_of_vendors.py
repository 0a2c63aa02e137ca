"""Keys of vendors, and what they sign: told back by a vendor itself, they are still written nowhere."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from assets import storage
from audit.models import AuditEvent
from generation import registry, staff_vendors, work
from generation.models import JobItem
from tests.factories import copy as copies
from tests.factories import openai_server
from tests.factories import stripe_server as stripe
from tests.integration.audit.canaries import Canaries, leaks, listening
from workspaces.models import Workspace

WEBHOOK = "/api/v1/billing/stripe/webhook"
pytestmark = pytest.mark.usefixtures("clean_cache")


@pytest.fixture
def secret(acme: Workspace) -> Iterator[Canaries]:
    """Hold the secrets of a test; at its end they are nowhere."""
    canaries = Canaries()
    with listening() as told:
        yield canaries
    assert canaries.words, "nothing was secret"
    assert leaks(canaries, schemas=[acme.schema_name]) == {}
    assert canaries.heard(told.getvalue()) == set()


@pytest.fixture
def vendor(secret: Canaries, settings: Any) -> Iterator[openai_server.StandIn]:
    """A vendor that refuses our key, and says it back."""
    key = secret.new("key of a vendor")
    with openai_server.running() as running:
        settings.AI_MOCK_MODE = False
        settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = key, running.url
        settings.COPY_PROVIDER = "generation.providers.openai.copy.OpenAICopyProvider"
        said = f"Incorrect API key provided: {key}. You sent Authorization: Bearer {key}"
        running.rules.append(lambda _asked: openai_server.fails(401, said, code=key))
        registry.copy_provider.cache_clear()
        yield running
    registry.copy_provider.cache_clear()


def test_staff_ask_a_vendor(vendor: openai_server.StandIn, alice: User) -> None:
    result = staff_vendors.checked(alice)

    assert vendor.asked, "nobody was asked"
    assert result.code
    assert AuditEvent.objects.latest("id").reason == result.code


def test_a_text_is_ordered_of_a_vendor(
    vendor: openai_server.StandIn, secret: Canaries, in_acme: Workspace, alice: User
) -> None:
    job = copies.submit(in_acme, alice)
    item = JobItem.objects.filter(job=job).first()
    assert item is not None

    work.run(in_acme.schema_name, item.pk, worker="here")

    assert vendor.asked, "nobody was asked"
    item.refresh_from_db()
    assert item.error_code
    assert secret.words["key of a vendor"] not in str(vars(item))


def test_what_stripe_signs(secret: Canaries, settings: Any, acme: Workspace) -> None:
    settings.PAYMENT_PROVIDER = "billing.payments.stripe.StripePayments"
    settings.STRIPE_SECRET_KEY = secret.new("key of Stripe")
    settings.STRIPE_WEBHOOK_SECRETS = [secret.new("secret of the webhook")]
    raw = json.dumps({"id": "evt_1", "type": "payment_intent.succeeded"}).encode()
    good = stripe.signature(raw, secret=secret.words["secret of the webhook"])
    secret.add("signature", good.rpartition("v1=")[2])
    bad = f"t=1,v1={secret.new('wrong signature')}"
    for signature in (good, bad):
        headers = {"Stripe-Signature": signature}
        client = Client(raise_request_exception=False)
        answer = client.post(WEBHOOK, raw, content_type="application/json", headers=headers)
        assert answer.status_code < 500


def test_libraries_at_their_most_talkative(
    secret: Canaries, s3_server: str, acme: Workspace
) -> None:
    """What signs requests to the bucket tells each signature at DEBUG."""
    storage.setup_bucket()
    url = storage.presigned_get(
        f"{acme.schema_name}/x", origin="http://testserver", content_type="image/jpeg"
    )
    secret.add("signature of an address", url.rpartition("X-Amz-Signature=")[2].partition("&")[0])
    logging.getLogger("botocore.auth").debug("Signature:\n%s", secret.new("told by the library"))
    logging.getLogger("urllib3.connectionpool").debug('"GET %s HTTP/1.1" 200', url)
    logging.getLogger("somewhere").warning("went to %s with %s", url, {"api_key": secret.new("kw")})
