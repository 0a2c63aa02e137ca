"""What guards an account changes on allauth's pages, and is recorded and told with it."""

import time
from typing import Any

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from accounts.models import MailOut, Notification, User
from audit.models import AuditEvent
from tests.factories import people
from tests.factories.people import PASSWORD

EMAIL, TOTP = "/accounts/email/", "/accounts/2fa/totp/activate/"
pytestmark = pytest.mark.usefixtures("clean_cache")
SECOND = "second@example.com"


def proven(user: User) -> Client:
    """Return a browser in which this person has just shown again that it is them."""
    client = Client()
    people.sign_in(client, user)
    people.prove_again(client)
    return client


def actions(count: int = 1) -> list[str]:
    """Return the newest actions, newest first."""
    return list(AuditEvent.objects.order_by("-id").values_list("action", flat=True)[:count])


def told(user: User) -> list[str]:
    return list(
        Notification.objects.filter(user=user).order_by("created_at").values_list("kind", flat=True)
    )


def set_up_app(client: Client, user: User) -> str:
    """Turn two-step sign-in on; return the app's key."""
    client.get(TOTP)
    secret: str = client.session["mfa.totp.secret"]
    answer = client.post(TOTP, {"code": code_of(secret)})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    return secret


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_an_address_is_added_and_recorded(bob: User) -> None:
    client = proven(bob)

    client.post(EMAIL, {"action_add": "", "email": SECOND.upper()})

    assert EmailAddress.objects.filter(user=bob, email=SECOND, verified=False).exists()
    assert actions() == ["accounts.email.added"]
    assert told(bob) == []


def test_an_address_is_confirmed_by_its_link(bob: User) -> None:
    address = EmailAddress.objects.create(user=bob, email=SECOND)
    link = f"/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/"

    assert SECOND in Client().get(link).content.decode()
    Client().post(link)

    assert EmailAddress.objects.get(pk=address.pk).verified
    assert actions() == ["accounts.email.confirmed"]


def test_the_person_follows_their_primary_address_and_both_are_told(bob: User) -> None:
    EmailAddress.objects.create(user=bob, email=SECOND, verified=True)
    before = bob.email

    proven(bob).post(EMAIL, {"action_primary": "", "email": SECOND})

    assert User.objects.get(pk=bob.pk).email == SECOND
    assert actions() == ["accounts.email.changed"]
    assert AuditEvent.objects.latest("id").changes == {"email": ["•••", "•••"]}
    assert told(bob) == ["email_changed"]
    mailed = set(MailOut.objects.filter(kind="email_changed").values_list("address", flat=True))
    assert mailed == {before, SECOND}


def test_an_address_is_removed_and_recorded(bob: User) -> None:
    EmailAddress.objects.create(user=bob, email=SECOND, verified=True)

    proven(bob).post(EMAIL, {"action_remove": "", "email": SECOND})

    assert not EmailAddress.objects.filter(email=SECOND).exists()
    assert actions() == ["accounts.email.removed"]


def test_the_primary_address_is_not_removed(bob: User) -> None:
    proven(bob).post(EMAIL, {"action_remove": "", "email": bob.email})

    assert EmailAddress.objects.filter(user=bob, email=bob.email).exists()


def test_without_a_mail_server_an_address_needs_no_confirming(bob: User, settings: Any) -> None:
    settings.HAS_EMAIL = False
    EmailAddress.objects.create(user=bob, email=SECOND)

    proven(bob).post(EMAIL, {"action_primary": "", "email": SECOND})

    assert User.objects.get(pk=bob.pk).email == SECOND


def test_with_a_mail_server_it_does(bob: User, settings: Any) -> None:
    settings.HAS_EMAIL = True
    EmailAddress.objects.create(user=bob, email=SECOND)

    proven(bob).post(EMAIL, {"action_primary": "", "email": SECOND})

    assert User.objects.get(pk=bob.pk).email == bob.email


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_nobody_takes_somebody_elses_address(
    bob: User, alice: User, settings: Any, is_confirmed: bool
) -> None:
    settings.HAS_EMAIL = False
    EmailAddress.objects.filter(user=alice).update(verified=is_confirmed)
    EmailAddress.objects.create(user=bob, email=alice.email)

    answer = proven(bob).post(EMAIL, {"action_primary": "", "email": alice.email}, follow=True)

    assert "Somebody else has this e-mail." in answer.content.decode()
    assert User.objects.get(pk=bob.pk).email == bob.email


@pytest.mark.parametrize(("age", "is_asked"), [(60, False), (299, False), (301, True)])
def test_a_password_typed_at_the_sign_in_is_not_asked_again_for_five_minutes(
    bob: User, age: int, is_asked: bool
) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": bob.email, "password": PASSWORD})
    session = client.session
    session["account_authentication_methods"][0]["at"] = time.time() - age
    session.save()

    answer = client.post(EMAIL, {"action_primary": "", "email": bob.email})

    assert answer["Location"].startswith("/accounts/reauthenticate/") == is_asked


def test_addresses_are_changed_by_who_proves_it_is_them(bob: User, client_for: Any) -> None:
    EmailAddress.objects.create(user=bob, email=SECOND, verified=True)

    answer = client_for(bob).post(EMAIL, {"action_primary": "", "email": SECOND})

    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert User.objects.get(pk=bob.pk).email == bob.email


def test_an_app_is_set_up_recorded_and_told(bob: User) -> None:
    client = proven(bob)

    set_up_app(client, bob)

    assert set(actions(2)) == {"accounts.factor.added", "accounts.factor.recovery_codes_made"}
    assert told(bob) == ["factor_added"]


