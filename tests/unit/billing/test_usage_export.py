"""The page of use as a table to take home."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from tests.factories import billing as factory
from tests.factories import clock
from workspaces.models import Workspace

HEAD = "\ufeffday,meter,kind,member,product,units,failed,charge,currency"


@pytest.fixture(autouse=True)
def _then(public: None) -> None:
    clock.stop_at(datetime(2027, 5, 21, 12, tzinfo=UTC))


def at(place: Workspace) -> str:
    return reverse("billing:usage_csv", args=[place.slug])


def lines(answer: Any) -> list[str]:
    return b"".join(answer.streaming_content).decode().splitlines()


def test_the_period_is_saved_when_no_days_are_named(
    carol: User, acme: Workspace, client_for: Any
) -> None:
    factory.used(acme, date(2027, 5, 1), units=3, actor=carol, product="=1+1")
    factory.used(acme, date(2027, 4, 30), units=1000)

    answer = client_for(carol).get(at(acme))

    assert lines(answer) == [HEAD, f"2027-05-01,images,image,{carol.label},'=1+1,3,0,0,USD"]
    assert 'filename="usage-2027-05-01-2027-05-31.csv"' in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("attachment")


def test_days_can_be_named(carol: User, acme: Workspace, client_for: Any) -> None:
    factory.used(acme, date(2027, 4, 30), units=7)

    answer = client_for(carol).get(at(acme), {"start": "2027-04-30", "end": "2027-04-30"})

    assert lines(answer) == [HEAD, "2027-04-30,images,image,Automatic,,7,0,0,USD"]


@pytest.mark.parametrize(
    "days",
    [
        {"start": "2027-05-02", "end": "2027-05-01"},
        {"start": "2020-05-02", "end": "2027-05-01"},
        {"start": "May", "end": "2027-05-01"},
        {"start": "2027-05-02"},
    ],
)
def test_odd_days_are_refused(
    carol: User, acme: Workspace, client_for: Any, days: dict[str, str]
) -> None:
    assert client_for(carol).get(at(acme), days).status_code == 400


def test_nothing_of_another_workspace_is_saved(
    carol: User, acme: Workspace, beta: Workspace, client_for: Any
) -> None:
    factory.used(beta, date(2027, 5, 1), units=500, product="Secret")
    browser = client_for(carol)

    assert lines(browser.get(at(acme))) == [HEAD]
    assert browser.get(at(beta)).status_code == 404
