"""Workspaces with at least one row of everything, made by the real services.

acme's texts are canaries; beta, the attacker's own, has the same rows, so that every request has
ids of its own to be valid with before one of them is changed for acme's.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from accounts.models import Notification
from accounts.services import sign_in_program
from assets import storage
from assets.models import (
    Asset,
)
from audit.filters import Filters
from audit.models import AuditEvent, TrailExport
from generation import lifecycle, registry, services, sql, work
from generation.models import Job, JobItem, Output, Text
from tests.factories import billing, copy, money, people, stock
from tests.factories.jobs import access_to
from tests.integration.sweep import canaries, foreign_files
from tests.integration.sweep.places import Place
from tests.unit.generation import made
from workspaces import tenancy
from workspaces.models import Brand, Invitation, Membership, SlugHistory
from workspaces.roles import Role


def fill(name: str) -> Place:
    """Return a new workspace in which there is one of everything. Call it in a transaction."""
    owner = people.person(f"{name}-owner")
    place = Place(people.workspace(name, owner), {Role.OWNER: owner})
    for role in (Role.ADMIN, Role.EDITOR, Role.REVIEWER, Role.VIEWER):
        place.people[role] = people.person(f"{name}-{role.value}")
        people.join(place.people[role], place.workspace, role)
    place.people["leaver"] = people.person(f"{name}-leaver")
    people.join(place.people["leaver"], place.workspace, Role.ADMIN)
    place.ids |= {"workspace": str(place.workspace.pk), "slug": place.slug}
    with tenancy.inside(place.schema_name):
        foreign_files.library(place)
        foreign_files.sheets(place)
        foreign_files.stated(place)
        _pictures(place)
        _words(place)
        _films(place)
    _public(place)
    canaries.mark(place.workspace, name)
    place.workspace.refresh_from_db()
    place.ids["slug"] = place.slug
    place.known = canaries.ids_of(place.workspace)
    return place


def _pictures(place: Place) -> None:
    """Order four pictures: one is done, one failed, one runs, one waits; the zip is packed."""
    photo = Asset.objects.get(pk=place.ids["asset"])
    looks = ("pure-white", "soft-grey", "midnight", "framed")
    order = services.ImageOrder([photo.pk], list(looks))
    job = services.submit(access_to(place.workspace), order, by=place.owner)
    done, failed, running, waiting = job.items.order_by("position")
    made.succeed(done)
    made.fail(failed)
    made.begin(running, stage="draw", percent=30)
    job.refresh_from_db()
    key = storage.key_for(place.schema_name, storage.EXPORTS, f"{job.pk}/{job.version}.zip")
    storage.put(key, b"PK", "application/zip")
    Job.objects.filter(pk=job.pk).update(archive_key=key, archive_version=job.version)
    order = services.ImageOrder([photo.pk], ["pure-white"])
    ended = services.submit(access_to(place.workspace), order, by=place.owner)
    made.fail(ended.items.get())
    place.ids |= {
        "image_job": str(job.pk),
        "item": str(done.pk),
        "image_item": str(waiting.pk),
        "image_failed_item": str(failed.pk),
        "image_ended": str(ended.pk),
    }


def _words(place: Place) -> None:
    """Order three texts: one is written and edited once, one failed, one waits."""
    access, product = access_to(place.workspace), UUID(place.ids["product"])
    order = services.CopyOrder(
        product_ids=[product],
        kinds=("title", "description", "faq"),
        languages=("en",),
        brief="Short.",
    )
    job = services.submit(access, order, by=place.owner)
    done, failed, waiting = job.items.order_by("position")
    assert work.run(place.schema_name, done.pk, worker="here")
    made.fail(failed, "copy.unreadable")
    text = Text.objects.get()
    services.change_text(access, text.pk, version=1, content={"title": "A mug"}, by=place.owner)
    order = services.CopyOrder([product], kinds=("title",), languages=("en",))
    ended = services.submit(access, order, by=place.owner)
    made.fail(ended.items.get(), "copy.unreadable")
    place.versions["text"] = 2
    place.ids |= {
        "copy_job": str(job.pk),
        "text": str(text.pk),
        "copy_item": str(waiting.pk),
        "copy_failed_item": str(failed.pk),
        "copy_ended": str(ended.pk),
    }


def _films(place: Place) -> None:
    """Make a project in two versions, rendered, failed and waiting; and one without a script."""
    access, owner = access_to(place.workspace), place.owner
    photo = Asset.objects.get(pk=place.ids["asset"])
    project = copy.project(owner, copy.script(photo))
    changed = copy.script(photo, photo)
    services.change_project(
        access, project.pk, version=1, title="Mornings", script=changed, by=owner
    )
    jobs = {}
    for name, ended in (("video_done", True), ("video_failed", False), ("video_job", None)):
        jobs[name] = services.submit(access, services.VideoOrder(project.pk), by=owner)
        if ended is not None:
            _end(jobs[name].items.get(), delivered=ended)
    _pack(place, jobs["video_done"])
    order = services.ScriptOrder(product_id=UUID(place.ids["product"]))
    script = services.submit(access, order, by=owner)
    made.fail(script.items.get(), "copy.unreadable")
    place.versions["project"] = 2
    place.ids |= {name: str(job.pk) for name, job in jobs.items()}
    place.ids |= {
        "video_item": str(jobs["video_job"].items.get().pk),
        "video_failed_item": str(jobs["video_failed"].items.get().pk),
        "project": str(project.pk),
        "unwritten": script.parameters.project,
        "voice": registry.voices()[0].key,
        "number": "1",
        "general_section": "name",
        "brand_section": "logo",
    }


def _end(item: JobItem, *, delivered: bool) -> None:
    if not delivered:
        made.fail(item, "video.worker_time")
        return
    attempt = made.begin(item)
    film = stock.asset(name="Film", kind=Asset.Kind.VIDEO, source=Asset.Source.GENERATED)
    Output.objects.create(item=item, asset=film, provider="offline", made_offline=True)
    lifecycle.succeed(item.pk, attempt=attempt, provider="offline")
    sql.recount(item.job_id)


def _pack(place: Place, job: Job) -> None:
    job.refresh_from_db()
    key = storage.key_for(place.schema_name, storage.EXPORTS, f"{job.pk}/{job.version}.zip")
    storage.put(key, b"PK", "application/zip")
    Job.objects.filter(pk=job.pk).update(archive_key=key, archive_version=job.version)


def _public(place: Place) -> None:
    """Write what the public schema holds of the workspace besides."""
    workspace, owner = place.workspace, place.owner
    invitation = Invitation.objects.create(
        workspace=workspace,
        email=f"guest-{workspace.pk.hex[:8]}@example.com",
        role=Role.EDITOR,
        token_hash=workspace.pk.hex * 2,
        invited_by=owner,
        expires_at=timezone.now() + timedelta(days=7),
    )
    Brand.objects.update_or_create(
        workspace=workspace, defaults={"logo_asset_id": place.ids["asset"], "colours": ["#336699"]}
    )
    SlugHistory.objects.create(workspace=workspace, slug=f"was-{workspace.slug}"[:48])
    member = Membership.objects.get(user=place.people[Role.EDITOR], workspace=workspace)
    sign_in = sign_in_program(owner, user_agent="", address=None, now=timezone.now())
    place.ids |= {
        "invitation": str(invitation.pk),
        "edition": str(money.version().pk),
        "invoice": str(billing.invoiced(workspace).pk),
        "order": str(money.place(workspace).order.pk),
        "member": str(member.user_id),
        "notice": str(Notification.objects.create(user=owner, kind="role_changed").pk),
        "sign_in": str(sign_in.session_id),
        "event": str(AuditEvent.objects.filter(workspace_id=workspace.pk).latest("id").pk),
        "trail_export": str(_export(place).pk),
        "trail_export_failed": str(_export(place, state=TrailExport.State.FAILED).pk),
    }
    place.versions["workspace"] = workspace.version


def _export(place: Place, *, state: str = TrailExport.State.DONE) -> TrailExport:
    """Return a file of the activity: one that can be fetched, or was not made."""
    return TrailExport.objects.create(
        workspace_id=place.workspace.pk,
        asked_by=str(place.owner.pk),
        name=place.slug,
        format=TrailExport.Format.CSV,
        filters=Filters(workspace_id=place.workspace.pk).to_json(),
        state=state,
        key=f"audit-exports/{place.workspace.pk.hex}/one.csv",
        expires_at=timezone.now() + timedelta(days=7),
    )


def objects_of(schema_name: str) -> dict[str, str]:
    """Return key → ETag of every object of a workspace."""
    pages = storage._client().get_paginator("list_objects_v2")
    prefixes = [f"{schema_name}/", *(f"{area}/{schema_name}/" for area in storage.PASSING)]
    return {
        one["Key"]: one["ETag"]
        for prefix in prefixes
        for page in pages.paginate(Bucket=settings.S3_BUCKET, Prefix=prefix)
        for one in page.get("Contents", [])
    }
