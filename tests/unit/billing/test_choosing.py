"""What was shown of a plan is what happens, once, or nothing does."""

from unittest.mock import patch

import pytest
from django.core import signing

from billing import services
from billing.models import Invoice, Meter, Order, PlanVersion
from billing.money import choosing, orders
from billing.money.choosing import Choice, Done, Way
from billing.money.terms import NotAnUpgrade, Seen, StaleChoice
from billing.services import NewEdition, NewLimit, NothingToChange, NotOffered
from tests.factories import money
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def look(place: Workspace, version: PlanVersion) -> Choice:
    return choosing.look(place.pk, version.pk)


def take(place: Workspace, version: PlanVersion, shown: str) -> Done:
    return choosing.take(
        place.pk,
        version.pk,
        shown=shown,
        places=money.PLACES,
        email="a@example.com",
        actor=money.STAFF,
    )


def decide(place: Workspace, version: PlanVersion) -> tuple[Choice, Done]:
    found = look(place, version)
    return found, take(place, version, choosing.seal(place.pk, found))


def year(code: str = "team", price: int = 9000) -> PlanVersion:
    new = NewEdition({Meter.IMAGES: NewLimit(60_000)}, price=price, interval="year")
    return services.make_edition(code, new=new, by=money.STAFF)


def free() -> PlanVersion:
    return PlanVersion.objects.filter(plan="free").latest("version")


def on_team(place: Workspace) -> None:
    money.note(money.place(place).invoice)


def test_the_first_plan_is_ordered_for_its_whole_price(acme: Workspace) -> None:
    found, done = decide(acme, money.version())

    assert (found.way, found.amount, found.to_pay) == (Way.ORDER, 2900, 2900)
    assert done.placed is not None
    assert done.placed.order.amount == 2900
    assert done.placed.invoice.number
    money.note(done.placed.invoice)
    held = services.subscription_of(acme.pk)
    assert held is not None
    assert abs((held.period_end - (found.next_at or held.created_at)).total_seconds()) < 60


def test_sent_twice_it_is_one_order(acme: Workspace) -> None:
    version = money.version()
    shown = choosing.seal(acme.pk, look(acme, version))

    first, second = (take(acme, version, shown) for _time in range(2))

    assert first.placed is not None
    assert second.placed is not None
    assert first.placed.order == second.placed.order
    assert Invoice.objects.filter(workspace=acme).count() == 1
    money.note(first.placed.invoice)
    assert take(acme, version, shown) == Done(Way.ORDER, version)
    assert Order.objects.filter(workspace=acme).count() == 1


def test_an_upgrade_costs_no_more_than_was_shown(acme: Workspace) -> None:
    on_team(acme)
    business = money.version("business")
    found = look(acme, business)
    shown = choosing.seal(acme.pk, found)
    money.travel(mins=30)

    done = take(acme, business, shown)

    assert done.placed is not None
    assert 0 < found.amount - 50 < done.placed.order.amount < found.amount


def test_a_year_that_grows_dearer_by_the_second_costs_what_was_shown(acme: Workspace) -> None:
    on_team(acme)
    version = year()
    found = look(acme, version)
    shown = choosing.seal(acme.pk, found)
    money.travel(mins=50)
    assert look(acme, version).amount > found.amount

    done = take(acme, version, shown)

    assert done.placed is not None
    assert done.placed.order.amount == found.amount
    assert sum(line.amount for line in done.placed.invoice.lines.all()) == found.amount


def test_a_cheaper_offer_seen_later_takes_the_place_of_the_order_that_waits(
    acme: Workspace,
) -> None:
    on_team(acme)
    business = money.version("business")
    _found, first = decide(acme, business)
    money.travel(days=10)

    found, second = decide(acme, business)

    assert first.placed is not None
    assert second.placed is not None
    assert second.placed.order != first.placed.order
    assert second.placed.order.amount <= found.amount < first.placed.order.amount


def test_what_was_shown_an_hour_ago_is_shown_anew(acme: Workspace) -> None:
    version = money.version()
    shown = choosing.seal(acme.pk, look(acme, version))

    with (
        patch.object(signing.time, "time", return_value=signing.time.time() + 3601),
        pytest.raises(StaleChoice),
    ):
        take(acme, version, shown)

    assert not Order.objects.filter(workspace=acme).exists()


