"""Staff look at how the product does: charts that are drawn, spans that are chosen, in both themes."""

import secrets

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import User
from accounts.services import NewPerson, create_person
from audit.models import AuditEvent
from billing.models import Invoice, WorkDay
from tests.factories import billing as factory
from tests.factories import people
from tests.factories.newcomers import PASSWORD
from tests.journeys.conftest import Visit
from tests.journeys.visitor import DESKTOP, PHONE, RULES, Visitor
from tests.journeys.words import CHINESE, ENGLISH
from tests.servers.stage import RunningProduct
from workspaces import services as workspaces

pytestmark = pytest.mark.journey

DRAWN = """(canvas) => {
    const { width, height } = canvas;
    const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
    return width > 0 && data.some((value) => value > 0);
}"""


@pytest.fixture(scope="module", autouse=True)
def cookies(
    product: RunningProduct, django_db_blocker: DjangoDbBlocker
) -> dict[str, dict[str, str]]:
    """Language → the session of a member of staff who speaks it; made before the browser's loop
    runs, with sixty days of three workspaces."""
    with django_db_blocker.unblock():
        staff = {language: boss(language) for language in (ENGLISH, CHINESE)}
        fill(staff[ENGLISH])
        return {language: session(one) for language, one in staff.items()}


def boss(language: str) -> User:
    """Return a member of staff who speaks a language."""
    email = f"boss-{secrets.token_hex(4)}@example.com"
    made = create_person(NewPerson(email=email, name="Boss", password=PASSWORD, is_staff=True))
    User.objects.filter(pk=made.pk).update(language=language)
    return made


def session(one: User) -> dict[str, str]:
    """Return the cookies of somebody who is signed in and has shown their second step."""
    client = Client()
    people.sign_in(client, one)
    return {name: morsel.value for name, morsel in client.cookies.items()}


def fill(owner: User) -> None:
    """Let three workspaces have made something for sixty days, one of them on a paid plan."""
    places = [workspaces.create(name=name, owner=owner) for name in ("North", "South", "West")]
    for number, place in enumerate(places):
        for days in range(60):
            images = (days * 7 + number * 11) % 23
            factory.used(
                place, factory.days_ago(days), units=images, actor=owner, failed=days % 4,
                charge_micros=images * 12_000_000, cost_micros=images * 5_000_000,
            )  # fmt: skip
            factory.used(
                place, factory.days_ago(days), "video_seconds", units=images * 9, actor=owner,
                charge_micros=images * 30_000_000, cost_micros=images * 41_000_000,
            )  # fmt: skip
            WorkDay.objects.create(
                workspace=place, day=factory.days_ago(days), kind="image", asked=4,
                succeeded=(days + number) % 5, partial=days % 3 == 0, failed=days % 9 == 0,
                cancelled=days % 11 == 0, items_succeeded=images, items_failed=days % 4,
            )  # fmt: skip
    factory.subscribed(places[0])
    factory.ordered(places[1])
    factory.invoiced(places[2], 123_456)
    assert Invoice.objects.filter(workspace__in=places).count() == 3
    AuditEvent.objects.create(
        actor_type="anonymous", action="accounts.person.sign_in_failed", outcome="denied"
    )


def enter(me: Visitor, cookies: dict[str, str], *, path: str = "/staff/") -> Page:
    me.context.add_cookies(
        [{"name": name, "value": value, "url": me.address} for name, value in cookies.items()]
    )
    return me.open(path)


def is_sound(me: Visitor, name: str) -> None:
    """Hold our part of the page to what pages owe; the frame around it is unfold's."""
    me.keep(name)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert me.page.evaluate(wide) <= 0
    found = Axe().run(me.page, context=".desk", options=RULES)
    told = [
        (one["id"], [node["html"][:200] for node in one["nodes"][:4]])
        for one in found.response["violations"]
    ]
    assert told == []


def charts(page: Page) -> None:
    for canvas in page.locator("canvas.chart").all():
        expect(canvas).to_be_visible()
        assert canvas.evaluate(DRAWN)


def test_charts_are_drawn_and_a_span_is_chosen(
    visit: Visit, cookies: dict[str, dict[str, str]]
) -> None:
    me = visit()
    page = enter(me, cookies[ENGLISH])

    expect(page.get_by_role("heading", name="How it goes")).to_be_visible()
    assert page.locator("canvas.chart").count() == 2
    charts(page)
    spans = page.get_by_role("navigation", name="Span")
    expect(spans.locator("[aria-current]")).to_have_text("30 days")
    spans.get_by_role("link", name="7 days").click()
    expect(spans.locator("[aria-current]")).to_have_text("7 days")
    assert page.url.endswith("?days=7")
    charts(page)
    # The same as a table, for who does not see the bars.
    box = page.locator(
        ".desk-box", has=page.get_by_role("heading", name="Jobs by the day they ended")
    )
    box.get_by_text("As a table").press("Enter")
    expect(box.get_by_role("row")).to_have_count(8)
    spans.get_by_role("link", name="90 days").click()
    charts(page)


@pytest.mark.parametrize(
    ("language", "window", "theme"),
    [
        (ENGLISH, DESKTOP, "light"),
        (CHINESE, PHONE, "dark"),
        pytest.param(CHINESE, DESKTOP, "light", marks=pytest.mark.slow),
        pytest.param(ENGLISH, PHONE, "light", marks=pytest.mark.slow),
        pytest.param(ENGLISH, DESKTOP, "dark", marks=pytest.mark.slow),
    ],
)
def test_it_reads_well_in_both_languages_themes_and_windows(
    visit: Visit,
    cookies: dict[str, dict[str, str]],
    language: str,
    window: tuple[int, int],
    theme: str,
) -> None:
    me = visit(language, window=window, color_scheme=theme)

    page = enter(me, cookies[language])

    expect(page.locator("canvas.chart").first).to_be_visible()
    charts(page)
    is_sound(me, f"desk-{theme}")
