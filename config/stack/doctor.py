"""What `manage.py doctor` looks at: each check says what is there, or what is amiss and what helps."""

import importlib.util
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import redis
from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from PIL import features
from redis.exceptions import RedisError

from assets import storage
from config import queue
from config.stack import binaries, doctor_rights, doctor_trail, doctor_work
from config.stack import doctor_media as media
from config.stack.findings import Finding, missing, ok, reason, warning

OLDEST_POSTGRES = (15, 0)
OLDEST_REDIS = (6, 2)
ANSWER_SECONDS = 3
# Beat writes down what it sent every three minutes, and when it ends.
BEAT_SILENCE = timedelta(minutes=5)
# PostgreSQL stops when nothing is left; pictures and messages need room besides.
LOW_DISK_BYTES = 5 * 1024**3
NO_DISK_BYTES = 512 * 1024**2
GIGABYTE = 1024**3
PRODUCTION = "config.settings.production"


def database() -> Finding:
    """PostgreSQL: does it answer, is it new enough, is its schema that of this code?"""
    what, server = "PostgreSQL", urlsplit(_database_address()).netloc
    connection = transaction.get_connection()
    try:
        connection.ensure_connection()
        version = connection.get_database_version()
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return missing(what, f"{server}: {reason(error)}", "Start it, or mend DATABASE_URL.")
    said = f"{'.'.join(str(number) for number in version)} at {server}"
    if version < OLDEST_POSTGRES:
        return missing(what, said, "The product needs PostgreSQL 15 or newer.")
    if waiting:
        advice = "Run `manage.py migrate`; it also migrates every workspace."
        return missing(what, f"{said}, {len(waiting)} migrations behind this code", advice)
    return ok(what, said)


def _database_address() -> str:
    known = settings.DATABASES["default"]
    return f"//{known.get('HOST') or 'localhost'}:{known.get('PORT') or 5432}/"


def redis_server() -> Finding:
    """Redis: does it answer, is it new enough, does it keep every message?"""
    what, parts = "Redis", urlsplit(settings.REDIS_URL)
    server = f"{parts.hostname}:{parts.port or 6379}"
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS
    )
    try:
        told = client.info()
    except RedisError as error:
        return missing(what, f"{server}: {reason(error)}", "Start it, or mend REDIS_URL.")
    finally:
        client.close()
    version, policy = str(told["redis_version"]), str(told.get("maxmemory_policy", "unknown"))
    said = f"{version} at {server}, {policy}"
    if tuple(int(number) for number in version.split(".")[:2]) < OLDEST_REDIS:
        return missing(what, said, "The product needs Redis 6.2 or newer.")
    if policy != "noeviction":
        advice = "Set maxmemory-policy to noeviction, or messages are lost when memory is short."
        return warning(what, said, advice)
    return ok(what, said)


def bucket() -> Finding:
    """The bucket: can a file be written, read and deleted?"""
    what = "Files (S3)"
    said = f"{settings.S3_BUCKET} at {settings.S3_ENDPOINT_URL or 'Amazon'}"
    # It lies where files lie that the server itself forgets within a day.
    key = storage.new_key("doctor", storage.QUARANTINE, "txt")
    try:
        storage.put(key, b"doctor", "text/plain")
        is_kept = storage.read(key) == b"doctor"
        storage.delete_many([key])
    except (BotoCoreError, Boto3Error, ClientError, FileNotFoundError) as error:
        advice = (
            "Check S3_ENDPOINT_URL, the keys and S3_BUCKET; `manage.py setup` makes the bucket."
        )
        return missing(what, f"{said}: {reason(error)}", advice)
    if not is_kept:
        return missing(what, f"{said} returned other bytes", "Look at the S3 server's log.")
    return ok(what, f"{said}, writable")


