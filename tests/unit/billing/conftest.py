"""Staff at billing's desk, signed in with a second step; a workspace that pays."""

from typing import Any

import pytest
from django.test import Client

from accounts import services as accounts
from accounts.models import User
from accounts.services import NewPerson
from billing.models import Subscription
from billing.services import subscriptions
from tests.factories import money
from workspaces.models import Workspace


@pytest.fixture
def boss(public: None) -> User:
    """Somebody with every right."""
    return accounts.create_person(
        NewPerson(email="desk@example.com", name="Dana", password="a long one", is_staff=True)
    )


@pytest.fixture
def staff(boss: User, client_for: Any) -> Client:
    return client_for(boss)


@pytest.fixture
def business(acme: Workspace) -> Subscription:
    """acme on Business, paid for its first period."""
    money.note(money.place(acme, "business").invoice)
    return subscriptions.present(acme.pk)
