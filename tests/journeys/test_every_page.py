"""Every page of a workspace in use, looked at in both languages and both sizes of window."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.factories import files
from tests.factories.newcomers import Person, newcomer
from tests.journeys.conftest import Visit
from tests.journeys.test_mishaps import texture
from tests.journeys.visitor import DESKTOP, PHONE, Visitor
from tests.journeys.words import CHINESE, ENGLISH
from tests.servers.stage import RunningProduct

pytestmark = pytest.mark.journey

LONG_NAME = (
    "Hand-thrown speckled stoneware mug with a terracotta foot, 350 ml, dishwasher safe,"
    " set of four in a gift box"
)


@dataclass(frozen=True)
class Shop:
    """A workspace in use. Ids of what is in it."""

    person: Person
    product: str
    photo: str
    job: str
    item: str
    copy: str
    text: str
    video: str
    film: str


@pytest.fixture(scope="module")
def shop(product: RunningProduct) -> Iterator[Shop]:
    """Products with facts, photos, something in the bin, and a job that was done in part."""
    person = newcomer(product.address)
    mug = person.ask(
        "POST",
        "products",
        json={"name": LONG_NAME, "name_zh": "斑点粗陶马克杯", "sku": "NB-MUG-350"},
    )
    person.ask("POST", "products", json={"name": "Tea tin", "sku": "NB-TIN-100"})
    facts = [
        {"attribute": "capacity", "value": "350", "unit": "ml"},
        {"attribute": "material", "value": "Stoneware, food-safe glaze", "language": "en"},
    ]
    person.ask("PUT", f"products/{mug['id']}/facts", json={"facts": facts})
    photo = person.upload(files.photo(), name="Mug front.jpg", product=mug["id"])
    carpet = person.upload(texture(), name="Carpet.jpg")
    person.ask("DELETE", f"assets/{person.upload(files.photo(size_px=400), name='Old.jpg')}")
    order = {"asset_ids": [photo, carpet], "styles": ["soft-grey", "sandstone", "framed"]}
    job = person.finish(person.ask("POST", "images/generate", json=order)["id"])
    done = next(item for item in job["items"] if item["state"] == "succeeded")
    texts = {"product_ids": [mug["id"]], "kinds": ["faq", "post"], "languages": ["en", "zh-hans"]}
    copy = person.finish(person.ask("POST", "copy/generate", json=texts)["id"], family="copy")
    script = {"product_id": mug["id"], "seconds": 8, "straight_through": True}
    written = person.finish(person.ask("POST", "video/script", json=script)["id"], family="copy")
    film = person.finish(person.ask("GET", "video")["results"][0]["id"], family="video")
    yield Shop(
        person,
        product=mug["id"],
        photo=photo,
        job=job["id"],
        item=done["id"],
        copy=copy["id"],
        text=copy["items"][0]["outputs"][0]["text_id"],
        video=written["params"]["project"],
        film=film["id"],
    )
    person.http.close()


@pytest.mark.parametrize(
    ("language", "window"),
    [
        (ENGLISH, DESKTOP),
        pytest.param(CHINESE, PHONE, marks=pytest.mark.long),
        pytest.param(CHINESE, DESKTOP, marks=pytest.mark.slow),
        pytest.param(ENGLISH, PHONE, marks=pytest.mark.slow),
    ],
)
def test_every_page_holds_to_what_pages_owe(
    visit: Visit,
    shop: Shop,
    language: str,
    window: tuple[int, int],
    pytestconfig: pytest.Config,
) -> None:
    """All of them; of a sample of the tests every third."""
    shop.person.speaks(language)
    me = visit(language, window=window).is_signed_in(shop.person)

    faults = []
    step = 3 if pytestconfig.getoption("sample") else 1
    for name, path in list(addresses(shop).items())[::step]:
        answer = me.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        faults += me.faults(name)
    assert not faults, "\n".join(faults)
    a_page_that_is_not_there(me, shop)


def addresses(shop: Shop) -> dict[str, str]:
    """Return every page by the name of its picture."""
    here = shop.person.path
    return {
        "full-home": here(),
        "full-library": here("library"),
        "full-library-list": here("library?view=list"),
        "library-no-match": here("library?q=nothing-is-called-so"),
        "asset": here(f"library/{shop.photo}"),
        "bin": here("library/bin"),
        "products": here("products"),
        "product": here(f"products/{shop.product}"),
        "product-new": here("products/new"),
        "jobs": here("jobs"),
        "job-partial": here(f"jobs/{shop.job}"),
        "job-failed": here(f"jobs/{shop.job}?state=failed"),
        "item": here(f"jobs/{shop.job}/items/{shop.item}"),
        "studio-empty": here("images/new?fresh=1"),
        "job-copy": here(f"jobs/{shop.copy}"),
        "job-film": here(f"jobs/{shop.film}"),
        "copy-new": here(f"copy/new?product={shop.product.replace('-', '')}"),
        "texts": here("texts"),
        "text-post": here(f"texts/{shop.text}"),
        "video-new": here(f"video/new?product={shop.product.replace('-', '')}"),
        "videos": here("video"),
        "video": here(f"video/{shop.video}"),
        "activity-full": here("activity?when=all"),
        "activity-exports-none": here("activity/exports"),
        "settings-general": here("settings/"),
        "settings-brand": here("settings/brand"),
        "settings-members": here("settings/members"),
        "settings-usage": here("settings/usage"),
        "settings-usage-weeks": here("settings/usage?span=own&start=2026-01-01&end=2026-12-31"),
        "settings-ledger": here("settings/usage/ledger"),
        "settings-plans": here("settings/plans"),
        "settings-invoices": here("settings/invoices"),
        "settings-billing-details": here("settings/billing-details"),
        "workspaces": "/workspaces/",
        "workspaces-new": "/workspaces/new",
        "account": "/accounts/profile/",
        "account-email": "/accounts/email/",
        "account-two-step": "/accounts/2fa/",
        "account-sessions": "/accounts/sessions/",
        "password-change": "/accounts/password/change/",
        "sign-out": "/accounts/logout/",
    }


def a_page_that_is_not_there(me: Visitor, shop: Shop) -> None:
    me.watch.allow("404")  # asked for on purpose
    answer = me.page.goto(shop.person.path("nowhere"))
    assert answer is not None
    assert answer.status == 404
    expect(me.page.get_by_role("heading").first).to_be_visible()
    me.check("404")


@pytest.mark.parametrize("language", [ENGLISH, pytest.param(CHINESE, marks=pytest.mark.slow)])
def test_pages_before_sign_in_fit_a_phone(visit: Visit, language: str) -> None:
    me = visit(language, window=PHONE)

    for name in ("login", "signup", "password/reset"):
        me.open(f"/accounts/{name}/")
        me.check(name.replace("/", "-"))
