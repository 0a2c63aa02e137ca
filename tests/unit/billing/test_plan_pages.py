"""The plans side by side, what choosing one would do, and doing it on the pages."""

from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from audit.services import Actor
from billing import services
from billing.models import Meter, Order, PlanVersion
from billing.services import NewEdition, NewLimit, subscriptions
from tests.factories import billing, money, people
from workspaces.models import Workspace
from workspaces.roles import Role

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
BY = Actor("user", "alice", "Alice")


def at(place: Workspace, rest: str = "plans") -> str:
    return f"/w/{place.slug}/settings/{rest}"


def choice(place: Workspace, plan: str = "team") -> str:
    return at(place, f"plans/{money.version(plan).pk}")


def text(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def shown(answer: Any) -> str:
    """Return what the page seals and sends back."""
    found: str = answer.context["page"].shown
    return found


@pytest.fixture
def owner(alice: User, client_for: Any) -> Client:
    browser: Client = client_for(alice)
    return browser


def order(owner: Client, place: Workspace, plan: str = "team", **headers: Any) -> Any:
    page = owner.get(choice(place, plan))
    return owner.post(choice(place, plan), {"shown": shown(page)}, **headers)


def held(place: Workspace) -> Any:
    return subscriptions.subscription_of(place.pk)


def make_year() -> PlanVersion:
    new = NewEdition({Meter.IMAGES: NewLimit(60_000)}, price=29_000, interval="year")
    return services.make_edition("team", new=new, by=BY)


# --- the plans side by side ----------------------------------------------------------------------
@pytest.mark.parametrize("role", list(Role))
def test_everybody_sees_the_plans_and_owners_change_them(
    acme: Workspace, client_for: Any, role: Role
) -> None:
    answer = client_for(people.member(acme, role)).get(at(acme))

    page = text(answer)
    assert answer.status_code == 200
    for said in ("Free", "Team", "Business", "USD 29.00", "a month", "Your plan"):
        assert said in page
    assert "USD 1.00 for each 100 images, up to 20,000 more" in page
    assert ("An owner can change this: Alice" in page) is (role != Role.OWNER)
    assert ("Start 14-day trial" in page) is (role == Role.OWNER)
    assert ("Order Team" in page) is (role == Role.OWNER)


def test_a_stranger_finds_no_plans(acme: Workspace, mallory: User, client_for: Any) -> None:
    for path in (at(acme), choice(acme), at(acme, "plans/paid")):
        assert client_for(mallory).get(path).status_code == 404


@pytest.mark.parametrize("rest", ["plan/trial", "plan/resume", "plan/drop-change"])
def test_only_who_pays_changes_the_plan(acme: Workspace, client_for: Any, rest: str) -> None:
    admin = client_for(people.member(acme, Role.ADMIN))

    assert admin.post(at(acme, rest)).status_code == 403
    assert admin.get(choice(acme)).status_code == 403
    assert admin.post(choice(acme)).status_code == 403


def test_the_buttons_say_what_they_do(owner: Client, acme: Workspace) -> None:
    billing.subscribed(acme, "team")

    page = text(owner.get(at(acme)))

    assert "Change to Business" in page
    assert "Cancel at the end of the period" in page
    assert "trial" not in page.lower()
    assert page.count("btn-primary") == 1


def test_what_is_smaller_waits_for_the_end(owner: Client, acme: Workspace) -> None:
    billing.subscribed(acme, "business")

    page = text(owner.get(at(acme)))

    assert "Change at the end of the period" in page
    assert "Change to Team" not in page


def test_months_and_years_can_be_chosen_where_there_are_both(
    owner: Client, acme: Workspace
) -> None:
    assert "By the year" not in text(owner.get(at(acme)))
    make_year()

    page = text(owner.get(at(acme) + "?interval=year"))

    assert "USD 290.00" in page
    assert "USD 29.00" not in page
    assert "USD 99.00" in page, "who has no yearly price is shown with the one there is"
    assert text(owner.get(at(acme) + "?interval=week")).count("USD 29.00")


def test_features_and_what_there_is_none_of_are_named(owner: Client, acme: Workspace) -> None:
    new = NewEdition({Meter.IMAGES: NewLimit(10)}, price=500, features=("Help by phone",))
    services.make_edition("team", new=new, by=BY)

    page = text(owner.get(at(acme)))

    assert "Help by phone" in page
    assert "No work ordered by programs (API)" in page
    assert "No video" in page


def test_who_has_an_earlier_edition_is_told(owner: Client, acme: Workspace) -> None:
    billing.subscribed(acme)
    new = NewEdition({meter: NewLimit(10**12) for meter in Meter.values}, price=3900)
    services.make_edition("team", new=new, by=BY)

    page = text(owner.get(at(acme)))

    assert "You have an earlier edition: USD 29.00 a month." in page
    assert "USD 39.00" in page


def test_the_pages_ask_few_questions(
    owner: Client, acme: Workspace, django_assert_max_num_queries: Any
) -> None:
    billing.subscribed(acme)
    owner.get(at(acme))

    with django_assert_max_num_queries(24):
        owner.get(at(acme))
    with django_assert_max_num_queries(56):
        owner.get(choice(acme, "business"))


# --- trial ---------------------------------------------------------------------------------------
def test_a_trial_begins_once(owner: Client, acme: Workspace) -> None:
    for _time in range(2):
        answer = owner.post(at(acme, "plan/trial"), {"plan_version": money.version().pk})
        assert answer["Location"] == at(acme)

    page = text(owner.get(at(acme)))
    assert held(acme).status == "trialing"
    assert "The trial of Team ends on" in page
    assert "14 days are left" in page
    assert "Keep Team" in page
    assert "Cancel at the end of the period" not in page


@pytest.mark.parametrize("version", ["", "x", "999999999999999999999"])
def test_a_trial_of_nothing_is_not_found(owner: Client, acme: Workspace, version: str) -> None:
    assert owner.post(at(acme, "plan/trial"), {"plan_version": version}).status_code in (302, 404)
    assert held(acme) is None


# --- choosing ------------------------------------------------------------------------------------
def test_the_first_plan_is_shown_before_it_is_ordered(owner: Client, acme: Workspace) -> None:
    page = text(owner.get(choice(acme)))

    assert "Order for USD 29.00" in page
    assert "as soon as the payment has arrived" in page
    assert "Team plan, one month" in page
    assert "5,000" in page
    assert not Order.objects.exists()


def test_it_is_ordered_and_the_way_to_pay_is_shown(
    owner: Client, acme: Workspace, settings: Any
) -> None:
    settings.INVOICE_PAY_TO = "Northbay Bank\nDE00 1234"

    answer = order(owner, acme)

    assert answer["Location"] == at(acme)
    page = text(owner.get(at(acme)))
    found = Order.objects.get()
    assert found.invoice is not None
    for said in ("Team is ordered", "DE00 1234", str(found.invoice.number), "Waits for payment"):
        assert said in page
    assert "Order Team" not in page
    assert "Team" in text(owner.get(at(acme))), "and can be read again"


def test_an_order_sent_twice_is_one(owner: Client, acme: Workspace) -> None:
    seal = shown(owner.get(choice(acme)))

    for _time in range(2):
        answer = owner.post(choice(acme), {"shown": seal})
        assert answer["Location"] == at(acme)

    assert Order.objects.count() == 1


@pytest.mark.parametrize("seal", ["", "something"])
def test_what_was_not_shown_is_not_ordered(owner: Client, acme: Workspace, seal: str) -> None:
    answer = owner.post(choice(acme), {"shown": seal}, follow=True)

    assert "What you saw has changed meanwhile" in text(answer)
    assert "Order for USD 29.00" in text(answer)
    assert not Order.objects.exists()


def test_a_newer_edition_is_shown_instead_and_nothing_is_ordered(
    owner: Client, acme: Workspace
) -> None:
    old = choice(acme)
    seal = shown(owner.get(old))
    newer = services.make_edition("team", new=NewEdition({}, price=3900), by=BY)

    answer = owner.post(old, {"shown": seal}, follow=True)

    assert answer.redirect_chain[-1][0] == at(acme, f"plans/{newer.pk}?anew=1")
    assert "What you saw has changed meanwhile" in text(answer)
    assert "USD 39.00" in text(answer)
    assert not Order.objects.exists()


def test_a_plan_that_is_gone_leads_back(owner: Client, acme: Workspace) -> None:
    version = money.version()
    version.plan.is_offered = False
    version.plan.save()

    answer = owner.get(choice(acme), follow=True)

    assert "This plan is no longer on offer." in text(answer)
    assert owner.get(at(acme, "plans/99999999")).status_code == 404
    assert owner.post(at(acme, "plans/99999999")).status_code == 302


def test_an_upgrade_names_its_parts(owner: Client, acme: Workspace) -> None:
    billing.subscribed(acme)

    page = text(owner.get(choice(acme, "business")))

    assert "Change from Team to Business" in page
    assert "From the next period on" in page
    assert "What is charged now" in page
    assert "USD 99.00 a month" in page


def test_a_smaller_plan_names_what_will_not_fit_and_is_planned(
    owner: Client, acme: Workspace
) -> None:
    billing.subscribed(acme, "business")
    services.hold_storage(acme.pk, key="large", size=300 * 2**30)

    page = text(owner.get(choice(acme)))
    assert "300.0 GB of storage is taken, 200.0 GB fit." in page
    order(owner, acme)

    page = text(owner.get(at(acme)))
    assert held(acme).pending_version == money.version()
    assert "Business changes to Team on" in page
    owner.post(at(acme, "plan/drop-change"))
    owner.post(at(acme, "plan/drop-change"))
    assert held(acme).pending_version is None
    assert "Business changes to Team on" not in text(owner.get(at(acme)))


def test_a_plan_is_cancelled_and_goes_on(owner: Client, acme: Workspace) -> None:
    billing.subscribed(acme)
    page = text(owner.get(choice(acme, "free")))
    assert "End Team on" in page
    assert "Nothing is deleted" in page

    order(owner, acme, "free")

    assert held(acme).cancel_at_period_end
    page = text(owner.get(at(acme)))
    assert "Team ends on" in page
    for _time in range(2):
        assert owner.post(at(acme, "plan/resume"))["Location"] == at(acme)
    assert not held(acme).cancel_at_period_end


def test_what_one_has_is_nothing_to_choose(owner: Client, acme: Workspace) -> None:
    billing.subscribed(acme)

    assert owner.get(choice(acme))["Location"] == at(acme)
    owner.post(at(acme, "plan/resume"))
    assert held(acme).plan_version == money.version()


def test_an_overdue_payment_has_a_way_out(owner: Client, acme: Workspace) -> None:
    billing.subscribed(acme)
    services.mark_past_due(acme.pk)

    page = text(owner.get(at(acme)))

    assert "A payment is overdue: 14 days are left" in page
    assert at(acme, "invoices") in page
