"""What a signed-in person does about themself by the API: profile, password, sign-ins."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts import browsers, services, sessions
from accounts.models import Notification, User
from audit.models import AuditEvent
from tests.factories.people import PASSWORD

AUTH = "/api/v1/auth"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
ANOTHER = "another long passphrase"
pytestmark = pytest.mark.usefixtures("clean_cache")


class Program:
    """A program that has signed in by the API."""

    def __init__(self, user: User, **headers: str) -> None:
        self.asking = APIClient()
        body = {"email": user.email, "password": PASSWORD}
        answer = self.asking.post(f"{AUTH}/login", body, format="json", headers=headers)
        self.refresh_token = answer.json()["refresh_token"]
        self.asking.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access_token']}")

    def call(self, method: str, path: str, body: Any = None) -> Any:
        return getattr(self.asking, method)(f"{AUTH}/{path}", body, format="json")

    @property
    def is_in(self) -> bool:
        return bool(self.call("get", "me").status_code == 200)


@pytest.fixture
def program(alice: User) -> Program:
    return Program(alice, user_agent="curl/8.5.0")


def browser(user: User, client_for: Any) -> Any:
    client = client_for(user)
    client.get("/workspaces/", headers={"User-Agent": FIREFOX})
    return client


def test_a_person_changes_what_they_choose_for_themselves(program: Program, alice: User) -> None:
    body = {"name": " Alice  Ng ", "language": "zh-hans", "time_zone": "Asia/Shanghai"}

    answer = program.call("patch", "me", {**body, "theme": "dark"})

    assert answer.status_code == 200
    shown = answer.json()["user"]
    chosen = ("Alice Ng", "zh-hans", "Asia/Shanghai", "dark")
    assert tuple(shown[key] for key in ("name", "language", "time_zone", "theme")) == chosen
    assert program.call("get", "me").json()["user"] == shown
    assert AuditEvent.objects.latest("id").action == "accounts.person.changed"


@pytest.mark.parametrize(
    "body",
    [
        {"language": "de"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
        {"theme": "pink"},
        {"name": ""},
        {"name": "x" * 121},
        {"name": None},
        {"theme": ["dark"]},
    ],
)
def test_what_is_not_on_offer_is_refused_by_field_and_nothing_changes(
    program: Program, alice: User, body: dict[str, Any]
) -> None:
    answer = program.call("patch", "me", {"language": "zh-hans", **body})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(body))
    assert User.objects.get(pk=alice.pk).language == alice.language


def test_rights_and_the_e_mail_cannot_be_chosen(program: Program, alice: User) -> None:
    body = {"is_staff": True, "is_superuser": True, "email": "x@example.com", "id": "1"}
    program.call("patch", "me", body)

    now = User.objects.get(pk=alice.pk)
    assert (now.is_staff, now.is_superuser, now.email) == (False, False, alice.email)


def test_sign_ins_are_listed_this_one_first(program: Program, alice: User, client_for: Any) -> None:
    client = browser(alice, client_for)

    rows = program.call("get", "sessions").json()["results"]

    assert [(row["kind"], row["device"], row["is_current"]) for row in rows] == [
        ("program", "curl", True),
        ("browser", "Firefox on Windows", False),
    ]
    assert set(rows[0]) == {
        "id",
        "kind",
        "device",
        "address",
        "created_at",
        "seen_at",
        "is_current",
        "proof",
    }
    assert client.session.session_key not in str(rows)
    mine = client.get(f"{AUTH}/sessions").json()["results"]
    assert [row["is_current"] for row in mine] == [True, False]


def test_one_is_ended_by_its_id_and_nobody_elses(
    program: Program, alice: User, bob: User, client_for: Any
) -> None:
    client, other = browser(alice, client_for), Program(bob)
    theirs = other.call("get", "sessions").json()["results"][0]["id"]
    at = browsers.id_of(client.session.session_key)

    assert program.call("delete", f"sessions/{theirs}").status_code == 404
    assert other.call("delete", f"sessions/{at}").status_code == 404
    assert program.call("delete", f"sessions/{at}").status_code == 204
    assert program.call("delete", f"sessions/{at}").status_code == 404

    assert client.get("/workspaces/").status_code == 302
    assert other.is_in
    assert program.is_in


def test_everywhere_ends_this_one_too_unless_it_is_kept(
    program: Program, alice: User, client_for: Any
) -> None:
    client, other = browser(alice, client_for), Program(alice)

    kept = program.call("delete", "sessions?keep_current=true")

    assert (kept.status_code, kept.json()) == (200, {"ended": 2})
    assert (program.is_in, other.is_in) == (True, False)
    assert client.get("/workspaces/").status_code == 302
    assert Notification.objects.filter(user=alice, kind="signed_out_everywhere").count() == 1

    assert program.call("delete", "sessions").json() == {"ended": 1}
    assert not program.is_in
    refused = APIClient().post(
        f"{AUTH}/refresh", {"refresh_token": program.refresh_token}, format="json"
    )
    assert (refused.status_code, refused.json()["code"]) == (401, "refresh-ended")


def test_what_is_no_word_for_keeping_is_refused(program: Program) -> None:
    assert program.call("delete", "sessions?keep_current=perhaps").status_code == 400
    assert program.is_in


def change(by: Program, **values: str) -> Any:
    return by.call("post", "password/change", {"current_password": PASSWORD, **values})


def test_a_changed_password_ends_every_other_sign_in(
    program: Program, alice: User, client_for: Any
) -> None:
    client, other = browser(alice, client_for), Program(alice)

    assert change(program, password=ANOTHER).status_code == 204

    assert (program.is_in, other.is_in) == (True, False)
    assert client.get("/workspaces/").status_code == 302
    now = User.objects.get(pk=alice.pk)
    assert now.check_password(ANOTHER)
    assert now.trusted_since is not None
    assert [one.kind for one in services.sessions_of(now)] == ["program"]


def test_a_browser_that_changes_it_goes_on(alice: User, client_for: Any) -> None:
    client, other = browser(alice, client_for), browser(alice, client_for)
    body = {"current_password": PASSWORD, "password": ANOTHER}

    answer = client.post(f"{AUTH}/password/change", body, content_type="application/json")

    assert answer.status_code == 204
    assert client.get("/workspaces/").status_code == 200
    assert other.get("/workspaces/").status_code == 302


def test_the_page_keeps_the_browser_that_changes_it(alice: User, client_for: Any) -> None:
    client, other, program = browser(alice, client_for), browser(alice, client_for), Program(alice)
    sign_in = {"login": alice.email, "password": PASSWORD}
    client.logout()
    client.post("/accounts/login/", sign_in)

    body = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
    assert client.post("/accounts/password/change/", body).status_code == 302

    assert client.get("/workspaces/").status_code == 200
    assert other.get("/workspaces/").status_code == 302
    assert not program.is_in


def test_the_present_password_is_needed_and_guesses_at_it_count(
    program: Program, alice: User
) -> None:
    wrong = [change(program, current_password="guess", password=ANOTHER) for _ in range(6)]

    assert [answer.status_code for answer in wrong] == [400] * 5 + [429]
    assert list(wrong[0].json()["errors"]) == ["current_password"]
    assert wrong[-1].json()["code"] == "too-many-tries"
    assert change(program, password=ANOTHER).status_code == 429
    assert User.objects.get(pk=alice.pk).check_password(PASSWORD)


def test_a_weak_password_is_refused_by_field(program: Program, alice: User) -> None:
    answer = change(program, password="short")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["password"])
    assert sessions.person_of(services.sessions_of(alice)[0].id) == alice


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "sessions"),
        ("delete", "sessions"),
        ("delete", "sessions/00000000-0000-4000-8000-000000000000"),
        ("post", "password/change"),
        ("patch", "me"),
    ],
)
def test_strangers_are_told_to_sign_in(public: None, method: str, path: str) -> None:
    answer = getattr(APIClient(), method)(f"{AUTH}/{path}", {}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-required")
