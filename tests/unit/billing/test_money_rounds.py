"""Beat's rounds of money: what is due is asked for once, also late, twice or after days of rest."""

import pytest
from django.db import DatabaseError

from billing import services
from billing.models import Invoice, InvoiceLine, PlanLimit, PlanVersion, QuotaPeriod, Subscription
from billing.money import invoices, issuing, ordering, orders, rounds
from billing.services import roll_periods, subscriptions
from tests.factories import money
from tests.unit.billing.asked import issued, next_period
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
Status = Subscription.Status


def use(acme: Workspace, meter: str, beyond: int) -> QuotaPeriod:
    """Use more of a meter in the present period than the plan has."""
    period = QuotaPeriod.objects.filter(workspace=acme, meter=meter).latest("period_no")
    QuotaPeriod.objects.filter(pk=period.pk).update(used=period.limit_units + beyond)
    period.refresh_from_db()
    return period


def lines(invoice: Invoice) -> list[tuple[str, str, int, int, int]]:
    return [
        (line.kind, line.meter, line.quantity, line.unit_price, line.amount)
        for line in invoice.lines.all()
    ]


def test_the_first_period_is_asked_for_by_its_order_alone(business: Subscription, acme) -> None:
    assert rounds.issue_due() == 0
    assert len(issued(acme)) == 1


def test_a_period_is_asked_for_in_advance_and_once(business: Subscription, acme) -> None:
    next_period(acme)

    assert [rounds.issue_due() for _time in range(3)] == [1, 0, 0]

    invoice = issued(acme)[1]
    held = subscriptions.present(acme.pk)
    assert lines(invoice) == [("plan", "", 1, 9900, 9900)]
    assert (invoice.period_start, invoice.period_end) == (held.period_start, held.period_end)
    assert invoice.state == Invoice.State.OPEN


def test_days_of_rest_are_caught_up_with(business: Subscription, acme) -> None:
    """A worker that slept for months asks for the period that is, not for those it slept through."""
    next_period(acme, days=100)

    rounds.round_of_money()
    rounds.round_of_money()

    assert len(issued(acme)) == 2


def test_use_beyond_the_plan_is_asked_for_with_the_next_period(
    business: Subscription, acme
) -> None:
    images, texts = use(acme, "images", 250), use(acme, "copies", 100)
    next_period(acme)

    rounds.issue_due()

    invoice = issued(acme)[1]
    assert lines(invoice) == [
        ("plan", "", 1, 9900, 9900),
        ("overage", "copies", 1, 100, 100),
        ("overage", "images", 3, 100, 300),
    ]
    assert invoice.total == 10_300
    assert invoice.lines.get(meter="images").data == {
        "period": images.pk,
        "used": images.used,
        "limit": images.limit_units,
    }
    assert texts.used > texts.limit_units


def test_what_is_settled_later_is_asked_for_with_the_period_after(
    business: Subscription, acme
) -> None:
    period = use(acme, "images", 150)
    next_period(acme)
    rounds.issue_due()
    QuotaPeriod.objects.filter(pk=period.pk).update(used=period.used + 160)
    assert rounds.issue_due() == 0

    next_period(acme, days=64)
    assert [rounds.issue_due() for _time in range(2)] == [1, 0]

    late = lines(issued(acme)[2])
    assert late[1] == ("overage", "images", 2, 100, 200), "four blocks, two asked for before"


def test_what_stays_within_a_begun_block_is_not_asked_for_again(
    business: Subscription, acme
) -> None:
    period = use(acme, "images", 101)
    next_period(acme)
    rounds.issue_due()
    QuotaPeriod.objects.filter(pk=period.pk).update(used=period.used + 99)
    next_period(acme, days=64)
    rounds.issue_due()

    assert lines(issued(acme)[2]) == [("plan", "", 1, 9900, 9900)]


def test_a_voided_invoice_is_not_asked_for_anew(business: Subscription, acme) -> None:
    use(acme, "images", 150)
    next_period(acme)
    rounds.issue_due()
    invoice = issued(acme)[1]

    voided = money.void(invoice)

    assert voided.state == Invoice.State.VOID
    assert rounds.issue_due() == 0


def test_what_was_used_beyond_is_asked_for_after_the_plan_has_ended(
    business: Subscription, acme
) -> None:
    use(acme, "images", 150)
    subscriptions.cancel(acme.pk, by=money.STAFF)
    money.travel(days=32)
    roll_periods()
    assert subscriptions.subscription_of(acme.pk) is None

    assert [rounds.issue_due() for _time in range(2)] == [1, 0]

    assert lines(issued(acme)[1]) == [("overage", "images", 2, 100, 200)]


def test_nothing_is_asked_for_before_the_period_has_been_rolled(
    business: Subscription, acme
) -> None:
    """All of it is asked for at once, by the round that comes after."""
    use(acme, "images", 150)
    money.travel(days=32)

    assert rounds.issue_due() == 0
    subscriptions.present(acme.pk)
    assert rounds.issue_due() == 1
    assert len(lines(issued(acme)[1])) == 2


