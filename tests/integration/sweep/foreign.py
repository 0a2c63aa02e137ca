"""Workspaces with at least one row of everything, made by the real services.

acme's texts are canaries; beta, the attacker's own, has the same rows, so that every request has
ids of its own to be valid with before one of them is changed for acme's.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from accounts.models import Notification, User
from accounts.services import sign_in_program
from assets import services as assets
from assets import storage
from assets.decoding.convert import Wanted
from assets.models import (
    Asset,
    CatalogueImport,
    ColumnMemory,
    Derivative,
    Export,
    ImportRow,
    Page,
    Product,
    Reading,
    Tag,
    Upload,
)
from audit.filters import Filters
from audit.models import AuditEvent, TrailExport
from generation import lifecycle, registry, services, sql, work
from generation.models import Job, JobItem, Output, Text
from tests.factories import billing, copy, files, money, people, readings, stock
from tests.factories.jobs import access_to
from tests.integration.sweep import canaries
from tests.unit.generation import made
from workspaces import tenancy
from workspaces.models import Brand, Invitation, Membership, SlugHistory, Workspace
from workspaces.roles import Role

ORIGIN = "http://testserver"


@dataclass
class Place:
    """A filled workspace. ids: kind → what stands for it in an address or body."""

    workspace: Workspace
    people: dict[str, User]
    ids: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    known: frozenset[str] = frozenset()

    @property
    def owner(self) -> User:
        return self.people[Role.OWNER]

    @property
    def slug(self) -> str:
        return self.workspace.slug

    @property
    def schema_name(self) -> str:
        return self.workspace.schema_name


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
        _library(place)
        _sheets(place)
        _stated(place)
        _pictures(place)
        _words(place)
        _films(place)
    _public(place)
    canaries.mark(place.workspace, name)
    place.workspace.refresh_from_db()
    place.ids["slug"] = place.slug
    place.known = canaries.ids_of(place.workspace)
    return place


def _library(place: Place) -> None:
    owner = place.owner
    product = copy.product(owner, name="Mug")
    photo = files.asset(place.workspace, content=files.photo())
    tag = Tag.objects.create(name="spring")
    photo.tags.add(tag)
    Asset.objects.filter(pk=photo.pk).update(product=product)
    made.cut(photo)
    other = stock.asset(name="Second", product=product)
    binned = stock.asset(name="Thrown away")
    assets.delete_assets([binned.pk], actor=owner)
    arriving = assets.Arriving("Front.jpg", "image/jpeg", len(files.photo()), product.pk)
    begun = assets.begin_upload(arriving, schema_name=place.schema_name, actor=owner, origin=ORIGIN)
    storage.put(begun.upload.key, files.photo(), "image/jpeg")
    in_parts, given_up = (
        assets.begin_upload(
            assets.Arriving("Walk.mp4", "video/mp4", 1000, in_parts=True),
            schema_name=place.schema_name,
            actor=owner,
            origin=ORIGIN,
        ).upload
        for _ in "12"
    )
    refused = assets.begin_upload(
        arriving, schema_name=place.schema_name, actor=owner, origin=ORIGIN
    )
    Upload.objects.filter(pk=refused.upload.pk).update(
        state=Upload.State.REFUSED, problem="upload-refused", problem_data={"name": "Front.jpg"}
    )
    taken_home = _files_to_take_home(place, photo)
    reading = Reading.objects.create(version=photo.file, state=Reading.State.READY)
    Page.objects.create(reading=reading, number=1, blocks=[{"kind": "text", "text": "350 ml"}])
    product.refresh_from_db()
    place.versions["product"] = product.version
    place.ids |= {
        "product": str(product.pk),
        "fact": str(product.facts.first().pk),  # type: ignore[union-attr]
        "asset": str(photo.pk),
        "second_asset": str(other.pk),
        "file_export": str(taken_home.pk),
        "conversion": str(_conversion(place, photo).pk),
        "binned": str(binned.pk),
        "upload": str(begun.upload.pk),
        "upload_in_parts": str(in_parts.pk),
        "upload_given_up": str(given_up.pk),
    }


def _files_to_take_home(place: Place, photo: Asset) -> Export:
    """Have a zip of one photo written."""
    export = assets.ask_for_files([photo.pk], actor=place.owner, schema_name=place.schema_name)
    assets.run_export(export.pk, schema_name=place.schema_name)
    return export


def _conversion(place: Place, photo: Asset) -> Derivative:
    """Have a photo written as WebP."""
    made, _is_there = assets.convert(
        photo.pk, Wanted("webp", 80), actor=place.owner, schema_name=place.schema_name
    )
    assets.run_conversion(made.pk, schema_name=place.schema_name)
    return made


def _sheets(place: Place) -> None:
    """Make an import in review, one that failed, and the sheet they came from."""
    sheet = stock.asset(name="Sheet", kind=Asset.Kind.SHEET)
    upload = Upload.objects.create(
        key=f"{place.schema_name}/sheet-{sheet.pk}",
        filename="Sheet.csv",
        content_type="text/csv",
        size_bytes=9,
        state=Upload.State.READY,
        asset=sheet,
        created_by=place.owner,
        expires_at=timezone.now(),
    )
    known = {
        "asset": sheet,
        "filename": "Sheet.csv",
        "created_by": place.owner,
        "columns": [
            {"index": at, "letter": letter, "heading": heading, "samples": []}
            for at, (letter, heading) in enumerate((("A", "SKU"), ("B", "Name")))
        ],
        "mapping": {"0": {"means": "sku"}, "1": {"means": "name"}},
        "options": {"currency": "USD", "version_id": str(sheet.current_id)},
        "total": 2,
    }
    review = CatalogueImport.objects.create(
        **known, stage=CatalogueImport.Stage.REVIEW, state="ready", counts={"new": 1, "invalid": 1}
    )
    for number, cells, state in (
        (2, {"0": "SKU-1", "1": "Mug"}, ImportRow.State.NEW),
        (3, {"0": "", "1": "Mug"}, ImportRow.State.INVALID),
    ):
        ImportRow.objects.create(run=review, number=number, cells=cells, state=state)
    ColumnMemory.objects.create(heading="Article", meaning={"means": "sku"}, used_by=place.owner)
    failed = CatalogueImport.objects.create(**known, state="failed", problem="sheet-empty")
    place.versions["import"] = review.version
    place.ids |= {
        "sheet": str(sheet.pk),
        "sheet_upload": str(upload.pk),
        "import": str(review.pk),
        "import_failed": str(failed.pk),
        "import_row": "2",
    }


def _stated(place: Place) -> None:
    """Make a document of the product that states three facts, of which one was rejected."""
    product = Product.objects.get(pk=place.ids["product"])
    stated = (
        readings.found("Glaze", "Oat"),
        readings.found("Handle", "Right", cell="B3"),
        readings.found("Box", "Kraft", cell="B4"),
    )
    rows = readings.proposed(product, place.owner, stated, name="Stated")
    assets.reject(product.pk, [rows[2].pk], actor=place.owner)
    place.ids |= {
        "sheet_version": str(rows[0].version_id),
        "document": str(rows[0].version.asset_id),
        "statement": str(rows[0].pk),
    }


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
