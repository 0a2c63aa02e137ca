"""Every request that takes units, each as a sender would send it; found by its address."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from django.db.models import F
from drf_spectacular.generators import SchemaGenerator

from accounts.models import IdempotencyRecord, User
from billing import services as billing
from billing.models import QuotaPeriod, Reservation
from generation import services
from generation.models import Job, JobItem, Text, VideoProject
from generation.scripts import Script
from tests.factories import copy, stock
from tests.factories.jobs import access_to
from tests.unit.generation import made
from workspaces import tenancy
from workspaces.models import Workspace

KEY = {"Idempotency-Key": "once"}


@dataclass(frozen=True)
class Asked:
    """A request, the meter it takes units of, and how many."""

    address: str
    meter: str
    units: int
    status: int = 202
    body: dict[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Return the API's document."""
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found


def posts() -> dict[str, dict[str, Any]]:
    """Return address → what the document says of its POST."""
    return {path: verbs["post"] for path, verbs in document()["paths"].items() if "post" in verbs}


# POSTs that take no units. One that is new stands here or has a case below.
FREE = {
    f"/api/v1/{address}"
    for address in (
        "assets/tags",
        "assets/exports",
        "assets/upload",
        "assets/uploads",
        "assets/uploads/{id}/complete",
        "assets/uploads/{id}/parts",
        "assets/{asset_id}/derivatives",
        "assets/{asset_id}/versions/{number}/choose",
        "audit/exports",
        "auth/login",
        "billing/invoices/{invoice_id}/pay",
        "billing/orders",
        "billing/orders/{order_id}/cancel",
        "billing/orders/{order_id}/resume",
        "billing/plans/{version_id}/preview",
        "billing/subscription/cancel",
        "billing/subscription/change",
        "billing/subscription/drop-change",
        "billing/subscription/resume",
        "billing/subscription/trial",
        "auth/logout",
        "auth/nextauth",
        "auth/password/change",
        "auth/password/reset",
        "auth/password/reset/confirm",
        "auth/refresh",
        "auth/register",
        "auth/verify",
        "auth/verify/resend",
        "notifications/read",
        "notifications/{notice_id}/read",
        "products",
        "products/{id}/proposals",
        "products/{id}/proposals/confirm",
        "products/{id}/proposals/reject",
        "products/export",
        "products/imports",
        *(
            f"products/imports/{{id}}/{verb}"
            for verb in ("check", "run", "cancel", "retry", "export")
        ),
        "texts/{id}/restore",
        "video-projects/{id}/restore",
        "workspaces",
        "workspaces/join",
        "workspaces/{id}/archive",
        "workspaces/{id}/invitations/{invitation_id}/resend",
        "workspaces/{id}/invite",
        "workspaces/{id}/leave",
        "workspaces/{id}/restore",
        "workspaces/{id}/transfer",
        *(
            f"{family}/{{job_id}}/{action}"
            for family in ("images", "copy", "video")
            for action in ("cancel", "items/{item_id}/cancel", "stream")
        ),
    )
}


# --- what is ordered ----------------------------------------------------------------------------
def images(place: Workspace, by: User) -> Asked:
    photo = stock.asset(name="Front")
    body = {"asset_ids": [str(photo.pk)], "styles": ["sky", "kitchen"]}
    return Asked("/api/v1/images/generate", "images", 2, body=body)


def texts(place: Workspace, by: User) -> Asked:
    row = copy.product(by)
    body = {"product_ids": [str(row.pk)], "kinds": ["title"], "languages": ["en", "zh-hans"]}
    return Asked("/api/v1/copy/generate", "copies", 2, body=body)


def script(place: Workspace, by: User) -> Asked:
    row = copy.product(by)
    stock.asset(name="Front", product=row)
    return Asked("/api/v1/video/script", "copies", 1, body={"product_id": str(row.pk)})


def video(place: Workspace, by: User) -> Asked:
    body = {"project_id": str(project(by).pk)}
    return Asked("/api/v1/video/generate", "video_seconds", 6, body=body)


