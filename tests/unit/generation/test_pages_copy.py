"""The copy studio: what is shown of a choice, the sample, and the order."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import User
from billing import services as billing
from billing.models import Meter, QuotaPeriod
from generation.copy_forms import choice_of
from generation.models import Job
from generation.screens import copy_studio as screen
from generation.screens.pictures import Pictures
from tests.factories import copy, stock
from tests.factories.jobs import access_to
from workspaces import tenancy
from workspaces.models import Workspace

PICTURES = Pictures("https://shop.example")
ATTACK = "<img src=x onerror=alert(1)>"
pytestmark = pytest.mark.usefixtures("clean_cache", "sent")


def shown(place: Workspace, query: str) -> screen.Studio:
    return screen.studio(access_to(place), choice_of(QueryDict(query)), pictures=PICTURES)


def address(place: Workspace, name: str = "copy_new") -> str:
    return reverse(f"generation:{name}", args=[place.slug])


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


# --- the choice ---------------------------------------------------------------------------------


def test_a_first_visit_has_something_chosen_and_an_emptied_choice_has_not() -> None:
    first, emptied = choice_of(QueryDict("")), choice_of(QueryDict("kind=&language=&network="))

    assert first.kinds == ("title", "description", "selling_points")
    assert (first.languages, first.networks) == (("en",), ("instagram",))
    assert (emptied.kinds, emptied.languages, emptied.networks) == ((), (), ())


def test_what_is_none_of_ours_is_left_out() -> None:
    choice = choice_of(QueryDict("product=nonsense&kind=poem,faq&language=fr,en&tone=angry"))

    assert (choice.products, choice.kinds, choice.languages) == ((), ("faq",), ("en",))
    assert choice.tone == "plain"


def test_a_post_counts_once_for_each_network(in_acme: Workspace, alice: User) -> None:
    one, two = copy.product(alice), copy.product(alice)

    choice = choice_of(
        QueryDict(
            f"product={one.pk},{two.pk}&kind=title,post&network=x,instagram&language=en,zh-hans"
        )
    )

    assert choice.count == 2 * 3 * 2
    assert len(choice.order().plan().items) == choice.count


# --- products -----------------------------------------------------------------------------------


def test_chosen_products_stand_first_whatever_is_searched(in_acme: Workspace, alice: User) -> None:
    mug, lamp = copy.product(alice, name="Mug"), copy.product(alice, name="Lamp", facts=())

    found = screen.listed((mug.pk,), pictures=PICTURES, search="lamp")

    assert [(row.product, row.is_chosen, row.facts) for row in found.rows] == [
        (mug, True, 8),
        (lamp, False, 0),
    ]


def test_products_come_page_by_page_without_those_that_stand_first(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    for number in range(screen.PAGE + 2):
        stock.product(alice, name=f"Product {number}")
    with tenancy.inside(in_acme.schema_name):
        first = screen.listed((), pictures=PICTURES).rows[0].product
    client, here = client_for(alice), address(in_acme, "copy_products")

    page = words(client.get(here, {"product": first.pk.hex}))
    rest = words(client.get(here, {"product": first.pk.hex, "offset": screen.PAGE}))

    assert page.count('name="product"') == screen.PAGE + 1
    assert f"offset={screen.PAGE}" in page
    assert rest.count('name="product"') == 1
    assert "Show more" not in rest


def test_a_search_that_finds_nothing_says_so(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    mug = copy.product(alice)
    asked = {"q": ATTACK, "product": mug.pk.hex}

    text = words(client_for(alice).get(address(in_acme, "copy_products"), asked))

    assert "Nothing matches “&lt;img" in text
    assert text.count('name="product"') == 1
    assert ATTACK not in text


def test_a_workspace_without_products_leads_to_the_first(
    acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    text = words(client_for(alice).get(address(acme)))

    assert "Copy is written of a product" in text
    assert reverse("assets:product_new", args=[acme.slug]) in text
    assert 'id="make"' not in text


# --- the sample ---------------------------------------------------------------------------------


def test_the_sample_is_of_the_first_product_in_what_is_chosen(
    in_acme: Workspace, alice: User
) -> None:
    mug, lamp = copy.product(alice), copy.product(alice, name="Lamp")

    look = shown(in_acme, f"product={mug.pk},{lamp.pk}&kind=title,post&show=post&network=x").look

    assert look.product == mug
    assert look.sample is not None
    assert (look.sample.kind, look.sample.language) == ("post", "en")
    assert "mug" in look.sample.plain.lower()


def test_the_sample_speaks_the_language_that_is_looked_at(in_acme: Workspace, alice: User) -> None:
    mug = copy.product(alice)

    look = shown(in_acme, f"product={mug.pk}&language=en,zh-hans&show_language=zh-hans").look

    assert look.sample is not None
    assert "马克杯" in look.sample.plain


def test_each_tone_is_told_by_a_sentence_about_the_product(in_acme: Workspace, alice: User) -> None:
    mug = copy.product(alice)

    tones = shown(in_acme, f"product={mug.pk}").look.tones

    assert all(tone.is_sample for tone in tones)
    assert len({tone.sentence for tone in tones}) == 3
    assert all("mug" in tone.sentence.lower() for tone in tones)


def test_a_sample_is_not_counted(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    mug = copy.product(alice)

    text = words(client_for(alice).get(address(in_acme), {"product": str(mug.pk)}))

    assert "Sample, not counted" in text
    usage = billing.usage(workspace_id=in_acme.pk, meter=Meter.COPIES)
    assert usage.remaining == usage.limit


def test_a_product_of_which_nothing_is_known_says_that_it_will_be_short(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    bare = stock.product(alice, name="Bare thing")
    client = client_for(alice)

    text = words(client.get(address(in_acme), {"product": str(bare.pk)}))

    assert "No facts are known of Bare thing yet" in text
    assert reverse("assets:product", args=[in_acme.slug, bare.pk]) in text


@override_settings(
    COPY_PROVIDER="generation.providers.openai.copy.OpenAICopyProvider", OPENAI_API_KEY=""
)
def test_a_vendor_writes_no_sample_nobody_ordered(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    mug = copy.product(alice)

    text = words(client_for(alice).get(address(in_acme), {"product": str(mug.pk)}))

    assert "No sample before you order" in text
    assert "Says what it is, and what it is for." in text
    assert "Sample, not counted" not in text


def test_a_change_brings_the_sample_and_the_tones_alone(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    mug = copy.product(alice, name=ATTACK)

    text = words(
        client_for(alice).get(
            address(in_acme, "copy_sample"), {"product": str(mug.pk), "brief": ATTACK}
        )
    )

    assert text.startswith('<div class="flex flex-1 flex-col" id="look"')
    assert 'id="tones" role="radiogroup" aria-labelledby="tone-title" hx-swap-oob="morph"' in text
    assert ATTACK not in text
    assert "&lt;img" in text


# --- the order ----------------------------------------------------------------------------------


def ordered(client: Client, place: Workspace, **values: Any) -> Any:
    asked = {"kind": ["", "title", "faq"], "language": ["", "en"], "network": "", **values}
    return client.post(address(place), asked)


def test_an_order_leads_to_its_job(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    mug = copy.product(alice)

    answer = ordered(client_for(alice), in_acme, product=str(mug.pk), tone="warm", brief="Gift")

    with tenancy.inside(in_acme.schema_name):
        job = Job.objects.get()
    assert answer.headers["Location"] == reverse("generation:job", args=[in_acme.slug, job.pk])
    assert (job.total, job.params["tone"], job.params["brief"]) == (2, "warm", "Gift")


def test_of_more_than_is_left_the_first_can_be_written(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    mug = copy.product(alice)

    ordered(client_for(alice), in_acme, product=str(mug.pk), first="1")

    with tenancy.inside(in_acme.schema_name):
        assert Job.objects.get().total == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"product": ""}, "Choose at least one product."),
        ({"kind": ""}, "Choose at least one kind of text and one language."),
        ({"kind": ["", "post"]}, "Choose at least one network for the posts."),
        ({"brief": "x" * 601}, "Keep what should be said besides to 600 characters."),
    ],
)
def test_what_is_missing_is_said_in_place_and_what_was_chosen_stays(
    values: dict[str, Any],
    sentence: str,
    in_acme: Workspace,
    alice: User,
    client_for: Callable[[User], Client],
) -> None:
    mug = copy.product(alice)

    answer = ordered(client_for(alice), in_acme, **{"product": str(mug.pk), **values})

    assert answer.status_code == 422
    assert f"<p>{sentence}</p>" in words(answer)
    with tenancy.inside(in_acme.schema_name):
        assert not Job.objects.exists()
    if "brief" in values:
        assert "x" * 601 in words(answer)
        assert f'value="{mug.pk}" checked' in words(answer)


def test_an_order_over_the_plan_says_how_much_is_left_and_writes_nothing(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    mug = copy.product(alice)
    billing.usage(workspace_id=in_acme.pk, meter=Meter.COPIES)
    QuotaPeriod.objects.filter(workspace_id=in_acme.pk).update(limit_units=1, used=0, reserved=0)

    answer = ordered(client_for(alice), in_acme, product=str(mug.pk))

    assert answer.status_code == 422
    assert "This would use 2, but 1 is left until" in words(answer)
    assert "1 left" in words(answer)
    with tenancy.inside(in_acme.schema_name):
        assert not Job.objects.exists()


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["copy_new", "copy_sample", "copy_products"])
def test_who_may_order_opens_the_studio_and_nobody_else(
    name: str,
    acme: Workspace,
    alice: User,
    bob: User,
    carol: User,
    mallory: User,
    client_for: Callable[[User], Client],
) -> None:
    here = address(acme, name)

    answers = [client_for(person).get(here).status_code for person in (alice, bob, carol, mallory)]

    assert answers == [200, 200, 403, 404]
    assert Client().get(here).status_code == 302


def test_a_viewer_orders_nothing(
    in_acme: Workspace, alice: User, carol: User, client_for: Callable[[User], Client]
) -> None:
    mug = copy.product(alice)

    answer = ordered(client_for(carol), in_acme, product=str(mug.pk))

    assert answer.status_code == 403
    with tenancy.inside(in_acme.schema_name):
        assert not Job.objects.exists()


# --- cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 12])
def test_the_studio_asks_as_few_questions_for_many_products_as_for_one(
    count: int,
    in_acme: Workspace,
    alice: User,
    client_for: Callable[[User], Client],
    django_assert_num_queries: Any,
) -> None:
    products = [copy.product(alice) for _number in range(count)]
    client = client_for(alice)
    here = address(in_acme) + "?product=" + ",".join(row.pk.hex for row in products)
    client.get(here)
    cache.clear()

    # Two schema switches, session, person, three of the frame; products (2), photos, facts,
    # allowance (3).
    with django_assert_num_queries(15):
        client.get(here)
