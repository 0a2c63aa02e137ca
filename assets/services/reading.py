"""Documents are read once: their pages, their words and the facts they state."""

import logging
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.actors import actor_of
from accounts.models import User
from assets import answers, child, places, storage
from assets.models import Asset, AssetVersion, Page, Reading
from assets.services import indexing, proposals, work
from assets.services.work import WorkFailed
from audit import services as audit
from audit.actions import Action
from workspaces import tenancy

log = logging.getLogger(__name__)
READ = (Asset.Kind.DOCUMENT, Asset.Kind.SHEET)
# What the reader calls a file by its type.
KINDS: Mapping[str, str] = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.ms-excel.sheet.macroEnabled.12": "xlsx",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
}
LIMITS = child.Limits(memory_mib=1024, cpu_seconds=150, wall_seconds=200)
# A lease ends after 60 s of silence.
SIGN_SECONDS = 5
MAX_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class _Read:
    """What the reader answered, with its page pictures in the bucket already."""

    pages: list[Page]
    text: str
    found: list[dict[str, Any]]
    notes: list[str]

    @property
    def keys(self) -> list[str]:
        return [page.picture for page in self.pages if page.picture]


def begin(version: AssetVersion) -> Reading | None:
    """Have a document's version read; None for what is no document. Joins a transaction.

    Once a version: one that is begun, or done, is returned as it is.
    """
    return _begin(version) if version.asset.kind in READ else None


def _begin(version: AssetVersion) -> Reading:
    reading, is_new = Reading.objects.get_or_create(
        version=version, defaults={"created_by_id": version.created_by_id}
    )
    if is_new:
        work.send(reading, schema_name=tenancy.current())
    return reading


def read_again(version_id: UUID, *, actor: User) -> Reading:
    """Read a document anew; what is being read already is let finish.

    Raises:
        AssetVersion.DoesNotExist: no such version of a document in the library.
    """
    with transaction.atomic(durable=True):
        version = AssetVersion.objects.select_related("asset").get(
            pk=version_id, asset__kind__in=READ, asset__deleted_at__isnull=True
        )
        reading, is_new = Reading.objects.get_or_create(
            version=version, defaults={"created_by_id": actor.pk}
        )
        if not is_new and reading.state in (Reading.State.WAITING, Reading.State.RUNNING):
            return reading
        work.again(reading)
        reading.refresh_from_db()
        work.send(reading, schema_name=tenancy.current())
    return reading


def propose_from(product_id: UUID, asset_id: UUID, *, actor: User) -> Reading:
    """Propose what a document of a product states; one that was never read, is read first.

    Raises:
        Product.DoesNotExist: no such product.
        Asset.DoesNotExist: it is no document of this product.
    """
    with transaction.atomic(durable=True):
        asset = Asset.objects.select_related("current").get(
            pk=asset_id, product=product_id, kind__in=READ, deleted_at__isnull=True
        )
        reading = _begin(asset.file)
        if reading.state == Reading.State.READY:
            proposals.write(product_id, asset.file.pk, actor=actor_of(actor))
    return reading


def read(pk: UUID, *, schema_name: str) -> None:
    """Read one document: its pages, words and facts are written, or why they cannot be.

    A message delivered twice changes nothing.
    """
    work.run(Reading, pk, partial(_do, schema_name=schema_name), on_failure=_refuse)


def _do(reading: Reading, *, schema_name: str) -> None:
    version = _version_of(reading)
    _keep(reading, version, _ask(reading, version, schema_name=schema_name))


def _version_of(reading: Reading) -> AssetVersion:
    return AssetVersion.objects.select_related("asset__product").get(pk=reading.version_id)


def notes_of(reading: Reading) -> list[str]:
    """Return the codes of what is to be known of a document that was read."""
    notes: list[str] = reading.problem_data.get("notes", [])
    return notes


def keys_of(version_ids: Sequence[UUID]) -> list[str]:
    """Return the keys of page pictures of these versions: they go when the versions do."""
    pages = Page.objects.filter(reading__version__in=version_ids).exclude(picture="")
    return list(pages.values_list("picture", flat=True))