def rewrite(place: Workspace, by: User) -> Asked:
    copy.write(place, copy.submit(place, by, kinds=("title",), languages=("en",)))
    return Asked(f"/api/v1/texts/{Text.objects.get().pk}/rewrite", "copies", 1, body={})


# --- what is ordered again ----------------------------------------------------------------------
def _image_job(place: Workspace, by: User) -> Job:
    return made.job(place, by, styles=("sky", "kitchen"))


def _copy_job(place: Workspace, by: User) -> Job:
    return copy.submit(place, by, kinds=("title",))


def _video_job(place: Workspace, by: User) -> Job:
    return services.submit(access_to(place), services.VideoOrder(project(by).pk), by=by)


def project(by: User) -> VideoProject:
    content: Script = copy.script(stock.asset(name="Front"), stock.asset(name="Back"))
    return copy.project(by, content)


# Family → how a job of it is made, what it takes, and what one item of it takes.
FAMILIES: dict[str, tuple[Callable[[Workspace, User], Job], str, int, int]] = {
    "images": (_image_job, "images", 2, 1),
    "copy": (_copy_job, "copies", 2, 1),
    "video": (_video_job, "video_seconds", 6, 6),
}


def failed(place: Workspace, by: User, *, family: str) -> tuple[Job, JobItem]:
    job = FAMILIES[family][0](place, by)
    for item in job.items.all():
        made.fail(item)
    return job, job.items.all()[0]


def duplicate(place: Workspace, by: User, *, family: str) -> Asked:
    job, _item = failed(place, by, family=family)
    _make, meter, units, _one = FAMILIES[family]
    return Asked(f"/api/v1/{family}/{job.pk}/duplicate", meter, units)


def retry(place: Workspace, by: User, *, family: str) -> Asked:
    job, _item = failed(place, by, family=family)
    _make, meter, units, _one = FAMILIES[family]
    return Asked(f"/api/v1/{family}/{job.pk}/retry", meter, units, status=200)


def retry_item(place: Workspace, by: User, *, family: str) -> Asked:
    job, item = failed(place, by, family=family)
    _make, meter, _units, one = FAMILIES[family]
    address = f"/api/v1/{family}/{job.pk}/items/{item.pk}/retry"
    return Asked(address, meter, one, status=200)


Case = Callable[[Workspace, User], Asked]
CASES: dict[str, Case] = {
    "/api/v1/images/generate": images,
    "/api/v1/copy/generate": texts,
    "/api/v1/video/script": script,
    "/api/v1/video/generate": video,
    "/api/v1/texts/{id}/rewrite": rewrite,
    **{
        f"/api/v1/{family}/{{job_id}}/{end}": partial(case, family=family)
        for family in FAMILIES
        for end, case in (
            ("duplicate", duplicate),
            ("retry", retry),
            ("items/{item_id}/retry", retry_item),
        )
    },
}


def prepared(address: str, place: Workspace, by: User) -> Asked:
    """Make what a request needs to be there, and return the request."""
    with tenancy.inside(place.schema_name):
        return CASES[address](place, by)


# --- what is asked of its place ------------------------------------------------------------------
def held(place: Workspace) -> int:
    return Reservation.objects.filter(workspace=place, state="held").count()


def jobs(place: Workspace) -> int:
    with tenancy.inside(place.schema_name):
        return Job.objects.count()


def left(asked: Asked, place: Workspace, units: int) -> QuotaPeriod:
    """Leave so many units of what is asked for, whatever was used before."""
    with tenancy.outside():
        billing.usage(workspace_id=place.pk, meter=asked.meter)
    period = QuotaPeriod.objects.filter(workspace=place, meter=asked.meter)
    period.update(limit_units=F("used") + F("reserved") + units)
    return period.get()


@contextmanager
def nothing_done(place: Workspace) -> Iterator[None]:
    """Let a block change neither jobs nor what is held, and leave no key taken."""
    before = (jobs(place), held(place))
    yield
    assert (jobs(place), held(place)) == before
    assert not IdempotencyRecord.objects.filter(workspace_id=place.pk).exists()
