"""Jobs of every kind, small: what the workers are at when something fails."""

import uuid
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from billing import services as billing
from billing.models import Meter
from billing.shapes import NewGrant
from generation import orders, services, sql
from generation.models import CopyParameters, ItemState, Job, JobItem, JobKind
from generation.pipelines.copy import KINDS, LANGUAGES, NETWORKS
from generation.scripts import Scene, Script
from generation.services import CopyOrder, ImageOrder, VideoOrder
from tests.factories import copy, files, openai_server
from tests.factories.jobs import access_to
from tests.faults.ground import Ground, eventually
from tests.integration.generation.conftest import Place

KINDS_OF_JOB = ("image", "copy", "video")
STYLES = ("kitchen", "midnight", "sky")


def order(place: Place, kind: str, *, count: int = 1) -> Job:
    """Return a new job of so many items (a video has one). Stand in the workspace."""
    return {"image": pictures, "copy": texts, "video": video}[kind](place, count)


def pictures(place: Place, count: int = 1) -> Job:
    """Have a photo drawn by the vendor in so many looks."""
    photos = [
        files.asset(place.workspace, name=f"Photo {number}", content=files.photo()).pk
        for number in range(-(-count // len(STYLES)))
    ]
    wanted = ImageOrder(photos, list(STYLES), long_side_px=512, first=count)
    return services.submit(access_to(place.workspace), wanted, by=place.owner)


def texts(place: Place, count: int = 1, *, product_id: UUID | None = None) -> Job:
    """Have so many texts of products written by the vendor."""
    each = (len(KINDS) - 1 + len(NETWORKS)) * len(LANGUAGES)
    products = [product_id] if product_id else []
    products += [copy.product(place.owner).pk for _ in range(-(-count // each) - len(products))]
    wanted = CopyOrder(products, KINDS, LANGUAGES, networks=NETWORKS, first=count)
    return services.submit(access_to(place.workspace), wanted, by=place.owner)


def titles(place: Place, count: int) -> Job:
    """Have so many titles of one product written: more than anybody can order at once."""
    new = NewGrant(Meter.COPIES, count, source="support", idem_key=uuid.uuid4().hex)
    billing.grant(place.workspace.pk, new=new)
    product = copy.product(place.owner)
    params = {"kind": "title", "channel": "general", "language": "en"}
    params |= {"tone": "plain", "length": "short", "brief": ""}
    item = orders.ItemPlan(label="One of many", params=params, product_id=product.pk)
    plan = orders.Plan(JobKind.COPY, "Many", CopyParameters(), [item] * count)
    where = orders.Place(place.workspace.pk, place.schema_name)
    with transaction.atomic(durable=True):
        return orders.place(plan, where=where, by=place.owner)


def video(place: Place, count: int = 1) -> Job:
    """Have one second of one photo rendered, with a word spoken by the vendor."""
    assert count == 1
    photo = files.asset(place.workspace, name="Tin", content=files.photo())
    scene = Scene(narration="Tea.", picture=str(photo.pk), seconds=1.5, motion="hold")
    script = Script(scenes=(scene,), ratio="1:1", music="none", subtitles="none")
    project = copy.project(place.owner, script, title="Tea tin")
    return services.submit(access_to(place.workspace), VideoOrder(project.pk), by=place.owner)


def reach(ground: Ground, place: Place, kind: str, point: str) -> tuple[Job, list[int]]:
    """Return a new job of one item that has come to a point, and the processes it may be in.

    At `asking` the vendor does not answer; it may be any child of that worker's.
    """
    if point == "asking":
        asked = len(ground.vendor.asked)
        ground.vendor.script.append(openai_server.hangs)
        job = order(place, kind)
        eventually(lambda: len(ground.vendor.asked) > asked, seconds=30, what="the vendor is asked")
        return job, ground.children(ground.at_work(kind))
    name = ground.points.arm(point)
    job = order(place, kind)
    return job, [ground.points.wait(point, name=name).pid]


def items(job: Job) -> list[JobItem]:
    """Return a job's items as they are now."""
    return list(JobItem.objects.filter(job_id=job.pk).order_by("position"))


def only(job: Job) -> JobItem:
    """Return a job's only item as it is now."""
    return JobItem.objects.get(job_id=job.pk)


def expire_lease(place: Place, job: Job) -> None:
    """Have the leases of a job's running items have run out, as if their minute had passed."""
    JobItem.objects.filter(job_id=job.pk, state=ItemState.RUNNING).update(
        lease_until=Now() - timedelta(seconds=1)
    )
    sql.note_open_work(place.workspace.pk)


def end_idle_transactions() -> None:
    """Have the database end every connection that stands still inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE state = 'idle in transaction' AND pid <> pg_backend_pid()"
        )
