"""One's own account: two-step sign-in, passkeys, sessions, and its end."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
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
PAGES = {
    "account-profile": "/accounts/profile/",
    "account-email": "/accounts/email/",
    "account-password": "/accounts/password/change/",
    "account-two-step": "/accounts/2fa/",
    "account-sessions": "/accounts/sessions/",
    "account-connections": "/accounts/social/",
    "account-reauthenticate": "/accounts/reauthenticate/",
}


def code_now(secret: str, *, ahead: int = 0) -> str:
    """Return the code an authenticator app shows."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def confirm_it_is_me(me: Visitor) -> None:
    me.page.wait_for_url("**/reauthenticate/**")
    me.page.locator("input[name=password]").fill(PASSWORD)
    me.button(me.words("Confirm")).click()


def sign_out(me: Visitor) -> None:
    me.open("/accounts/logout/")
    me.page.get_by_role("main").get_by_role("button", name=me.words("Sign out")).click()
    me.page.wait_for_url("**/accounts/login/**")


def give_password(me: Visitor, person: Person) -> None:
    me.page.locator("input[name=login]").fill(person.email)
    me.page.locator("input[name=password]").fill(PASSWORD)
    me.button(me.words("Sign in")).click()


def virtual_key(me: Visitor) -> None:
    """Put a key into the browser that answers by itself, as a fingerprint would."""
    session: Any = me.context.new_cdp_session(me.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.parametrize(("language", "window"), BOTH)
def test_a_person_guards_their_account_with_a_second_step_and_a_passkey(
    visit: Visit, person: Person, language: str, window: tuple[int, int]
) -> None:
    person.speaks(language)
    me = visit(language, window=window).is_signed_in(person)
    words = me.words

    codes = set_up_the_app(me)
    sign_out(me)
    give_password(me, person)
    me.page.wait_for_url("**/2fa/authenticate/")
    me.check("second-step")
    me.page.locator("input[name=code]").fill("000000")
    me.button(words("Sign in")).click()
    expect(me.page.locator("input[name=code]")).to_have_attribute("aria-invalid", "true")
    me.page.locator("input[name=code]").fill(codes[0])
    me.button(words("Sign in")).click()
    me.page.wait_for_url("**/w/**")

    virtual_key(me)
    add_a_passkey(me)
    sign_out(me)
    me.button(words("Use a passkey")).click()
    me.page.wait_for_url("**/w/**")
    me.open("/accounts/2fa/")
    expect(me.page.get_by_role("main")).to_contain_text(
        words.count("%(count)s left", "%(count)s left", 9, name="count")
    )
    me.check("two-step-on")


def set_up_the_app(me: Visitor) -> list[str]:
    """Turn two-step sign-in on; return the codes for recovery."""
    words = me.words
    me.open("/accounts/2fa/")
    me.link(words("Set up the app")).click()
    confirm_it_is_me(me)
    me.page.wait_for_url("**/2fa/totp/activate/")
    me.check("two-step-app")
    secret = me.page.locator("#totp-secret").inner_text()
    me.page.locator("input[name=code]").fill(code_now(secret))
    me.button(words("Turn on two-step sign-in")).click()
    me.page.wait_for_url("**/2fa/recovery-codes/")
    me.check("recovery-codes")
    codes = me.page.locator("#recovery-codes li").all_inner_texts()
    assert len(codes) == 10
    with me.page.expect_download() as arriving:
        me.page.locator("a[download]").click()
    assert arriving.value.path().read_text().split() == codes
    me.page.reload()
    expect(me.page.locator("#recovery-codes")).to_have_count(0)
    return codes


def add_a_passkey(me: Visitor) -> None:
    words = me.words
    me.open("/accounts/2fa/")
    me.link(words("Add a passkey")).click()
    me.page.wait_for_url("**/2fa/webauthn/add/")
    me.check("passkey-add")
    me.page.locator("input[name=name]").fill("Work laptop")
    me.button(words("Add the passkey")).click()
    me.page.wait_for_url(re.compile(r"/2fa/$"))
    expect(me.page.get_by_text("Work laptop", exact=True)).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize(("language", "window"), BOTH)
def test_a_person_sees_where_they_are_signed_in_and_closes_their_account(
    visit: Visit, person: Person, language: str, window: tuple[int, int]
) -> None:
    person.speaks(language)
    me = visit(language, window=window).is_signed_in(person)
    page, words = me.page, me.words

    other = visit(language)
    other.open("/accounts/login/")
    give_password(other, person)
    other.page.wait_for_url("**/w/**")
    me.open("/accounts/sessions/")
    expect(page.locator(".session-row")).to_have_count(2)
    me.check("sessions")
    me.button(words("Sign out everywhere else")).click()
    expect(page.locator(".session-row")).to_have_count(1)
    other.open("/accounts/sessions/")
    assert other.path == "/accounts/login/"

    me.open("/accounts/close/")
    confirm_it_is_me(me)
    me.check("close")
    me.watch.allow("422")  # typed wrong on purpose
    page.locator("input[name=email]").fill("somebody@example.com")
    me.button(words("Close my account")).click()
    expect(page.locator("input[name=email]")).to_have_attribute("aria-invalid", "true")
    page.locator("input[name=email]").fill(person.email)
    me.button(words("Close my account")).click()
    page.wait_for_url("**/accounts/closed/")
    me.check("closed")
    me.open("/accounts/login/")
    give_password(me, person)
    expect(page.get_by_role("alert")).to_be_visible()


@pytest.mark.slow
def test_what_is_chosen_is_kept_at_once_and_says_so(visit: Visit, person: Person) -> None:
    me = visit(timezone_id="Europe/Berlin").is_signed_in(person)
    page, words = me.open("/accounts/profile/"), me.words

    me.button(words("Use {zone}, as this browser says").format(zone="Europe/Berlin")).click()
    expect(page.locator("#set-region").get_by_text(words("Saved"), exact=True)).to_be_visible()
    page.get_by_text(words("Dark", context="theme"), exact=True).first.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "ebiz-dark")
    expect(page.locator("#set-theme").get_by_text(words("Saved"), exact=True)).to_be_visible()
    me.check("profile-saved")
    page.locator("input[name=name]").fill("Noor H.")
    page.keyboard.press("Tab")
    expect(page.locator("#set-name").get_by_text(words("Saved"), exact=True)).to_be_visible()
    page.locator("select[name=language]").select_option(CHINESE)
    expect(page.locator("html")).to_have_attribute("lang", CHINESE)

    page.reload()
    expect(page.locator("input[name=time_zone]")).to_have_value("Europe/Berlin")
    expect(page.locator("input[name=name]")).to_have_value("Noor H.")


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
@pytest.mark.parametrize("window", [DESKTOP, PHONE])
def test_every_page_of_an_account_holds_to_what_pages_owe(
    visit: Visit, person: Person, language: str, window: tuple[int, int], theme: str
) -> None:
    person.speaks(language)
    person.looks(theme)
    me = visit(language, window=window).is_signed_in(person)

    faults = []
    for name, path in PAGES.items():
        me.open(path)
        faults += me.faults(f"{name}-{theme}")
    assert not faults, "\n".join(faults)