# --- processes ------------------------------------------------------------------------------------
def workers() -> Finding:
    """The workers: is somebody there for every queue?"""
    what = "Workers"
    routes = settings.CELERY_TASK_ROUTES.values()
    wanted = {settings.CELERY_TASK_DEFAULT_QUEUE, *(route["queue"] for route in routes)}
    try:
        served = queue.served(seconds=ANSWER_SECONDS)
    except queue.BrokerUnreachable as error:
        return missing(what, reason(error), "Start Redis first; workers are asked through it.")
    unserved = sorted(wanted - {name for names in served.values() for name in names})
    said = ", ".join(sorted(served)) or "none answers"
    if unserved:
        advice = "Start a worker for it: see docs/deployment.md, or the logs of worker-*."
        return missing(what, f"{said}; nobody serves {', '.join(unserved)}", advice)
    return ok(what, said)


def beat() -> Finding:
    """Beat: when was a periodic task last sent?"""
    what = "Beat"
    try:
        tasks = PeriodicTask.objects.filter(enabled=True, interval__isnull=False)
        times = list(tasks.values_list("last_run_at", flat=True))
    except DatabaseError as error:
        return missing(what, reason(error), "Mend PostgreSQL first; beat's notes lie there.")
    if not times:
        return missing(what, "no periodic task is on", "Run `manage.py setup`.")
    latest = max((moment for moment in times if moment), default=None)
    if latest is None:
        # What it sent in its first minutes is not written down yet.
        return warning(what, "has noted no run yet", "Ask again when it has run for five minutes.")
    silence = timezone.now() - latest
    said = f"last noted a run {silence.total_seconds():.0f} s ago"
    if silence > BEAT_SILENCE:
        return missing(what, said, "Start beat, once: without it lost work is not recovered.")
    return ok(what, said)


def events(address: str) -> Finding:
    """Ask the events process through the site's own origin. address: where that is reached."""
    what = "Events"
    return _answers(
        what,
        f"{address}/events/healthz",
        advice="Start the events process and Caddy, or name the site's address with --address.",
    )


def web() -> Finding:
    """Django itself, as the events process reaches it."""
    return _answers("Web", f"{settings.WEB_URL}/healthz", advice="Start it, or mend WEB_URL.")