def test_the_key_of_an_app_is_sealed(bob: User) -> None:
    secret = set_up_app(proven(bob), bob)

    assert secret not in str(Authenticator.objects.get(user=bob, type="totp").data)


def test_recovery_codes_are_shown_once(bob: User) -> None:
    client = proven(bob)
    set_up_app(client, bob)
    codes = Authenticator.objects.get(user=bob, type="recovery_codes").wrap().generate_codes()

    first = client.get("/accounts/2fa/recovery-codes/")
    assert actions() == ["accounts.factor.recovery_codes_shown"]
    again = client.get("/accounts/2fa/recovery-codes/")
    assert actions(2)[1] != "accounts.factor.recovery_codes_shown", "nothing was shown"

    assert "no-store" in first["Cache-Control"]
    assert all(code in first.content.decode() for code in codes)
    assert not any(code in again.content.decode() for code in codes)
    assert client.get("/accounts/2fa/recovery-codes/download/").status_code in {403, 404}


def test_new_recovery_codes_are_recorded_and_told(bob: User) -> None:
    client = proven(bob)
    set_up_app(client, bob)

    client.post("/accounts/2fa/recovery-codes/generate/")

    assert actions() == ["accounts.factor.recovery_codes_made"]
    assert told(bob) == ["factor_added", "recovery_codes_made"]


def test_an_app_is_removed_with_its_codes(bob: User) -> None:
    client = proven(bob)
    set_up_app(client, bob)

    client.post("/accounts/2fa/totp/deactivate/")

    assert not Authenticator.objects.filter(user=bob).exists()
    assert actions() == ["accounts.factor.removed"]
    assert told(bob) == ["factor_added", "factor_removed"]


def test_a_passkey_is_renamed_and_removed(bob: User) -> None:
    key = Authenticator.objects.create(
        user=bob, type="webauthn", data={"name": "Laptop", "credential": {}}
    )
    client = proven(bob)

    client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/edit/", {"name": "Work laptop"})
    assert actions() == ["accounts.factor.renamed"]
    client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/")

    assert actions() == ["accounts.factor.removed"]
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_a_passkey_of_somebody_else_is_not_there(bob: User, alice: User) -> None:
    key = Authenticator.objects.create(
        user=alice, type="webauthn", data={"name": "Laptop", "credential": {}}
    )
    client = proven(bob)

    for way in ("edit", "remove"):
        answer = client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/{way}/", {"name": "Mine"})
        assert answer.status_code == 404
    assert Authenticator.objects.get(pk=key.pk).data["name"] == "Laptop"


@pytest.mark.parametrize("page", [TOTP, "/accounts/2fa/webauthn/add/"])
def test_with_a_mail_server_a_second_step_takes_a_confirmed_address(
    bob: User, settings: Any, page: str
) -> None:
    settings.HAS_EMAIL = True
    client = proven(bob)
    assert client.get(page).status_code == 200

    EmailAddress.objects.filter(user=bob).update(verified=False)

    assert client.get(page)["Location"] == EMAIL
    settings.HAS_EMAIL = False
    assert client.get(page).status_code == 200


def test_an_address_can_be_added_beside_a_second_step(bob: User, settings: Any) -> None:
    settings.HAS_EMAIL = True
    client = proven(bob)
    set_up_app(client, bob)

    client.post(EMAIL, {"action_add": "", "email": SECOND})

    assert EmailAddress.objects.filter(user=bob, email=SECOND).exists()


def test_a_new_password_is_told(bob: User) -> None:
    body = {"oldpassword": PASSWORD, "password1": "another one", "password2": "another one"}

    proven(bob).post("/accounts/password/change/", body)

    assert told(bob) == ["password_changed"]


def reset_link(user: User) -> str:
    """Return the address a mail leads to that sets a new password."""
    key = default_token_generator.make_token(user)
    return f"/accounts/password/reset/key/{user_pk_to_url_str(user)}-{key}/"


def test_a_reset_link_works_once_and_does_not_pass_the_second_step(bob: User) -> None:
    set_up_app(proven(bob), bob)
    link, browser = reset_link(User.objects.get(pk=bob.pk)), Client()
    form = browser.get(link)["Location"]

    browser.post(form, {"password1": "a brand new one", "password2": "a brand new one"})

    assert User.objects.get(pk=bob.pk).check_password("a brand new one")
    assert browser.get("/workspaces/")["Location"].startswith("/accounts/login/")
    signed_in = browser.post(
        "/accounts/login/", {"login": bob.email, "password": "a brand new one"}
    )
    assert signed_in["Location"].startswith("/accounts/2fa/authenticate/")
    assert "This link no longer works" in Client().get(link).content.decode()


def test_a_reset_link_ends_after_an_hour(bob: User, settings: Any) -> None:
    assert settings.PASSWORD_RESET_TIMEOUT == 3600
    link = reset_link(bob)

    settings.PASSWORD_RESET_TIMEOUT = -1

    assert "This link no longer works" in Client().get(link).content.decode()


def test_nothing_is_kept_when_the_record_cannot_be_written(bob: User, monkeypatch: Any) -> None:
    client = proven(bob)

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("no trail")

    monkeypatch.setattr("accounts.services.safety.audit.record", broken)

    with pytest.raises(RuntimeError, match="no trail"):
        client.post(EMAIL, {"action_add": "", "email": SECOND})

    assert not EmailAddress.objects.filter(email=SECOND).exists()
