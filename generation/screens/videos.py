"""The list of video projects: what each shows, how long it is, and how far it has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from assets import services as library
from assets.clock import clock
from assets.models import Asset
from assets.screens.lists import Cursor, cursor_of
from generation import scripts, services, wording
from generation.models import OPEN_JOB, Job, JobItem, JobState, Output, VideoProject
from generation.screens import renders
from generation.screens.pictures import Pictures

PAGE = 24
WRITING, NOT_WRITTEN, DRAFT, RENDERING, RENDERED = (
    "writing",
    "not_written",
    "draft",
    "rendering",
    "rendered",
)


@dataclass(frozen=True, slots=True)
class Card:
    """A project. cover: of its newest video, else its first picture. percent: while rendering."""

    project: VideoProject
    cover: str
    state: str
    percent: int = 0

    @property
    def length(self) -> str:
        """How long the newest script lasts, as clocks say it; empty while there is none."""
        if self.project.current is None:
            return ""
        return clock(scripts.read(self.project.current.content).seconds)

    @property
    def language(self) -> str:
        """The language's own name."""
        return wording.language_name(self.project.language)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list. cursor: asks for the next one; empty at the end."""

    cards: list[Card]
    cursor: str

    @property
    def is_running(self) -> bool:
        """Whether something on the page is still moving."""
        return any(card.state in (WRITING, RENDERING) for card in self.cards)


def listing(*, pictures: Pictures, cursor: str = "") -> Listing:
    """Return projects, the last changed first; seven queries at the most, however many."""
    found = services.projects()
    after = cursor_of(cursor)
    if after is not None:
        found = found.filter(after.after("changed_at"))
    rows = list(found[: PAGE + 1])
    shown = rows[:PAGE]
    more = str(Cursor(shown[-1].changed_at, shown[-1].pk)) if len(rows) > PAGE else ""
    return Listing(cards_of(shown, pictures), more)


def cards_of(projects: Sequence[VideoProject], pictures: Pictures) -> list[Card]:
    """Return projects as cards; five queries at the most."""
    if not projects:
        return []
    covers = _covers(projects)
    writing = _open_scripts(projects)
    rendering = _rendering(projects)
    first = _first_pictures([p for p in projects if p.pk not in covers])
    return [
        _card(project, covers, first, writing=writing, rendering=rendering, pictures=pictures)
        for project in projects
    ]


def _card(
    project: VideoProject,
    covers: dict[UUID, Asset],
    first: dict[str, Asset],
    *,
    writing: set[UUID],
    rendering: dict[str, int],
    pictures: Pictures,
) -> Card:
    asset = covers.get(project.pk) or first.get(_first_picture(project))
    cover = pictures.thumb(asset)
    if project.current is None:
        state = WRITING if project.script_job_id in writing else NOT_WRITTEN
        return Card(project, cover, state)
    if str(project.pk) in rendering:
        return Card(project, cover, RENDERING, rendering[str(project.pk)])
    return Card(project, cover, RENDERED if project.pk in covers else DRAFT)


def _covers(projects: Sequence[VideoProject]) -> dict[UUID, Asset]:
    """Return project → its newest video that is in the library."""
    found = (
        Output.objects.filter(
            project__in=projects, asset__isnull=False, asset__deleted_at__isnull=True
        )
        .select_related("asset__current")
        .order_by("asset__created_at")
    )
    return {
        output.project_id: output.asset for output in found if output.project_id and output.asset
    }


def _open_scripts(projects: Sequence[VideoProject]) -> set[UUID]:
    wanted = [
        project.script_job_id
        for project in projects
        if project.current is None and project.script_job_id
    ]
    if not wanted:
        return set()
    found = Job.objects.filter(pk__in=wanted, state__in=OPEN_JOB)
    return set(found.values_list("pk", flat=True))


def _rendering(projects: Sequence[VideoProject]) -> dict[str, int]:
    """Return project → how far its video is, for those being rendered."""
    jobs = renders.jobs_of([project.pk for project in projects]).filter(state__in=OPEN_JOB)
    found = JobItem.objects.filter(job__in=jobs).select_related("job")
    return {
        str(item.job.parameters.project): item.percent if item.job.state == JobState.RUNNING else 0
        for item in found
    }


def _first_picture(project: VideoProject) -> str:
    scenes = project.current.content["scenes"] if project.current else []
    return next((scene["picture"] for scene in scenes if scene["picture"]), "")


def _first_pictures(projects: Sequence[VideoProject]) -> dict[str, Asset]:
    wanted = [picture for project in projects if (picture := _first_picture(project))]
    if not wanted:
        return {}
    found = library.assets().filter(pk__in=[UUID(picture) for picture in wanted])
    return {str(asset.pk): asset for asset in found}
