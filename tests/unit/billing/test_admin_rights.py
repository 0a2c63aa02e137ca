"""Who may look at billing's desk and who may act there: by the rights of each kind of row."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.models import User
from billing import quotas, services
from billing.models import Grant, Invoice, Order, Payment, Plan, Subscription, WebhookEvent
from billing.shapes import NewGrant
from tests.factories import billing, money, people
from tests.unit.billing import desk
from workspaces.models import Workspace

each_model = pytest.mark.parametrize("model", desk.MODELS, ids=lambda model: model.__name__)


@pytest.fixture
def clerk(public: None) -> User:
    """Staff without any right."""
    user = people.person("Kim")
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    return user


def may(user: User, *rights: str) -> None:
    """Give a right, such as view_invoice."""
    found = Permission.objects.filter(content_type__app_label="billing", codename__in=rights)
    assert found.count() == len(rights)
    user.user_permissions.add(*found)


def menu(client: Client) -> set[str]:
    """Return where the menu leads."""
    groups = client.get("/staff/").context["sidebar_navigation"]
    return {str(item["link"]) for one in groups for item in one["items"] if item["has_permission"]}


@each_model
def test_without_the_right_there_is_neither_entry_nor_page(
    clerk: User, client_for: Any, acme: Workspace, model: type[Model]
) -> None:
    desk.rows(acme)
    client, name = client_for(clerk), f"admin:{desk.name(model)}"
    row = model._default_manager.latest("pk")
    addresses = [reverse(f"{name}_changelist"), reverse(f"{name}_change", args=[row.pk])]

    assert addresses[0] not in menu(client)
    assert {client.get(address).status_code for address in addresses} == {403}

    may(clerk, f"view_{model._meta.model_name}")
    client = client_for(User.objects.get(pk=clerk.pk))
    assert addresses[0] in menu(client)
    assert {client.get(address).status_code for address in addresses} == {200}
    assert menu(client) & _billing() == {addresses[0]}


def _billing() -> set[str]:
    return {reverse(f"admin:{desk.name(model)}_changelist") for model in desk.MODELS}


def steps() -> list[tuple[str, str]]:
    """Return every step there is: (model, name)."""
    found = []
    for model in desk.MODELS:
        one = desk.registered(model)
        found += [(model._meta.model_name, step.name) for step in (*one.steps, *one.list_steps)]
    return [(str(model), name) for model, name in found]


# Kind → a row that a step can be done to.
ROWS: dict[str, Callable[[Workspace], Any]] = {
    "invoice": billing.ordered,
    "payment": lambda place: money.note(billing.invoiced(place)),
    "order": lambda place: Order.objects.get(invoice=billing.ordered(place)),
    "subscription": billing.subscribed,
    "plan": lambda _place: Plan.objects.get(pk="team"),
    "planversion": lambda _place: money.version(),
    "quotaperiod": lambda place: quotas.current_period(workspace_id=place.pk, meter="images"),
    "grant": lambda place: services.grant(
        place.pk, new=NewGrant("images", 7, "apology", uuid4().hex)
    ),
    "webhookevent": lambda _place: WebhookEvent.objects.create(
        provider="x", event_id="1", kind="x", payload={"facts": [1]}
    ),
}


@pytest.mark.parametrize(("model", "step"), steps())
def test_who_may_only_look_sees_no_button_and_does_nothing(
    clerk: User, client_for: Any, acme: Workspace, model: str, step: str
) -> None:
    admin = next(desk.registered(one) for one in desk.MODELS if one._meta.model_name == model)
    is_of_list = step in {one.name for one in admin.list_steps}
    row = None if is_of_list else ROWS[model](acme)
    may(clerk, f"view_{model}")
    client = client_for(clerk)
    address = reverse(f"admin:billing_{model}_{step}", args=[] if row is None else [row.pk])
    page = "changelist" if row is None else "change"
    shown = desk.page(client, f"{model}_{page}", *([] if row is None else [row.pk]))

    assert f'href="{address}"' not in shown
    assert client.get(address).status_code == 403
    before = _counts()
    assert client.post(address, {"reason": desk.WHY, "amount": "1"}).status_code == 403
    assert _counts() == before


def _counts() -> list[int]:
    kinds: tuple[type[Model], ...] = (Invoice, Payment, Grant, Subscription, Plan)
    return [kind._default_manager.count() for kind in kinds]


def test_who_may_change_invoices_notes_payments_and_nothing_else(
    clerk: User, client_for: Any, acme: Workspace
) -> None:
    invoice = billing.ordered(acme)
    may(clerk, "change_invoice")
    client = client_for(clerk)

    desk.send(client, "invoice_note_payment", invoice, amount="10.00", reference="A 1")

    assert Payment.objects.get().actor_id == str(clerk.pk)
    order = Order.objects.get(invoice=invoice)
    assert client.get(reverse("admin:billing_order_cancel", args=[order.pk])).status_code == 403


@pytest.mark.parametrize(("model", "step"), steps())
def test_every_step_is_a_page_that_asks_why(
    staff: Client, acme: Workspace, model: str, step: str
) -> None:
    admin = next(desk.registered(one) for one in desk.MODELS if one._meta.model_name == model)
    of_list = {one.name: one for one in admin.list_steps}
    row = None if step in of_list else ROWS[model](acme)
    found = of_list.get(step) or next(one for one in admin.steps if one.name == step)
    if row is not None and found.closed(row):
        pytest.skip("there is a test of its own")
    address = reverse(f"admin:billing_{model}_{step}", args=[] if row is None else [row.pk])

    drawn = staff.get(address)
    refused = staff.post(address, {})

    assert drawn.status_code == 200
    assert refused.status_code == 422
    if step != "adjust_any":
        assert drawn.context["form"].fields["reason"].required
        assert "reason" in refused.context["form"].errors


def test_a_stranger_and_a_person_find_no_desk(
    client: Client, client_for: Any, alice: User, acme: Workspace
) -> None:
    invoice = billing.ordered(acme)
    address = reverse("admin:billing_invoice_note_payment", args=[invoice.pk])

    for visitor in (client, client_for(alice)):
        answer = visitor.post(address, {"amount": "1", "reference": "A", "reason": desk.WHY})
        assert answer.status_code == 302
        assert "/login/" in answer["Location"]
    assert not Payment.objects.exists()


def test_a_row_that_is_not_there_is_404(staff: Client, public: None) -> None:
    for name, key in (("invoice_void", "nonsense"), ("grant_void", "0"), ("plan_offer", "x y")):
        assert staff.get(reverse(f"admin:billing_{name}", args=[key])).status_code == 404
