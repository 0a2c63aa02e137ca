"""The video studio: a project's scenes, how they look and sound, and what was rendered of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from assets import services as library
from assets.clock import clock
from assets.filters import AssetFilter
from assets.models import Asset
from generation import drafts, failures, progress, registry, scripts, services, wording
from generation.models import (
    OPEN_ITEM,
    ItemState,
    JobItem,
    JobKind,
    ProjectVersion,
    VersionSource,
    VideoProject,
)
from generation.pipelines import video as pipeline
from generation.screens import renders
from generation.screens.allowance import Allowance, Estimate, allowance_of
from generation.screens.pictures import Pictures
from generation.screens.renders import Render
from generation.scripts import MAX_NARRATION, MAX_ON_SCREEN, Scene, Script
from workspaces import tenancy
from workspaces.access import Access

CARD_PX, FRAME_PX = 320, 800
PICKER_PAGE = 40
# Every pause in typing makes a version; of those of one sitting the last is shown.
VERSIONS_SHOWN, VERSIONS_READ = 12, 300
SITTING = timedelta(minutes=10)
KNOWN = 80  # pictures the page's script can show without asking


@dataclass(frozen=True, slots=True)
class Writing:
    """A project whose script is not there yet. item: what writes it; None when that is gone."""

    project: VideoProject
    item: JobItem | None
    lines: list[str]

    @property
    def is_open(self) -> bool:
        """Whether the script is still to come."""
        return self.item is not None and self.item.state in OPEN_ITEM

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody stopped it."""
        return self.item is not None and self.item.state == ItemState.CANCELLED

    @property
    def failure(self) -> failures.Failure | None:
        """Why it could not be written."""
        code = self.item.error_code if self.item else ""
        return failures.explain(code) if code else None


@dataclass(frozen=True, slots=True)
class VoiceGroup:
    """The voices of one language."""

    language: str
    name: str
    voices: list[Any]


@dataclass(frozen=True, slots=True)
class Head:
    """What the top bar tells of a project: what a rendering takes, and the newest ones."""

    project: VideoProject
    script: Script
    allowance: Allowance
    renders: list[Render]

    @property
    def units(self) -> int:
        """How many seconds a rendering counts as."""
        return int(drafts.measured(self.script)["units"])

    @property
    def length(self) -> str:
        """How long it lasts, as clocks say it."""
        return clock(self.script.seconds)

    @property
    def running(self) -> Render | None:
        """What is being rendered."""
        return next((render for render in self.renders if render.is_open), None)

    @property
    def newest(self) -> Render | None:
        """The newest video there is to watch."""
        return next((render for render in self.renders if render.asset), None)

    @property
    def is_over(self) -> bool:
        """Whether the plan has not enough left."""
        return not self.estimate.fits

    @property
    def estimate(self) -> Estimate:
        """What a rendering uses."""
        return self.allowance.of(self.units)


@dataclass(frozen=True, slots=True)
class Studio:
    """The whole page. shown: (scene, its picture's address, seconds its line is too long)."""

    head: Head
    shown: list[tuple[Scene, str, float]]
    versions: list[ProjectVersion]
    document: dict[str, Any]
    voice_groups: list[VoiceGroup]

    @property
    def motions(self) -> list[tuple[str, str]]:
        """The movements there are."""
        return _worded(pipeline.MOTIONS, wording.motions())

    @property
    def tunes(self) -> list[tuple[str, str]]:
        """The music there is."""
        return _worded(("none", *pipeline.TUNES), wording.tunes())

    @property
    def subtitles(self) -> list[tuple[str, str]]:
        """The sizes of subtitles."""
        return _worded(pipeline.SUBTITLES, wording.subtitle_sizes())

    @property
    def ratios(self) -> tuple[str, ...]:
        """The shapes of a frame."""
        return pipeline.RATIOS

    @property
    def limits(self) -> dict[str, Any]:
        """What a scene may be."""
        return {
            "shortest": pipeline.SHORTEST_SCENE,
            "longest": pipeline.LONGEST_SCENE,
            "scenes": pipeline.MAX_SCENES,
            "seconds": pipeline.MAX_SECONDS,
            "narration": MAX_NARRATION,
            "on_screen": MAX_ON_SCREEN,
        }


def project_of(project_id: UUID) -> VideoProject:
    """Return a project with its script and product.

    Raises:
        VideoProject.DoesNotExist: there is no such project in this workspace.
    """
    return services.projects().get(pk=project_id)


def writing(project: VideoProject) -> Writing:
    """Return how far a project's script is; one query, and one to Redis while it is written."""
    item = JobItem.objects.filter(job=project.script_job_id).select_related("job").first()
    lines: list[str] = []
    if item is not None and item.state == ItemState.RUNNING:
        so_far = progress.texts_so_far(tenancy.current(), [item.pk])
        lines = so_far.get(item.pk, "").split("\n")
    return Writing(project, item, [line for line in lines if line])


