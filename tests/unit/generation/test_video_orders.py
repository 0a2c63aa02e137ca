"""Scripts are ordered and written; videos are ordered of what is written."""

from dataclasses import replace
from typing import Any

import pytest

from accounts.models import User
from audit.models import AuditEvent
from billing.models import QuotaPeriod
from billing.quotas import QuotaExceeded
from generation import scripts, services
from generation.models import Job, JobItem, VideoJob, VideoParameters, VideoProject
from tests.factories import copy, stock
from tests.factories.jobs import access_to
from tests.unit.generation.conftest import Sent
from workspaces.models import Workspace


def order(place: Workspace, by: User, **values: Any) -> Job:
    row = values.pop("product", None) or copy.product(by)
    if values.pop("photos", True):
        stock.asset(name="Front", product=row)
        stock.asset(name="Back", product=row)
    given = services.ScriptOrder(product_id=row.pk, **values)
    return services.submit(access_to(place), given, by=by)


def held(place: Workspace, meter: str) -> int:
    found = QuotaPeriod.objects.filter(workspace=place, meter=meter).first()
    return found.reserved if found else 0


def test_a_script_is_written_into_a_project_of_its_own(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    job = order(in_acme, alice, seconds=20, ratio="1:1", music="quiet_room")
    project = VideoProject.objects.get()
    assert (project.version, project.current, project.script_job_id) == (0, None, job.pk)
    assert job.parameters.project == str(project.pk)
    event = AuditEvent.objects.get(action="generation.video_project.created")
    assert (event.target_id, event.actor_id) == (str(project.pk), str(alice.pk))

    copy.write(in_acme, job)

    project.refresh_from_db()
    assert project.current is not None
    script = scripts.read(project.current.content)
    assert (script.ratio, script.music, script.language) == ("1:1", "quiet_room", "en")
    assert script.seconds == pytest.approx(20, abs=0.06)
    assert len(script.scenes) >= 3
    assert all(scene.picture for scene in script.scenes)
    assert not Job.objects.filter(kind="video").exists(), "nobody has approved it"


def test_a_chinese_script_is_written_in_chinese(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    copy.write(in_acme, order(in_acme, alice, language="zh-hans"))

    project = VideoProject.objects.select_related("current").get()
    assert project.title == "斑点马克杯"
    assert project.current is not None
    spoken = "".join(scene["narration"] for scene in project.current.content["scenes"])
    assert "350 毫升" in spoken or "景德镇" in spoken


def test_straight_through_orders_the_video_with_the_script(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    copy.write(in_acme, order(in_acme, alice, straight_through=True))

    job = VideoJob.objects.get()
    assert isinstance(job.parameters, VideoParameters)
    assert job.parameters.version == 1
    assert job.created_by_id == alice.pk
    assert held(in_acme, "video_seconds") == 20
    approved = VideoProject.objects.get().versions.get()
    assert approved.approved_by_label == alice.label


def test_straight_through_keeps_the_script_when_no_seconds_are_left(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    copy.write(in_acme, order(in_acme, alice, straight_through=True))
    QuotaPeriod.objects.filter(meter="video_seconds").update(limit_units=30)

    job = copy.write(in_acme, order(in_acme, alice, straight_through=True))

    project = VideoProject.objects.order_by("-created_at").first()
    assert project is not None
    assert job.state == "succeeded"
    assert (project.version, project.held_back) == (1, "plan-limit-reached")
    assert VideoJob.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"photos": False}, "no-pictures"),
        ({"seconds": 5}, "length-out-of-range"),
        ({"seconds": 500}, "length-out-of-range"),
        ({"tone": "angry"}, "choice-unknown"),
        ({"ratio": "4:3"}, "choice-unknown"),
        ({"voice": "nobody"}, "voice-unknown"),
        ({"asset_ids": ["00000000-0000-4000-8000-000000000001"]}, "asset-unknown"),
    ],
)
def test_what_cannot_be_scripted_is_refused(
    values: dict[str, Any], code: str, in_acme: Workspace, alice: User, sent: Sent
) -> None:
    with pytest.raises(services.BadRequest) as refused:
        order(in_acme, alice, **values)

    assert refused.value.code == code
    assert not VideoProject.objects.exists()
    assert held(in_acme, "copies") == 0


@pytest.fixture
def project(in_acme: Workspace, alice: User, sent: Sent) -> VideoProject:
    return copy.project(alice, copy.script(stock.asset(), stock.asset()))


def test_a_video_holds_as_many_seconds_as_its_scenes_last(
    in_acme: Workspace, alice: User, project: VideoProject
) -> None:
    job = services.submit(access_to(in_acme), services.VideoOrder(project.pk), by=alice)

    item = JobItem.objects.get(job=job)
    assert (job.kind, job.total, item.units) == ("video", 1, 6)
    assert held(in_acme, "video_seconds") == 6
    assert project.versions.get().approved_by_label == alice.label


def test_a_video_over_the_plan_is_refused_and_its_script_is_not_approved(
    in_acme: Workspace, alice: User, project: VideoProject
) -> None:
    access, asked = access_to(in_acme), services.VideoOrder(project.pk)
    services.cancel(access, services.submit(access, asked, by=alice).pk, by=alice)
    QuotaPeriod.objects.filter(meter="video_seconds").update(limit_units=5)
    project.versions.update(approved_at=None, approved_by_label="")

    with pytest.raises(QuotaExceeded):
        services.submit(access, asked, by=alice)
    assert project.versions.get().approved_at is None


def test_a_video_of_a_script_that_is_not_written_is_refused(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    order(in_acme, alice)

    with pytest.raises(services.BadRequest, match="not written yet"):
        services.VideoOrder(VideoProject.objects.get().pk).plan()


@pytest.mark.parametrize(
    ("scene", "code"),
    [
        ({"picture": ""}, "scene-picture"),
        ({"narration": "🔥 … !"}, "scene-voice"),
        ({"narration": "This goes on and on, well past the end of its scene. " * 4}, "scene-voice"),
    ],
)
def test_a_scene_that_cannot_be_rendered_is_named_before_anything_is_counted(
    scene: dict[str, Any], code: str, in_acme: Workspace, alice: User, project: VideoProject
) -> None:
    script = scripts.read(project.current.content)  # type: ignore[union-attr]
    wrong = replace(script, scenes=(script.scenes[0], replace(script.scenes[1], **scene)))
    services.change_project(access_to(in_acme), project.pk, version=1, script=wrong, by=alice)

    with pytest.raises(services.BadRequest, match="Scene 2") as refused:
        services.submit(access_to(in_acme), services.VideoOrder(project.pk), by=alice)

    assert refused.value.code == code
    assert held(in_acme, "video_seconds") == 0
