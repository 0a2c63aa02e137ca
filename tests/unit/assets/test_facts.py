"""What is known of a product: whole lists, single facts, and who vouches for them."""

import pytest

from accounts.models import User
from assets import services
from assets.models import Fact, Product
from assets.services import Conflict, FactRepeated, FactValue
from tests.factories import stock

pytestmark = pytest.mark.usefixtures("in_acme")


@pytest.fixture
def mug(alice: User) -> Product:
    return stock.product(alice)


def known(product: Product) -> list[str]:
    return [str(fact) for fact in Fact.objects.filter(product=product)]


def test_set_makes_the_list_all_that_is_known(mug: Product, alice: User, bob: User, trail) -> None:
    services.set_facts(mug.pk, stock.facts(Material="Stoneware", Colour="Oat"), actor=alice)
    material = Fact.objects.get(attribute="Material")

    product = services.set_facts(
        mug.pk, [FactValue("Capacity", "350", "ml"), FactValue("material", "Stoneware")], actor=bob
    )

    assert known(mug) == ["Capacity: 350 ml", "material: Stoneware"]
    assert product.version == 3
    kept = Fact.objects.get(pk=material.pk)
    assert kept.confirmed_by_id == alice.pk  # its value did not change: alice still vouches
    capacity = Fact.objects.get(attribute="Capacity")
    assert (capacity.source, capacity.confirmed_by_id) == ("typed", bob.pk)
    assert trail()[-1] == (
        "assets.fact.changed",
        mug.name,
        {
            "Material": ["Stoneware", None],
            "Colour": ["Oat", None],
            "Capacity": [None, "350 ml"],
            "material": [None, "Stoneware"],
        },
    )


def test_set_refuses_an_attribute_that_stands_twice(mug: Product, alice: User) -> None:
    with pytest.raises(FactRepeated, match="capacity is already there"):
        services.set_facts(
            mug.pk, [FactValue("Capacity", "1"), FactValue("capacity", "2")], actor=alice
        )

    assert known(mug) == []


def test_one_attribute_may_have_a_value_in_each_language(mug: Product, alice: User) -> None:
    facts = [
        FactValue("Colour", "Oat", language="en"),
        FactValue("Colour", "燕麦色", language="zh-hans"),
    ]

    services.set_facts(mug.pk, facts, actor=alice)

    assert known(mug) == ["Colour: Oat", "Colour: 燕麦色"]


def test_set_refuses_an_older_version(mug: Product, alice: User) -> None:
    services.set_facts(mug.pk, stock.facts(Colour="Oat"), actor=alice, version=1)

    with pytest.raises(Conflict):
        services.set_facts(mug.pk, [], actor=alice, version=1)

    assert known(mug) == ["Colour: Oat"]


def test_the_same_list_again_changes_nothing(mug: Product, alice: User, trail) -> None:
    services.set_facts(mug.pk, stock.facts(Colour="Oat"), actor=alice)
    before = trail()

    product = services.set_facts(mug.pk, stock.facts(Colour="Oat"), actor=alice)

    assert product.version == 2
    assert trail() == before


def test_save_adds_at_the_end_and_changes_in_place(mug: Product, alice: User, trail) -> None:
    first = services.save_fact(mug.pk, FactValue("Capacity", "330", "ml"), actor=alice)
    services.save_fact(mug.pk, FactValue("Colour", "Oat"), actor=alice)

    services.save_fact(mug.pk, FactValue("Capacity", "350", "ml"), actor=alice, fact_id=first.pk)

    assert known(mug) == ["Capacity: 350 ml", "Colour: Oat"]
    assert trail()[-1][2] == {"Capacity": ["330 ml", "350 ml"]}
    assert Product.objects.get(pk=mug.pk).version == 4


def test_save_refuses_an_attribute_that_is_there(mug: Product, alice: User) -> None:
    services.save_fact(mug.pk, FactValue("Capacity", "330"), actor=alice)

    with pytest.raises(FactRepeated):
        services.save_fact(mug.pk, FactValue("CAPACITY", "350"), actor=alice)

    assert known(mug) == ["Capacity: 330"]


def test_save_knows_only_facts_of_its_product(mug: Product, alice: User) -> None:
    other = stock.product(alice)
    fact = services.save_fact(other.pk, FactValue("Capacity", "330"), actor=alice)

    with pytest.raises(Fact.DoesNotExist):
        services.save_fact(mug.pk, FactValue("Capacity", "1"), actor=alice, fact_id=fact.pk)


def test_remove_forgets_one(mug: Product, alice: User, trail) -> None:
    fact = services.save_fact(mug.pk, FactValue("Capacity", "330", "ml"), actor=alice)

    services.remove_fact(mug.pk, fact.pk, actor=alice)

    assert known(mug) == []
    assert trail()[-1][2] == {"Capacity": ["330 ml", None]}


def test_a_language_is_the_same_in_upper_and_lower_case(mug: Product, alice: User) -> None:
    services.set_facts(mug.pk, [FactValue("颜色", "绿色", "", "zh-Hans")], actor=alice)

    with pytest.raises(FactRepeated):
        services.save_fact(mug.pk, FactValue("颜色", "蓝色", "", "zh-hans"), actor=alice)

    assert mug.facts.get().language == "zh-hans"
