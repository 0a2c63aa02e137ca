"""The connection to the bucket, which is one a thread."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError
from django.conf import settings
from storages.backends.s3 import S3Storage

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client  # a package of the dev group

_SERVER_FAULT = 500
_LATER = {401, 403, 408, 429}


class _Bucket(S3Storage):  # type: ignore[misc]  # it ships no types
    """django-storages' S3 with a connection a thread: boto3's resources are not to be shared."""

    @property
    def bucket(self) -> Any:
        """Return the bucket on this thread's own connection."""
        return self.connection.Bucket(self.bucket_name)


def storage() -> _Bucket:
    """Return the bucket as Django stores files in it."""
    return _build(
        endpoint_url=settings.S3_ENDPOINT_URL or None,
        access_key=settings.S3_ACCESS_KEY or None,
        secret_key=settings.S3_SECRET_KEY or None,
        region_name=settings.S3_REGION,
        bucket_name=settings.S3_BUCKET,
    )


@lru_cache(maxsize=4)
def _build(**account: str | None) -> _Bucket:
    return _Bucket(
        **account,
        file_overwrite=True,
        # One address is one content for ever; the address itself lives 45 minutes.
        object_parameters={"CacheControl": "private, max-age=2700, immutable"},
        # Threads of its own would multiply with the web server's; photos go in one request.
        transfer_config=TransferConfig(use_threads=False, multipart_threshold=64 * 1024**2),
        client_config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=5,
            # A store that hangs is given up before the lease of an item ends whose file is stored.
            read_timeout=15,
            retries={"total_max_attempts": 3, "mode": "standard"},
        ),
    )


def client() -> "S3Client":
    """Return this thread's own connection to the server."""
    made: S3Client = storage().connection.meta.client
    return made


def is_missing(error: ClientError) -> bool:
    """Return whether the server said that there is no such thing."""
    status: int | None = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return status == 404


def is_away(error: BotoCoreError | ClientError) -> bool:
    """Return whether the store is to blame, so that the same may be well later."""
    if not isinstance(error, ClientError):
        return not isinstance(error, ParamValidationError)
    status: int | None = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    code = error.response.get("Error", {}).get("Code")
    # Refused keys and a bucket that is not there are the operator's to mend, not the work's.
    return (
        status is None
        or status >= _SERVER_FAULT
        or status in _LATER
        or code in {"NoSuchBucket", "RequestTimeout"}
    )
