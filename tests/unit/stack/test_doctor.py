"""Each check of `manage.py doctor`, on real servers, with what it says when something is amiss."""

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from config.management.commands.doctor import line
from config.stack import binaries, doctor, face
from config.stack.check import NOWHERE
from config.stack.findings import Finding, State
from config.stack.folder import DataFolder
from config.stack.part import StackError
from config.stack.process import ROOT


class Answering(http.server.BaseHTTPRequestHandler):
    """Answers /healthz and /events/healthz, and 503 to everything else."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path in {"/healthz", "/events/healthz"} else 503)
        self.end_headers()

    def log_message(self, format: str, *words: object) -> None:  # noqa: A002  the base's name
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def periodic_task(*, last_run_at: Any) -> None:
    every = IntervalSchedule.objects.create(every=7, period=IntervalSchedule.SECONDS)
    PeriodicTask.objects.create(
        name="Doctor's", task="generation.sweep", interval=every, last_run_at=last_run_at
    )


# --- servers --------------------------------------------------------------------------------------
def test_the_database_is_well_when_its_schema_is_that_of_this_code(db: None) -> None:
    found = doctor.database()

    assert (found.state, found.what, found.help) == (State.OK, "PostgreSQL", "")
    assert found.detail.startswith("18.")


def test_redis_is_well_when_it_keeps_every_message(redis_server: str) -> None:
    found = doctor.redis_server()

    assert (found.state, found.what, found.help) == (State.OK, "Redis", "")
    assert found.detail.endswith(", noeviction")


def test_redis_that_does_not_answer_is_missing(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"

    assert doctor.redis_server() == Finding(
        State.MISSING,
        "Redis",
        "127.0.0.1:9: Error 111 connecting to 127.0.0.1:9. Connection refused",
        "Start it, or mend REDIS_URL.",
    )


def test_the_bucket_is_well_when_a_file_can_be_kept(s3_server: str, settings: Any) -> None:
    settings.S3_BUCKET = "ebusiness-assets"

    assert doctor.bucket() == Finding(
        State.OK, "Files (S3)", f"ebusiness-assets at {s3_server}, writable"
    )


def test_a_bucket_whose_keys_are_wrong_is_missing(s3_server: str, settings: Any) -> None:
    settings.S3_SECRET_KEY = "not the key"

    found = doctor.bucket()

    assert (found.state, found.help) == (
        State.MISSING,
        "Check S3_ENDPOINT_URL, the keys and S3_BUCKET; `manage.py setup` makes the bucket.",
    )
    assert "SignatureDoesNotMatch" in found.detail


@pytest.mark.slow
# --- processes ------------------------------------------------------------------------------------
def test_a_queue_nobody_serves_is_missing(redis_server: str, settings: Any) -> None:
    settings.CELERY_TASK_ROUTES = {"some.task": {"queue": "nobodys_queue"}}

    found = doctor.workers()

    assert (found.state, found.what) == (State.MISSING, "Workers")
    assert "nobodys_queue" in found.detail
    assert found.help == "Start a worker for it: see docs/deployment.md, or the logs of worker-*."


def test_beat_is_well_when_it_noted_a_run_lately(db: None) -> None:
    periodic_task(last_run_at=timezone.now() - timedelta(seconds=40))

    found = doctor.beat()

    assert (found.state, found.what, found.help) == (State.OK, "Beat", "")
    assert found.detail.startswith("last noted a run 4")


def test_beat_is_missing_when_its_last_run_is_long_ago(db: None) -> None:
    periodic_task(last_run_at=timezone.now() - timedelta(hours=1))

    found = doctor.beat()

    assert (found.state, found.help) == (
        State.MISSING,
        "Start beat, once: without it lost work is not recovered.",
    )


def test_beat_that_has_just_begun_is_asked_again_later(db: None) -> None:
    periodic_task(last_run_at=None)

    assert doctor.beat() == Finding(
        State.WARNING,
        "Beat",
        "has noted no run yet",
        "Ask again when it has run for five minutes.",
    )


def test_beat_has_nothing_to_send_before_setup(db: None) -> None:
    PeriodicTask.objects.all().delete()  # another test may have set this database up

    assert doctor.beat() == Finding(
        State.MISSING, "Beat", "no periodic task is on", "Run `manage.py setup`."
    )


def test_web_and_events_are_asked_at_their_addresses(site: str, settings: Any) -> None:
    settings.WEB_URL = site

    assert doctor.web() == Finding(State.OK, "Web", f"{site}/healthz")
    assert doctor.events(site) == Finding(State.OK, "Events", f"{site}/events/healthz")


def test_a_process_that_answers_with_a_failure_is_missing(site: str, settings: Any) -> None:
    settings.WEB_URL = f"{site}/starting"

    assert doctor.web() == Finding(
        State.MISSING,
        "Web",
        f"{site}/starting/healthz answers 503",
        "Start it, or mend WEB_URL.",
    )


def test_events_that_do_not_answer_are_missing() -> None:
    found = doctor.events("http://127.0.0.1:9")

    assert (found.state, found.help) == (
        State.MISSING,
        "Start the events process and Caddy, or name the site's address with --address.",
    )
    assert found.detail.startswith("http://127.0.0.1:9/events/healthz: ")


# --- this machine ---------------------------------------------------------------------------------
def test_static_files_are_missing_until_built_and_collected(tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "collected"
    before = doctor.static_files()
    (tmp_path / "static" / "build").mkdir(parents=True)
    (tmp_path / "static" / "build" / "app.css").touch()
    built = doctor.static_files()
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").touch()

    assert before.help == "Run `npm ci` and `npm run build`."
    assert built.help == "Run `manage.py collectstatic`."
    assert doctor.static_files() == Finding(
        State.OK, "Styles and scripts", str(settings.STATIC_ROOT)
    )


def test_translations_are_to_be_compiled_from_what_they_hold_now(
    tmp_path: Path, settings: Any
) -> None:
    settings.LOCALE_PATHS = [tmp_path]
    source = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.touch()
    before = doctor.translations()
    source.with_suffix(".mo").touch()
    after = doctor.translations()
    os.utime(source.with_suffix(".mo"), (0, 0))
    help_ = "Run `python -m config.stack.catalogues`."

    assert before == Finding(State.MISSING, "Translations", "zh_Hans is not compiled", help_)
    assert after == Finding(State.OK, "Translations", "zh_Hans")
    assert doctor.translations() == Finding(
        State.WARNING, "Translations", "zh_Hans has changed since it was compiled", help_
    )


def test_every_kind_of_picture_can_be_read_here() -> None:
    assert doctor.pictures() == Finding(State.OK, "Pictures", "JPEG, PNG, WebP, HEIC")


def test_the_disk_is_where_the_data_lies(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path / "gone"

    assert doctor.disk() == Finding(
        State.MISSING,
        "Disk",
        f"{tmp_path / 'gone'}: No such file or directory",
        "Make the folder, or mend DATA_DIR.",
    )


@pytest.mark.parametrize(
    ("low", "none", "state", "advice"),
    [
        (0, 0, State.OK, ""),
        (2**62, 0, State.WARNING, "Make room soon."),
        (2**62, 2**62, State.MISSING, "Make room: PostgreSQL stops when nothing is left."),
    ],
)
def test_a_full_disk_is_said_before_it_hurts(
    low: int, none: int, state: State, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "LOW_DISK_BYTES", low)
    monkeypatch.setattr(doctor, "NO_DISK_BYTES", none)

    found = doctor.disk()

    assert (found.state, found.help) == (state, advice)
    assert " GB free at " in found.detail


def test_the_embedded_servers_are_named_with_their_programs() -> None:
    assert doctor.embedded_servers() == [
        Finding(State.OK, f"Embedded {server.title}", str(binaries.find(server)))
        for server in binaries.SERVERS
    ]


# --- settings -------------------------------------------------------------------------------------
def test_settings_of_a_trial_are_named_one_by_one(settings: Any) -> None:
    settings.DEBUG, settings.SECRET_KEY, settings.ALLOWED_HOSTS = True, "no-secret-given", ["*"]
    settings.PUBLIC_URL, settings.IS_HTTPS = "http://studio.example.com", False
    settings.HAS_EMAIL, settings.DATA_DIR = False, Path("/data")

    assert [line(finding) for finding in doctor.choices()] == [
        "warning  Settings              DEBUG is on. Turn it off: its pages show what is inside.",
        (
            "missing  Settings              SECRET_KEY is not set. Set it to a long random text: "
            "sessions can be forged."
        ),
        (
            "warning  Settings              ALLOWED_HOSTS allows every host. Name your own hosts: "
            "links in mails could lead elsewhere."
        ),
        (
            "warning  Settings              PUBLIC_URL is http://studio.example.com, in the clear. "
            "Put TLS in front and set PUBLIC_URL to the https:// address."
        ),
        (
            "warning  Settings              mails are not sent: staff read them at /staff/. Set "
            "EMAIL_URL; until then e-mail addresses are not verified."
        ),
    ]


@pytest.mark.parametrize(
    ("address", "is_https"),
    [
        ("https://studio.example.com", True),
        ("http://localhost:8000", False),
        ("http://127.0.0.1", False),
    ],
)
def test_settings_fit_for_work_are_one_good_line(
    address: str,
    is_https: bool,
    settings: Any,
) -> None:
    settings.DEBUG, settings.SECRET_KEY, settings.HAS_EMAIL = False, "long and random", True
    settings.ALLOWED_HOSTS = ["studio.example.com"]
    settings.PUBLIC_URL, settings.IS_HTTPS = address, is_https

    assert doctor.choices() == [Finding(State.OK, "Settings", "fit for people to work with")]


@pytest.mark.slow
# --- the whole ------------------------------------------------------------------------------------
def test_without_any_server_it_says_all_that_is_missing_and_ends_with_1(tmp_path: Path) -> None:
    away = {"WEB_URL": "http://127.0.0.1:9", "DATA_DIR": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "manage.py", "doctor", "--address", "http://127.0.0.1:9"],
        cwd=ROOT,
        env={**NOWHERE, **away, "DJANGO_SETTINGS_MODULE": "config.settings.production"},
        capture_output=True,
        text=True,
        check=False,
    )
    states = [row.split()[:2] for row in ended.stdout.splitlines()]

    assert ended.returncode == 1
    assert [state for state, _what in states[:9]] == ["missing"] * 9
    assert [what for _state, what in states[:9]] == [
        *("PostgreSQL", "Redis", "Files", "Web", "Events", "Workers", "Work", "Mails", "Beat"),
    ]
    assert "Start Redis first; workers are asked through it." in ended.stdout
    assert "Embedded" not in ended.stdout
    assert "Traceback" not in ended.stderr
    assert ended.stderr.strip().endswith("of what the product needs are missing.")


def test_beside_no_stack_make_doctor_says_what_to_do_first(tmp_path: Path) -> None:
    with pytest.raises(StackError) as refused:
        face.manage(DataFolder(tmp_path), {}, ["doctor"])

    assert str(refused.value) == f"No stack has run on {tmp_path} yet: `make up` first."
    assert list(tmp_path.iterdir()) == []
