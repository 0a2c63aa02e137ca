"""What a document states is proposed; a person makes facts of it, or does not."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from assets import services
from assets.models import Asset, Fact, Product, Proposal
from assets.services import Conflict, FactRepeated, FactValue, NotWaiting, proposals
from audit import services as audit
from audit.models import AuditEvent
from tests.factories import readings, stock
from tests.factories.readings import MUG, found
from tests.unit.assets.stated import ids, known, states

pytestmark = pytest.mark.usefixtures("in_acme")
Trail = Callable[[], list[tuple[str, str, dict[str, Any]]]]


@pytest.fixture
def mug(alice: User) -> Product:
    return stock.product(alice)


class TestProposing:
    def test_what_a_document_states_waits_in_its_order(self, mug: Product, alice: User) -> None:
        rows = readings.proposed(mug, alice)

        assert [str(row) for row in rows] == [
            "Capacity: 330 ml",
            "Material: Stoneware",
            "Weight: 410 g",
        ]
        assert {row.state for row in rows} == {"proposed"}
        assert known(mug) == []
        event = AuditEvent.objects.filter(action="assets.fact.proposed").latest("pk")
        assert event.data["facts"] == 3

    def test_asked_twice_it_proposes_once(self, mug: Product, alice: User) -> None:
        rows = readings.proposed(mug, alice)

        again = services.propose(mug.pk, rows[0].version_id, actor=audit.SYSTEM)

        assert again == 0
        assert [row.pk for row in Proposal.objects.all()] == [row.pk for row in rows]

    def test_what_the_product_says_already_stays_quiet(self, mug: Product, alice: User) -> None:
        services.set_facts(
            mug.pk, [FactValue("capacity", "330ml"), FactValue("Weight", "400", "g")], actor=alice
        )

        rows = readings.proposed(mug, alice)

        assert [row.attribute for row in rows] == ["Material", "Weight"]

    def test_what_was_rejected_stays_quiet_even_in_another_file(
        self, mug: Product, alice: User
    ) -> None:
        rows = readings.proposed(mug, alice)
        services.reject(mug.pk, ids(rows, "Weight"), actor=alice)

        others = readings.proposed(
            mug, alice, (found("Weight", "410", "g"), found("Care", "Hand wash"))
        )

        assert [row.attribute for row in others] == ["Care"]

    def test_the_surest_of_two_statements_is_proposed(self, mug: Product, alice: User) -> None:
        rows = readings.proposed(
            mug,
            alice,
            (found("Capacity", "1", confidence=60), found("capacity", "2", confidence=90)),
        )

        assert [(row.attribute, row.value) for row in rows] == [("capacity", "2")]

    def test_a_new_edition_of_the_file_takes_back_what_it_does_not_state(
        self, mug: Product, alice: User
    ) -> None:
        rows = readings.proposed(mug, alice)
        services.confirm(mug.pk, ids(rows, "Material"), actor=alice)
        old = rows[0].version
        asset = old.asset
        newer = readings.document()
        newer.asset, newer.number = asset, 2
        newer.save()
        readings.read(newer, (found("Capacity", "350", "ml"),))

        services.propose(mug.pk, newer.pk, actor=audit.SYSTEM)

        assert {str(row) for row in Proposal.objects.filter(state="proposed")} == {
            "Capacity: 350 ml"
        }
        assert Proposal.objects.filter(version=old, state="confirmed").count() == 1

    def test_a_document_attached_later_proposes_then(self, mug: Product, alice: User) -> None:
        version = readings.document()
        readings.read(version)

        services.attach_photos(mug.pk, asset_ids=[version.asset_id], actor=alice)

        assert len(states(mug)) == 3

    def test_a_document_given_to_a_product_by_itself_proposes_then(
        self, mug: Product, alice: User
    ) -> None:
        version = readings.document()
        readings.read(version)

        services.change_asset(version.asset_id, changes={"product_id": mug.pk}, actor=alice)

        assert len(states(mug)) == 3

    def test_a_document_is_no_photo(self, mug: Product, alice: User) -> None:
        readings.document(product=mug)
        stock.asset(product=mug, name="Front")

        product = services.products().get(pk=mug.pk)

        assert [photo.name for photo in product.photos] == ["Front"]
        with pytest.raises(Asset.DoesNotExist):
            services.choose_main_photo(
                mug.pk, asset_id=Asset.objects.get(kind="sheet").pk, actor=alice
            )


class TestConfirming:
    def test_it_becomes_a_fact_that_names_its_source(
        self, mug: Product, alice: User, trail: Trail
    ) -> None:
        rows = readings.proposed(mug, alice)

        done = services.confirm(mug.pk, ids(rows, "Capacity"), actor=alice)

        fact = Fact.objects.get()
        assert (str(fact), fact.source, fact.confidence) == ("Capacity: 330 ml", "sheet", 95)
        assert (fact.origin_id, fact.sheet, fact.cell) == (rows[0].version_id, "Data", "B2")
        assert fact.quote == "Capacity | 330 ml"
        assert fact.confirmed_by_id == alice.pk
        assert fact.confirmed_at is not None
        assert done.product.version == 2
        assert states(mug) == {
            "Capacity": "confirmed",
            "Material": "proposed",
            "Weight": "proposed",
        }
        assert Proposal.objects.get(attribute="Capacity").fact == fact
        assert trail()[-1] == ("assets.fact.changed", mug.name, {"Capacity": [None, "330 ml"]})

    def test_what_is_edited_is_typed_and_keeps_where_the_sheet_says_otherwise(
        self, mug: Product, alice: User
    ) -> None:
        rows = readings.proposed(mug, alice)
        edits = {rows[0].pk: FactValue("Capacity", "350", "ml")}

        services.confirm(mug.pk, [rows[0].pk], actor=alice, edits=edits)

        fact = Fact.objects.get()
        assert (str(fact), fact.source, fact.confidence) == ("Capacity: 350 ml", "typed", None)
        assert (fact.cell, fact.quote) == ("B2", "Capacity | 330 ml")

    def test_use_this_replaces_what_was_said(self, mug: Product, alice: User, trail: Trail) -> None:
        services.set_facts(mug.pk, [FactValue("Capacity", "350", "ml")], actor=alice)
        rows = readings.proposed(mug, alice)

        services.confirm(mug.pk, ids(rows, "Capacity"), actor=alice)

        assert known(mug) == ["Capacity: 330 ml"]
        assert Fact.objects.get().source == "sheet"
        assert trail()[-1][2] == {"Capacity": ["350 ml", "330 ml"]}

    def test_a_value_of_no_language_gives_way_to_those_of_two(
        self, mug: Product, alice: User
    ) -> None:
        services.set_facts(mug.pk, stock.facts(Colour="Beige"), actor=alice)
        rows = readings.proposed(
            mug,
            alice,
            (found("Colour", "Oat", language="en"), found("Colour", "燕麦色", language="zh")),
        )

        services.confirm(mug.pk, [row.pk for row in rows], actor=alice)

        assert {(fact.value, fact.language) for fact in Fact.objects.all()} == {
            ("Oat", "en"),
            ("燕麦色", "zh"),
        }

    def test_all_sure_ones_are_those_nothing_speaks_against(
        self, mug: Product, alice: User
    ) -> None:
        services.set_facts(mug.pk, [FactValue("Capacity", "350", "ml")], actor=alice)
        rows = readings.proposed(mug, alice)

        done = services.confirm_sure(mug.pk, rows[0].version_id, actor=alice)

        assert [fact.attribute for fact in done.facts] == ["Material"]
        assert states(mug) == {
            "Capacity": "proposed",
            "Material": "confirmed",
            "Weight": "proposed",
        }

    def test_a_change_meanwhile_is_a_conflict_that_shows_both(
        self, mug: Product, alice: User, bob: User
    ) -> None:
        rows = readings.proposed(mug, alice)
        services.save_fact(mug.pk, FactValue("Capacity", "340", "ml"), actor=bob)

        with pytest.raises(Conflict) as seen:
            services.confirm(mug.pk, [rows[0].pk], actor=alice, seen={rows[0].pk: ""})
        with pytest.raises(Conflict) as versions:
            services.confirm(mug.pk, [rows[0].pk], actor=alice, version=1)

        assert (seen.value.now, seen.value.given) == ("340 ml", "330 ml")
        assert versions.value.now == [
            {"attribute": "Capacity", "value": "340", "unit": "ml", "language": ""}
        ]
        assert known(mug) == ["Capacity: 340 ml"]
        assert states(mug)["Capacity"] == "proposed"

    def test_what_was_decided_or_is_anothers_is_not_decided_again(
        self, mug: Product, alice: User
    ) -> None:
        rows = readings.proposed(mug, alice)
        services.confirm(mug.pk, [rows[0].pk], actor=alice)
        lamp = stock.product(alice, name="Lamp")

        for product, pk in ((mug, rows[0].pk), (mug, uuid4()), (lamp, rows[1].pk)):
            with pytest.raises(NotWaiting, match="decided about this already"):
                services.confirm(product.pk, [pk], actor=alice)
            with pytest.raises(NotWaiting):
                services.reject(product.pk, [pk], actor=alice)
        assert known(lamp) == []

    def test_an_edit_may_not_take_the_name_of_another_fact(self, mug: Product, alice: User) -> None:
        services.set_facts(mug.pk, stock.facts(Colour="Oat"), actor=alice)
        rows = readings.proposed(mug, alice)

        with pytest.raises(FactRepeated):
            services.confirm(
                mug.pk, [rows[0].pk], actor=alice, edits={rows[0].pk: FactValue("colour", "x")}
            )

        assert known(mug) == ["Colour: Oat"]

    def test_nothing_is_written_when_the_last_step_breaks(
        self, mug: Product, alice: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = readings.proposed(mug, alice)
        monkeypatch.setattr("assets.services.facts.step", None)

        with pytest.raises(TypeError):
            services.confirm(mug.pk, [rows[0].pk], actor=alice)

        assert known(mug) == []
        assert states(mug)["Capacity"] == "proposed"


def test_the_best_statements_are_of_each_attribute_and_language() -> None:
    facts = [*MUG, found("Material", "粗陶", language="zh"), found("MATERIAL", "Clay")]

    assert list(proposals.best(facts)) == [
        ("capacity", ""),
        ("material", ""),
        ("weight", ""),
        ("material", "zh"),
    ]
