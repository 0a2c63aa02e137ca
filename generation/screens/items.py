"""Items as people know them: of which photo, in which look; and why some failed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from assets.models import Asset
from generation import failures, lifecycle, looks, wording
from generation.models import ItemState, Job, JobItem
from generation.screens.pictures import Pictures

PHOTOS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One cause for which items failed. photos, styles: what a new attempt would start from.

    units: what trying them again would use.
    """

    kind: str
    code: str
    words: failures.Failure
    names: list[str]
    count: int
    thumb: str
    photos: list[str]
    styles: list[str]
    units: int = 0

    @property
    def not_counted(self) -> str:
        """The sentence that says that they cost nothing."""
        return wording.not_counted(self.kind, self.count)


def problems_of(
    job: Job, items: Sequence[JobItem], photos: dict[str, Asset], pictures: Pictures
) -> list[Problem]:
    """Group failed items by cause, the most frequent first."""
    by_code: dict[str, list[JobItem]] = {}
    for item in items:
        if item.state == ItemState.FAILED:
            by_code.setdefault(item.error_code, []).append(item)
    problems = [_problem(job, code, some, photos, pictures) for code, some in by_code.items()]
    return sorted(problems, key=lambda problem: -problem.count)


def _problem(
    job: Job, code: str, items: list[JobItem], photos: dict[str, Asset], pictures: Pictures
) -> Problem:
    of_these = list(dict.fromkeys(photo_id(item) for item in items))
    there = [key for key in of_these if key in photos and photos[key].deleted_at is None]
    return Problem(
        kind=job.kind,
        code=code,
        words=failures.explain(code),
        names=list(dict.fromkeys(item.label for item in items)),
        count=len(items),
        units=sum(item.units for item in items),
        thumb=pictures.thumb(photos.get(of_these[0])) if of_these[0] else "",
        photos=there[:PHOTOS_SHOWN],
        styles=list(dict.fromkeys(style(item) for item in items)),
    )


def wait_of(item: JobItem) -> str:
    """Return what an item waits for besides its turn; empty where there is nothing."""
    if item.state != ItemState.QUEUED:
        return ""
    if item.stage == lifecycle.WAITING:
        return wording.stage(item.stage)
    return _("Will be tried again") if item.failures else ""


def photos_of(items: Iterable[JobItem]) -> dict[str, Asset]:
    """Return photo id (as text) → photo, for the photos of these items."""
    wanted = {UUID(known) for item in items if (known := photo_id(item))}
    if not wanted:
        return {}
    found = Asset.objects.select_related("current").in_bulk(list(wanted))
    return {str(pk): asset for pk, asset in found.items()}


def photo_id(item: JobItem) -> str:
    """Return the id of the photo an item is made from; empty when it has none."""
    return str(item.params.get("asset_id") or "")


def style(item: JobItem) -> str:
    """Return the key of the look an item is made in."""
    given = item.params.get("style")
    return given if isinstance(given, str) else ""


def title(item: JobItem) -> str:
    """Return what an item's picture shows: its photo's name and the look's."""
    return _("%(photo)s, %(look)s") % {"photo": item.label, "look": looks.name_of(style(item))}
