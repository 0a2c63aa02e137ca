"""Is the process alive, and are the servers it needs within reach?"""

import logging
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from workspaces.models import Workspace

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

log = logging.getLogger(__name__)


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; nothing else is asked."""
    del request
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Say which servers are within reach; 503 when one is not."""
    del request
    states = {name: _state(name, check) for name, check in CHECKS.items()}
    is_ready = all(state == "ok" for state in states.values())
    return JsonResponse({"ready": is_ready, **states}, status=200 if is_ready else 503)


def _state(name: str, check: Callable[[], object]) -> str:
    try:
        check()
    except (DatabaseError, RedisError, BotoCoreError, ClientError) as error:
        log.warning("a server is not within reach", extra={"server": name, "reason": str(error)})
        return "unreachable"
    return "ok"


def _database() -> object:
    return Workspace.objects.exists()


def _redis() -> object:
    return cache.ask()  # type: ignore[attr-defined]  # config.cache.SpareCache


def _bucket() -> object:
    return _s3().head_bucket(Bucket=settings.S3_BUCKET)


@lru_cache(maxsize=1)
def _s3() -> "S3Client":
    """Return a client of its own: a probe gives up sooner than an upload."""
    client: S3Client = boto3.client(
        "s3",
        endpoint_url=settings.S3_ENDPOINT_URL or None,
        aws_access_key_id=settings.S3_ACCESS_KEY,
        aws_secret_access_key=settings.S3_SECRET_KEY,
        region_name=settings.S3_REGION,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=2,
            read_timeout=2,
            retries={"total_max_attempts": 1},
        ),
    )
    return client


CHECKS: dict[str, Callable[[], object]] = {
    "database": _database,
    "redis": _redis,
    "bucket": _bucket,
}
