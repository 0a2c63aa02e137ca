"""The environment every child gets: what the person set, and for the rest the embedded servers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from config.stack.folder import DataFolder
from config.stack.part import StackError
from config.stack.servers import ACCOUNT, APP_ACCOUNT, DATABASE

SETTINGS = "config.settings.embedded"
DEFAULT_BUCKET = "ebusiness-assets"
DEFAULT_REGION = "us-east-1"
# Our own Caddy always stands between; a person's list is added to it.
OWN_PROXIES = ("127.0.0.1/32", "::1/128")
# With the first every process would compile every module anew: three times the start.
NOT_PASSED_ON = {"PYTHONDONTWRITEBYTECODE", "DATABASE_OWNER_URL"}
_BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Given:
    """What of the servers the person brings along; each of these skips the embedded one.

    database_owner_url: of the person's own database, and nothing without one.
    """

    database_url: str
    database_owner_url: str
    redis_url: str
    s3_endpoint_url: str
    bucket: str

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Given":
        """Read the person's environment.

        Raises:
            StackError: the bucket's name is none S3 allows.
        """
        bucket = environment.get("S3_BUCKET") or environment.get("MINIO_BUCKET") or DEFAULT_BUCKET
        if not _BUCKET_NAME.fullmatch(bucket):
            raise StackError(f"S3_BUCKET {bucket!r} is no valid name of a bucket.")
        database_url = environment.get("DATABASE_URL", "")
        return cls(
            database_url=database_url,
            database_owner_url=environment.get("DATABASE_OWNER_URL", "") if database_url else "",
            redis_url=environment.get("REDIS_URL", ""),
            s3_endpoint_url=environment.get("S3_ENDPOINT_URL")
            or environment.get("MINIO_ENDPOINT", ""),
            bucket=bucket,
        )


def asked_port(environment: Mapping[str, str]) -> int | None:
    """Return the port the person asked for, or None.

    Raises:
        StackError: PORT is no port an ordinary account may use.
    """
    text = environment.get("PORT", "").strip()
    if not text:
        return None
    if not text.isdigit() or not 0 < int(text) < 2**16:
        raise StackError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def bucket_upstream(given: Given, ports: Mapping[str, int]) -> str:
    """Return where Caddy finds the S3 server: an address, or a URL where it is not ours."""
    if not given.s3_endpoint_url:
        return f"127.0.0.1:{ports['s3']}"
    parts = urlsplit(given.s3_endpoint_url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise StackError(
            f"S3_ENDPOINT_URL must begin with http:// or https://, not {parts.geturl()!r}."
        )
    return f"{parts.scheme}://{parts.netloc}"


def build(
    person: Mapping[str, str],
    *,
    given: Given,
    folder: DataFolder,
    ports: Mapping[str, int],
    secrets: Mapping[str, str],
    settings: str = SETTINGS,
) -> dict[str, str]:
    """Return the whole environment of the product's processes, none of which owns the database.

    person: the environment `make up` was called in; what it sets wins, except for the ports.
    settings: the mode Django runs in.
    """
    database_url = given.database_url or _postgres_url(
        APP_ACCOUNT, secrets["POSTGRES_APP_PASSWORD"], ports
    )
    redis_url = given.redis_url or (
        f"redis://:{quote(secrets['REDIS_PASSWORD'])}@127.0.0.1:{ports.get('redis')}/0"
    )
    made = {
        "SECRET_KEY": person.get("SECRET_KEY") or secrets["SECRET_KEY"],
        "PUBLIC_URL": person.get("PUBLIC_URL") or f"http://localhost:{ports['public']}",
        "PORT": str(ports["public"]),
        "DATA_DIR": str(folder.root),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "CELERY_BROKER_URL": person.get("CELERY_BROKER_URL") or redis_url,
        "S3_BUCKET": given.bucket,
        "S3_REGION": person.get("S3_REGION") or DEFAULT_REGION,
        "WEB_URL": f"http://127.0.0.1:{ports['web']}",
        "TRUSTED_PROXIES": ",".join([*OWN_PROXIES, *proxies(person)]),
        "SIGNINS_FILE": str(folder.sign_ins_json),
        "DJANGO_SETTINGS_MODULE": settings,
        # A machine's proxy must not stand between our own processes.
        **dict.fromkeys(("NO_PROXY", "no_proxy"), _no_proxy(person)),
    }
    if given.s3_endpoint_url:
        made["S3_ENDPOINT_URL"] = given.s3_endpoint_url
    else:
        made["S3_ENDPOINT_URL"] = f"http://127.0.0.1:{ports['s3']}"
        made |= {name: secrets[name] for name in ("S3_ACCESS_KEY", "S3_SECRET_KEY")}
    kept = {name: value for name, value in person.items() if name not in NOT_PASSED_ON}
    return {**kept, **made}


def owner(given: Given, *, ports: Mapping[str, int], secrets: Mapping[str, str]) -> dict[str, str]:
    """Return what `migrate` is told besides: how to sign in as the owner, where that is another."""
    if not given.database_url:
        return {"DATABASE_OWNER_URL": _postgres_url(ACCOUNT, secrets["POSTGRES_PASSWORD"], ports)}
    return {"DATABASE_OWNER_URL": given.database_owner_url} if given.database_owner_url else {}


def _postgres_url(account: str, password: str, ports: Mapping[str, int]) -> str:
    return f"postgres://{account}:{quote(password)}@127.0.0.1:{ports.get('postgres')}/{DATABASE}"


def proxies(person: Mapping[str, str]) -> list[str]:
    """Return the networks of a proxy in front of ours, where the person named any."""
    named = [word.strip() for word in person.get("TRUSTED_PROXIES", "").split(",")]
    return [word for word in named if word and word not in OWN_PROXIES]


def _no_proxy(person: Mapping[str, str]) -> str:
    own = person.get("NO_PROXY") or person.get("no_proxy") or ""
    return ",".join([*filter(None, [own]), "localhost", "127.0.0.1", "::1"])
