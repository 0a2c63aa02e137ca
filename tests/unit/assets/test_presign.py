"""Signed addresses: the same as boto3's, but for a moment of our choosing."""

from datetime import UTC, datetime

import boto3
import pytest
from botocore import auth
from botocore.config import Config

from assets import presign

KEYS = presign.Keys("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1")
AT = datetime(2026, 5, 20, 23, 45, tzinfo=UTC)


def by_boto3(monkeypatch: pytest.MonkeyPatch, key: str, **parameters: str) -> str:
    monkeypatch.setattr(auth, "get_current_datetime", lambda: AT.replace(tzinfo=None))
    client = boto3.client(
        "s3",
        endpoint_url="https://files.example:8443",
        aws_access_key_id=KEYS.access_key,
        aws_secret_access_key=KEYS.secret_key,
        region_name=KEYS.region,
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )
    return str(
        client.generate_presigned_url(
            "get_object", Params={"Bucket": "pictures", "Key": key, **parameters}, ExpiresIn=2700
        )
    )


@pytest.mark.parametrize("key", ["ws_1/clean/a.jpg", "ws_1/x/a b+c~(1)&=é杯.png"])
@pytest.mark.parametrize(
    "parameters",
    [
        {"ResponseContentType": "image/jpeg"},
        {
            "ResponseContentType": "image/png",
            "ResponseContentDisposition": "attachment; filename*=utf-8''%E6%9D%AF.png",
        },
    ],
)
def test_the_signature_is_the_one_boto3_makes(
    key: str, parameters: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {
        "ResponseContentType": "response-content-type",
        "ResponseContentDisposition": "response-content-disposition",
    }

    ours = presign.get_url(
        KEYS,
        origin="https://files.example:8443",
        path=f"/pictures/{key}",
        at=AT,
        query={names[name]: value for name, value in parameters.items()},
    )

    theirs = by_boto3(monkeypatch, key, **parameters)
    assert ours.rpartition("X-Amz-Signature=")[2] == theirs.rpartition("X-Amz-Signature=")[2]
    assert sorted(ours.partition("?")[2].split("&")) == sorted(theirs.partition("?")[2].split("&"))


@pytest.mark.parametrize(
    ("minute", "start"), [(0, 0), (14, 0), (15, 15), (29, 15), (30, 30), (44, 30), (59, 45)]
)
def test_an_address_stays_the_same_for_a_quarter_of_an_hour(minute: int, start: int) -> None:
    now = datetime(2026, 5, 20, 9, minute, 59, 999, tzinfo=UTC)

    assert presign.window_start(now) == datetime(2026, 5, 20, 9, start, tzinfo=UTC)
