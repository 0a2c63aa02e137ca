"""An invitation that has expired holds no seat, also when nobody changes anything."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from accounts.models import User
from billing import services as billing
from tests.factories.jobs import access_to
from workspaces import services
from workspaces.models import Invitation, Workspace

pytestmark = pytest.mark.usefixtures("clean_cache")


def taken(place: Workspace) -> int:
    return billing.usage(workspace_id=place.pk, meter="members").used


@pytest.fixture
def invited(acme: Workspace, alice: User) -> Invitation:
    found = access_to(acme)
    services.invite(found, email="zoe@example.com", role="viewer", by=alice)
    return services.invite(found, email="lena@example.com", role="viewer", by=alice).invitation


def test_the_round_frees_the_seat_of_what_has_expired(acme: Workspace, invited: Invitation) -> None:
    before = taken(acme)
    Invitation.objects.filter(pk=invited.pk).update(expires_at=Now() - timedelta(minutes=1))
    assert taken(acme) == before

    assert billing.free_expired_seats() == 1

    assert taken(acme) == before - 1
    assert billing.free_expired_seats() == 0


def test_the_sweep_does_it_and_a_new_link_takes_a_seat_again(
    acme: Workspace, alice: User, invited: Invitation
) -> None:
    before = taken(acme)
    Invitation.objects.filter(pk=invited.pk).update(expires_at=Now() - timedelta(minutes=1))
    billing.sweep()
    assert taken(acme) == before - 1

    services.renew(access_to(acme), invited.pk, by=alice)

    assert taken(acme) == before


def test_seats_of_what_still_works_stay(acme: Workspace, invited: Invitation) -> None:
    before = taken(acme)

    assert billing.free_expired_seats() == 0
    assert taken(acme) == before
