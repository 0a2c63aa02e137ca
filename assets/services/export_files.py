"""Files of the library as one zip, with a list of what is in it."""

import csv
import io
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Sum, Value
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import User
from assets import names, storage, zips
from assets.models import Asset, Export
from assets.services import exports
from assets.services.exports import Alive
from assets.services.work import WorkFailed
from audit.tables import MARK, cell

MOST_FILES = 1000
MOST_BYTES = 5 * 1024**3
# Of one person at a time: the one worker for long work is everybody's.
MOST_OPEN = 3
MANIFEST = "manifest.csv"
# Files looked up at a time.
AT_ONCE = 100
# Seconds between two signs of life.
SIGN_EVERY = 5.0
COLUMNS = (
    "file", "name", "id", "kind", "type", "size_bytes", "sha256", "width_px", "height_px",
    "duration_ms", "product", "sku", "tags", "added_at", "note",
)  # fmt: skip
# Only what is plain text or tables of numbers gets smaller; all else is packed already.
PACKED = ("text/", "font/ttf", "font/otf")


class TooMuch(Exception):
    """More is asked for than goes into one download, or than is made at a time. code: stable."""

    def __init__(self, code: str, *, files: int, size_bytes: int) -> None:
        super().__init__(code)
        self.code, self.files, self.size_bytes = code, files, size_bytes

    def __str__(self) -> str:
        if self.code == "export-empty":
            return _("None of these files is in the library. Select others and try again.")
        if self.code == "export-too-many-open":
            return _("Your other downloads are still being made. Wait until one of them is ready.")
        if self.code == "export-too-many-files":
            return _(
                "You selected %(files)s files; one download holds at most %(most)s. Select fewer."
            ) % {
                "files": number_format(self.files, force_grouping=True),
                "most": number_format(MOST_FILES, force_grouping=True),
            }
        return _(
            "These files are %(size)s together; one download holds at most %(most)s. Select fewer."
        ) % {"size": filesizeformat(self.size_bytes), "most": filesizeformat(MOST_BYTES)}


@dataclass(slots=True)
class _Pack:
    """What is known while a zip is written: names that are taken, rows of the list, the last sign."""

    alive: Alive
    names: zips.Names = field(default_factory=lambda: zips.Names(MANIFEST))
    rows: list[dict[str, object]] = field(default_factory=list)
    signed: float = 0.0

    def sign(self) -> None:
        """Give a sign of life, though not with every piece."""
        if time.monotonic() - self.signed >= SIGN_EVERY:
            self.alive(done=len(self.rows))
            self.signed = time.monotonic()


def ask(asset_ids: Sequence[UUID], *, actor: User, schema_name: str) -> Export:
    """Have these files of the library put into one zip; what is not in it is left out.

    Raises:
        TooMuch: they are too many, too large, or none.
    """
    wanted = list(dict.fromkeys(asset_ids))
    if len(wanted) > MOST_FILES:
        raise TooMuch("export-too-many-files", files=len(wanted), size_bytes=0)
    there = Asset.objects.filter(pk__in=wanted, deleted_at__isnull=True, current__isnull=False)
    found = set(there.values_list("pk", flat=True))
    size = there.aggregate(size=Sum("size_bytes"))["size"] or 0
    if not found:
        raise TooMuch("export-empty", files=0, size_bytes=0)
    if size > MOST_BYTES:
        raise TooMuch("export-too-large", files=len(found), size_bytes=size)
    if exports.open_of(actor) >= MOST_OPEN:
        raise TooMuch("export-too-many-open", files=len(found), size_bytes=size)
    return exports.begin(
        Export.Kind.FILES,
        parameters={"asset_ids": [str(pk) for pk in wanted if pk in found]},
        filename=f"files-{timezone.localdate():%Y-%m-%d}.zip",
        total=len(found),
        actor=actor,
        schema_name=schema_name,
    )


def pieces(export: Export, alive: Alive) -> Iterator[bytes]:
    """Yield the zip of an export's files, with `manifest.csv` as its last (a maker of exports)."""
    pack = _Pack(alive)
    yield from zips.pieces(_entries(export.parameters["asset_ids"], pack))


def _entries(asset_ids: Sequence[str], pack: _Pack) -> Iterator[zips.Entry]:
    left = MOST_BYTES
    for asset in _in_order(asset_ids):
        pack.sign()
        file = asset.file
        # A new version may have come since it was asked for.
        left -= file.size_bytes
        if left < 0:
            raise WorkFailed("export-too-large")
        try:
            content = storage.stream(file.key)
        except FileNotFoundError:
            pack.rows.append(_row(asset, "", note="missing"))
            continue
        name = pack.names.unique(asset.name, names.extension_of(file.content_type))
        pack.rows.append(_row(asset, name))
        yield zips.Entry(
            name=name,
            at=file.created_at,
            size_bytes=file.size_bytes,
            pieces=_signing(content, pack),
            is_packed=file.content_type.startswith(PACKED),
        )
    told = _manifest(pack.rows)
    yield zips.Entry(MANIFEST, timezone.now(), len(told), [told], is_packed=True)


def _signing(content: Iterable[bytes], pack: _Pack) -> Iterator[bytes]:
    for piece in content:
        pack.sign()
        yield piece


def _in_order(asset_ids: Sequence[str]) -> Iterator[Asset]:
    """Yield those that are still in the library, in the order they were asked for."""
    for start in range(0, len(asset_ids), AT_ONCE):
        some = asset_ids[start : start + AT_ONCE]
        found = {
            str(asset.pk): asset
            for asset in Asset.objects.filter(
                pk__in=some, deleted_at__isnull=True, current__isnull=False
            )
            .select_related("current", "product")
            .annotate(tag_names=StringAgg("tags__name", delimiter=", ", default=Value("")))
        }
        yield from (found[key] for key in some if key in found)


def _row(asset: Asset, name: str, *, note: str = "") -> dict[str, object]:
    file, product = asset.file, asset.product
    return {
        "file": name,
        "name": asset.name,
        "id": asset.pk,
        "kind": asset.kind,
        "type": file.content_type,
        "size_bytes": file.size_bytes,
        "sha256": file.sha256,
        "width_px": file.width_px or "",
        "height_px": file.height_px or "",
        "duration_ms": file.duration_ms or "",
        "product": product.name if product else "",
        "sku": product.sku if product else "",
        "tags": asset.tag_names,  # type: ignore[attr-defined]  # annotated
        "added_at": asset.created_at.isoformat(timespec="seconds"),
        "note": note,
    }


def _manifest(rows: Sequence[dict[str, object]]) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    writer.writerows([cell(row[name]) for name in COLUMNS] for row in rows)
    return (MARK + target.getvalue()).encode()
