"""The library page with 500 assets: at most 6 questions to the database.

    DATABASE_URL=… REDIS_URL=… uv run python -m bench.library [--assets 500] [--times 20]

Choosing the workspace's schema is no question. The rows stay: use a database of your own.
"""

import argparse
import os
import statistics
import time
import uuid
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.testing")
django.setup()

from django.db import connection  # noqa: E402, TID251  after django.setup(); it is measured
from django.db.models.functions import Now  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.services import NewPerson, create_person  # noqa: E402
from assets.models import Asset, AssetVersion  # noqa: E402
from workspaces import services, tenancy  # noqa: E402
from workspaces.models import Workspace  # noqa: E402

LIMIT = 6


def main() -> None:
    """Print the number of questions, the milliseconds, and whether the limit is kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--assets", type=int, default=500)
    parser.add_argument("--times", type=int, default=20)
    options = parser.parse_args()
    owner, place = _furnished(options.assets)
    client = Client(HTTP_HOST="localhost")
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/w/{place.slug}/library"
    first = client.get(address)
    assert first.status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    asked = [sql for query in queries if not (sql := query["sql"]).startswith("SET search_path")]
    times = [_timed(client, address) for _ in range(options.times)]
    verdict = "within" if len(asked) <= LIMIT else "OVER"
    print(
        f"library page with {options.assets} assets: {len(asked)} questions, {verdict} {LIMIT}; "
        f"median {statistics.median(times):.0f} ms, {len(first.content) / 1000:.0f} kB"
    )


def _furnished(count: int) -> tuple[User, Workspace]:
    """Return a new person and their workspace with so many assets, fifty a day."""
    email = f"bench-{uuid.uuid4().hex}@example.com"
    owner = create_person(NewPerson(email, "Bench", uuid.uuid4().hex))
    place = services.create(name="Bench", owner=owner)
    with tenancy.inside(place.schema_name):
        assets = [
            Asset(
                source=Asset.Source.UPLOAD,
                name=f"Photo {number}",
                created_at=Now() - timedelta(days=number // 50, seconds=number),
            )
            for number in range(count)
        ]
        Asset.objects.bulk_create(assets)
        versions = [_version(asset, place) for asset in assets]
        AssetVersion.objects.bulk_create(versions)
        for asset, version in zip(assets, versions, strict=True):
            asset.current = version
        Asset.objects.bulk_update(assets, ["current"], batch_size=500)
    return owner, place


def _version(asset: Asset, place: Workspace) -> AssetVersion:
    return AssetVersion(
        asset=asset,
        key=f"{place.schema_name}/clean/{asset.pk}.jpg",
        sha256=asset.pk.hex * 2,
        content_type="image/jpeg",
        size_bytes=300_000,
        width_px=1600,
        height_px=1600,
        thumbs={
            side: f"{place.schema_name}/thumbs/{asset.pk}-{side}.webp" for side in ("320", "800")
        },
    )


def _timed(client: Client, address: str) -> float:
    began = time.perf_counter()
    client.get(address)
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
