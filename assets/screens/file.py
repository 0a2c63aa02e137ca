"""One file as its page shows it, whatever kind it is of."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from assets import addresses, names, services, storage, unread
from assets.decoding.limits import WEB_PX
from assets.decoding.specimen import Line, without
from assets.models import Asset, AssetVersion, Page, Reading
from assets.screens import tiles
from assets.screens.measured import known_of

DUPLICATES_SHOWN = 5
VERSIONS_SHOWN = 50
# Pages that come with the page itself; the others when somebody scrolls to them.
PAGES_AT_ONCE = 2
READ = (Asset.Kind.DOCUMENT, Asset.Kind.SHEET)
# Of what is to be known of a document, what changes how it looks here.
SEEN = ("truncated", "formulas-without-values", "mixed-encodings")


@dataclass(frozen=True, slots=True)
class Version:
    """One row of the versions. thumb_url: empty for what has no picture."""

    version: AssetVersion
    thumb_url: str
    by: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """A document as it is read on the page. shown: the page that comes first, of a table the sheet.

    state: of the reading; empty when it was never asked for. why: it could not be opened. notes:
    what is not as the document has it.
    """

    state: str
    pages: Sequence[Page]
    shown: Page | None = None
    why: str = ""
    notes: Sequence[str] = ()

    @property
    def is_coming(self) -> bool:
        """Whether its pages are being made."""
        return self.state in (Reading.State.WAITING, Reading.State.RUNNING)


@dataclass(frozen=True, slots=True)
class FilePage:
    """Everything the page of a file shows.

    rows: what is known of it, (what, value). web_url: of a large picture, once that size is made.
    """

    asset: Asset
    tags: Sequence[str]
    rows: Sequence[tuple[str, str]]
    by: str
    versions: Sequence[Version]
    duplicates: Sequence[Asset]
    url: str
    preview_url: str
    cover_url: str
    web_url: str
    companions: Sequence[tuple[str, str]]
    reader: Reader | None

    @property
    def preview_width(self) -> int:
        """How wide the preview of a picture is."""
        return self._width_within(addresses.LARGE_PX)

    @property
    def web_width(self) -> int:
        """How wide a picture is in the size for the web."""
        return self._width_within(WEB_PX)

    @property
    def specimen(self) -> Sequence[Line]:
        """What a font is shown by: letters it has."""
        return without(str(self.file.measured.get("lacking", "")))

    @property
    def file(self) -> AssetVersion:
        """The version that is shown."""
        return self.asset.file

    @property
    def kind_name(self) -> str:
        """Its kind as people call it."""
        return str(tiles.NAMES[Asset.Kind(self.asset.kind)])

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        return tiles.ICONS[Asset.Kind(self.asset.kind)]

    @property
    def ending(self) -> str:
        """What it is by its ending: "PDF"."""
        return names.extension_of(self.file.content_type).upper()

    def _width_within(self, side_px: int) -> int:
        width, longer = self.file.width_px, max(self.file.width_px, self.file.height_px, 1)
        return round(width * min(1.0, side_px / longer))


def page(asset_id: UUID, *, origin: str, sheet: int = 1) -> FilePage:
    """Return a file of the library as its page shows it. sheet: of a table, which one.

    Raises:
        Asset.DoesNotExist: it is not in the library.
    """
    asset = services.assets().get(pk=asset_id)
    rows = list(services.versions_of(asset.pk)[:VERSIONS_SHOWN])
    people = _people([asset.created_by_id, *(row.created_by_id for row in rows)])
    has_picture = asset.kind == Asset.Kind.IMAGE or bool(asset.file.thumbs)
    return FilePage(
        asset=asset,
        tags=list(asset.tags.order_by("name").values_list("name", flat=True)),
        rows=known_of(asset.file),
        by=people.get(asset.created_by_id, ""),
        versions=[
            Version(
                row,
                _thumb(row, origin=origin),
                people.get(row.created_by_id, ""),
                row.pk == asset.current_id,
            )
            for row in rows
        ],
        duplicates=list(services.duplicates_of(asset)[:DUPLICATES_SHOWN]),
        url=addresses.picture_url(asset, origin=origin),
        preview_url=(
            addresses.thumb_url(asset, origin=origin, side_px=addresses.LARGE_PX)
            if has_picture
            else ""
        ),
        cover_url=addresses.companion_url(asset, "cover", origin=origin) or "",
        web_url=_web(asset, origin=origin),
        companions=_companions(asset, origin=origin),
        reader=reader(asset, sheet=sheet) if asset.kind in READ else None,
    )


def reader(asset: Asset, *, sheet: int = 1) -> Reader:
    """Return a document as it is read; the blocks only of the page that is shown."""
    reading = Reading.objects.filter(version=asset.file).defer("text", "found").first()
    if reading is None:
        return Reader("", [])
    pages = list(reading.pages.defer("blocks"))
    shown = next((page for page in pages if page.number == sheet), None) or next(iter(pages), None)
    why = unread.sentence(reading.problem) if reading.state == Reading.State.FAILED else ""
    notes = [code for code in services.notes_of(reading) if code in SEEN]
    return Reader(reading.state, pages, shown, why, unread.notes(notes))


def pages_of(asset: Asset, numbers: Sequence[int]) -> list[Page]:
    """Return these pages of a document, with all that stands on them."""
    return list(Page.objects.filter(reading__version=asset.file, number__in=numbers))


def _people(ids: Sequence[UUID | None]) -> dict[UUID | None, str]:
    """Return what those are called that are known."""
    known = {pk for pk in ids if pk is not None}
    return {user.pk: user.label for user in User.objects.filter(pk__in=known)}


def _thumb(version: AssetVersion, *, origin: str) -> str:
    key = version.thumbs.get(str(addresses.SMALL_PX))
    return storage.presigned_get(key, origin=origin, content_type="image/webp") if key else ""


def _web(found: Asset, *, origin: str) -> str:
    """Return where the size for the web is; empty when there is none, or none yet."""
    file = found.file
    if found.kind != Asset.Kind.IMAGE or max(file.width_px, file.height_px) <= WEB_PX:
        return ""
    return services.web_url(file, origin=origin) or ""


def _companions(found: Asset, *, origin: str) -> list[tuple[str, str]]:
    """Return what can be saved besides a video: (what, address)."""
    asked = (("SRT", "subtitles", "srt"), ("JPG", "cover", "jpg"))
    saved = (
        (
            label,
            addresses.companion_url(
                found, name, origin=origin, filename=names.download_name(found.name, extension)
            ),
        )
        for label, name, extension in asked
    )
    return [(label, url) for label, url in saved if url]
