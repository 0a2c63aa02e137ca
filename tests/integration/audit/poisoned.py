"""Requests with a secret wherever somebody could put one, whether it is asked for there or not."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.integration.audit.canaries import Canaries
from tests.integration.sweep import bodies, slots
from tests.integration.sweep.actors import Actor
from tests.integration.sweep.operations import Operation
from tests.integration.sweep.places import Place
from tests.integration.sweep.tries import Question, question
from tests.integration.sweep.tries import _given as given_of

# Fields that are secrets where they are asked for.
SECRETS = {"code", "current_password", "key", "password", "refresh_token", "token", "uid"}
# What programs send that nobody has asked for.
SIBLINGS = ("password", "api_key", "authorization", "secret", "token", "openai_api_key", "otp")


@dataclass
class Poison:
    """What one request sends. canaries: where its secrets are noted."""

    canaries: Canaries
    actor: Actor
    place: Place

    def send(self, asked: Question) -> Any:
        """Send an operation with every field it knows, and every secret it does not."""
        operation = asked.operation
        values = asked.own(self.place)
        address = operation.url({name: values[slot] for name, slot in asked.places.items()})
        url = f"{address}?token={self.canaries.new('query: token')}"
        url += f"&X-Amz-Signature={self.canaries.new('query: signature')}"
        version = bodies.version_for(asked.kinds, self.place)
        given = slots.filled(asked.given, values, version=version)
        headers, cookies = self._headers(operation), self.actor.browser.cookies
        cookies.pop("messages", None)
        cookies["legacy"] = self.canaries.new("cookie")
        if not operation.writes:
            return self.actor.browser.get(url, given, headers=headers)
        is_json = operation.is_api and operation.media != "multipart/form-data"
        content: Any = self._with_secrets(given if isinstance(given, dict) else {})
        if is_json or operation.address in bodies.READ_AS_JSON:
            return self.actor.browser.generic(
                operation.method.upper(), url, json.dumps(content), "application/json",
                headers=headers,
            )  # fmt: skip
        plain = {name: one for name, one in content.items() if not isinstance(one, dict)}
        plain[self.canaries.new("name of a field")] = "x"
        plain["attachment"] = SimpleUploadedFile("a.txt", self.canaries.new("file").encode())
        return getattr(self.actor.browser, operation.method)(url, plain, headers=headers)

    def _headers(self, operation: Operation) -> dict[str, str]:
        new = self.canaries.new
        headers = self.actor.headers(for_api=operation.is_api, slug=self.place.slug)
        if "Authorization" not in headers:
            headers["Authorization"] = f"Bearer {new('bearer')}"
        return {
            **headers,
            "Idempotency-Key": new("key of a request"),
            "User-Agent": f"Robot/1 (token={new('user agent')}) Bearer {new('user agent: bearer')}",
            "Referer": f"http://testserver/join/{new('referrer')}?token={new('referrer: query')}",
            "X-CSRFToken": new("csrf"),
            "X-Api-Key": new("api key"),
            "Proxy-Authorization": f"Basic {new('proxy')}",
            "Stripe-Signature": f"t=1,v1={new('stripe')}",
        }

    def _with_secrets(self, given: dict[Any, Any]) -> dict[Any, Any]:
        """Return it with secrets in the fields that take them, and beside all others."""
        found: dict[Any, Any] = {}
        for name, value in given.items():
            if name in SECRETS and isinstance(value, str):
                value = self.canaries.new(f"field: {name}")
            found[name] = self._with_secrets(value) if isinstance(value, dict) else value
        for name in SIBLINGS:
            found.setdefault(name, self.canaries.new(f"sibling: {name}"))
        return found


def poisonable(operation: Operation) -> Question:
    """Return what an operation is asked with; of a page, every field that any page reads."""
    asked = question(operation)
    return Question(operation, asked.places, given_of(operation))
