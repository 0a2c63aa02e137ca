"""The brand: what is given is changed, with a record; the rest stays."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import User
from tests.factories.jobs import access_to
from tests.factories.trail import actions, newest
from workspaces import access, services
from workspaces.models import Brand, Workspace
from workspaces.services import BrandValues, Conflict, Values


def say(place: Workspace, by: User, **values: Any) -> Brand:
    return services.change_brand(access_to(place), BrandValues(**values), by=by)


def version(place: Workspace) -> int:
    return Workspace.objects.get(pk=place.pk).version


def test_nobody_has_said_anything_yet(acme: Workspace) -> None:
    brand = services.brand_of(acme.pk)

    assert (brand.logo_asset_id, brand.colours, brand.tone) == (None, [], "")
    assert (brand.words_to_use, brand.words_to_avoid) == ([], [])
    assert not Brand.objects.filter(pk=acme.pk).exists()


def test_what_is_given_is_kept_and_recorded(alice: User, acme: Workspace) -> None:
    logo = uuid.uuid4()

    say(acme, alice, logo_asset_id=logo, colours=["#112233"], tone="Warm", words_to_use=["mug"])

    brand = services.brand_of(acme.pk)
    assert (brand.logo_asset_id, brand.colours, brand.tone) == (logo, ["#112233"], "Warm")
    assert version(acme) == acme.version + 1
    event = newest(acme)
    assert (event.action, event.actor_id) == ("workspaces.brand.changed", str(alice.pk))
    assert event.changes == {
        "logo_asset_id": [None, str(logo)],
        "colours": [[], ["#112233"]],
        "tone": ["", "Warm"],
        "words_to_use": [[], ["mug"]],
    }


def test_what_is_not_given_stays(alice: User, acme: Workspace) -> None:
    say(acme, alice, colours=["#112233"], tone="Warm")

    say(acme, alice, tone="Cool")

    brand = services.brand_of(acme.pk)
    assert (brand.colours, brand.tone) == (["#112233"], "Cool")
    assert newest(acme).changes == {"tone": ["Warm", "Cool"]}


def test_everything_can_be_taken_away_again(alice: User, acme: Workspace) -> None:
    say(acme, alice, logo_asset_id=uuid.uuid4(), colours=["#112233"], tone="Warm")

    say(acme, alice, logo_asset_id="", colours=[], tone="")

    brand = services.brand_of(acme.pk)
    assert (brand.logo_asset_id, brand.colours, brand.tone) == (None, [], "")


@pytest.mark.parametrize(
    "values", [{}, {"tone": ""}, {"colours": []}, {"logo_asset_id": ""}], ids=str
)
def test_what_changes_nothing_is_no_change(alice: User, acme: Workspace, values: Any) -> None:
    before = actions(acme)

    say(acme, alice, **values)

    assert actions(acme) == before
    assert version(acme) == acme.version


def test_a_word_is_not_both_used_and_avoided_whenever_it_was_said(
    alice: User, acme: Workspace
) -> None:
    say(acme, alice, words_to_use=["Cosy"])

    with pytest.raises(ValidationError):
        say(acme, alice, words_to_avoid=["cosy"], tone="Loud")

    brand = services.brand_of(acme.pk)
    assert (brand.words_to_avoid, brand.tone) == ([], "")


def test_of_two_who_change_it_the_second_is_told(alice: User, acme: Workspace) -> None:
    found, seen = access_to(acme), acme.version
    services.change_brand(found, BrandValues(tone="Warm"), by=alice, version=seen)

    with pytest.raises(Conflict):
        services.change_brand(found, BrandValues(tone="Cool"), by=alice, version=seen)
    with pytest.raises(Conflict):
        services.change(found, Values(name="Other"), by=alice, version=seen)

    assert services.brand_of(acme.pk).tone == "Warm"


@pytest.mark.parametrize(
    ("close", "refusal"),
    [(services.archive, access.Archived), (services.ask_deletion, access.BeingDeleted)],
)
def test_what_is_closed_is_not_changed(
    alice: User, acme: Workspace, close: Any, refusal: Any
) -> None:
    close(access_to(acme), by=alice)

    with pytest.raises(refusal):
        say(acme, alice, tone="Warm")
    with pytest.raises(refusal):
        services.change(access_to(acme), Values(name="Other"), by=alice)

    assert Workspace.objects.get(pk=acme.pk).name == acme.name


def test_a_record_that_cannot_be_written_undoes_the_change(
    alice: User, acme: Workspace, monkeypatch: Any
) -> None:
    def broken(*_args: Any, **_options: Any) -> None:
        raise IntegrityError("the trail is full")

    monkeypatch.setattr("audit.services.recording.record_many", broken)
    with pytest.raises(IntegrityError):
        say(acme, alice, tone="Warm")

    assert services.brand_of(acme.pk).tone == ""
    assert version(acme) == acme.version
