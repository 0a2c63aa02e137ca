"""A job's video: how far it is, and the player once it is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from assets.clock import clock
from assets.models import Asset
from generation import failures, wording
from generation.models import OPEN_ITEM, ItemState, JobItem, Output, ProjectVersion
from generation.screens import items as known
from generation.screens.pictures import Pictures

MP4, SRT, JPEG = "video/mp4", "application/x-subrip", "image/jpeg"


@dataclass(frozen=True, slots=True)
class Film:
    """One video on the page, in whatever state it is. src, cover: addresses; empty until it is there.

    downloads: (what, address), for taking home. seconds: its length. asset_id: in the library.
    """

    item: JobItem
    src: str = ""
    cover: str = ""
    downloads: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    width_px: int = 0
    height_px: int = 0
    is_gone: bool = False
    made_offline: bool = False
    asset_id: UUID | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return self.item.state in OPEN_ITEM

    @property
    def project_id(self) -> str:
        """The project it is made from."""
        return str(self.item.params.get("project", ""))

    @property
    def stage(self) -> str:
        """What is being done to it."""
        return wording.stage(self.item.stage)

    @property
    def wait(self) -> str:
        """What it waits for besides its turn."""
        return known.wait_of(self.item)

    @property
    def failure(self) -> failures.Failure | None:
        """Why it could not be made."""
        return failures.explain(self.item.error_code) if self.item.error_code else None

    @property
    def length(self) -> str:
        """How long it lasts, as clocks say it."""
        return clock(self.seconds)

    @property
    def shape(self) -> str:
        """Whether it stands, lies or is square: `tall`, `wide`, `square`."""
        if self.width_px == self.height_px:
            return "square"
        return "tall" if self.height_px > self.width_px else "wide"


def cards_of(items: Sequence[JobItem], pictures: Pictures) -> list[Film]:
    """Return these items as videos; three queries at the most."""
    done = [item.pk for item in items if item.state == ItemState.SUCCEEDED]
    found = Output.objects.filter(item__in=done).select_related("asset__current") if done else []
    outputs = {output.item_id: output for output in found}
    stills = stills_of([item for item in items if item.state != ItemState.SUCCEEDED])
    return [
        _film(item, outputs.get(item.pk), pictures)
        if item.state == ItemState.SUCCEEDED
        else Film(item, cover=pictures.thumb(stills.get(item.pk), px=800))
        for item in items
    ]


def stills_of(items: Sequence[JobItem]) -> dict[UUID, Asset]:
    """Return item → what stands for a video that is not there: its first picture; two queries."""
    if not items:
        return {}
    wanted = [item.params.get("version_id") for item in items]
    versions = {
        str(version.pk): version for version in ProjectVersion.objects.filter(pk__in=wanted)
    }
    first = {
        item.pk: picture
        for item in items
        if (version := versions.get(str(item.params.get("version_id"))))
        and (picture := version.content["scenes"][0]["picture"])
    }
    assets = Asset.objects.select_related("current").in_bulk([UUID(key) for key in first.values()])
    return {pk: assets[UUID(picture)] for pk, picture in first.items() if UUID(picture) in assets}


def _film(item: JobItem, output: Output | None, pictures: Pictures) -> Film:
    asset = output.asset if output else None
    if asset is None or asset.current is None or asset.deleted_at is not None:
        return Film(item, is_gone=item.state == ItemState.SUCCEEDED)
    file = asset.current
    subtitles = file.companions.get("subtitles", "")
    cover = file.companions.get("cover", "")
    downloads = [
        ("MP4", pictures.download(asset, title=item.label)),
        ("SRT", pictures.kept(subtitles, content_type=SRT, filename=f"{item.label}.srt")),
        ("JPG", pictures.kept(cover, content_type=JPEG, filename=f"{item.label}.jpg")),
    ]
    return Film(
        item,
        src=pictures.original(asset),
        cover=pictures.kept(cover, content_type=JPEG),
        downloads=tuple((name, url) for name, url in downloads if url),
        seconds=(file.duration_ms or 0) / 1000,
        width_px=file.width_px,
        height_px=file.height_px,
        made_offline=bool(output and output.made_offline),
        asset_id=asset.pk,
    )
