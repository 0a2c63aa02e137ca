"""A workspace and its people: invited, joined, given a role, removed; moved, archived, kept."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories.newcomers import PASSWORD, Person
from tests.journeys.conftest import Visit
from tests.journeys.visitor import DESKTOP, PHONE, Visitor
from tests.journeys.words import CHINESE, ENGLISH

pytestmark = pytest.mark.journey
BOTH = [
    (ENGLISH, DESKTOP),
    pytest.param(CHINESE, PHONE, marks=pytest.mark.slow),
]


def settings(person: Person, page: str = "") -> str:
    return person.path(f"settings/{page}")


def name_of(person: Person) -> str:
    return f"Haddad Home {person.email[5:9]}"


def invite(me: Visitor, email: str) -> str:
    """Invite an e-mail and return the link, which is shown this once."""
    me.button(me.words("Invite people")).click()
    dialog = me.page.get_by_role("dialog")
    dialog.get_by_label(me.words("E-mails"), exact=True).fill(f"{email}, nobody")
    me.check("invite")
    dialog.get_by_role("button", name=me.words("Make the links")).click()
    link = dialog.get_by_label(me.words("Link for %(email)s", email=email), exact=True)
    expect(link).to_be_visible()
    expect(dialog).to_contain_text(me.words("Is not an e-mail"))
    me.check("invited")
    address = link.input_value()
    me.page.keyboard.press("Escape")
    expect(me.page.get_by_role("dialog")).to_have_count(0)
    expect(me.button(me.words("Invite people"))).to_be_focused()
    return address


def sign_up_by(link: str, guest: Visitor, *, workspace: str, email: str) -> None:
    """Come by the link, make an account with the e-mail that is given, and join."""
    guest.open(link)
    assert guest.path == "/join"
    guest.check("join")
    guest.link(guest.words("Create account")).click()
    expect(guest.page.locator("input[name=email]")).to_have_value(email)
    guest.check("signup-invited")
    guest.page.get_by_label(guest.words("Your name")).fill("Lena Sørensen")
    guest.page.locator("input[name=password1]").fill(PASSWORD)
    guest.button(guest.words("Create account")).click()
    guest.button(guest.words("Join %(name)s", name=workspace)).click()


@pytest.mark.parametrize(("language", "window"), BOTH)
def test_somebody_is_invited_joins_and_is_removed(
    visit: Visit, person: Person, language: str, window: tuple[int, int]
) -> None:
    person.speaks(language)
    me = visit(language, window=window).is_signed_in(person)
    guest = visit(language, window=window)
    email = person.email.replace("noor", "lena")
    me.open(settings(person, "members"))
    link = invite(me, email)
    sign_up_by(link, guest, workspace=name_of(person), email=email)
    expect(guest.page).to_have_url(re.compile(f"/w/{person.slug}/$"))

    me.open(settings(person, "members"))
    role = me.words("Role of %(name)s: %(role)s", name="Lena Sørensen", role=me.words("Editor"))
    me.button(role).press("Enter")
    me.page.get_by_role("menuitemradio", name=me.words("Reviewer")).press("Enter")
    now = me.words("Role of %(name)s: %(role)s", name="Lena Sørensen", role=me.words("Reviewer"))
    expect(me.button(now)).to_be_visible()
    me.check("members")
    me.page.get_by_role("button", name=me.words("Undo")).click()
    expect(me.button(role)).to_be_visible()

    me.button(me.words("More about %(name)s", name="Lena Sørensen")).click()
    me.page.get_by_role("menuitem", name=me.words("Remove")).click()
    expect(me.page.get_by_role("dialog")).to_contain_text(
        me.words("Remove %(name)s?", name="Lena Sørensen")
    )
    me.check("member-remove")
    me.page.get_by_role("dialog").get_by_role("button", name=me.words("Remove")).click()
    expect(me.button(role)).to_have_count(0)
    guest.watch.allow("404")  # what one was removed from is not there any more
    gone = guest.page.goto(person.path())
    assert gone is not None
    assert gone.status == 404


@pytest.mark.slow
@pytest.mark.parametrize(("language", "window"), BOTH)
def test_the_settings_keep_themselves_and_the_address_moves(
    visit: Visit, person: Person, language: str, window: tuple[int, int]
) -> None:
    person.speaks(language)
    me = visit(language, window=window).is_signed_in(person)
    old = person.slug

    me.open(settings(person))
    field = me.page.get_by_role("textbox", name=me.words("Name"), exact=True)
    field.fill("Northbay Home")
    field.press("Tab")
    expect(me.page.locator("#set-name")).to_contain_text(me.words("Saved"))
    me.page.get_by_label(me.words("Currency")).select_option("CNY")
    expect(me.page.locator("#set-region")).to_contain_text(me.words("Saved"))
    me.check("settings")
    me.page.get_by_role("textbox", name=me.words("Address")).fill(f"{old}-new")
    me.button(me.words("Change the address")).click()
    expect(me.page).to_have_url(re.compile(f"/w/{old}-new/settings/$"))
    me.open(f"/w/{old}/library")
    assert me.path == f"/w/{old}-new/library"
    me.open(f"/w/{old}-new/settings/")
    expect(field).to_have_value("Northbay Home")
    expect(me.page.get_by_label(me.words("Currency"))).to_have_value("CNY")


def test_of_two_who_change_the_name_the_second_is_told(visit: Visit, person: Person) -> None:
    me, other = (visit().is_signed_in(person) for _ in range(2))
    for visitor in (me, other):
        visitor.watch.allow("422")  # refused on purpose
        visitor.open(settings(person))
    theirs = other.page.get_by_role("textbox", name="Name", exact=True)
    theirs.fill("Their name")
    theirs.press("Tab")
    expect(other.page.locator("#set-name")).to_contain_text("Saved")

    mine = me.page.get_by_role("textbox", name="Name", exact=True)
    mine.fill("My name")
    mine.press("Tab")

    expect(me.page.get_by_role("alert")).to_contain_text("Their name")
    expect(mine).to_have_value("My name")
    me.check("settings-conflict")
    me.button("Save mine").click()
    expect(me.page.get_by_role("alert")).to_have_count(0)
    expect(me.page.locator("#set-name")).to_contain_text("Saved")


@pytest.mark.slow
@pytest.mark.parametrize(("language", "window"), BOTH)
def test_a_brand_is_made_and_read(
    visit: Visit, person: Person, language: str, window: tuple[int, int]
) -> None:
    person.speaks(language)
    me = visit(language, window=window).is_signed_in(person)
    me.watch.allow("422")

    me.open(settings(person, "brand"))
    me.button(me.words("Add a colour")).click()
    expect(me.page.locator("#set-colours")).to_contain_text(me.words("Saved"))
    field = me.page.locator("#colour-1-text")
    field.fill("#ABC")
    field.press("Tab")
    expect(field).to_have_value("#aabbcc")
    tone = me.page.get_by_label(me.words("Tone of voice"))
    tone.fill("Warm and plain.")
    tone.press("Tab")
    expect(me.page.locator("#set-tone")).to_contain_text(me.words("Saved"))
    use, avoid = (me.page.get_by_label(me.words(f"Words to {verb}")) for verb in ("use", "avoid"))
    use.fill("clay")
    use.press("Tab")
    expect(me.page.locator("#set-words")).to_contain_text(me.words("Saved"))
    avoid.fill("Clay")
    avoid.press("Tab")
    expect(avoid).to_have_attribute("aria-invalid", "true")
    expect(avoid).to_have_value("Clay")
    me.check("brand")
    me.page.reload()
    expect(me.page.locator("#colour-1-pick")).to_have_value("#aabbcc")
    expect(tone).to_have_value("Warm and plain.")


@pytest.mark.slow
def test_the_ownership_is_handed_over(visit: Visit, person: Person) -> None:
    me, guest = visit().is_signed_in(person), visit()
    email = person.email.replace("noor", "lena")
    me.open(settings(person, "members"))
    sign_up_by(invite(me, email), guest, workspace=name_of(person), email=email)
    expect(guest.page).to_have_url(re.compile(f"/w/{person.slug}/$"))

    me.open(settings(person))
    expect(me.button("Leave")).to_be_disabled()
    me.button("Hand over").click()
    me.check("hand-over")
    me.page.get_by_role("dialog").get_by_role("button", name="Hand over").click()
    expect(me.page).to_have_url(re.compile("/settings/members$"))
    row = me.page.get_by_role("row").filter(has_text="Lena Sørensen")
    expect(row).to_contain_text("Owner")
    me.open(settings(person))
    expect(me.button("Leave")).to_be_enabled()
    expect(me.button("Delete")).to_have_count(0)


@pytest.mark.parametrize(("language", "window"), BOTH)
def test_a_workspace_rests_and_comes_back(
    visit: Visit, person: Person, language: str, window: tuple[int, int]
) -> None:
    person.speaks(language)
    me = visit(language, window=window).is_signed_in(person)
    dialog = me.page.get_by_role("dialog")

    me.open(settings(person))
    me.button(me.words("Archive")).click()
    dialog.get_by_role("button", name=me.words("Archive"), exact=True).click()
    strip = me.words("This workspace is archived. It can be read, but not changed.")
    expect(me.page.get_by_text(strip)).to_be_visible()
    me.open(person.path())
    expect(me.page.get_by_text(strip)).to_be_visible()
    me.check("home-archived")
    me.button(me.words("Restore")).click()
    expect(me.page.get_by_text(strip)).to_have_count(0)


@pytest.mark.parametrize(("language", "window"), BOTH)
def test_a_deletion_is_thought_better_of(
    visit: Visit, person: Person, language: str, window: tuple[int, int]
) -> None:
    person.speaks(language)
    me = visit(language, window=window).is_signed_in(person)
    me.watch.allow("422|409")  # a wrong name, and a closed workspace, on purpose
    dialog = me.page.get_by_role("dialog")

    me.open(settings(person))
    me.button(me.words("Delete")).click()
    expect(dialog.get_by_role("button", name=me.words("Keep"))).to_be_focused()
    field = dialog.get_by_role("textbox")
    field.fill("Another name")
    dialog.get_by_role("button", name=me.words("Delete the workspace")).click()
    expect(field).to_have_attribute("aria-invalid", "true")
    me.check("delete-workspace")
    field.fill(name_of(person))
    dialog.get_by_role("button", name=me.words("Delete the workspace")).click()
    expect(me.page).to_have_url(re.compile("/workspaces/$"))
    me.check("workspaces-deleting")
    closed = me.page.goto(person.path())
    assert closed is not None
    assert closed.status == 409
    me.open("/workspaces/")
    me.page.get_by_text(me.words("Cancel the deletion"), exact=True).click()
    expect(me.page).to_have_url(re.compile(f"/w/{person.slug}/$"))
