"""A decision about what a document states is taken back, or overtaken."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from assets import services
from assets.models import Asset, Fact, Product, Proposal
from assets.services import Conflict, FactValue
from generation.subjects import of_product
from tests.factories import readings, stock
from tests.unit.assets.stated import ids, known, states

pytestmark = pytest.mark.usefixtures("in_acme")
Trail = Callable[[], list[tuple[str, str, dict[str, Any]]]]


@pytest.fixture
def mug(alice: User) -> Product:
    return stock.product(alice)


class TestTakingBack:
    def test_everything_is_as_it_was(self, mug: Product, alice: User, bob: User) -> None:
        services.set_facts(mug.pk, [FactValue("Capacity", "350", "ml")], actor=bob)
        was = Fact.objects.values().get()
        rows = readings.proposed(mug, alice)
        done = services.confirm(mug.pk, [row.pk for row in rows], actor=alice)
        assert len(known(mug)) == 3

        services.take_back(mug.pk, done.back, actor=alice)

        assert Fact.objects.values().get() == was
        assert set(states(mug).values()) == {"proposed"}

    def test_a_file_that_is_gone_is_not_named_again(self, mug: Product, alice: User) -> None:
        old = stock.asset(kind=Asset.Kind.DOCUMENT).file
        services.set_facts(mug.pk, [FactValue("Capacity", "350", "ml")], actor=alice)
        Fact.objects.update(origin=old, source=Fact.Source.SHEET)
        rows = readings.proposed(mug, alice)
        done = services.confirm(mug.pk, [row.pk for row in rows], actor=alice)
        Asset.objects.filter(pk=old.asset_id).update(current=None)
        old.delete()

        services.take_back(mug.pk, done.back, actor=alice)

        fact = Fact.objects.get()
        assert (str(fact), fact.origin_id) == ("Capacity: 350 ml", None)

    def test_what_was_changed_since_is_not_undone(self, mug: Product, alice: User) -> None:
        rows = readings.proposed(mug, alice)
        done = services.confirm(mug.pk, [rows[0].pk], actor=alice)
        services.save_fact(mug.pk, FactValue("Care", "Hand wash"), actor=alice)

        with pytest.raises(Conflict):
            services.take_back(mug.pk, done.back, actor=alice)

        assert known(mug) == ["Capacity: 330 ml", "Care: Hand wash"]

    def test_what_was_rejected_waits_again(self, mug: Product, alice: User, trail: Trail) -> None:
        rows = readings.proposed(mug, alice)
        services.reject(mug.pk, [rows[0].pk], actor=alice)
        assert states(mug)["Capacity"] == "rejected"

        services.put_back(mug.pk, [rows[0].pk], actor=alice)

        row = Proposal.objects.get(pk=rows[0].pk)
        assert (row.state, row.decided_by_id, row.decided_at) == ("proposed", None, None)
        assert [action for action, *_ in trail()[-2:]] == [
            "assets.fact.rejected",
            "assets.fact.proposed",
        ]


def test_a_value_typed_over_a_confirmed_one_is_typed(mug: Product, alice: User, bob: User) -> None:
    rows = readings.proposed(mug, alice)
    services.confirm(mug.pk, [rows[0].pk], actor=alice)

    services.save_fact(
        mug.pk, FactValue("Capacity", "350", "ml"), actor=bob, fact_id=Fact.objects.get().pk
    )

    fact = Fact.objects.get()
    assert (fact.source, fact.confidence, fact.confirmed_by_id) == ("typed", None, bob.pk)
    assert fact.origin_id == rows[0].version_id
    services.save_fact(mug.pk, FactValue("Volume", "350", "ml"), actor=bob, fact_id=fact.pk)
    fact.refresh_from_db()
    assert fact.origin is None
    assert fact.cell == ""


def test_writers_are_told_what_was_confirmed_and_nothing_else(mug: Product, alice: User) -> None:
    rows = readings.proposed(mug, alice)
    services.confirm(mug.pk, ids(rows, "Material"), actor=alice)
    Fact.objects.create(product=mug, attribute="Glaze", value="Lead")  # confirmed by nobody

    subject = of_product(Product.objects.get(pk=mug.pk))

    assert [fact.attribute for fact in subject.facts] == ["Material"]
