"""The rounds of `bench.uploads`, among its servers."""

import os
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django

django.setup()

import httpx  # noqa: E402  after django.setup()
from boto3.s3.transfer import TransferConfig  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.services import NewPerson, create_person, sign_in_program  # noqa: E402
from assets import storage  # noqa: E402
from assets.bucket import client  # noqa: E402
from assets.services import sending  # noqa: E402
from bench import servers  # noqa: E402
from workspaces import services as workspaces  # noqa: E402

AT_ONCE = 4
SIGNED_AT_ONCE = 16
MEGABYTE = 1024**2
LIMIT = 0.8
# Each of the web's processes reads its own modules first.
WARMING = 20
# Of the file's bytes, at most so many may have been read by the web process: requests and answers.
WEB_SHARE = 0.01
UPLOADS = "/api/v1/assets/uploads"


class Sender:
    """A program that sends a file by the API, and the same file by boto3."""

    def __init__(self, file: Path, origin: str) -> None:
        self.file, self.size = file, file.stat().st_size
        user = create_person(
            NewPerson(f"bench-{uuid.uuid4().hex}@example.com", "Bench", uuid.uuid4().hex)
        )
        self.schema_name = workspaces.create(name="Bench", owner=user).schema_name
        session = sign_in_program(user, user_agent="bench", address=None, now=timezone.now())
        headers = {"Authorization": f"Bearer {session.access_token}"}
        self.http = httpx.Client(base_url=origin, headers=headers, timeout=60)

    def in_parts(self) -> None:
        """Announce, sign, put four parts at a time, complete; then wait for nothing more."""
        body = {"filename": "film.mp4", "content_type": "video/mp4", "size_bytes": self.size}
        begun = self._told("POST", UPLOADS, body)
        numbers = list(range(1, begun["parts"] + 1))
        lists = [
            numbers[start : start + SIGNED_AT_ONCE]
            for start in range(0, len(numbers), SIGNED_AT_ONCE)
        ]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for some in lists:
                signed = self._told("POST", begun["parts_url"], {"numbers": some})["parts"]
                list(pool.map(lambda part: self._put(begun["part_bytes"], part), signed))
        # Joined by the store at the service's call, as completing does.
        self._told("POST", begun["complete_url"], {})
        key = f"quarantine/{self.schema_name}/{begun['id']}"
        assert storage.size_of(key) == self.size
        storage.delete_many([key])

    def by_boto3(self) -> None:
        """Upload the file straight to the store, in parts of the same length."""
        key = f"bench/{uuid.uuid4()}"
        config = TransferConfig(
            multipart_threshold=MEGABYTE,
            multipart_chunksize=sending.PART_BYTES,
            max_concurrency=AT_ONCE,
        )
        client().upload_file(str(self.file), settings.S3_BUCKET, key, Config=config)
        assert storage.size_of(key) == self.size
        storage.delete_many([key])

    def _put(self, part_bytes: int, part: dict[str, Any]) -> None:
        where = urlsplit(part["url"])
        with self.file.open("rb") as file:
            file.seek((part["number"] - 1) * part_bytes)
            content = file.read(part["size_bytes"])
        connection = HTTPConnection(where.hostname or "", where.port, timeout=120)
        connection.request("PUT", f"{where.path}?{where.query}", body=content)
        status = connection.getresponse().status
        connection.close()
        assert status == 200, status

    def _told(self, method: str, path: str, body: dict[str, Any]) -> Any:
        return self.http.request(method, path, json=body).raise_for_status().json()


def timed(call: Callable[[], None], size: int) -> float:
    """Return the megabytes a second of a call."""
    began = time.perf_counter()
    call()
    return size / MEGABYTE / (time.perf_counter() - began)


def read_by(pid: int) -> int:
    """Return how many bytes a process and all it started have read, from wherever."""
    lines = (Path(f"/proc/{one}/io").read_text() for one in servers.family(pid))
    return sum(int(text.split()[1]) for text in lines)


def main() -> int:
    """Print the figures; return 1 when a limit is not kept."""
    mb, rounds, port, web = (int(word) for word in sys.argv[1:5])
    settings.API_REQUESTS_A_MINUTE = 10_000_000
    with tempfile.NamedTemporaryFile(suffix=".mp4") as made:
        piece = os.urandom(MEGABYTE)
        for _ in range(mb):
            made.write(piece)
        made.flush()
        sender = Sender(Path(made.name), f"http://localhost:{port}")
        ours: list[float] = []
        theirs: list[float] = []
        for _ in range(WARMING):
            sender.http.get(UPLOADS).raise_for_status()
        before = read_by(web)
        for number in range(rounds):
            pair = [(ours, sender.in_parts), (theirs, sender.by_boto3)]
            for speeds, call in pair if number % 2 else reversed(pair):
                speeds.append(timed(call, sender.size))
        share = (read_by(web) - before) / (rounds * sender.size)
    ratio = max(ours) / max(theirs)
    kept = ratio >= LIMIT and share <= WEB_SHARE
    print(
        f"{mb} MB in parts of {sending.PART_BYTES // MEGABYTE} MB, {AT_ONCE} at a time: presigned "
        f"through Caddy {_shown(ours)}, boto3 straight {_shown(theirs)} MB/s; {servers.load()}"
    )
    print(
        f"ratio of the best {ratio:.2f} (at least {LIMIT}); the web process read {share:.3%} of the "
        f"bytes (at most {WEB_SHARE:.0%}): {'within' if kept else 'OVER'}"
    )
    return 0 if kept else 1


def _shown(speeds: list[float]) -> str:
    return " / ".join(f"{speed:.0f}" for speed in speeds)


if __name__ == "__main__":
    sys.exit(main())
