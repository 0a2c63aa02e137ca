"""What was rendered of a video project, and what is being rendered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from assets.clock import clock
from assets.models import Asset
from generation import failures, services
from generation.models import OPEN_JOB, Job, JobItem, JobKind, Output, VideoProject
from generation.screens.pictures import Pictures

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Render:
    """One rendering of a project. asset: the video, while it is in the library."""

    job: Job
    item: JobItem | None
    asset: Asset | None
    thumb: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return self.job.state in OPEN_JOB

    @property
    def version(self) -> int:
        """Which version of the script it shows."""
        return int(self.job.parameters.version)

    @property
    def seconds(self) -> float:
        """How long it lasts; as planned, until it is there."""
        file = self.asset.current if self.asset else None
        if file and file.duration_ms:
            return float(file.duration_ms / 1000)
        return float(self.job.parameters.seconds)

    @property
    def length(self) -> str:
        """How long it lasts, as clocks say it."""
        return clock(self.seconds)

    @property
    def percent(self) -> int:
        """How far it is."""
        return self.item.percent if self.item else 0

    @property
    def failure(self) -> failures.Failure | None:
        """Why it could not be made."""
        code = self.item.error_code if self.item else ""
        return failures.explain(code) if code else None


def jobs_of(project_ids: Sequence[UUID]) -> Any:
    """Return the jobs that render these projects, the newest first."""
    wanted = [str(project_id) for project_id in project_ids]
    return services.jobs().filter(kind=JobKind.VIDEO, params__project__in=wanted)


def of_project(project: VideoProject, pictures: Pictures) -> list[Render]:
    """Return the newest renderings of a project; three queries at the most."""
    jobs = list(jobs_of([project.pk]).filter(created_at__gte=project.created_at)[:SHOWN])
    if not jobs:
        return []
    ids = [job.pk for job in jobs]
    items = {item.job_id: item for item in JobItem.objects.filter(job__in=ids)}
    found = Output.objects.filter(item__job__in=ids, asset__deleted_at__isnull=True)
    videos = {output.item_id: output.asset for output in found.select_related("asset__current")}
    return [_render(job, items.get(job.pk), videos, pictures) for job in jobs]


def _render(
    job: Job, item: JobItem | None, videos: dict[UUID, Asset | None], pictures: Pictures
) -> Render:
    asset = videos.get(item.pk) if item else None
    return Render(job, item, asset, pictures.thumb(asset))
