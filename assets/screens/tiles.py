"""One file of a list as people see it: a picture, or a card that says what it is."""

from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assets import addresses, services
from assets.clock import clock
from assets.models import Asset
from assets.names import extension_of, split

# What is shown as itself; everything else is, when it has a picture.
SEEN = (Asset.Kind.IMAGE, Asset.Kind.VIDEO)
ICONS = {
    Asset.Kind.IMAGE: "image",
    Asset.Kind.VIDEO: "clapperboard",
    Asset.Kind.AUDIO: "music",
    Asset.Kind.DOCUMENT: "file-text",
    Asset.Kind.SHEET: "table-2",
    Asset.Kind.FONT: "type",
}
NAMES = {
    Asset.Kind.IMAGE: _("Image"),
    Asset.Kind.VIDEO: _("Video"),
    Asset.Kind.AUDIO: _("Sound"),
    Asset.Kind.DOCUMENT: _("Document"),
    Asset.Kind.SHEET: _("Table"),
    Asset.Kind.FONT: _("Font"),
}
# Tags that have room beside a name.
TAGS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Tile:
    """One file of the grid or the list. thumb_url: empty for what has no picture."""

    asset: Asset
    thumb_url: str
    tags: list[str] = field(default_factory=list)

    @property
    def dom_id(self) -> str:
        """What the page knows it by."""
        return f"asset-{self.asset.pk}"

    @property
    def caption(self) -> str:
        """What stands under it: of what was made what is sold, else what the file is called."""
        if self.asset.product and self.asset.kind in SEEN and not self.is_upload:
            return self.asset.product.name
        return self.asset.name

    @property
    def is_upload(self) -> bool:
        """Whether a person brought it."""
        return self.asset.source == Asset.Source.UPLOAD

    @property
    def length(self) -> str:
        """How long a video lasts, as clocks say it; empty for everything else."""
        return self._clock() if self.asset.kind == Asset.Kind.VIDEO else ""

    @property
    def note(self) -> str:
        """How long a sound lasts; empty for everything else."""
        return self._clock() if self.asset.kind == Asset.Kind.AUDIO else ""

    @property
    def is_contained(self) -> bool:
        """Whether it is shown whole: an original is never cropped, nor the page of a document."""
        if self.asset.kind not in SEEN:
            return True
        return self.is_upload and self.asset.file.width_px != self.asset.file.height_px

    @property
    def is_image(self) -> bool:
        """Whether images can be made from it."""
        return self.asset.kind == Asset.Kind.IMAGE

    @property
    def face(self) -> str:
        """What kind of card stands for it; empty where its picture does."""
        return "" if self.thumb_url else self.asset.kind

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        return ICONS[Asset.Kind(self.asset.kind)]

    @property
    def kind_name(self) -> str:
        """Its kind as people call it."""
        return str(NAMES[Asset.Kind(self.asset.kind)])

    @property
    def ending(self) -> str:
        """What its files' names end with, as a label ("PDF"); empty for pictures and videos."""
        if self.asset.kind in SEEN:
            return ""
        file = self.asset.file
        suffix = split(file.filename)[1].lstrip(".") or extension_of(file.content_type)
        return suffix.upper()[:5]

    @property
    def size(self) -> str:
        """How large its picture is, in pixels; empty where it has none."""
        file = self.asset.file
        if self.asset.kind not in SEEN or not file.width_px:
            return ""
        return f"{file.width_px} × {file.height_px}"

    @property
    def first_tags(self) -> list[str]:
        """The tags there is room for."""
        return self.tags[:TAGS_SHOWN]

    @property
    def more_tags(self) -> list[str]:
        """The tags there is no room for."""
        return self.tags[TAGS_SHOWN:]

    def _clock(self) -> str:
        return clock((self.asset.file.duration_ms or 0) / 1000)


def of(asset: Asset, *, origin: str) -> Tile:
    """Return a file's tile; its tags are those the question brought along (`tag_names`)."""
    has_picture = asset.kind in SEEN or bool(asset.file.thumbs)
    url = addresses.thumb_url(asset, origin=origin) if has_picture else ""
    return Tile(asset, url, getattr(asset, "tag_names", []))


def one(asset_id: UUID, *, origin: str) -> Tile:
    """Return one file with a fresh address.

    Raises:
        Asset.DoesNotExist: it is not in the library.
    """
    return of(services.assets().get(pk=asset_id), origin=origin)
