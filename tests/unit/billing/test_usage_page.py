"""The page of use: meters, days, people and products, and what each role sees of it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from billing import quotas, services
from billing.services import NewLimit
from billing.shapes import NewGrant
from tests.factories import clock, people, plans
from tests.factories.billing import used
from tests.unit.billing.holds import hold, use
from tests.unit.billing.test_limits import on
from tests.unit.billing.usage_page import NOW, TODAY, at, drawn, may, shown
from workspaces import access
from workspaces.models import Membership, Workspace
from workspaces.roles import Role

LONG = "Hand-thrown speckled stoneware mug with a terracotta foot, 350 ml, set of four " * 2


@pytest.fixture(autouse=True)
def _then(public: None) -> None:
    clock.stop_at(NOW)


@pytest.fixture
def owner(alice: User, client_for: Any) -> Client:
    client: Client = client_for(alice)
    return client


# --- the meters ----------------------------------------------------------------------------------
def test_each_meter_says_what_is_used_of_how_much(acme: Workspace, owner: Client) -> None:
    use(acme, 412)
    use(acme, 906, meter="copies")
    use(acme, 27 * 60, meter="video_seconds")
    use(acme, 5 * 1024**3, meter="storage_bytes")

    page = shown(owner.get(at(acme)))

    assert "May 2027 Resets on June 1, in 10 days" in page
    assert "Images 412 / 1,000" in page
    assert "Copy 906 / 1,000 pieces" in page
    assert "Video 27 / 30 min" in page
    assert "Storage 5.0 / 20.0 GB" in page
    assert "Members 1 / 10" in page


def test_what_is_held_and_what_was_granted_stand_apart(acme: Workspace, owner: Client) -> None:
    use(acme, 300)
    hold(acme, 200)
    services.grant(acme.pk, new=NewGrant("images", 50, "gift", "g"))

    answer = owner.get(at(acme))

    assert "200 held for running work 50 granted beside the plan" in shown(answer)
    figure = answer.content.decode().split('id="meter-images"')[1].split("</li>")[0]
    assert re.findall(r'data-percent="(\d+)"', figure) == ["30", "20"]
    assert 'aria-valuenow="30" aria-valuetext="300 of 1,000 images used"' in figure


def test_the_pace_tells_the_day_on_which_nothing_is_left(acme: Workspace, owner: Client) -> None:
    for day in (3, 20):
        clock.stop_at(NOW.replace(day=day))
        use(acme, 13 * 60, meter="video_seconds")
    clock.stop_at(NOW)

    answer = owner.get(at(acme))

    assert "Video 26 / 30 min At this pace it runs out on May 25" in shown(answer)
    assert 'class="quota is-warn" id="meter-video_seconds"' in answer.content.decode()
    # The pace is this period's, whatever days are looked at.
    assert "runs out on May 25" in shown(owner.get(at(acme, "?span=last")))


def test_what_is_used_up_is_urgent_and_says_until_when(acme: Workspace, owner: Client) -> None:
    use(acme, 1000)

    answer = owner.get(at(acme))

    assert "Images 1,000 / 1,000 None left until June 1" in shown(answer)
    assert 'class="quota is-bad" id="meter-images"' in answer.content.decode()
    assert "Add images" in shown(answer)


def test_a_soft_limit_says_what_lies_beyond_it_and_costs(acme: Workspace, owner: Client) -> None:
    on(
        acme,
        images=NewLimit(10, overdraft_units=50, overage_price=150, overage_block=10),
        copies=NewLimit(10, overdraft_units=5),
    )
    use(acme, 5)
    assert "50 more beyond it, USD 1.50 for each 10 images" in shown(owner.get(at(acme)))

    use(acme, 16)
    use(acme, 12, meter="copies")
    page = shown(owner.get(at(acme)))

    assert "11 beyond the plan, USD 1.50 for each 10 images" in page
    assert "2 beyond the plan, at no charge" in page
    assert "Beyond the plan so far USD 3.00" in page


def test_a_meter_the_plan_does_not_name_is_not_part_of_it(acme: Workspace, owner: Client) -> None:
    on(acme, images=NewLimit(10), members=NewLimit(5))

    answer = owner.get(at(acme))

    assert "Video 0 / 0 s Not part of this plan" in shown(answer)
    assert "btn-neutral" not in answer.content.decode()


def test_huge_numbers_are_read_in_threes(acme: Workspace, owner: Client) -> None:
    plans.limit(acme.pk, "images", 12_345_678_901)
    use(acme, 1_234_567_890)

    assert "1,234,567,890 / 12,345,678,901" in shown(owner.get(at(acme)))


def test_files_above_a_limit_that_sank_stay(acme: Workspace, owner: Client) -> None:
    use(acme, 1024**3, meter="storage_bytes")
    plans.limit(acme.pk, "storage_bytes", 512 * 1024**2)

    page = shown(owner.get(at(acme)))

    assert "512.0 MB of storage above the limit. Nothing is taken away." in page
    assert "Add storage" in page


# --- the days ------------------------------------------------------------------------------------
def test_nothing_used_says_what_will_stand_here(acme: Workspace, owner: Client) -> None:
    answer = owner.get(at(acme))

    page = shown(answer)
    assert "Your first image appears here" in page
    assert "Nobody has used anything in these days." in page
    assert "The same as a table" not in page
    assert 'data-usage-empty="Your first video appears here"' in answer.content.decode()
    assert "Nothing was made in these days" in shown(owner.get(at(acme, "?span=last")))


def test_days_stand_in_the_chart_and_in_a_table(acme: Workspace, owner: Client) -> None:
    used(acme, may(20), units=48, failed=2)
    used(acme, may(22), "copies", units=7)

    answer = owner.get(at(acme))

    bars = drawn(answer)
    assert (len(bars["labels"]), bars["today"], bars["todayLabel"]) == (31, 21, "Today")
    assert bars["meters"]["images"]["said"][19] == "May 20: 48 made, 2 failed"
    assert bars["meters"]["images"]["said"][0] == "May 1: nothing made"
    page = shown(answer)
    assert "Day Images Copy Video May 20 48 2 failed 0 0 s May 22 0 7 0 s" in page
    assert 'aria-label="Images per day. 48 made, 2 failed"' in answer.content.decode()


def test_another_meter_has_an_address(acme: Workspace, owner: Client) -> None:
    used(acme, may(20), "video_seconds", units=600)

    page = owner.get(at(acme, "?meter=video_seconds&span=recent")).content.decode()

    assert 'data-meter="video_seconds"' in page
    assert ">Minutes of video per day</h3>" in page
    assert f'href="{at(acme)}?span=recent"' in page
    # What there is not is left out.
    assert 'data-meter="images"' in owner.get(at(acme, "?meter=seats")).content.decode()


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("", (may(1), may(31))),
        ("?span=last", (date(2027, 4, 1), date(2027, 4, 30))),
        ("?span=recent", (TODAY - timedelta(days=29), TODAY)),
        ("?span=own", (may(1), may(31))),
        ("?span=own&start=2027-03-05&end=2027-04-04", (date(2027, 3, 5), date(2027, 4, 4))),
        ("?span=everything", (may(1), may(31))),
    ],
)
def test_a_span_is_asked_for_by_the_address(
    acme: Workspace, owner: Client, query: str, days: tuple[date, date]
) -> None:
    for day in (days[0] - timedelta(days=1), days[1] + timedelta(days=1)):
        used(acme, day, units=7)
    for day in days:
        used(acme, day, units=5)

    answer = owner.get(at(acme, query))

    assert sum(drawn(answer)["meters"]["images"]["made"]) == 10
    start, end = (day.isoformat() for day in days)
    assert f"usage.csv?start={start}&amp;end={end}" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("start=2027-05-20&end=2027-05-01", "The first day lies after the last."),
        ("start=2020-01-01&end=2027-05-01", "Choose at most 400 days."),
        ("start=2027-02-31&end=2027-05-01", "Choose the first and the last day."),
        ("start=soon&end=", "Choose the first and the last day."),
        ("start=0001-01-01&end=9999-12-31", "Choose the first and the last day."),
        ("end=2027-05-01", "Choose the first and the last day."),
    ],
)
def test_days_that_make_no_span_say_why_and_stay(
    acme: Workspace, owner: Client, query: str, problem: str
) -> None:
    answer = owner.get(at(acme, f"?span=own&{query}"))

    assert problem in shown(answer)
    assert 'aria-invalid="true"' in answer.content.decode()
    assert len(drawn(answer)["labels"]) == 31


def test_the_last_period_is_the_plans_own(acme: Workspace, owner: Client) -> None:
    clock.stop_at(NOW - timedelta(days=40))
    on(acme, images=NewLimit(10))
    clock.stop_at(NOW)

    page = shown(owner.get(at(acme, "?span=last")))

    assert "May 12 to June 12 Resets on June 12, in 21 days" in page
    assert "Images per day April 12 to May 12" in page


# --- who, and for what ---------------------------------------------------------------------------
def test_people_and_products_have_their_share(
    acme: Workspace, alice: User, bob: User, owner: Client
) -> None:
    used(acme, may(2), units=300, actor=alice, product=LONG)
    used(acme, may(3), units=99, actor=bob, product="Mug", failed=4)
    used(acme, may(3), units=1)
    used(acme, may(4), "video_seconds", units=150, actor=bob, product="Mug")
    used(acme, may(4), units=0, failed=5, actor="gone")

    page = shown(owner.get(at(acme)))

    people_said = page.split("Member Images Copy Video Share of images")[1]
    assert people_said.startswith(
        " Alice 300 0 0 75% Bob 99 0 2.5 min 25% Automatic 1 0 0 <1% ".replace("<", "&lt;")
    )
    assert f"{LONG.strip()} 300 0 0 75% Mug 99 0 2.5 min 25% Without a product" in page
    assert "Images 400 images 9" in page
    assert "Video 2.5 min of video 0 s" in page


def test_many_products_are_folded(acme: Workspace, owner: Client) -> None:
    for number in range(10):
        used(acme, may(2), units=20 - number, product=f"Tin {number:02}")

    page = shown(owner.get(at(acme)))

    assert page.index("Tin 07") < page.index("2 more products") < page.index("Tin 08")


def test_shares_are_of_what_was_used(acme: Workspace, bob: User, owner: Client) -> None:
    used(acme, may(2), "copies", units=8, actor=bob)

    assert "Share of copy Bob 0 8 0 100%" in shown(owner.get(at(acme)))


def test_what_another_workspace_has_used_is_never_shown(
    acme: Workspace, beta: Workspace, mallory: User, owner: Client
) -> None:
    used(beta, may(20), units=77, actor=mallory, product="Secret tin")
    use(beta, 55)

    page = shown(owner.get(at(acme)))

    assert not {"77", "55"} & set(page.split())
    assert "Secret tin" not in page
    assert "Mallory" not in page


# --- who sees what -------------------------------------------------------------------------------
@pytest.mark.parametrize("role", list(Role))
def test_every_role_sees_it_and_who_may_change_it(
    acme: Workspace, client_for: Any, role: Role
) -> None:
    use(acme, 900)

    answer = client_for(people.member(acme, role)).get(at(acme))

    page, source = shown(answer), answer.content.decode()
    assert ("Add images" in page) is (role == Role.OWNER)
    assert ("/settings/invoices" in source) is (role == Role.OWNER)
    assert ("An owner can change this: Alice" in page) is (role != Role.OWNER)
    assert ("/settings/usage/ledger" in source) is (role in {Role.OWNER, Role.ADMIN})
    assert "/settings/plans" in source


def test_of_many_owners_no_list_is_made(acme: Workspace, bob: User, client_for: Any) -> None:
    for _number in range(3):
        people.member(acme, Role.OWNER)

    assert "An owner can change this." in shown(client_for(bob).get(at(acme)))


def test_an_archived_workspace_still_looks(acme: Workspace, owner: Client) -> None:
    people.archived(acme)

    assert "May 2027" in shown(owner.get(at(acme)))
    access.forget_all()


def test_the_meter_of_every_page_leads_here(acme: Workspace, bob: User, client_for: Any) -> None:
    page = client_for(bob).get(f"/w/{acme.slug}/settings/members").content.decode()

    assert f'<a class="meter-link" href="{at(acme)}">' in page
    assert "Usage and billing" in page


# --- what it costs -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "query", "count"),
    [(Role.OWNER, "", 15), (Role.VIEWER, "", 15), (Role.OWNER, "?span=last", 18)],
)
def test_the_page_costs_the_same_however_much_was_used(
    acme: Workspace,
    alice: User,
    bob: User,
    client_for: Any,
    role: Role,
    query: str,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    Membership.objects.filter(workspace=acme, user=alice).update(role=role)
    for day in range(1, 20):
        for actor in (alice, bob):
            for month in (4, 5):
                used(acme, date(2027, month, day), units=3, actor=actor, product=f"Tin {day}")
    browser = client_for(alice)
    browser.get(at(acme, query))

    # Frame: 8, two of them schemas. Meters, plan (2) and its limits; use and names, who pays.
    with django_assert_num_queries(count):
        browser.get(at(acme, query))


def test_giving_back_is_seen_at_once(acme: Workspace, owner: Client) -> None:
    held = hold(acme, 20)
    assert "20 held for running work" in shown(owner.get(at(acme)))

    quotas.release(held, reason="failed")

    page = shown(owner.get(at(acme)))
    assert "held for running work" not in page
    assert "Images per day May 2027 Made Failed, not counted" in page
    assert "May 22 0 20 failed" in page