def studio(access: Access, project: VideoProject, *, pictures: Pictures) -> Studio:
    """Return the studio of a project that is written; eight queries at the most."""
    script = _script(project)
    found = _pictures(project, script)
    by_id = {str(asset.pk): asset for asset in found}
    edited = _document(project, script, found, pictures)
    over = dict(edited["too_long"])
    return Studio(
        head=head(access, project, pictures=pictures),
        shown=[
            (scene, pictures.thumb(by_id.get(scene.picture), px=CARD_PX), over.get(number, 0.0))
            for number, scene in enumerate(script.scenes, start=1)
        ],
        versions=_milestones(project),
        document=edited,
        voice_groups=voice_groups(script.language),
    )


def head(access: Access, project: VideoProject, *, pictures: Pictures) -> Head:
    """Return what the top bar tells; five queries at the most."""
    return Head(
        project=project,
        script=_script(project),
        allowance=allowance_of(access, JobKind.VIDEO),
        renders=renders.of_project(project, pictures),
    )


def document(project: VideoProject, *, pictures: Pictures) -> dict[str, Any]:
    """Return a project as the page's script edits it; one query."""
    script = _script(project)
    return _document(project, script, _pictures(project, script), pictures)


def voice_groups(language: str) -> list[VoiceGroup]:
    """Return the voices there are, those of `language` first."""
    groups: dict[str, VoiceGroup] = {}
    for voice in registry.voices():
        name = wording.language_name(voice.language)
        group = groups.setdefault(voice.language, VoiceGroup(voice.language, name, []))
        if all(known.key != voice.key for known in group.voices):
            group.voices.append(voice)
    return sorted(groups.values(), key=lambda group: group.language != language)


def library_pictures(
    project: VideoProject, *, search: str, offset: int, pictures: Pictures
) -> tuple[list[tuple[Asset, str, str]], int | None]:
    """Return pictures a scene can show, the product's first: (asset, small, large); one query."""
    rows = AssetFilter({"q": search}, queryset=library.assets().filter(kind=Asset.Kind.IMAGE)).qs
    own = Q(product=project.product_id) if project.product_id else Q(pk__isnull=True)
    ordered = rows.alias(own=own).order_by(F("own").desc(nulls_last=True), "-created_at", "-id")
    page = list(ordered[offset : offset + PICKER_PAGE + 1])
    found = [
        (asset, pictures.thumb(asset, px=CARD_PX), pictures.thumb(asset, px=FRAME_PX))
        for asset in page[:PICKER_PAGE]
    ]
    return found, offset + PICKER_PAGE if len(page) > PICKER_PAGE else None


def _script(project: VideoProject) -> Script:
    if project.current is None:
        raise ProjectVersion.DoesNotExist(f"project {project.pk} is not written")
    return scripts.read(project.current.content)


def _milestones(project: VideoProject) -> list[ProjectVersion]:
    """Return the versions somebody may want back: written, rendered, brought back, left."""
    shown: list[ProjectVersion] = []
    for version in project.versions.defer("content")[:VERSIONS_READ]:
        after = shown[-1] if shown else None
        goes_on = (
            after is not None
            and version.source == after.source == VersionSource.EDITED
            and version.approved_at is None
            and version.made_by_id == after.made_by_id
            and after.created_at - version.created_at < SITTING
        )
        if not goes_on:
            shown.append(version)
    return shown[:VERSIONS_SHOWN]


def _pictures(project: VideoProject, script: Script) -> list[Asset]:
    """Return the pictures the scenes show, and those of the product: one is soon chosen."""
    wanted = Q(pk__in=[UUID(scene.picture) for scene in script.scenes if scene.picture])
    own = Q(product=project.product_id) if project.product_id else Q(pk__isnull=True)
    found = library.assets().filter(wanted | own, kind=Asset.Kind.IMAGE)
    return list(found.alias(shown=wanted).order_by("-shown", "-created_at", "-id")[:KNOWN])


def _document(
    project: VideoProject, script: Script, found: Sequence[Asset], pictures: Pictures
) -> dict[str, Any]:
    there = {str(asset.pk): picture_of(asset, pictures) for asset in found}
    # A picture that was deleted is chosen anew: nothing can be kept with it.
    scenes = tuple(
        scene if scene.picture in there else replace(scene, picture="") for scene in script.scenes
    )
    return {
        "version": project.version,
        "title": project.title,
        "script": replace(script, scenes=scenes).content(),
        **drafts.measured(script),
        "pace": drafts.pace(),
        "pictures": there,
    }


def picture_of(asset: Asset, pictures: Pictures) -> dict[str, Any]:
    """Return a picture as the page's script knows it."""
    file = asset.file
    return {
        "small": pictures.thumb(asset, px=CARD_PX),
        "large": pictures.thumb(asset, px=FRAME_PX),
        "name": asset.name,
        "shape": round(file.width_px / (file.height_px or 1), 4),
    }


def _worded(keys: Sequence[str], words: dict[str, str]) -> list[tuple[str, str]]:
    return [(key, words.get(key, key)) for key in keys]
