"""Fills a workspace for `bench.library`: files of every kind, with names, tags and texts."""

import itertools
import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db import connection  # noqa: TID251  it is measured
from django.utils import timezone

from accounts.models import User
from accounts.services import NewPerson, create_person
from assets.models import Asset, AssetVersion, Product, Reading, Tag
from assets.services import indexing
from workspaces import services
from workspaces.models import Workspace

AT_ONCE = 5_000
PRODUCTS = 10_000
TAGS = 400
# Of each kind, how many of a hundred files.
KINDS = ("image",) * 88 + ("video",) * 5 + ("document",) * 4 + ("audio", "sheet", "font")
THINGS = ("mug", "satchel", "lamp", "bottle", "cream", "headphones", "kettle", "scarf", "vase")
THINGS_ZH = ("马克杯", "挎包", "台灯", "水壶", "面霜", "耳机", "电水壶", "围巾", "花瓶")
LOOKS = ("speckled", "green", "ceramic", "leather", "arc", "steel", "linen", "matte", "tall")
LOOKS_ZH = ("斑点", "绿色", "陶瓷", "真皮", "弧形", "不锈钢", "亚麻", "哑光", "高")
SIDES = ("front", "back", "side", "detail", "label", "正面", "背面", "细节", "包装")
# A row in so many is a document with text inside; its text is some hundred words.
WORDS_INSIDE = 300
_CURRENT = """UPDATE assets_asset SET current_id = v.id, size_bytes = v.size_bytes
  FROM assets_assetversion v WHERE v.asset_id = assets_asset.id"""


def furnished(count: int) -> tuple[User, Workspace]:
    """Return a new person and their workspace, in which there is nothing yet."""
    email = f"bench-{uuid.uuid4().hex}@example.com"
    owner = create_person(NewPerson(email, "Bench", uuid.uuid4().hex))
    return owner, services.create(name=f"Bench of {count}", owner=owner)


def fill(count: int, *, owner: User) -> None:
    """Write the rows; stand in the workspace."""
    chance = random.Random(7)
    products = _products(chance, owner)
    tags = Tag.objects.bulk_create([Tag(name=name) for name in _tag_names()])
    for start in range(0, count, AT_ONCE):
        _files(range(start, min(count, start + AT_ONCE)), chance, products=products, tags=tags)
    with connection.cursor() as cursor:
        cursor.execute(_CURRENT)
    _texts(chance)
    while indexing.index_missing():
        pass
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def backend_pid() -> int:
    """Return the process of the database that answers this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _products(chance: random.Random, owner: User) -> Sequence[Product]:
    rows = []
    for number in range(PRODUCTS):
        look, thing = chance.randrange(9), chance.randrange(9)
        rows.append(
            Product(
                sku=f"{THINGS[thing][:3].upper()}-{number:05}",
                name=f"{LOOKS[look].title()} {THINGS[thing]} {number}",
                name_zh=f"{LOOKS_ZH[look]}{THINGS_ZH[thing]}{number}",
                brand=f"Northbay {number % 40}",
                category=THINGS[thing].title(),
                created_by=owner,
                changed_at=timezone.now() - timedelta(minutes=number),
            )
        )
    return Product.objects.bulk_create(rows, batch_size=AT_ONCE)


def _tag_names() -> Iterator[str]:
    for number in range(TAGS):
        look, thing = number % 9, number // 9 % 9
        yield (
            f"{LOOKS[look]} {number}"
            if number % 2
            else f"{LOOKS_ZH[look]}{THINGS_ZH[thing]}{number}"
        )


def _files(
    numbers: range,
    chance: random.Random,
    *,
    products: Sequence[Product],
    tags: Sequence[Tag],
) -> None:
    assets = [_asset(number, chance, products) for number in numbers]
    Asset.objects.bulk_create(assets)
    AssetVersion.objects.bulk_create([_version(asset) for asset in assets])
    marks = [
        Asset.tags.through(asset_id=asset.pk, tag_id=tag.pk)
        for asset in assets
        for tag in chance.sample(tags[:60] if chance.random() < 0.7 else list(tags), k=2)
    ]
    Asset.tags.through.objects.bulk_create(marks, batch_size=AT_ONCE)


def _asset(number: int, chance: random.Random, products: Sequence[Product]) -> Asset:
    product = products[min(int(chance.expovariate(1 / 2500)), len(products) - 1)]
    words = (*LOOKS, *LOOKS_ZH, *THINGS, *THINGS_ZH)
    kind = KINDS[number % 100]
    return Asset(
        kind=kind,
        source="generated" if kind in ("image", "video") and number % 3 else "upload",
        name=f"{chance.choice(words)} {chance.choice(words)} {chance.choice(SIDES)} IMG_{number:05}",
        product=product if number % 10 else None,
        # Two thousand a day, one in a hundred in the bin.
        created_at=timezone.now() - timedelta(seconds=number * 43),
        deleted_at=timezone.now() if number % 100 == 50 else None,
    )


def _version(asset: Asset) -> AssetVersion:
    key = asset.pk.hex
    return AssetVersion(
        asset=asset,
        key=f"ws/clean/{key}.jpg",
        sha256=key * 2,
        content_type="image/jpeg",
        size_bytes=100_000 + asset.pk.int % 5_000_000,
        width_px=1600,
        height_px=1600,
        thumbs={side: f"ws/thumbs/{key}-{side}.webp" for side in ("320", "800")},
        charged_as=str(asset.pk),
    )


def _texts(chance: random.Random) -> None:
    """Give every document a text: as the reading of one would."""
    vocabulary = [f"{a}{b}" for a, b in itertools.product(LOOKS, ("", "ness", "ware", "wear"))]
    vocabulary += [f"{a}{b}" for a, b in itertools.product(LOOKS_ZH, THINGS_ZH)]
    rows = [
        Reading(
            version_id=version,
            state="ready",
            text=" ".join(chance.choices(vocabulary, k=WORDS_INSIDE)),
        )
        for version in Asset.objects.filter(kind="document").values_list("current", flat=True)
    ]
    Reading.objects.bulk_create(rows, batch_size=1000)
