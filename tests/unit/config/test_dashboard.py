"""The first page of the admin: who sees what of it, in how many questions, and what it says when
there is nothing."""

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import MailOut, User
from billing.models import PriceSheet, UsageDay, WebhookEvent, WorkDay
from config.desk import margin, spans, sql, waits
from tests.factories import billing as factory
from tests.factories import mighty
from tests.unit.config import told
from tests.unit.config.test_staff import page
from tests.unit.config.test_staff_work import open_work
from workspaces.models import OpenWork, Workspace

# What → the rights without which it is not there.
PARTS = {
    "Orders that wait for payment": "billing.view_order",
    "Invoices overdue": "billing.view_invoice",
    "Payment events in error": "billing.view_webhookevent",
    "Mails given up in 7 days": "accounts.view_mailout",
    "Work given up in 7 days": "generation.view_job",
    "Refused in 24 hours": "audit.view_auditevent",
    "Last proof": "audit.view_proof",
    "Oldest row without a seal": "audit.view_seal",
    "New people by day": "accounts.view_user",
    "Workspaces": "workspaces.view_workspace",
    "Stored": "billing.view_quotaperiod",
    "Jobs by the day they ended": "generation.view_job",
    "Who does the work": "generation.view_job",
    "Use by plan": "billing.view_usageday",
    "Active workspaces": "billing.view_usageday workspaces.view_workspace",
    "Invoiced, net": "billing.view_invoice",
    "Received, net": "billing.view_payment",
    "Cost and margin": "billing.view_usageday billing.view_pricesheet",
}


@pytest.fixture(autouse=True)
def _nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "KEEP_SECONDS", 0)


def may(boss: User, *rights: str) -> None:
    """Leave a member of staff nothing but these rights."""
    User.objects.filter(pk=boss.pk).update(is_superuser=False)
    names = [right.partition(".") for right in rights]
    boss.user_permissions.set(
        Permission.objects.get(content_type__app_label=app, codename=code)
        for app, _dot, code in names
    )


def shown(text: str) -> set[str]:
    """Return the headings, labels and heads of tables that stand on the page."""
    body = text[text.index('class="desk"') :]
    found = re.findall(r"<(?:h[123]|p class=\"desk-label\"|th)[^>]*>(.*?)</(?:h[123]|p|th)>", body)
    return {unescape(re.sub(r"<[^>]*>", "", one)).strip() for one in found}


@pytest.fixture
def shop(acme: Workspace) -> Workspace:
    """A workspace with a plan that was paid for, and use of yesterday."""
    factory.subscribed(acme)
    factory.used(acme, factory.days_ago(1), units=12, charge_micros=10**9, cost_micros=10**8)
    PriceSheet.objects.create(version=900, effective_at=now() - timedelta(days=200))
    return acme


def test_who_may_see_everything_sees_everything(staff: Client, shop: Workspace) -> None:
    assert set(PARTS) <= shown(page(staff, "index"))


@pytest.mark.parametrize("what", PARTS)
def test_a_part_is_shown_to_who_may_see_what_it_is_made_of(
    what: str, boss: User, staff: Client, shop: Workspace
) -> None:
    may(boss, *PARTS[what].split())
    text = page(staff, "index")
    seen = shown(text)
    assert what in seen

    # Nothing else is there, but for what takes no further right.
    has = set(PARTS[what].split())
    assert {one for one, needs in PARTS.items() if one in seen} == {
        one for one, needs in PARTS.items() if set(needs.split()) <= has
    }


def test_who_may_see_nothing_is_told_so(boss: User, staff: Client, shop: Workspace) -> None:
    may(boss)

    text = page(staff, "index")

    assert "There is nothing here that you may see." in text
    assert shop.name not in text


def test_the_page_asks_the_same_however_much_there_is(
    boss: User, staff: Client, shop: Workspace, beta: Workspace, django_assert_max_num_queries: Any
) -> None:
    open_work(beta, late=timedelta(minutes=5))
    open_work(shop, late=timedelta(seconds=3))
    page(staff, "index")

    # Four for who asks and where, nineteen for what is shown.
    with django_assert_max_num_queries(23):
        page(staff, "index", days="90")

    may(boss, *{right for needs in PARTS.values() for right in needs.split()})
    # Two more for the rights, by person and by group.
    with django_assert_max_num_queries(25):
        assert set(PARTS) <= shown(page(staff, "index", days="7"))


def test_a_span_is_chosen_by_its_link(staff: Client, acme: Workspace) -> None:
    UsageDay.objects.all().delete()
    factory.used(acme, factory.days_ago(0), units=1)
    factory.used(acme, factory.days_ago(6), units=20)
    factory.used(acme, factory.days_ago(7), units=300)
    factory.used(acme, factory.days_ago(29), units=4_000)
    factory.used(acme, factory.days_ago(89), units=50_000)

    def units(**query: str) -> str:
        text = page(staff, "index", **query)
        here = re.findall(r'href="\?days=(\d+)" aria-current="true"', text)
        row = re.search(r'<th scope="row">Free</th>\s*<td[^>]*>([\d,]+)', text)
        assert row is not None
        return f"{here[0]}: {row[1]}"

    assert units(days="7") == "7: 21"
    assert units() == units(days="30") == units(days="nonsense") == "30: 4,321"
    assert units(days="90") == "90: 54,321"


