"""Nobody learns who has an account: what is answered and what is done is the same for strangers."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from accounts import limiting, services
from accounts.models import MailOut, User
from accounts.services import NewPerson
from audit.services import SYSTEM
from tests.factories import people
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.usefixtures("clean_cache", "with_mail")
TIMES = 500
# Seconds between the medians.
MOST_APART = 0.005
# What stands in an answer and is another in each.
OWN = ("set-cookie", "x-request-id", "date", "etag", "expires", "content-length")
OWN_TOKEN = re.compile(r"\b([A-Za-z0-9]{64}|[0-9a-f]{32})\b")


@pytest.fixture
def with_mail(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where mails are sent: addresses are confirmed. How often is another matter."""
    settings.HAS_EMAIL, settings.ACCOUNT_EMAIL_VERIFICATION = True, "mandatory"
    settings.ACCOUNT_RATE_LIMITS = dict.fromkeys((*settings.ACCOUNT_RATE_LIMITS, "confirm_email"))
    monkeypatch.setattr(limiting, "count_ask", lambda *_args, **_more: None)
    monkeypatch.setattr("accounts.queue.send_mail", lambda _id: None)


def _page(path: str, **body: str) -> HttpResponse:
    return Client().post(path, body)  # type: ignore[return-value]


def _api(path: str, **body: str) -> HttpResponse:
    return APIClient().post(f"/api/v1/auth/{path}", body, format="json")


# What strangers can ask with an e-mail.
WAYS: dict[str, Callable[[str], HttpResponse]] = {
    "sign in, page": lambda email: _page("/accounts/login/", login=email, password="guess"),
    "sign in, API": lambda email: _api("login", email=email, password="guess"),
    "reset, page": lambda email: _page("/accounts/password/reset/", email=email),
    "reset, API": lambda email: _api("password/reset", email=email),
    "sign up, page": lambda email: _page(
        "/accounts/signup/", email=email, name="Lena", password1=PASSWORD
    ),
    "sign up, API": lambda email: _api("register", email=email, name="Lena", password=PASSWORD),
}


def active() -> User:
    return people.person("Known")


def inactive() -> User:
    user = people.person("Off")
    services.switch_off(user, actor=SYSTEM)
    return user


def closed() -> User:
    user = people.person("Gone")
    User.objects.filter(pk=user.pk).update(is_active=False, closed_at=timezone.now())
    return user


def unconfirmed() -> User:
    user = people.person("Fresh")
    EmailAddress.objects.filter(user=user).update(verified=False)
    return user


def without_password() -> User:
    user = people.person("Social")
    user.set_unusable_password()
    user.save()
    return user


def staff() -> User:
    email = f"staff-{timezone.now().timestamp()}@example.com"
    user = services.create_person(NewPerson(email, "Boss", PASSWORD, is_staff=True))
    people.factor(user)
    return user


def in_two_accounts() -> User:
    """Somebody else has claimed the address too, and never confirmed it."""
    user = people.person("Twice")
    other = people.person("Other")
    EmailAddress.objects.create(user=other, email=user.email, verified=False)
    return user


PEOPLE = [active, inactive, closed, unconfirmed, without_password, staff, in_two_accounts]


@contextmanager
def hashing(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Count how often a password is hashed."""
    calls: list[int] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, *args: Any, **more: Any) -> str:
        calls.append(1)
        return encode(self, *args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(MD5PasswordHasher, "encode", counted)
        yield calls


def told(answer: HttpResponse, email: str) -> dict[str, Any]:
    """Return what can be seen of an answer."""
    body = answer.content.decode().replace(email, "somebody")
    return {
        "status": answer.status_code,
        "headers": {
            name.lower(): value for name, value in answer.headers.items() if name.lower() not in OWN
        },
        "cookies": sorted(answer.cookies),
        # Each has a token and an id of its own, of one length.
        "body": OWN_TOKEN.sub("token", body),
    }


def _asked() -> Iterator[Any]:
    """Signing in is tried at everybody; of the rest only the first is not left to chance."""
    for way in WAYS:
        for made in PEOPLE:
            marks = () if way.startswith("sign in") or made is active else (pytest.mark.slow,)
            yield pytest.param(way, made, marks=marks, id=f"{way}, {made.__name__}")


@pytest.mark.parametrize(("way", "known"), list(_asked()))
def test_answers_and_work_are_the_same(
    public: None, monkeypatch: pytest.MonkeyPatch, way: str, known: Callable[[], User]
) -> None:
    ask = WAYS[way]
    email = known().email
    stranger = "n" * (len(email) - len("@example.com")) + "@example.com"
    ask("warm@example.com")
    seen, queries = {}, []
    for name, asked in (("known", email), ("stranger", stranger)):
        mails = MailOut.objects.count()
        with hashing(monkeypatch) as hashed, CaptureQueriesContext(connection) as made:
            answer = ask(asked)
        seen[name] = {
            **told(answer, asked),
            "hashed": len(hashed),
            "mails": MailOut.objects.count() - mails,
        }
        queries.append(len(made))

    assert seen["known"] == seen["stranger"]
    # Who is made is written too; one question more is asked about who is not found.
    assert abs(queries[0] - queries[1]) <= (12 if way.startswith("sign up") else 2)
    assert seen["known"]["hashed"] == (0 if way.startswith("reset") else 1)
    assert seen["known"]["mails"] == (0 if way.startswith("sign in") else 1)


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, with_mail: None
) -> Iterator[None]:
    """What is written is committed, as it is in the product, and taken away afterwards."""
    with django_db_blocker.unblock():
        yield
        MailOut.objects.filter(address__endswith="@timed.example.com").delete()
        User.objects.filter(email__endswith="@timed.example.com").delete()
        AccessAttempt.objects.all().delete()


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("way", list(WAYS))
def test_the_time_taken_is_the_same(committed: None, settings: Any, way: str) -> None:
    """With the product's own hashes: five hundred of each, in turn."""
    settings.PASSWORD_HASHERS = ["accounts.passwords.PasswordHasher"]
    known = "known@timed.example.com"
    services.create_person(NewPerson(known, "Known", PASSWORD))
    took: dict[str, list[float]] = {"known": [], "stranger": []}
    for number in range(TIMES + 5):
        for name, email in (("known", known), ("stranger", f"s{number:04}@timed.example.com")):
            AccessAttempt.objects.all().delete()
            began = perf_counter()
            WAYS[way](email)
            took[name].append(perf_counter() - began)

    medians = {name: median(times[5:]) for name, times in took.items()}
    print(way, {name: f"{value * 1000:.1f} ms" for name, value in medians.items()})
    assert abs(medians["known"] - medians["stranger"]) <= MOST_APART, medians
