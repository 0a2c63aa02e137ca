"""Photos of an import that lie on the web: fetched, and taken in like any upload."""

import io
import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from billiard.exceptions import SoftTimeLimitExceeded
from botocore.exceptions import BotoCoreError, ClientError
from django.db import InterfaceError, OperationalError, transaction

from accounts.models import User
from assets.models import CatalogueImport, ImportRow, Upload
from assets.refusals import UploadRefused
from assets.services import uploads, work
from billing.quotas import QuotaExceeded
from workspaces.fetch import Fetched, FetchRefused, fetch

MAX_BYTES = 25 * 1024 * 1024
SECONDS = 15.0
AT_ONCE = 4
# So long a worker is at it before it hands over: a task has its limit.
BUDGET_SECONDS = 900.0
SIGN_SECONDS = 10.0
_EXTENSIONS = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif",
    "image/avif": ".avif", "image/heic": ".heic",
}  # fmt: skip
# Of the whole step, not of one photo: it waits, is done again, or ends.
_GENERAL = (
    work.Overtaken, BotoCoreError, ClientError, OperationalError, InterfaceError,
    SoftTimeLimitExceeded,
)  # fmt: skip
# None: nobody knows why it could not be fetched.
_Answer = Fetched | FetchRefused | None
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Wanted:
    row: ImportRow
    at: int

    @property
    def url(self) -> str:
        address: str = self.row.values["photos"][self.at]["url"]
        return address


def fetch_photos(run: CatalogueImport, *, actor: User, schema_name: str) -> bool:
    """Fetch the photos that imported rows name by address; what cannot be had is noted at the row.

    An address is fetched once, however many products name it. Returns whether all were tried;
    otherwise the work was handed over to go on.

    Raises:
        Overtaken: another worker is at it, or it was stopped.
    """
    wanted = _wanted(run)
    if not wanted:
        return True
    until = time.monotonic() + BUDGET_SECONDS
    by_url: dict[str, list[_Wanted]] = {}
    for one in wanted:
        by_url.setdefault(one.url, []).append(one)
    addresses = list(by_url)
    # Threads fetch and nothing else: the database is this thread's alone.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for at in range(0, len(addresses), AT_ONCE):
            for url, answer in _fetched(run, pool, addresses[at : at + AT_ONCE]):
                for one in by_url[url]:
                    _take(run, one, answer, actor=actor, schema_name=schema_name)
            if time.monotonic() > until and at + AT_ONCE < len(addresses):
                _hand_over(run, schema_name=schema_name)
                return False
    return True


def _wanted(run: CatalogueImport) -> list[_Wanted]:
    rows = run.rows.filter(
        state=ImportRow.State.IMPORTED, values__photos__contains=[{"does": "fetch"}]
    )
    return [
        _Wanted(row, at)
        for row in rows.order_by("number")
        for at, photo in enumerate(row.values["photos"])
        if photo["does"] == "fetch"
    ]


def _fetched(
    run: CatalogueImport, pool: ThreadPoolExecutor, addresses: Sequence[str]
) -> Iterator[tuple[str, _Answer]]:
    futures = [pool.submit(_fetch, url) for url in addresses]
    for url, future in zip(addresses, futures, strict=True):
        while not future.done():
            try:
                future.result(timeout=SIGN_SECONDS)
            except TimeoutError:
                work.alive(run)
        yield url, future.result()


def _fetch(url: str) -> _Answer:
    try:
        return fetch(url, max_bytes=MAX_BYTES, seconds=SECONDS)
    except FetchRefused as refused:
        return refused
    except Exception:
        log.exception("a photo was not fetched")
        return None


def _take(
    run: CatalogueImport, one: _Wanted, answer: _Answer, *, actor: User, schema_name: str
) -> None:
    if answer is None:
        _note(run, one, "photo-failed", {"name": one.url})
        return
    if isinstance(answer, FetchRefused):
        _note(run, one, answer.code, {})
        return
    try:
        _receive(run, one, answer, actor=actor, schema_name=schema_name)
    except QuotaExceeded:
        _note(run, one, "photo-no-room", {"name": one.url})
    except UploadRefused as refused:
        why = {"name": one.url, "refused": refused.code, "told": refused.data}
        _note(run, one, "photo-refused", why)
    except _GENERAL:
        raise
    except Exception:
        log.exception("a photo was not taken", extra={"id": str(run.pk)})
        _note(run, one, "photo-failed", {"name": one.url})


def _receive(
    run: CatalogueImport, one: _Wanted, answer: Fetched, *, actor: User, schema_name: str
) -> None:
    def also(upload: Upload) -> None:
        # The import is forgotten one day; by this the next one knows what is there.
        Upload.objects.filter(pk=upload.pk).update(problem_data={"from": one.url})
        _mark(run, one, does="has", upload=str(upload.pk))

    uploads.receive(
        uploads.Arriving(
            _filename(one.url, answer), answer.content_type, len(answer.content), one.row.product_id
        ),
        io.BytesIO(answer.content),
        schema_name=schema_name,
        actor=actor,
        also=also,
    )


def _note(run: CatalogueImport, one: _Wanted, code: str, data: dict[str, Any]) -> None:
    told = {"column": "", "code": code, "data": {**data, "url": one.url}}
    with transaction.atomic(durable=True):
        one.row.values["photos"][one.at].pop("upload", None)
        one.row.values.setdefault("notes", []).append(told)
        _mark(run, one, does="refused")


def _mark(run: CatalogueImport, one: _Wanted, **told: Any) -> None:
    """Note what became of a photo; joins the transaction that is open."""
    one.row.values["photos"][one.at].update(told)
    ImportRow.objects.filter(pk=one.row.pk).update(values=one.row.values)
    work.alive(run)


def _hand_over(run: CatalogueImport, *, schema_name: str) -> None:
    with transaction.atomic(durable=True):
        work.alive(run)
        work.again(run)
        work.send(run, schema_name=schema_name)


def _filename(url: str, answer: Fetched) -> str:
    """Return what the photo is called: by its address, with an extension of its type."""
    name = unquote(PurePosixPath(urlsplit(url).path).name) or "photo"
    extension = _EXTENSIONS.get(answer.content_type, "")
    known = PurePosixPath(name).suffix.lower()
    is_named = known in {*_EXTENSIONS.values(), ".jpeg", ".tif", ".tiff", ".bmp"}
    return name if is_named or not extension else f"{name}{extension}"
