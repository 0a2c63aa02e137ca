from collections.abc import Mapping
from pathlib import Path

import pytest

from config.stack import environment
from config.stack.environment import Given, asked_port, bucket_upstream
from config.stack.folder import DataFolder
from config.stack.part import StackError

PORTS = {"public": 8000, "postgres": 1, "redis": 2, "s3": 3, "web": 4, "events": 5}
SECRETS = {
    "SECRET_KEY": "generated",
    "POSTGRES_PASSWORD": "pg/+",
    "POSTGRES_APP_PASSWORD": "app/+",
    "REDIS_PASSWORD": "re",
    "S3_ACCESS_KEY": "access",
    "S3_SECRET_KEY": "secret",
}
FOLDER = DataFolder(Path("/data"))


def build(**person: str) -> Mapping[str, str]:
    return environment.build(
        person, given=Given.read(person), folder=FOLDER, ports=PORTS, secrets=SECRETS
    )


def test_embedded_servers_are_named_with_generated_secrets() -> None:
    made = build()

    assert made["SECRET_KEY"] == "generated"
    assert made["PUBLIC_URL"] == "http://localhost:8000"
    assert made["DATABASE_URL"] == "postgres://ebusiness_app:app/%2B@127.0.0.1:1/ebusiness"
    assert made["REDIS_URL"] == made["CELERY_BROKER_URL"] == "redis://:re@127.0.0.1:2/0"
    assert made["S3_ENDPOINT_URL"] == "http://127.0.0.1:3"
    assert (made["S3_ACCESS_KEY"], made["S3_SECRET_KEY"]) == ("access", "secret")
    assert made["S3_BUCKET"] == "ebusiness-assets"
    assert made["WEB_URL"] == "http://127.0.0.1:4"
    assert made["DATA_DIR"] == "/data"
    assert made["DJANGO_SETTINGS_MODULE"] == "config.settings.embedded"


def owner(**person: str) -> dict[str, str]:
    return environment.owner(Given.read(person), ports=PORTS, secrets=SECRETS)


def test_whoever_migrates_is_told_how_the_owner_signs_in() -> None:
    own = "postgres://boss@db/own"

    assert owner() == {"DATABASE_OWNER_URL": "postgres://ebusiness:pg/%2B@127.0.0.1:1/ebusiness"}
    assert owner(DATABASE_URL="postgres://db/own") == {}
    assert owner(DATABASE_URL="postgres://db/own", DATABASE_OWNER_URL=own) == {
        "DATABASE_OWNER_URL": own
    }


def test_nobody_else_is_told() -> None:
    own = "postgres://boss@db/own"

    for made in (build(), build(DATABASE_URL="postgres://db/own", DATABASE_OWNER_URL=own)):
        assert "DATABASE_OWNER_URL" not in made
        assert not any("pg/%2B" in value or "boss" in value for value in made.values())


def test_streams_stay_on_the_sites_own_origin() -> None:
    assert "EVENTS_URL" not in build()


def test_what_the_person_set_wins() -> None:
    made = build(
        SECRET_KEY="own",
        PUBLIC_URL="https://studio.example.com",
        DATABASE_URL="postgres://db/own",
        REDIS_URL="redis://cache/1",
        S3_ENDPOINT_URL="https://s3.example.com",
        S3_ACCESS_KEY="theirs",
        S3_BUCKET="pictures",
    )

    assert made["SECRET_KEY"] == "own"
    assert made["PUBLIC_URL"] == "https://studio.example.com"
    assert made["DATABASE_URL"] == "postgres://db/own"
    assert made["REDIS_URL"] == made["CELERY_BROKER_URL"] == "redis://cache/1"
    assert made["S3_ENDPOINT_URL"] == "https://s3.example.com"
    assert made["S3_ACCESS_KEY"] == "theirs"
    assert made["S3_BUCKET"] == "pictures"


def test_the_old_names_of_the_s3_settings_are_understood() -> None:
    made = build(MINIO_ENDPOINT="http://minio:9000", MINIO_BUCKET="pictures")

    assert made["S3_ENDPOINT_URL"] == "http://minio:9000"
    assert made["S3_BUCKET"] == "pictures"


def test_a_persons_proxies_are_added_to_our_own() -> None:
    assert build()["TRUSTED_PROXIES"] == "127.0.0.1/32,::1/128"
    assert (
        build(TRUSTED_PROXIES="10.0.0.0/8")["TRUSTED_PROXIES"] == "127.0.0.1/32,::1/128,10.0.0.0/8"
    )


def test_a_machines_proxy_does_not_stand_between_our_processes() -> None:
    made = build(NO_PROXY="intranet")

    assert made["NO_PROXY"] == made["no_proxy"] == "intranet,localhost,127.0.0.1,::1"


def test_modules_may_be_kept_compiled() -> None:
    assert "PYTHONDONTWRITEBYTECODE" not in build(PYTHONDONTWRITEBYTECODE="1")


@pytest.mark.parametrize("text", ["eighty", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_none_is_refused_by_name(text: str) -> None:
    with pytest.raises(StackError, match=r"PORT must be a number from 1 to 65535"):
        asked_port({"PORT": text})


def test_a_port_is_asked_for_or_not() -> None:
    assert asked_port({"PORT": " 9000 "}) == 9000
    assert asked_port({"PORT": ""}) is None
    assert asked_port({}) is None


@pytest.mark.parametrize("name", ["Pictures", "a", "x y", "a/b", "-a-"])
def test_a_bucket_name_s3_would_refuse_is_refused(name: str) -> None:
    with pytest.raises(StackError, match="no valid name of a bucket"):
        Given.read({"S3_BUCKET": name})


def test_caddy_finds_the_bucket_where_it_is() -> None:
    assert bucket_upstream(Given.read({}), PORTS) == "127.0.0.1:3"
    theirs = Given.read({"S3_ENDPOINT_URL": "http://minio:9000/"})
    assert bucket_upstream(theirs, PORTS) == "http://minio:9000"
    with pytest.raises(StackError, match="must begin with http"):
        bucket_upstream(Given.read({"S3_ENDPOINT_URL": "minio:9000"}), PORTS)
