"""Video projects as people change them: every change is a version, none is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.actors import actor_of
from accounts.models import User
from audit import services as audit
from audit.actions import Action
from generation import registry, scripts
from generation.models import ProjectVersion, VersionSource, VideoProject
from generation.scripts import Script
from generation.services.texts import Conflict
from workspaces.access import Access

SITTING = timedelta(minutes=10)
# What is chosen of a whole film; what is said in its scenes each version keeps.
CHOICES = ("ratio", "language", "voice", "subtitles", "music")


def projects() -> QuerySet[VideoProject]:
    """Return the projects, the last changed first, each with its script and product."""
    return VideoProject.objects.select_related("current", "product").order_by("-changed_at", "-id")


def change_project(  # noqa: PLR0913  what a person sends
    access: Access,
    project_id: UUID,
    *,
    version: int,
    script: Script,
    by: User,
    title: str = "",
    goes_on: bool = False,
) -> VideoProject:
    """Keep a script as the project's next version, made on what it was as of `version`.

    title: a new name; empty for the one it has.
    goes_on: it was saved by itself while somebody writes: of one sitting only the last is kept.

    Raises:
        VideoProject.DoesNotExist: there is no such project here.
        BadRequest: the script cannot be kept; the sentence names the scene.
        Conflict: the project is at another version by now.
    """
    scripts.check(script, voices=registry.voices())

    def edited(_project: VideoProject) -> ProjectVersion:
        return ProjectVersion(content=script.content(), source=VersionSource.EDITED)

    sitting = by if goes_on else None
    return _add_version(
        access, project_id, version=version, make=edited, by=by, title=title, sitting=sitting
    )


def restore_project(
    access: Access, project_id: UUID, *, version: int, number: int, by: User
) -> VideoProject:
    """Make version `number` the newest one again.

    Raises:
        VideoProject.DoesNotExist, ProjectVersion.DoesNotExist: no such project or version here.
        Conflict: the project is at another version by now.
    """

    def restored(project: VideoProject) -> ProjectVersion:
        old = project.versions.get(number=number)
        return ProjectVersion(content=old.content, source=VersionSource.RESTORED)

    return _add_version(access, project_id, version=version, make=restored, by=by)


def _add_version(  # noqa: PLR0913  one writer for edits and restorations
    access: Access,
    project_id: UUID,
    *,
    version: int,
    make: Callable[[VideoProject], ProjectVersion],
    by: User,
    title: str = "",
    sitting: User | None = None,
) -> VideoProject:
    with transaction.atomic(durable=True):
        project = (
            VideoProject.objects.select_for_update(of=("self",))
            .select_related("current")
            .get(pk=project_id)
        )
        if project.version != version:
            raise Conflict(current=project.version, yours=version)
        new, name = make(project), title.strip()[:160] or project.title
        is_same = project.current is not None and new.content == project.current.content
        if is_same and name == project.title:
            return project
        if not is_same:
            new.project, new.number = project, version + 1
            new.made_by, new.made_by_label = by, by.label
            _forget_unfinished(project, sitting)
            new.save(force_insert=True)
        VideoProject.objects.filter(pk=project.pk).update(
            current=project.current if is_same else new,
            version=version if is_same else new.number,
            language=(project.current if is_same and project.current else new).content["language"],
            title=name,
            held_back="",
            changed_at=Now(),
        )
        audit.record(
            Action.PROJECT_CHANGED,
            actor=actor_of(by),
            workspace_id=access.workspace_id,
            target=audit.Target("video_project", str(project.pk), name),
            details=audit.Details(
                changes=_changes(project, None if is_same else new, title=name),
                data={"version": version if is_same else new.number},
            ),
        )
    return projects().get(pk=project_id)


def _changes(
    project: VideoProject, new: ProjectVersion | None, *, title: str
) -> dict[str, tuple[Any, Any]]:
    """Return what of a project is other. new: the script that takes the place of the present one."""
    changes: dict[str, tuple[Any, Any]] = {}
    if title != project.title:
        changes["title"] = (project.title, title)
    if new is None:
        return changes
    before = project.current.content if project.current else {}
    changes["version"] = (project.version, new.number)
    changes["scenes"] = (len(before.get("scenes", ())), len(new.content["scenes"]))
    changes |= {name: (before.get(name), new.content[name]) for name in CHOICES}
    return {name: pair for name, pair in changes.items() if pair[0] != pair[1]}


def _forget_unfinished(project: VideoProject, writer: User | None) -> None:
    """Forget the newest version when the same person has just saved it and nobody rendered it.

    It is the project's present one until the next takes its place in this transaction.
    """
    if writer is None or project.current is None:
        return
    unfinished = project.versions.filter(
        pk=project.current.pk,
        source=VersionSource.EDITED,
        made_by=writer,
        approved_at__isnull=True,
        created_at__gt=Now() - SITTING,
    )
    if unfinished.exists():
        VideoProject.objects.filter(pk=project.pk).update(current=None)
        unfinished.delete()
