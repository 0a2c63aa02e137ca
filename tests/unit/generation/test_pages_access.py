"""Who may open which page of generation: owner, editor, viewer, a stranger, nobody."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import stock
from tests.unit.generation import made
from tests.unit.generation.conftest import Sent
from workspaces import tenancy
from workspaces.models import Workspace

SEE = ["home", "home_board", "home_fresh", "jobs", "jobs_board", "events", "snapshot"]
SEE_JOB = ["job", "job_head", "job_attempts", "tile", "job_snapshot", "item"]
OF_ITEM = ["item", "item_cancel", "item_retry"]
CHANGE_JOB = ["job_cancel", "job_retry", "job_duplicate", "job_hide", "item_cancel", "item_retry"]
MAKE = ["images_new", "studio_looks", "studio_photos"]
POSTS = [*CHANGE_JOB, "cutout_hint", "images_new"]


@pytest.fixture
def address(acme: Workspace, alice: User, sent: Sent) -> Callable[[str], str]:
    """Return the address of a page that exists."""
    with tenancy.inside(acme.schema_name):
        photo = stock.asset()
        job = made.job(acme, alice, photos=[photo])
        item = job.items.get()

    def found(name: str) -> str:
        more = {
            **{key: [job.pk] for key in (*SEE_JOB, *CHANGE_JOB, "job_download")},
            **{key: [job.pk, item.pk] for key in OF_ITEM},
            "cutout_hint": [photo.pk],
        }.get(name, [])
        asked = f"?current={photo.pk}" if name == "studio_looks" else ""
        return reverse(f"generation:{name}", args=[acme.slug, *more]) + asked

    return found


@pytest.mark.parametrize("name", [*SEE, *SEE_JOB])
def test_every_member_sees(
    name: str, address: Callable[[str], str], client_for: Callable[[User], Client], carol: User
) -> None:
    answer = client_for(carol).get(address(name))

    assert answer.status_code == (307 if name == "events" else 200)


@pytest.mark.parametrize("name", MAKE)
def test_who_may_make_images_opens_the_studio_and_a_viewer_does_not(
    name: str,
    address: Callable[[str], str],
    client_for: Callable[[User], Client],
    alice: User,
    bob: User,
    carol: User,
) -> None:
    asked = address(name)

    answers = [client_for(person).get(asked).status_code for person in (alice, bob, carol)]

    assert answers == [200, 200, 403]


@pytest.mark.parametrize("name", POSTS)
def test_a_viewer_changes_nothing(
    name: str, address: Callable[[str], str], client_for: Callable[[User], Client], carol: User
) -> None:
    assert client_for(carol).post(address(name)).status_code == 403


@pytest.mark.parametrize("name", [*SEE, *SEE_JOB, *MAKE, "job_download"])
def test_a_stranger_finds_nothing_and_nobody_is_asked_to_sign_in(
    name: str, address: Callable[[str], str], client_for: Callable[[User], Client], mallory: User
) -> None:
    asked = address(name)

    assert client_for(mallory).get(asked).status_code == 404
    answer = Client().get(asked)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", POSTS)
def test_a_stranger_can_change_nothing(
    name: str, address: Callable[[str], str], client_for: Callable[[User], Client], mallory: User
) -> None:
    assert client_for(mallory).post(address(name)).status_code == 404


@pytest.mark.parametrize("name", [*SEE_JOB, "job_download"])
def test_a_job_that_is_not_there_is_not_found(
    name: str, client_for: Callable[[User], Client], alice: User, acme: Workspace
) -> None:
    more = [uuid4(), uuid4()] if name == "item" else [uuid4()]

    answer = client_for(alice).get(reverse(f"generation:{name}", args=[acme.slug, *more]))

    assert answer.status_code == 404


@pytest.mark.parametrize("name", CHANGE_JOB)
def test_changing_a_job_that_is_not_there_is_not_found(
    name: str, client_for: Callable[[User], Client], alice: User, acme: Workspace
) -> None:
    more = [uuid4(), uuid4()] if name in OF_ITEM else [uuid4()]

    answer = client_for(alice).post(reverse(f"generation:{name}", args=[acme.slug, *more]))

    assert answer.status_code == 404
