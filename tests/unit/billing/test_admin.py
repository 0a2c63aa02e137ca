"""What staff see of billing: rows to read and search, none to change, and nobody's content."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing import quotas, services
from billing.models import (
    Grant,
    Invoice,
    Order,
    Payment,
    QuotaPeriod,
    Reservation,
    Subscription,
    UsageDay,
)
from billing.quotas import Account, Hold
from billing.shapes import NewGrant
from tests.factories import billing, money
from tests.unit.billing import desk
from workspaces.models import Workspace

each_model = pytest.mark.parametrize("model", desk.MODELS, ids=lambda model: model.__name__)


# --- read-only ----------------------------------------------------------------------------------
@each_model
def test_rows_are_read_and_neither_added_changed_nor_deleted(
    staff: Client, acme: Workspace, model: type[Model]
) -> None:
    desk.rows(acme)
    row = model._default_manager.latest("pk")
    before = model._default_manager.filter(pk=row.pk).values().get()
    name, count = f"admin:{desk.name(model)}", model._default_manager.count()

    assert staff.get(reverse(f"{name}_changelist")).status_code == 200
    shown = staff.get(reverse(f"{name}_change", args=[row.pk]))
    assert shown.status_code == 200
    assert 'name="_save"' not in shown.content.decode()
    assert staff.get(reverse(f"{name}_add")).status_code == 403
    assert staff.get(reverse(f"{name}_delete", args=[row.pk])).status_code == 403
    for address in (
        reverse(f"{name}_add"),
        reverse(f"{name}_change", args=[row.pk]),
        reverse(f"{name}_delete", args=[row.pk]),
    ):
        body = {**dict.fromkeys(before, "9"), "post": "yes", "_save": "1"}
        assert staff.post(address, body).status_code == 403, address
    assert model._default_manager.filter(pk=row.pk).values().get() == before
    assert model._default_manager.count() == count


@each_model
def test_nothing_is_done_to_many_rows_at_once(
    staff: Client, acme: Workspace, model: type[Model]
) -> None:
    desk.rows(acme)
    row, count = model._default_manager.latest("pk"), model._default_manager.count()
    address = reverse(f"admin:{desk.name(model)}_changelist")

    shown = staff.get(address)
    answer = staff.post(address, {"action": "delete_selected", "_selected_action": str(row.pk)})

    assert "_selected_action" not in shown.content.decode()
    assert answer.status_code in (200, 302, 403)
    assert model._default_manager.count() == count


# --- searching ----------------------------------------------------------------------------------
OF_A_WORKSPACE = [
    "billingaccount", "grant", "invoice", "ledgerentry", "order", "payment", "quotaperiod",
    "quotawarning", "reservation", "subscription", "usageday",
]  # fmt: skip


@pytest.mark.parametrize("name", OF_A_WORKSPACE)
def test_rows_are_found_by_their_workspace(
    staff: Client, acme: Workspace, beta: Workspace, name: str
) -> None:
    desk.rows(acme)
    desk.rows(beta)

    for term in (acme.name, acme.slug.upper(), str(acme.pk)):
        shown = desk.page(staff, f"{name}_changelist", q=term)
        assert acme.name in shown, term
        assert beta.name not in shown, term
    assert acme.name not in desk.page(staff, f"{name}_changelist", q="nobody-is-called-so")
    assert beta.name in desk.page(staff, f"{name}_changelist", q=" ")


def test_rows_are_found_by_number_and_reference(staff: Client, acme: Workspace) -> None:
    invoice = billing.ordered(acme)
    payment = money.note(invoice, 1000, reference="ZKB 4711")
    order = Order.objects.get(invoice=invoice)

    for name, term in (
        ("invoice", invoice.number),
        ("invoice", str(invoice.pk)),
        ("order", invoice.number),
        ("order", str(order.pk)),
        ("payment", "ZKB 4711"),
        ("payment", invoice.number),
    ):
        assert acme.name in desk.page(staff, f"{name}_changelist", q=str(term)), (name, term)
    assert acme.name not in desk.page(staff, "payment_changelist", q="ZKB")
    assert payment.provider_ref in desk.page(staff, "invoice_change", invoice.pk)


@pytest.mark.slow
@pytest.mark.parametrize(
    "term", ["9" * 40, "%", "'", "\N{SUPERSCRIPT TWO}", "a" * 300, "-1", "1e5"]
)
def test_odd_terms_find_nothing_and_break_nothing(
    staff: Client, acme: Workspace, term: str
) -> None:
    for model in desk.MODELS:
        desk.page(staff, f"{model._meta.model_name}_changelist", q=term)


def test_a_grant_is_found_by_its_key(staff: Client, acme: Workspace) -> None:
    services.grant(acme.pk, new=NewGrant("images", 7, "apology", "order-7"))

    assert acme.name in desk.page(staff, "grant_changelist", q="order-7")
    assert acme.name not in desk.page(staff, "grant_changelist", q="order-8")


# --- what is shown ------------------------------------------------------------------------------
def test_what_waits_for_a_provider_can_be_listed(staff: Client, acme: Workspace) -> None:
    period = quotas.current_period(workspace_id=acme.pk, meter="images")
    silent, other = (Hold(uuid.uuid4(), uuid.uuid4(), 1, uuid.uuid4().hex) for _ in range(2))
    quotas.reserve(Account(acme.pk, "images", "image", None, ""), period=period,
                   holds=[silent, other])  # fmt: skip
    quotas.unknown(silent.id)

    shown = desk.page(staff, "reservation_changelist", state__exact="unknown")

    assert str(silent.id) in shown
    assert "waiting for the provider" in shown
    assert str(other.id) not in shown


@pytest.mark.slow
def test_nobody_reads_here_what_a_workspace_makes(staff: Client, acme: Workspace) -> None:
    desk.rows(acme)
    assert Reservation.objects.filter(subject_label="Secret mug").exists()
    assert UsageDay.objects.filter(product="Secret mug").exists()

    for model in desk.MODELS:
        name = model._meta.model_name
        assert "Secret mug" not in desk.page(staff, f"{name}_changelist")
        for row in model._default_manager.all()[:20]:
            assert "Secret mug" not in desk.page(staff, f"{name}_change", row.pk)


def test_amounts_are_shown_as_people_read_them(staff: Client, acme: Workspace) -> None:
    invoice = billing.ordered(acme)
    money.note(invoice, 1000)

    for shown in (
        desk.page(staff, "invoice_changelist"),
        desk.page(staff, "invoice_change", invoice.pk),
    ):
        for amount in ("29.00", "10.00", "19.00"):
            assert f"USD\N{NO-BREAK SPACE}{amount}" in shown


def test_what_units_cost_and_bring_is_shown_to_staff(staff: Client, acme: Workspace) -> None:
    day = billing.used(
        acme, billing.days_ago(1), charge_micros=7_000_000_00, cost_micros=2_500_000_00
    )

    shown = desk.page(staff, "usageday_change", day.pk)

    for amount in ("7.00", "2.50", "4.50"):
        assert f"USD\N{NO-BREAK SPACE}{amount}" in shown


def test_rows_lead_from_an_invoice_to_its_order_its_plan_and_its_workspace(
    staff: Client, acme: Workspace
) -> None:
    subscription = billing.subscribed(acme)
    invoice = Invoice.objects.get(subscription=subscription)
    order = Order.objects.get(invoice=invoice)
    payment = Payment.objects.get(invoice=invoice)

    def leads(shown: str, name: str, row: Any) -> bool:
        return f'href="{reverse(f"admin:{name}_change", args=[row.pk])}"' in shown

    shown = desk.page(staff, "invoice_change", invoice.pk)
    assert leads(shown, "billing_order", order)
    assert leads(shown, "billing_payment", payment)
    assert leads(shown, "billing_subscription", subscription)
    assert leads(shown, "workspaces_workspace", acme)
    assert leads(desk.page(staff, "order_change", order.pk), "billing_subscription", subscription)
    assert leads(desk.page(staff, "subscription_change", subscription.pk),
                 "billing_planversion", subscription.plan_version)  # fmt: skip
    assert leads(desk.page(staff, "payment_change", payment.pk), "billing_order", order)


@pytest.mark.slow
def test_lists_of_what_belongs_to_a_row_open(
    staff: Client, acme: Workspace, beta: Workspace
) -> None:
    desk.rows(acme)
    desk.rows(beta)
    rows: list[Any] = [
        Subscription.objects.get(workspace=acme),
        QuotaPeriod.objects.get(workspace=acme, meter="images", subscription__isnull=False),
        Reservation.objects.get(workspace=acme, meter="images"),
        Grant.objects.get(workspace=acme),
    ]

    for row in rows:
        shown = staff.get(reverse(f"admin:{desk.name(type(row))}_change", args=[row.pk]))
        links = [part.split('"')[0] for part in shown.content.decode().split('href="')[1:]]
        lists = [
            link.replace("&amp;", "&")
            for link in links
            if "/staff/billing/" in link and "?" in link
        ]
        assert lists, row
        for link in lists:
            answer = staff.get(link)
            assert answer.status_code == 200, link
            assert beta.name not in answer.content.decode(), link


def test_an_overdue_invoice_is_found_as_one(
    staff: Client, acme: Workspace, beta: Workspace
) -> None:
    late, other = billing.overdue(acme), billing.invoiced(beta)

    shown = desk.page(staff, "invoice_changelist", overdue="yes")

    assert str(late.number) in shown
    assert str(other.number) not in shown


def test_both_languages_are_spoken(staff: Client, boss: Any, acme: Workspace) -> None:
    desk.rows(acme)
    english = desk.page(staff, "quotaperiod_changelist")
    boss.language = "zh-hans"
    boss.save(update_fields=["language"])

    chinese = desk.page(staff, "quotaperiod_changelist")

    assert "May be passed by" not in chinese
    assert english != chinese


# --- cost of looking ----------------------------------------------------------------------------
def queries(staff: Client, address: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert staff.get(address).status_code == 200
    return [one["sql"] for one in caught]


@pytest.mark.parametrize("name", [*OF_A_WORKSPACE, "plan", "planversion", "pricesheet",
                                  "webhookevent"])  # fmt: skip
def test_a_page_asks_as_much_with_many_rows_and_counts_none(
    staff: Client, acme: Workspace, beta: Workspace, name: str
) -> None:
    address = reverse(f"admin:billing_{name}_changelist")
    desk.rows(acme)
    queries(staff, address)
    few = queries(staff, address)
    desk.rows(beta)
    for _ in range(3):
        invoice = billing.invoiced(acme)
        money.note(invoice, 1000)
        services.grant(acme.pk, new=NewGrant("images", 7, "apology", uuid.uuid4().hex))

    many = queries(staff, address)

    assert len(many) == len(few)
    assert not [sql for sql in many if "COUNT(*)" in sql]
    assert len(many) <= 16, "four of them record who looked"


def test_an_invoice_asks_as_much_with_many_lines(staff: Client, acme: Workspace) -> None:
    short, long = billing.invoiced(acme), billing.invoiced(acme, *[100] * 40)
    for amount in (100, 200, 300):
        money.note(long, amount)
    address = reverse("admin:billing_invoice_change", args=[short.pk])
    queries(staff, address)
    few = len(queries(staff, address))

    many = len(queries(staff, reverse("admin:billing_invoice_change", args=[long.pk])))

    assert many == few


@each_model
def test_every_row_of_a_list_leads_to_its_page(
    staff: Client, acme: Workspace, model: type[Model]
) -> None:
    desk.rows(acme)
    row = model._default_manager.latest("pk")
    name = f"admin:{desk.name(model)}"

    shown = staff.get(reverse(f"{name}_changelist")).content.decode()

    assert f'href="{reverse(f"{name}_change", args=[row.pk])}' in shown
    assert "(&#x27;" not in desk.page(staff, f"{model._meta.model_name}_change", row.pk)
