"""`/readyz` over the real servers, and without one of them."""

from typing import Any

import pytest
from django.test import Client

from config import health


def test_all_servers_are_within_reach(client: Client, public: None, bucket: str) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["ready"]) == (200, True)


def test_a_bucket_that_is_not_there_is_named(client: Client, public: None, settings: Any) -> None:
    settings.S3_BUCKET = "no-such-bucket"

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["bucket"] == "unreachable"
    assert answer.json()["database"] == answer.json()["redis"] == "ok"


def test_a_dead_s3_server_is_noticed_within_seconds(
    client: Client, public: None, settings: Any
) -> None:
    settings.S3_ENDPOINT_URL = "http://127.0.0.1:9"
    health._s3.cache_clear()

    answer = client.get("/readyz")

    assert answer.json()["bucket"] == "unreachable"


@pytest.fixture(autouse=True)
def _own_client() -> Any:
    yield
    health._s3.cache_clear()


@pytest.fixture
def bucket(s3_server: str, settings: Any) -> str:
    """The bucket, as `manage.py setup` makes it."""
    health._s3.cache_clear()
    known = {row["Name"] for row in health._s3().list_buckets()["Buckets"]}
    if settings.S3_BUCKET not in known:
        health._s3().create_bucket(Bucket=settings.S3_BUCKET)
    return str(settings.S3_BUCKET)