def _ask(reading: Reading, version: AssetVersion, *, schema_name: str) -> _Read:
    kind = KINDS.get(version.content_type)
    if kind is None:
        raise WorkFailed("document-kind-unread")
    with tempfile.TemporaryDirectory(prefix="reading-") as name:
        folder = Path(name)
        source = f"source.{kind}"
        try:
            storage.fetch(version.key, folder / source)
        except FileNotFoundError as error:
            raise WorkFailed("document-gone") from error
        try:
            answer = child.run(
                "assets.reading",
                {"source": source, "kind": kind, "subject": _subject(version)},
                folder=folder,
                limits=LIMITS,
                on_event=_sign(reading),
            )
        except child.ChildFailed as failure:
            # The reader's complaint may quote the document: it is for our log alone.
            log.warning("a document was not read", extra={"id": str(reading.pk), "why": failure})
            code = "document-unreadable" if failure.reason == "crash" else "document-too-heavy"
            raise WorkFailed(code) from failure
        if "refused" in answer:
            raise WorkFailed(answer["refused"], answer.get("data"))
        return _take(answers.plain(answer), folder, reading, schema_name=schema_name)


def _take(answer: dict[str, Any], folder: Path, reading: Reading, *, schema_name: str) -> _Read:
    """Store the page pictures; what was stored is taken back when one cannot be."""
    pages: list[Page] = []
    found = answers.found(answer["found"])
    try:
        for told in answer["pages"]:
            page = _page(told, folder, reading, schema_name=schema_name)
            page.blocks = answers.blocks(told.get("blocks") or [], page.label, found)
            pages.append(page)
            work.alive(reading)
    except BaseException:
        storage.delete_many(page.picture for page in pages if page.picture)
        raise
    notes = list(answer.get("notes", []))
    return _Read(pages, answer["text"][:MAX_TEXT], found, notes)


def _page(told: dict[str, Any], folder: Path, reading: Reading, *, schema_name: str) -> Page:
    key = ""
    if told.get("picture"):
        # A name, never a path: the child is not trusted to choose what of ours is stored.
        content = (folder / Path(told["picture"]).name).read_bytes()
        key = storage.new_key(schema_name, storage.DERIVED, "webp")
        storage.put(key, content, "image/webp")
    return Page(
        reading=reading,
        number=told["number"],
        label=(told.get("label") or "")[:80],
        picture=key,
        width_px=round(told.get("width") or 0),
        height_px=round(told.get("height") or 0),
    )


def _subject(version: AssetVersion) -> dict[str, Any] | None:
    """Return which product's row is wanted of a table of many."""
    product = version.asset.product
    if product is None:
        return None
    names = [name for name in (product.name, product.name_zh) if name]
    return {"sku": product.sku, "names": names}


def _sign(reading: Reading) -> Callable[[dict[str, Any]], None]:
    """Return what gives a sign of life, seldom enough not to weigh on the database."""
    last = time.monotonic()

    def tell(_event: dict[str, Any]) -> None:
        nonlocal last
        if time.monotonic() - last >= SIGN_SECONDS:
            last = time.monotonic()
            work.alive(reading)

    return tell


def _keep(reading: Reading, version: AssetVersion, found: _Read) -> None:
    before = keys_of([version.pk])
    try:
        with transaction.atomic(durable=True):
            reading.pages.all().delete()
            Page.objects.bulk_create(found.pages)
            known = {"notes": found.notes, "subject": str(version.asset.product_id or "")}
            work.finish(reading, text=found.text, found=found.found, problem_data=known)
            _record(version, reading, data={"pages": len(found.pages)})
            _propose(version, reading)
            indexing.index([version.asset_id])
    except BaseException:
        storage.delete_many(found.keys)
        raise
    storage.delete_many(before)


def _propose(version: AssetVersion, reading: Reading) -> None:
    """Propose to the product the document is of by now: a version that was replaced is history."""
    asset = Asset.objects.only("product_id", "current_id", "deleted_at").get(pk=version.asset_id)
    if asset.product_id and asset.current_id == version.pk and asset.deleted_at is None:
        actor = audit.system_for(reading.created_by_id)
        proposals.write(asset.product_id, version.pk, actor=actor)


def _refuse(reading: Reading, failure: WorkFailed) -> None:
    with transaction.atomic(durable=True):
        work.fail(reading, failure)
        _record(_version_of(reading), reading, outcome="error", reason=failure.code)


def _record(
    version: AssetVersion,
    reading: Reading,
    *,
    outcome: str = "ok",
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    audit.record(
        Action.DOCUMENT_READ,
        actor=audit.system_for(reading.created_by_id),
        workspace_id=places.workspace_id(),
        target=audit.Target("asset", str(version.asset_id), version.asset.name),
        details=audit.Details(outcome=outcome, reason=reason, data=data or {}),
    )
