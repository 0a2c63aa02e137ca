"""Videos: a version of a project, rendered."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from assets import services as assets
from assets import storage
from generation import asking, registry, scripts, voices
from generation.film import spec as film
from generation.kinds.base import Run
from generation.kinds.storing import patiently
from generation.models import (
    OPEN_JOB,
    Job,
    JobItem,
    JobKind,
    Output,
    ProjectVersion,
    VideoParameters,
    VideoProject,
)
from generation.orders import AlreadyOrdered, BadRequest, ItemPlan, Plan
from generation.pipelines import video as pipeline
from generation.providers.base import ProviderError
from generation.writing.pace import spoken_seconds

MP4 = "video/mp4"
MODEL = "film-1"
# Of a video's percent: speaking its lines, and what follows after drawing.
VOICE_SHARE, DRAWN_AT = 8, 96


@dataclass(frozen=True, slots=True)
class VideoOrder:
    """Render a version of a project; rendering it approves it. version: 0 for the newest."""

    project_id: UUID
    version: int = 0

    def plan(self) -> Plan:
        """Return the plan: one item, as many seconds as its scenes last.

        Raises:
            VideoProject.DoesNotExist: there is no such project here.
            BadRequest: it has no such version, or a scene cannot be rendered.
        """
        project = VideoProject.objects.select_related("current").get(pk=self.project_id)
        number = self.version or project.version
        version = project.versions.filter(number=number).first()
        if version is None:
            raise BadRequest(
                "script-missing", _("The script is not written yet. Render it once it is.")
            )
        script = scripts.read(version.content)
        scripts.check(script, voices=registry.voices())
        _check_scenes(script)
        return Plan(
            kind=JobKind.VIDEO,
            title=project.title,
            params=VideoParameters(
                project=str(project.pk),
                version=number,
                ratio=script.ratio,
                language=script.language,
                seconds=script.seconds,
            ),
            items=[
                ItemPlan(
                    label=project.title,
                    product_id=project.product_id,
                    params={"project": str(project.pk), "version_id": str(version.pk)},
                    units=math.ceil(script.seconds),
                )
            ],
            noted={"project": str(project.pk), "version": number},
            also=lambda job: _begin(version, job),
        )


def too_long(script: scripts.Script) -> list[tuple[int, float]]:
    """Return (scene, by how many seconds) for lines that do not fit even when spoken faster."""
    found = []
    for number, scene in enumerate(script.scenes, start=1):
        needed = spoken_seconds(scene.narration, script.language) / voices.FASTEST
        over = needed + voices.BREATH_SECONDS - scene.seconds
        # The estimate is a few per cent off: what is nearly right is left to the voice.
        if over > 0.08 * needed:
            found.append((number, round(over, 1)))
    return found


def _check_scenes(script: scripts.Script) -> None:
    pictures = scripts.pictures_of(script)
    for number, scene in enumerate(script.scenes, start=1):
        if scene.picture not in pictures:
            raise BadRequest(
                "scene-picture", _("Scene %(number)d: choose a picture.") % {"number": number}
            )
        if scene.narration.strip() and not any(sign.isalnum() for sign in scene.narration):
            raise BadRequest(
                "scene-voice",
                _("Scene %(number)d: what is said holds no word. Write one, or leave it empty.")
                % {"number": number},
            )
    for number, over in too_long(script):
        raise BadRequest(
            "scene-voice",
            _(
                "Scene %(number)d: what is said needs about %(over)s s more. Shorten it, or give"
                " the scene more time."
            )
            % {"number": number, "over": over},
        )


def _begin(version: ProjectVersion, job: Job) -> None:
    """Approve a version, unless its video is being rendered already. The project is locked."""
    project = VideoProject.objects.select_for_update().get(pk=version.project_id)
    running = Job.objects.filter(
        kind=JobKind.VIDEO,
        state__in=OPEN_JOB,
        cancel_requested_at__isnull=True,
        params__project=str(project.pk),
        params__version=version.number,
    )
    known = running.exclude(pk=job.pk).first()
    if known is not None:
        raise AlreadyOrdered(known)
    ProjectVersion.objects.filter(pk=version.pk, approved_at__isnull=True).update(
        approved_at=Now(), approved_by_label=job.created_by_label or "?"
    )


@dataclass(frozen=True, slots=True)
class VideoDelivery:
    """A video that lies in the bucket, but in no library yet. units: seconds, rounded up."""

    prepared: assets.Prepared
    facts: dict[str, Any]
    units: int
    provider: str = "offline"

    def hand_over(self, item: JobItem) -> None:
        """Add the video to the library."""
        asset = assets.add_generated(
            self.prepared,
            name=item.label,
            product_id=item.product_id,
            style="",
            created_by_id=asking.asker_of(item),
        )
        Output.objects.create(
            item=item,
            asset=asset,
            project_id=_known(item.params["project"]),
            provider=self.provider,
            model=MODEL,
            made_offline=True,
            facts=self.facts,
        )

    def discard(self) -> None:
        """Take the video back out of the bucket."""
        storage.delete_many(self.prepared.keys)


class VideoKind:
    """Videos, each of one version of a project."""

    def deliver(self, run: Run) -> VideoDelivery:
        """Render one video. Raises ProviderError."""
        script = _script_of(run.item)
        pictures = _pictures_of(script)
        spoken = _voices_of(run, script)
        rendered = pipeline.make(
            registry.run_film(script.seconds),
            _film_of(script, pictures, spoken),
            failed=registry.CHILD_FAILED,
            pictures=dict(pictures.values()),
            voices={line.sha256: line.content for line in spoken if line.content},
            fonts=registry.fonts(),
            kept=lambda key: _segment(run.schema_name, key),
            on_event=lambda event: run.report(event.stage, _share(event.percent)),
            on_segment=lambda key, content: _keep_segment(run.schema_name, key, content),
        )
        run.report("store", DRAWN_AT)
        video = assets.Video(
            rendered.content,
            rendered.srt,
            rendered.cover,
            duration_ms=rendered.duration_ms,
            width_px=rendered.width,
            height_px=rendered.height,
        )
        store = partial(assets.prepare_video, video, schema_name=run.schema_name, between=run.hold)
        prepared = patiently(store, run=run)
        speaker = next((line.provider for line in spoken if line.provider), "")
        facts = {**rendered.facts, "voice": speaker}
        return VideoDelivery(prepared, facts, units=math.ceil(rendered.duration_ms / 1000 - 0.05))

    def again(self, job: Job) -> VideoOrder:
        """Return the order of the same version."""
        return VideoOrder(UUID(job.parameters.project), job.parameters.version)


KIND = VideoKind()


def _script_of(item: JobItem) -> scripts.Script:
    version = ProjectVersion.objects.filter(pk=item.params["version_id"]).first()
    if version is None:
        raise ProviderError("video.script_missing", retryable=False)
    return scripts.read(version.content)


def _pictures_of(script: scripts.Script) -> dict[str, tuple[str, bytes]]:
    """Return asset id → (hash, bytes) of every picture that is shown."""
    found = scripts.pictures_of(script)
    if any(scene.picture not in found for scene in script.scenes):
        raise ProviderError("video.picture_missing", retryable=False)
    try:
        return {
            asset_id: (asset.file.sha256, storage.read(asset.file.key))
            for asset_id, asset in found.items()
        }
    except FileNotFoundError as error:
        detail = f"no object {error}"
        raise ProviderError("video.picture_missing", retryable=False, detail=detail) from error


def _voices_of(run: Run, script: scripts.Script) -> list[voices.Spoken]:
    lines = [voices.Line(scene.narration, scene.seconds) for scene in script.scenes]
    return voices.record(
        run.schema_name,
        lines,
        language=script.language,
        voice=script.voice,
        tell=lambda done: run.report("voice", 1 + done * VOICE_SHARE // len(lines)),
    )


def _film_of(
    script: scripts.Script,
    pictures: dict[str, tuple[str, bytes]],
    spoken: Sequence[voices.Spoken],
) -> film.Film:
    return film.Film(
        scenes=tuple(
            film.Scene(
                picture=pictures[scene.picture][0],
                seconds=scene.seconds,
                motion=scene.motion,
                narration=scene.narration,
                on_screen=scene.on_screen,
                voice=line.sha256,
            )
            for scene, line in zip(script.scenes, spoken, strict=True)
        ),
        ratio=script.ratio,
        language=script.language,
        subtitles=script.subtitles,
        music=script.music,
    )


def _share(percent: int) -> int:
    """Return the whole's percent when so much of the film is drawn and joined."""
    return VOICE_SHARE + 1 + percent * (DRAWN_AT - VOICE_SHARE - 2) // 100


def _segment(schema_name: str, key: str) -> bytes | None:
    try:
        return storage.read(_segment_key(schema_name, key))
    except FileNotFoundError:
        return None


def _keep_segment(schema_name: str, key: str, content: bytes) -> None:
    storage.put(_segment_key(schema_name, key), content, MP4)


def _segment_key(schema_name: str, key: str) -> str:
    return storage.key_for(schema_name, storage.SCENES, f"{key}.mp4")


def _known(project_id: str) -> str | None:
    """Return the project's id while it is there."""
    return project_id if VideoProject.objects.filter(pk=project_id).exists() else None
