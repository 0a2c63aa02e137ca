"""Scripts: a copy job that writes the first version of a video project."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.actors import actor_of
from accounts.models import User
from assets import places
from assets.models import Asset, Product
from audit import services as audit
from audit.actions import Action
from billing.quotas import QuotaExceeded
from generation import asking, orders, registry, scripts, subjects
from generation.kinds.base import provider_facts
from generation.kinds.video import VideoOrder
from generation.models import (
    CopyParameters,
    Job,
    JobItem,
    JobKind,
    Output,
    ProjectVersion,
    VersionSource,
    VideoProject,
)
from generation.orders import BadRequest, ItemPlan, Plan
from generation.pipelines import copy as pipeline
from generation.pipelines.video import LENGTHS
from generation.providers.base import CopyResult
from workspaces import tenancy
from workspaces.models import Workspace

PICTURES_AT_MOST = 12
HELD_BY_LIMIT = "plan-limit-reached"
SHORTEST, LONGEST = 8, 120  # seconds a script can be asked for


@dataclass(frozen=True, slots=True)
class ScriptOrder:
    """Write the script of a video about one product.

    asset_ids: the pictures it may show; none given: the product's own, made ones first.
    straight_through: render it as it is written.
    """

    product_id: UUID
    language: str = "en"
    seconds: int = 20
    tone: str = "plain"
    brief: str = ""
    asset_ids: Sequence[UUID] = ()
    ratio: str = "9:16"
    voice: str = ""
    subtitles: str = "large"
    music: str = "open_road"
    straight_through: bool = False
    title: str = ""

    def plan(self) -> Plan:
        """Return the plan: one item, and the project it writes for.

        Raises:
            BadRequest: something that does not exist, or no picture to show.
        """
        product = subjects.products_of([self.product_id])[0]
        pictures = self._pictures(product)
        self._check(pictures)
        name = product.name_zh if self.language.startswith("zh") and product.name_zh else ""
        title = (self.title or name or product.name)[:160]
        project_id = uuid.uuid4()
        params = CopyParameters(
            products=(str(product.pk),),
            kinds=(pipeline.SCRIPT,),
            languages=(self.language,),
            tone=self.tone,
            brief=self.brief,
            project=str(project_id),
        )
        item: dict[str, Any] = {
            "kind": pipeline.SCRIPT,
            "project": str(project_id),
            "language": self.language,
            "tone": self.tone,
            "brief": self.brief,
            "seconds": self.seconds,
            "assets": [str(asset_id) for asset_id in pictures],
            "style": {
                "ratio": self.ratio,
                "voice": self.voice,
                "subtitles": self.subtitles,
                "music": self.music,
            },
        }
        return Plan(
            kind=JobKind.COPY,
            title=title,
            params=params,
            items=[ItemPlan(label=title, params=item, product_id=product.pk)],
            noted={"kinds": [pipeline.SCRIPT], "project": str(project_id)},
            also=partial(self._add_project, project_id, title),
        )

    def _add_project(self, project_id: UUID, title: str, job: Job) -> None:
        project = VideoProject.objects.create(
            id=project_id,
            product_id=self.product_id,
            title=title,
            language=self.language,
            script_job_id=job.pk,
            render_when_written=self.straight_through,
            created_by_id=job.created_by_id,
            created_by_label=job.created_by_label,
        )
        audit.record(
            Action.PROJECT_CREATED,
            actor=actor_of(job.created_by) if job.created_by else audit.SYSTEM,
            workspace_id=places.workspace_id(),
            target=audit.Target("video_project", str(project.pk), title),
            details=audit.Details(data={"product": str(self.product_id), "job": str(job.pk)}),
        )

    def _pictures(self, product: Product) -> list[UUID]:
        found = Asset.objects.filter(
            kind=Asset.Kind.IMAGE, deleted_at__isnull=True, current__isnull=False
        )
        if not self.asset_ids:
            # "generated" stands before "upload": looks make better scenes than bare photos.
            own = found.filter(product=product).order_by("source", "position", "created_at")
            return list(own.values_list("pk", flat=True)[:PICTURES_AT_MOST])
        wanted = list(dict.fromkeys(self.asset_ids))[:PICTURES_AT_MOST]
        there = set(found.filter(pk__in=wanted).values_list("pk", flat=True))
        missing = [asset_id for asset_id in wanted if asset_id not in there]
        if missing:
            raise BadRequest(
                "asset-unknown",
                _("There is no photo %(id)s in this workspace.") % {"id": missing[0]},
            )
        return wanted

    def _check(self, pictures: Sequence[UUID]) -> None:
        if not pictures:
            raise BadRequest(
                "no-pictures",
                _("The product has no photo to show. Add one, or choose pictures of the library."),
            )
        if not SHORTEST <= self.seconds <= LONGEST:
            raise BadRequest(
                "length-out-of-range",
                _("A script can be written for %(low)d to %(high)d s.")
                % {"low": SHORTEST, "high": LONGEST},
            )
        if self.tone not in pipeline.TONES or self.language not in pipeline.LANGUAGES:
            raise BadRequest("choice-unknown", _("Choose a tone and a language that exist."))
        scene = scripts.Scene(narration="", seconds=float(min(LENGTHS)))
        scripts.check(self.style((scene,)), voices=registry.voices())

    def style(self, scenes: tuple[scripts.Scene, ...]) -> scripts.Script:
        """Return a script of these scenes that looks and sounds as ordered."""
        return scripts.Script(
            scenes=scenes,
            ratio=self.ratio,
            language=self.language,
            voice=self.voice,
            subtitles=self.subtitles,
            music=self.music,
        )


@dataclass(frozen=True, slots=True)
class ScriptDelivery:
    """A script that is written, and is no project's yet."""

    result: CopyResult
    schema_name: str
    units: int | None = None

    @property
    def provider(self) -> str:
        """Who wrote it."""
        return self.result.provider

    def hand_over(self, item: JobItem) -> None:
        """Make it the newest version of its project, and order the video when that was asked."""
        project = VideoProject.objects.select_for_update().get(pk=item.params["project"])
        version = ProjectVersion.objects.create(
            project=project,
            number=project.version + 1,
            content=self._script(item).content(),
            source=VersionSource.GENERATED,
            made_by_id=item.job.created_by_id,
            made_by_label=item.job.created_by_label,
        )
        VideoProject.objects.filter(pk=project.pk).update(
            current=version, version=version.number, changed_at=Now()
        )
        Output.objects.create(
            item=item,
            project=project,
            provider=self.result.provider,
            model=self.result.model,
            made_offline=self.result.made_offline,
            facts=provider_facts(self.result.usage),
        )
        if project.render_when_written and not _is_unwanted(item):
            self._render(project, version, actor=asking.actor_for(item))

    def discard(self) -> None:
        """Nothing was stored."""

    def _script(self, item: JobItem) -> scripts.Script:
        assets = item.params["assets"]
        scenes = tuple(
            scripts.Scene(
                narration=scene["narration"][: scripts.MAX_NARRATION],
                on_screen=scene.get("on_screen", "")[: scripts.MAX_ON_SCREEN],
                picture=assets[scene["picture"] % len(assets)],
                seconds=scene["seconds"],
                motion=scene["motion"],
            )
            for scene in self.result.content["scenes"]
        )
        empty = scripts.Script(scenes=(), language=item.params["language"])
        return replace(empty, scenes=scenes, **item.params["style"])

    def _render(
        self, project: VideoProject, version: ProjectVersion, *, actor: audit.Actor
    ) -> None:
        """Order the video in the same transaction; a limit that is reached holds only that back.

        Open work and the period are locked before the script's own item here. Nobody waits for
        ever: a running item is moved only under its job's row, and that is held already.
        """
        by = User.objects.filter(pk=project.created_by_id or uuid.UUID(int=0)).first()
        if by is None:
            return
        with tenancy.outside():
            workspace_id = Workspace.objects.values_list("pk", flat=True).get(
                schema_name=self.schema_name
            )
        where = orders.Place(workspace_id, self.schema_name)
        try:
            with transaction.atomic():
                order = VideoOrder(project_id=project.pk, version=version.number)
                orders.place(order.plan(), where=where, by=by, actor=actor)
        except QuotaExceeded:
            VideoProject.objects.filter(pk=project.pk).update(held_back=HELD_BY_LIMIT)
        except BadRequest as refusal:
            VideoProject.objects.filter(pk=project.pk).update(held_back=refusal.code)


def again(job: Job) -> ScriptOrder:
    """Return the order of the same script, for a project of its own."""
    asked: CopyParameters = job.parameters
    item = job.items.get()
    project = VideoProject.objects.filter(pk=asked.project).first()
    return ScriptOrder(
        product_id=UUID(asked.products[0]),
        language=item.params["language"],
        seconds=item.params["seconds"],
        tone=asked.tone,
        brief=asked.brief,
        asset_ids=[UUID(asset_id) for asset_id in item.params["assets"]],
        straight_through=project is not None and project.render_when_written,
        title=job.title,
        **item.params["style"],
    )


def _is_unwanted(item: JobItem) -> bool:
    """Return whether somebody cancelled the job too late to stop the script, but not the video."""
    return Job.objects.filter(pk=item.job_id, cancel_requested_at__isnull=False).exists()
