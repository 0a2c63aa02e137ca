"""Who closes their account leaves ids behind, and a trail that is whole."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import connection, transaction
from psycopg import sql

from accounts import services
from accounts.actors import actor_of, target_of, target_of_address
from accounts.models import User
from audit import names, sealing
from audit import services as audit
from audit.actions import Action
from audit.models import ActorLabel, AuditEvent
from audit.services import labels
from tests.factories import guests, people
from workspaces import tenancy

NAME, BEFORE = "Rosamunde Quill", "Roswitha"
TABLES = ("audit_event", "audit_actorlabel", "audit_repeat", "audit_trailexport", "audit_proof")


def second_of(user: User) -> str:
    """Return another address of theirs."""
    return f"quill.{user.pk.hex}@example.com"


@pytest.fixture
def rosa(_empty_trail: None) -> User:
    tenancy.leave()
    ActorLabel.objects.all().delete()
    labels.forget_all()
    user = people.person(BEFORE)
    EmailAddress.objects.create(user=user, email=second_of(user), verified=True)
    SocialAccount.objects.create(user=user, provider="google", uid=f"quill-{user.pk.hex}")
    return user


def kept() -> str:
    """Return every word of the trail and of what lies beside it."""
    found = []
    with connection.cursor() as cursor:
        for table in TABLES:
            statement = sql.SQL("SELECT coalesce(string_agg(t::text, ' '), '') FROM {} AS t")
            cursor.execute(statement.format(sql.Identifier(table)))
            found.append(cursor.fetchone()[0])
    return " ".join(found).lower()


def live(user: User) -> None:
    """Do what leaves a name or an address wherever one can be left."""
    owner = people.person("Olga")
    place = people.workspace("Quiet", owner)
    issued = guests.invite(place, owner, user.email)
    guests.invite(place, owner, second_of(user))
    guests.join(issued, user)
    services.change_profile(user, name=NAME)
    for _ in range(3):
        services.note_sign_in_failed(user.email)
    google = audit.Target("subject", "", f"google quill-{user.pk.hex}")
    for target in (google, target_of(user), target_of_address(second_of(user))):
        with transaction.atomic():
            audit.record(Action.ACCOUNT_CHANGED, actor=actor_of(user), target=target)
    with transaction.atomic():
        audit.record(
            Action.MAIL_READ_BY_STAFF,
            actor=audit.SYSTEM,
            target=audit.Target("mail", "17", user.email),
            details=audit.Details(reason=f"{user.email} asked", data={"to": user.email}),
        )


def test_nothing_of_a_person_is_left_but_their_id(rosa: User) -> None:
    email = rosa.email.lower()
    live(rosa)
    for word in (email, second_of(rosa), NAME.lower(), "google quill-"):
        assert word in kept(), "there is nothing to erase"
    sealing.seal()

    services.close(User.objects.get(pk=rosa.pk))
    sealing.seal()

    left = kept()
    for word in (email, "quill", "rosamunde", "roswitha"):
        assert word not in left
    assert str(rosa.pk) in left
    assert sealing.verify().is_whole
    mine = list(AuditEvent.objects.filter(actor_id=str(rosa.pk)))
    assert {names.of(mine).actor(event) for event in mine} == {"somebody who left"}


def test_no_name_and_no_address_was_ever_in_a_row(rosa: User) -> None:
    live(rosa)

    rows = " ".join(str(values) for values in AuditEvent.objects.values()).lower()

    for word in (rosa.email.lower(), "quill", "rosamunde", "roswitha"):
        assert word not in rows


def test_a_request_that_was_under_way_brings_no_name_back(rosa: User) -> None:
    stale: Any = User.objects.get(pk=rosa.pk)
    services.close(User.objects.get(pk=rosa.pk))

    with transaction.atomic():
        audit.record(Action.ACCOUNT_CHANGED, actor=actor_of(stale), target=target_of(stale))

    assert "roswitha" not in kept()