def test_charts_are_drawn_from_what_the_table_says(staff: Client, acme: Workspace) -> None:
    WorkDay.objects.all().delete()
    told.worked(acme, factory.days_ago(0), succeeded=3, failed=1)

    text = page(staff, "index", days="7")

    canvas = next(one for one in re.findall(r"<canvas[^>]*>", text) if "Jobs by the day" in one)
    value = re.search(r'data-value="([^"]*)"', canvas)
    options = re.search(r'data-options="([^"]*)"', canvas)
    assert value is not None
    assert options is not None
    data = json.loads(unescape(value[1]))
    assert len(data["labels"]) == 7
    assert [one["data"][-1] for one in data["datasets"]] == [3, 0, 1, 0]
    assert json.loads(unescape(options[1]))["scales"]["x"]["stacked"] is True
    assert "Done 3, Partly done 0, Failed 1, Cancelled 0" in canvas
    table = text[text.index(canvas) :]
    assert re.search(
        rf"{factory.days_ago(0)}</th>(\s*<td[^>]*>[3010]</td>){{4}}",
        table[: table.index("</table>")],
    )


def test_a_fresh_install_reads_well(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Days on which nothing was committed by another test."""
    monkeypatch.setattr(spans, "now", lambda: told.at(12, 1))
    monkeypatch.setattr(margin, "_priced_since", lambda: None)
    OpenWork.objects.all().delete()

    text = page(staff, "index")

    for sentence in (
        "No job has ended in these days.",
        "Nothing was made in these days.",
        "Nothing is waiting or running.",
        "Nothing was used in these days, nor in those before.",
        "Nothing was invoiced in these days, nor in those before.",
        "No money has come in these days, nor in those before.",
        "There is no price sheet yet",
    ):
        assert sentence in text
    assert "None" not in re.sub(r"<[^>]*>", "", text[text.index('class="desk"') :])


def test_it_speaks_chinese(staff: Client, boss: User, shop: Workspace) -> None:
    User.objects.filter(pk=boss.pk).update(language="zh-hans")

    text = page(staff, "index")

    assert 'lang="zh-hans"' in text
    assert "图片" in text


# --- what waits ---------------------------------------------------------------------------------
def waiting() -> dict[tuple[str, str], tuple[int, int]]:
    return {(row.what, row.currency): (row.count, row.amount) for row in sql.waiting([*waits.SEEN])}


def test_what_waits_is_counted_with_what_is_to_come(acme: Workspace, beta: Workspace) -> None:
    before = waiting()
    factory.ordered(acme)  # 29.00
    factory.overdue(beta, 1_000, 500)
    factory.overdue(beta, 200)
    factory.paid(factory.overdue(beta, 70_000), 50_000)
    due = now() - timedelta(days=1)
    told.invoice(beta, due, 80_000, state="void", due_at=due)
    told.invoice(beta, due, 80_000, due_at=now() + timedelta(days=1))
    told.invoice(beta, due, 250, currency="EUR", due_at=due)
    for error, handled in (("", None), ("no such order", None), ("once", now())):
        WebhookEvent.objects.create(
            provider="stripe", event_id=f"evt_{error}", kind="x", error=error, handled_at=handled
        )
    for state, days in (("given_up", 6), ("given_up", 8), ("sent", 1)):
        MailOut.objects.create(
            address="a@example.com", kind="test", subject="x", state=state,
            created_at=now() - timedelta(days=days), finished_at=now(),
        )  # fmt: skip
    noted("generation.item.failed", days=6)
    noted("generation.item.failed", days=8)
    noted("generation.item.finished", days=1)
    noted("accounts.person.signed_in", outcome="denied", hours=23)
    noted("accounts.person.signed_in", outcome="denied", repeats=40, hours=22)
    noted("accounts.person.signed_in", outcome="denied", hours=25)

    more = {}
    for key, (count, amount) in waiting().items():
        was, was_amount = before.get(key, (0, 0))
        more[key] = (count - was, amount - was_amount)
    assert {key: found for key, found in more.items() if found != (0, 0)} == {
        ("orders", "USD"): (1, 2_900),
        # 15.00, 2.00 and the 200.00 of 700.00 that have not come.
        ("overdue", "USD"): (3, 21_700),
        ("overdue", "EUR"): (1, 250),
        ("events", ""): (1, 0),
        ("mails", ""): (1, 0),
        ("given_up", ""): (1, 0),
        ("refused", ""): (41, 0),
    }


def test_sums_that_wait_stand_by_currency() -> None:
    rows = [sql.Waits("overdue", "USD", 2, 150), sql.Waits("overdue", "EUR", 1, 250)]

    late, none = waits._figure("overdue", rows), waits._figure("mails", rows)

    assert (late.value, late.note, late.is_amiss) == (
        "3", "EUR\N{NO-BREAK SPACE}2.50, USD\N{NO-BREAK SPACE}1.50", True,
    )  # fmt: skip
    assert (none.value, none.note, none.is_amiss) == ("0", "", False)


def noted(action: str, *, outcome: str = "ok", repeats: int = 1, **ago: float) -> None:
    mighty.event(
        at=now() - timedelta(**ago), actor_type="system", action=action, outcome=outcome,
        repeats=repeats,
    )  # fmt: skip


def test_every_number_leads_to_the_rows_it_is_made_of(staff: Client, shop: Workspace) -> None:
    text = page(staff, "index")

    links = re.findall(r'<p class="desk-label"><a href="([^"]+)"', text)
    assert reverse("admin:accounts_user_changelist") in links
    assert len(links) >= 8
    assert {staff.get(unescape(link)).status_code for link in links} == {200}
    assert UsageDay.objects.exists()
