"""What names people lies beside the trail: found by an id, or by a hash of the address."""

from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from audit import months, names
from audit import services as audit
from audit.actions import Action
from audit.models import ActorLabel, AuditEvent
from audit.services import labels

pytestmark = pytest.mark.django_db
LENA = audit.Actor("user", "lena-id", "Lena")
ADDRESS = "lena@example.com"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    labels.forget_all()


def record(**values: Any) -> AuditEvent:
    with transaction.atomic():
        audit.record(Action.ACCOUNT_CHANGED, **{"actor": LENA, **values})
    return AuditEvent.objects.latest("id")


@pytest.mark.parametrize("kind", ["user", "member"])
def test_a_person_that_is_acted_on_is_an_id_in_the_row(kind: str) -> None:
    event = record(target=audit.Target(kind, "robin-id", "Robin"))

    assert (event.target_id, event.target_label) == ("robin-id", "")
    assert names.of([event]).target(event) == "Robin"


@pytest.mark.parametrize("kind", ["invitation", "mail"])
def test_what_goes_to_an_address_keeps_its_own_id(kind: str) -> None:
    event = record(target=audit.Target(kind, "17", ADDRESS))

    assert (event.target_id, event.target_label) == ("17", "")
    assert names.of([event]).target(event) == ADDRESS


@pytest.mark.parametrize("kind", ["email", "subject"])
def test_an_address_is_a_hash_by_which_staff_find_it(kind: str) -> None:
    event = record(target=audit.Target(kind, "", ADDRESS))

    assert event.target_id in audit.ids_of_address(" Lena@Example.com ")
    assert len(event.target_id) == 32
    assert names.of([event]).target(event) == ADDRESS


def test_an_address_is_found_after_the_key_was_changed() -> None:
    before = record(target=audit.Target("email", "", ADDRESS)).target_id

    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert before in audit.ids_of_address(ADDRESS)


def test_what_a_workspace_calls_its_things_stays_in_the_row() -> None:
    event = record(target=audit.Target("product", "p-1", "Vase"))

    assert event.target_label == names.of([event]).target(event) == "Vase"
    assert not ActorLabel.objects.filter(label="Vase").exists()


def test_no_address_stands_in_any_text_of_a_row() -> None:
    audit.set_origin(user_agent="bot (me@example.com)")
    event = record(
        target=audit.Target("product", "p-1", "for me@example.com"),
        details=audit.Details(
            reason="asked by me@example.com, twice",
            changes={"contact": ("", "me@example.com")},
            data={"to": ["me@example.com", {"cc": "me+1@mail.example.co.uk"}], "count": 2},
        ),
    )
    audit.clear_origin()

    assert "example" not in str(AuditEvent.objects.filter(pk=event.pk).values())
    assert event.reason == "asked by •••, twice"
    assert event.data["count"] == 2


def test_names_of_many_events_take_one_query(django_assert_num_queries: Any) -> None:
    events = [record(target=audit.Target("user", f"id-{n}", f"Name {n}")) for n in range(20)]

    with django_assert_num_queries(1):
        found = names.of(events)
        told = [(found.actor(event), found.target(event)) for event in events]

    assert told[7] == ("Lena", "Name 7")


def test_who_acts_as_staff_is_called_as_they_are_themselves() -> None:
    record(actor=audit.Actor("user", "lena-id", "Lena"))
    event = record(actor=audit.Actor("staff", "lena-id", "Lena Sørensen"))

    assert names.of([event]).actor(event) == "Lena Sørensen"
    assert ActorLabel.objects.filter(actor_id="lena-id").count() == 1


def test_the_system_and_nobody_have_names_of_their_own() -> None:
    by_system = record(actor=audit.system_for("lena-id"))
    by_nobody = record(actor=audit.ANONYMOUS)
    found = names.of([by_system, by_nobody])

    assert found.actor(by_system) == "E_Business"
    assert found.on_behalf_of(by_nobody) == ""
    assert found.actor(by_nobody) == "somebody who was not signed in"


def test_an_erased_person_is_nobody_in_particular_and_stays_so() -> None:
    event = record(target=audit.Target("email", "", ADDRESS))
    record(target=audit.Target("invitation", "17", ADDRESS), actor=audit.SYSTEM)
    with transaction.atomic():
        audit.erase_person("lena-id", addresses=[ADDRESS.upper()], subjects=[])

    record()
    found = names.of([event])

    assert (found.actor(event), found.target(event)) == ("somebody who left", "an erased address")
    assert not ActorLabel.objects.filter(label__in=["Lena", ADDRESS]).exists()


def test_an_address_a_person_had_once_goes_with_them() -> None:
    record(target=audit.Target("email", "", "before@example.com"))
    record(target=audit.Target("invitation", "17", "before@example.com"), actor=audit.SYSTEM)

    with transaction.atomic():
        audit.erase_person("lena-id", addresses=[ADDRESS], subjects=[])

    assert not ActorLabel.objects.filter(label__contains="before").exists()


def test_labels_of_others_stay() -> None:
    event = record(target=audit.Target("email", "", "robin@example.com"))

    with transaction.atomic():
        audit.erase_person("somebody-id", addresses=[ADDRESS], subjects=["google 1"])

    assert names.of([event]).target(event) == "robin@example.com"


def test_labels_of_addresses_go_with_the_last_month_that_names_them() -> None:
    ActorLabel.objects.all().delete()
    record(target=audit.Target("email", "", "named@example.com"))
    for kind, key in (("email", "gone"), ("invitation", "gone-2"), ("user", "robin-id")):
        ActorLabel.objects.create(actor_type=kind, actor_id=key, label="old")
    ActorLabel.objects.update(changed_at="2020-01-01T00:00:00Z")
    ActorLabel.objects.create(actor_type="email", actor_id="new", label="new@example.com")

    assert months.drop_labels() == 2
    assert months.drop_labels() == 0

    left = ActorLabel.objects.filter(label__in=["named@example.com", "new@example.com", "old"])
    assert sorted(left.values_list("actor_type", flat=True)) == ["email", "email", "user"]
