"""The demo workspace: people and products at once, photos and finished examples by the workers."""

import io
import secrets
from uuid import UUID

from django.conf import settings

from accounts.models import User
from accounts.services import NewPerson, create_person
from assets import services as assets
from assets.models import Asset, Product
from config import queue
from config.demo.catalogue import BOTTLE, MUG, PRODUCTS, DemoProduct
from config.demo.draw import draw_photo, variants_of
from config.demo.samples import static_samples
from generation import services as generation
from generation.pipelines import copy
from workspaces import access, tenancy
from workspaces import services as workspaces

DEMO_EMAIL = "demo@example.com"
STAFF_EMAIL = "staff@example.com"
WORKSPACE_SLUG = "northbay-home"
PHOTO_PX = 1600
WRITTEN, FILMED = MUG.sku, BOTTLE.sku  # of which there are texts, and a video
EXAMPLE_LOOKS = {
    product.sku: looks
    for product, looks in zip(
        PRODUCTS,
        (
            ["morning-window", "blush-arch", "kitchen", "pure-white"],
            ["sage-podium", "soft-grey", "sky"],
            ["sandstone", "morning-window", "midnight"],
            ["sky", "new-year-red", "pure-white"],
            ["blush-arch", "midnight", "soft-grey"],
            ["sandstone", "midnight", "morning-window"],
        ),
        strict=True,
    )
}


def people_and_workspace() -> list[dict[str, str]]:
    """Create the demo's people, workspace and products; return the sign-ins, or [] if they exist."""
    if User.objects.filter(email__in=[DEMO_EMAIL, STAFF_EMAIL]).exists():
        return []
    passwords = {email: secrets.token_urlsafe(12) for email in (DEMO_EMAIL, STAFF_EMAIL)}
    demo = create_person(NewPerson(DEMO_EMAIL, "Mei Lin", passwords[DEMO_EMAIL]))
    create_person(NewPerson(STAFF_EMAIL, "Staff", passwords[STAFF_EMAIL], is_staff=True))
    workspace = workspaces.create(name="Northbay Home", owner=demo, slug=WORKSPACE_SLUG)
    with tenancy.inside(workspace.schema_name):
        for product in PRODUCTS:
            _add_product(product, by=demo)
    return [
        {"role": "demo", "email": DEMO_EMAIL, "password": passwords[DEMO_EMAIL]},
        {"role": "staff", "email": STAFF_EMAIL, "password": passwords[STAFF_EMAIL]},
    ]


def ask_for_pictures() -> None:
    """Send the first of a chain of tasks, so that the demo never takes more than one worker."""
    queue.draw_samples()
    queue.draw_demo_product(PRODUCTS[0].sku)


def draw_product(sku: str) -> None:
    """Draw a demo product's photos, have a finished example made, and ask for the next product.

    After the last one a video is ordered: by then there are pictures in looks to show in it.
    Safe when sent twice: a product that has photos is left alone.
    """
    _draw_product(sku)
    skus = [product.sku for product in PRODUCTS]
    following = skus[skus.index(sku) + 1 :]
    if following:
        queue.draw_demo_product(following[0])
    else:
        _make_video()


def _draw_product(sku: str) -> None:
    demo = User.objects.get(email=DEMO_EMAIL)
    found = access.find(user_id=demo.pk, at=WORKSPACE_SLUG)
    product = next(entry for entry in PRODUCTS if entry.sku == sku)
    with tenancy.inside(found.schema_name):
        row = Product.objects.get(sku=sku)
        if row.assets.exists():
            return
        for variant in range(variants_of(product)):
            _add_photo(found.schema_name, product, variant, row.pk, by=demo)
        photos = list(
            Asset.objects.filter(product=row, source=Asset.Source.UPLOAD, deleted_at=None)
            .order_by("created_at")
            .values_list("pk", flat=True)[:1]
        )
        if photos:
            order = generation.ImageOrder(photos, EXAMPLE_LOOKS[sku], title=product.name_en)
            generation.submit(found, order, by=demo)
        if sku == WRITTEN:
            _write_texts(found, row, by=demo)


def _write_texts(found: access.Access, product: Product, *, by: User) -> None:
    """Have one of every kind of text written in both languages."""
    order = generation.CopyOrder(
        product_ids=[product.pk],
        kinds=copy.KINDS,
        languages=copy.LANGUAGES,
        networks=("xiaohongshu", "instagram"),
        tone="warm",
        title=product.name,
    )
    generation.submit(found, order, by=by)


def _make_video() -> None:
    """Have a script written and rendered, once."""
    demo = User.objects.get(email=DEMO_EMAIL)
    found = access.find(user_id=demo.pk, at=WORKSPACE_SLUG)
    with tenancy.inside(found.schema_name):
        if generation.projects().exists():
            return
        product = Product.objects.get(sku=FILMED)
        order = generation.ScriptOrder(
            product_id=product.pk, seconds=20, tone="warm", straight_through=True
        )
        generation.submit(found, order, by=demo)


def draw_samples() -> None:
    """Draw the pictures beside the sign-in form into the folder of static files."""
    folder = settings.STATIC_ROOT / "samples"
    if not folder.is_dir():
        static_samples(folder)


def _add_photo(
    schema_name: str, product: DemoProduct, variant: int, product_id: UUID, *, by: User
) -> None:
    """Take a drawn photo in as if a person had uploaded it: it passes the same checks."""
    target = io.BytesIO()
    draw_photo(product, variant=variant, size_px=PHOTO_PX, seed=variant).save(
        target, "JPEG", quality=90
    )
    name = f"{product.name_en} {variant + 1}.jpg"
    arriving = assets.Arriving(name, "image/jpeg", target.tell(), product_id)
    target.seek(0)
    upload = assets.receive(arriving, target, schema_name=schema_name, actor=by)
    assets.check_upload(upload.pk, schema_name=schema_name)


def _add_product(product: DemoProduct, *, by: User) -> None:
    values = assets.ProductValues(
        sku=product.sku,
        name=product.name_en,
        name_zh=product.name_zh,
        brand=product.brand,
        category=product.category,
        price_minor=int(product.price * 100),
        currency=product.currency,
    )
    row = assets.create_product(values, actor=by)
    facts = [
        assets.FactValue(fact.attribute, str(fact.value), fact.unit, fact.language)
        for fact in product.facts
    ]
    assets.set_facts(row.pk, facts, actor=by)