@pytest.mark.parametrize("shown", ["", "made up", signing.dumps(["x"], salt=choosing.SALT)])
def test_what_nobody_was_shown_is_not_done(acme: Workspace, shown: str) -> None:
    with pytest.raises(StaleChoice):
        take(acme, money.version(), shown)


def test_what_was_shown_to_another_workspace_or_of_another_plan_is_not_done(
    acme: Workspace, beta: Workspace
) -> None:
    shown = choosing.seal(beta.pk, look(beta, money.version()))

    with pytest.raises(StaleChoice):
        take(acme, money.version(), shown)
    with pytest.raises(StaleChoice):
        take(beta, money.version("business"), shown)


def test_what_was_shown_of_another_plan_before_is_not_done(acme: Workspace) -> None:
    business = money.version("business")
    shown = choosing.seal(acme.pk, look(acme, business))
    on_team(acme)

    with pytest.raises(StaleChoice):
        take(acme, business, shown)

    assert not Order.objects.filter(workspace=acme, state="waiting").exists()


def test_an_edition_that_has_a_newer_one_is_not_taken(acme: Workspace) -> None:
    version = money.version()
    shown = choosing.seal(acme.pk, look(acme, version))
    services.make_edition("team", new=NewEdition({}, price=3900), by=money.STAFF)

    with pytest.raises(NotOffered):
        take(acme, version, shown)
    with pytest.raises(NotOffered):
        look(acme, version)


def test_credit_is_shown_and_pays(acme: Workspace) -> None:
    money.note(money.issued(acme), 2900 + 1000)

    found, done = decide(acme, money.version())

    assert (found.amount, found.credit, found.to_pay) == (2900, 1000, 1900)
    assert done.placed is not None
    assert done.placed.invoice.paid == 1000


def test_credit_that_has_gone_is_shown_anew(acme: Workspace) -> None:
    money.note(money.issued(acme), 2900 + 1000)
    shown = choosing.seal(acme.pk, look(acme, money.version()))
    money.issued(acme, 500)

    with pytest.raises(StaleChoice):
        take(acme, money.version(), shown)

    assert not Order.objects.filter(workspace=acme).exists()


def test_a_smaller_plan_waits_for_the_end_of_the_period(acme: Workspace) -> None:
    money.note(money.place(acme, "business").invoice)

    found, done = decide(acme, money.version())

    held = services.subscription_of(acme.pk)
    assert held is not None
    assert (found.way, found.amount, done.placed) == (Way.LATER, 0, None)
    assert held.pending_version == money.version()
    assert found.next_at == held.period_end
    with pytest.raises(NotAnUpgrade):
        money.place(acme)


def test_what_costs_the_same_and_allows_more_begins_at_once(acme: Workspace) -> None:
    on_team(acme)
    new = NewEdition({meter: NewLimit(10**12) for meter in Meter.values}, price=2900)
    version = services.make_edition("team", new=new, by=money.STAFF)

    found, _done = decide(acme, version)

    held = services.subscription_of(acme.pk)
    assert held is not None
    assert (found.way, held.plan_version) == (Way.NOW, version)
    assert not Order.objects.filter(workspace=acme, state="waiting").exists()


def test_the_default_plan_is_the_end_of_the_present_one(acme: Workspace) -> None:
    with pytest.raises(NothingToChange):
        look(acme, free())
    on_team(acme)

    found, _done = decide(acme, free())
    again = take(acme, free(), choosing.seal(acme.pk, found))

    held = services.subscription_of(acme.pk)
    assert held is not None
    assert (found.way, again.way) == (Way.END, Way.END)
    assert held.cancel_at_period_end
    with pytest.raises(NothingToChange):
        look(acme, money.version())


def test_without_what_was_shown_each_order_is_one(acme: Workspace) -> None:
    first, second = money.place(acme), money.place(acme)

    assert first.order != second.order
    found = orders.place(
        acme.pk,
        version_id=money.version().pk,
        places=money.PLACES,
        email="",
        actor=money.STAFF,
        seen=Seen(2900),
    )
    assert found.order == second.order
