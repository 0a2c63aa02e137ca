"""What the stand-in of Stripe makes of a request: its objects, and its refusals."""

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from tests.factories.stripe_server import Asked, StandIn

Answer = dict[str, Any]
DAY = 86_400
# What may be said of each; Stripe refuses what it does not know.
CUSTOMER = {"email", "name", "metadata"}
SESSION = {
    "mode", "customer", "client_reference_id", "line_items", "metadata", "payment_intent_data",
    "payment_method_options", "locale", "success_url", "cancel_url",
}  # fmt: skip
INTENT = {
    "amount", "currency", "customer", "payment_method", "off_session", "confirm", "description",
    "metadata",
}  # fmt: skip
PORTAL = {"customer", "return_url", "locale"}
# What a session cannot be without.
NEEDED = {"mode", "line_items", "success_url"}


class Refused(Exception):
    """Stripe says no."""

    def __init__(self, status: int, kind: str, **said: Any) -> None:
        super().__init__(kind)
        self.status = status
        self.error = {"type": kind, "message": f"no: {said.get('param', kind)}", **said}


def answer(stand_in: "StandIn", asked: "Asked") -> Answer:
    """Return what a request comes to.

    Raises:
        Refused: Stripe would refuse it.
    """
    place = asked.path.removeprefix("/v1/")
    making = {
        "customers": _customer,
        "checkout/sessions": _session,
        "payment_intents": _intent,
        "billing_portal/sessions": _portal,
    }
    if asked.method == "POST" and place in making:
        return making[place](stand_in, asked.body)
    if place in ("payment_intents", "payment_methods"):
        kind = place.removesuffix("s")
        _known(stand_in, asked.body["customer"], "customer", "customer")
        found = stand_in.all(kind, customer=asked.body["customer"])
        most = int(asked.body.get("limit", 10))
        return {"object": "list", "data": found[:most], "has_more": len(found) > most}
    kind, _, name = place.partition("/")
    return _known(stand_in, name, kind.removesuffix("s"), "id")


def intent_of(stand_in: "StandIn", session: Answer, card: Answer) -> Answer:
    """Return the payment somebody made at a checkout."""
    return stand_in.new(
        "pi",
        "payment_intent",
        amount=session["amount_total"],
        amount_received=session["amount_total"],
        currency=session["currency"],
        customer=session["customer"],
        metadata=session["kept"]["payment_intent_data"].get("metadata", {}),
        payment_method=card["id"],
        status="succeeded",
    )


def _customer(stand_in: "StandIn", body: Answer) -> Answer:
    _only(body, CUSTOMER)
    said = {"email": None, "name": None, "metadata": {}, **body}
    return stand_in.new("cus", "customer", invoice_settings={}, **said)


def _session(stand_in: "StandIn", body: Answer) -> Answer:
    _only(body, SESSION)
    for name in NEEDED - body.keys():
        raise Refused(400, "invalid_request_error", param=name)
    for name in ("success_url", "cancel_url"):
        if urlsplit(body[name]).scheme not in ("http", "https"):
            raise Refused(400, "invalid_request_error", param=name, code="url_invalid")
    _known(stand_in, body["customer"], "customer", "customer")
    prices = [(row["price_data"], int(row["quantity"])) for row in body["line_items"].values()]
    session = stand_in.new(
        "cs_test",
        "checkout.session",
        amount_total=sum(int(price["unit_amount"]) * count for price, count in prices),
        currency=prices[0][0]["currency"],
        customer=body["customer"],
        client_reference_id=body.get("client_reference_id"),
        expires_at=int(time.time()) + DAY,
        metadata=body.get("metadata", {}),
        mode=body["mode"],
        payment_intent=None,
        payment_status="unpaid",
        status="open",
        kept=body,
    )
    session["url"] = f"https://checkout.stripe.test/c/pay/{session['id']}"
    return session


def _intent(stand_in: "StandIn", body: Answer) -> Answer:
    _only(body, INTENT)
    _known(stand_in, body["customer"], "customer", "customer")
    _known(stand_in, body["payment_method"], "payment_method", "payment_method")
    intent = stand_in.new(
        "pi",
        "payment_intent",
        amount=int(body["amount"]),
        amount_received=int(body["amount"]),
        currency=body["currency"],
        customer=body["customer"],
        metadata=body.get("metadata", {}),
        payment_method=body["payment_method"],
        status="succeeded",
    )
    if stand_in.card == "good":
        return intent
    code = {"declined": "card_declined", "authentication": "authentication_required"}[stand_in.card]
    intent.update(
        status="requires_payment_method", amount_received=0, last_payment_error={"code": code}
    )
    raise Refused(402, "card_error", code=code, payment_intent=dict(intent))


def _portal(stand_in: "StandIn", body: Answer) -> Answer:
    _only(body, PORTAL)
    _known(stand_in, body["customer"], "customer", "customer")
    portal = stand_in.new("bps", "billing_portal.session", **body)
    return {**portal, "url": f"https://billing.stripe.test/p/session/{portal['id']}"}


def _known(stand_in: "StandIn", name: str, kind: str, param: str) -> Answer:
    thing = stand_in.things.get(name)
    if thing is None or thing["object"] != kind:
        raise Refused(
            404 if param == "id" else 400,
            "invalid_request_error",
            code="resource_missing",
            param=param,
        )
    return thing


def _only(body: Answer, known: set[str]) -> None:
    for name in body.keys() - known:
        raise Refused(400, "invalid_request_error", code="parameter_unknown", param=name)