def _answers(what: str, url: str, *, advice: str) -> Finding:
    try:
        # A machine's proxy must not stand between our own processes.
        answer = httpx.get(url, timeout=ANSWER_SECONDS, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return missing(what, f"{url}: {reason(error)}", advice)
    if answer.status_code != httpx.codes.OK:
        return missing(what, f"{url} answers {answer.status_code}", advice)
    return ok(what, url)


# --- this machine ---------------------------------------------------------------------------------
def static_files() -> Finding:
    """Styles and scripts: built, and collected for Caddy?"""
    what = "Styles and scripts"
    if not (settings.BASE_DIR / "static" / "build" / "app.css").is_file():
        return missing(what, "static/build is empty", "Run `npm ci` and `npm run build`.")
    if not (settings.STATIC_ROOT / "staticfiles.json").is_file():
        advice = "Run `manage.py collectstatic`."
        return missing(what, f"not collected into {settings.STATIC_ROOT}", advice)
    return ok(what, str(settings.STATIC_ROOT))


def translations() -> Finding:
    """The catalogues: is each compiled, and from what it holds now?"""
    what = "Translations"
    advice = "Run `python -m config.stack.catalogues`."
    found = [path for folder in settings.LOCALE_PATHS for path in sorted(_catalogues(folder))]
    for path in found:
        name, compiled = path.parent.parent.name, path.with_suffix(".mo")
        if not compiled.is_file():
            return missing(what, f"{name} is not compiled", advice)
        if compiled.stat().st_mtime < path.stat().st_mtime:
            return warning(what, f"{name} has changed since it was compiled", advice)
    return ok(what, ", ".join(path.parent.parent.name for path in found) or "none")


def _catalogues(folder: str | Path) -> list[Path]:
    return list(Path(folder).glob("*/LC_MESSAGES/*.po"))


def pictures() -> Finding:
    """Every kind of picture an upload may be: can it be read here?"""
    what = "Pictures"
    readable = {
        "JPEG": features.check("jpg"),
        "PNG": features.check("zlib"),
        "WebP": features.check("webp"),
        "HEIC": importlib.util.find_spec("pillow_heif") is not None,
    }
    unread = [name for name, is_there in readable.items() if not is_there]
    if unread:
        advice = "Install Pillow and pillow-heif from the lock file: `uv sync --frozen`."
        return missing(what, f"{', '.join(unread)} cannot be read", advice)
    return ok(what, ", ".join(readable))


def disk() -> Finding:
    """Is there room where the data lies?"""
    what, place = "Disk", settings.DATA_DIR
    try:
        free = shutil.disk_usage(place).free
    except OSError as error:
        return missing(what, f"{place}: {error.strerror}", "Make the folder, or mend DATA_DIR.")
    said = f"{free / GIGABYTE:.1f} GB free at {place}"
    if free < NO_DISK_BYTES:
        return missing(what, said, "Make room: PostgreSQL stops when nothing is left.")
    if free < LOW_DISK_BYTES:
        return warning(what, said, "Make room soon.")
    return ok(what, said)


def embedded_servers() -> list[Finding]:
    """The servers of `make up`: which are installed? Elsewhere than there they are not used."""
    found = []
    for server in binaries.SERVERS:
        what = f"Embedded {server.title}"
        try:
            found.append(ok(what, str(binaries.find(server))))
        except binaries.ServerMissing:
            advice = (
                f"`make up` needs {server.url_name} set to a {server.title} of your own."
                if server.url_name
                else f"`make up` needs `{server.name}` on PATH."
            )
            found.append(warning(what, "not installed", advice))
    return found


# --- settings -------------------------------------------------------------------------------------
def choices() -> list[Finding]:
    """Settings that are fine to try the product with, and not for people to work with."""
    what, found = "Settings", []
    if settings.DEBUG:
        found.append(warning(what, "DEBUG is on", "Turn it off: its pages show what is inside."))
    if settings.SECRET_KEY == "no-secret-given":  # noqa: S105  the name of its absence
        advice = "Set it to a long random text: sessions can be forged."
        found.append(missing(what, "SECRET_KEY is not set", advice))
    if "*" in settings.ALLOWED_HOSTS:
        advice = "Name your own hosts: links in mails could lead elsewhere."
        found.append(warning(what, "ALLOWED_HOSTS allows every host", advice))
    if not settings.IS_HTTPS and not _is_here(settings.PUBLIC_URL):
        advice = "Put TLS in front and set PUBLIC_URL to the https:// address."
        found.append(warning(what, f"PUBLIC_URL is {settings.PUBLIC_URL}, in the clear", advice))
    if not settings.HAS_EMAIL:
        advice = "Set EMAIL_URL; until then e-mail addresses are not verified."
        said = "mails are not sent: staff read them at /staff/"
        found.append(warning(what, said, advice))
    return found or [ok(what, "fit for people to work with")]


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def examine(*, address: str) -> list[Finding]:
    """Return what every check found. address: where the site's one origin is reached from here."""
    one: list[Callable[[], Finding]] = [database, redis_server, bucket, web]
    found = [check() for check in one]
    found.append(events(address))
    found += [workers(), doctor_work.work(), doctor_work.outbox(), beat()]
    found += [doctor_trail.trail(), doctor_rights.trail()]
    found += [static_files(), translations(), pictures()]
    found += [media.encoder(), media.fonts(), media.voices(), media.makers()]
    found += [media.scanner(), disk()]
    if os.environ.get("DJANGO_SETTINGS_MODULE") != PRODUCTION:
        found += embedded_servers()
    return found + choices()