def test_use_under_an_edition_of_another_currency_is_an_invoice_of_its_own(
    business: Subscription, acme: Workspace
) -> None:
    use(acme, "images", 250)
    limits = {"images": services.NewLimit(1000)}
    services.make_plan(services.NewPlan("euro", "Euro"), by=money.STAFF)
    new = services.NewEdition(limits, price=100, currency="EUR")
    edition = services.make_edition("euro", new=new, by=money.STAFF)
    services.offer("euro", is_offered=True, by=money.STAFF)
    services.plan_change(acme.pk, edition.pk, by=money.STAFF)
    next_period(acme)

    assert [rounds.issue_due() for _time in range(2)] == [1, 0]

    _order, *anew = issued(acme)
    assert [(one.currency, lines(one)) for one in anew] == [
        ("EUR", [("plan", "", 1, 100, 100)]),
        ("USD", [("overage", "images", 3, 100, 300)]),
    ]
    assert anew[1].key.startswith("overage:")


def test_use_beyond_the_limits_of_a_trial_is_never_asked_for(acme: Workspace) -> None:
    limit = services.NewLimit(100, overdraft_units=50, overage_price=100, overage_block=10)
    new = services.NewEdition({"images": limit}, price=9900, trial_days=14)
    edition = services.make_edition("business", new=new, by=money.STAFF)
    payer = subscriptions.Payer("stripe", "cus_1")
    subscriptions.start_trial(acme.pk, edition.pk, by=money.STAFF, payer=payer)
    use(acme, "images", 30)
    next_period(acme, days=15)
    use(acme, "images", 20)
    assert rounds.issue_due() == 1
    assert lines(issued(acme)[0]) == [("plan", "", 1, 9900, 9900)]

    next_period(acme, days=47)
    assert rounds.issue_due() == 1

    assert lines(issued(acme)[1])[1:] == [("overage", "images", 2, 100, 200)], "it is paid for now"


def test_whose_period_was_asked_for_is_not_looked_at_again(
    business: Subscription, acme: Workspace
) -> None:
    use(acme, "images", 150)
    next_period(acme)
    assert issuing.may_be_due() == [business.pk]

    rounds.issue_due()

    assert issuing.may_be_due() == []


def test_a_trial_costs_nothing_and_its_plan_is_asked_for_afterwards(acme: Workspace) -> None:
    payer = subscriptions.Payer("stripe", "cus_1")
    subscriptions.start_trial(acme.pk, money.version().pk, by=money.STAFF, payer=payer)
    assert rounds.issue_due() == 0

    next_period(acme, days=15)
    assert subscriptions.present(acme.pk).status == Status.ACTIVE
    assert rounds.issue_due() == 1

    assert lines(issued(acme)[0]) == [("plan", "", 1, 2900, 2900)]


def test_a_trial_nobody_pays_after_is_never_asked_for(acme: Workspace) -> None:
    subscriptions.start_trial(acme.pk, money.version().pk, by=money.STAFF)
    money.travel(days=15)
    roll_periods()

    assert rounds.issue_due() == 0
    assert not Invoice.objects.filter(workspace=acme).exists()


def test_credit_pays_what_is_asked_for(business: Subscription, acme) -> None:
    money.note(issued(acme)[0], 9900)
    next_period(acme)

    rounds.issue_due()

    assert issued(acme)[1].state == Invoice.State.PAID
    assert money.credit(acme) == 0


def test_who_does_not_pay_in_time_is_late_and_in_time_again_when_all_is_paid(
    business: Subscription, acme, settings
) -> None:
    settings.INVOICE_DUE_DAYS = 3
    next_period(acme)
    rounds.issue_due()
    second = issued(acme)[1]
    assert rounds.mark_late() == 0

    money.travel(days=36)
    assert [rounds.mark_late() for _time in range(2)] == [1, 0]
    assert subscriptions.present(acme.pk).status == Status.PAST_DUE

    money.note(second, 9899)
    assert subscriptions.present(acme.pk).status == Status.PAST_DUE
    money.note(second)
    assert subscriptions.present(acme.pk).status == Status.ACTIVE


def test_a_plan_that_costs_nothing_is_not_asked_for(acme: Workspace) -> None:
    version = PlanVersion.objects.create(plan_id="team", version=50, price=0)
    PlanLimit.objects.create(plan_version=version, meter="images", units=5)
    subscriptions.start(acme.pk, version.pk, by=money.STAFF)

    assert rounds.issue_due() == 0


def test_one_in_trouble_keeps_no_other_waiting(
    acme: Workspace, beta: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (acme, beta):
        subscriptions.start(place.pk, money.version().pk, by=money.STAFF)
    right = invoices.issue
    first: list[Invoice] = []

    def broken(invoice: Invoice, **named: object) -> None:
        if not first:
            first.append(invoice)
            raise DatabaseError("a lock was held too long")
        right(invoice, **named)

    monkeypatch.setattr(invoices, "issue", broken)
    assert rounds.issue_due() == 1
    monkeypatch.undo()
    assert rounds.issue_due() == 1

    assert InvoiceLine.objects.filter(kind="plan").count() == 2


def test_a_round_does_all_of_it(acme: Workspace) -> None:
    placed = money.place(acme)
    money.travel(days=ordering.WAIT_DAYS + 1)

    rounds.round_of_money()

    placed.order.refresh_from_db()
    assert placed.order.state == "expired"
    assert orders.expire() == 0
