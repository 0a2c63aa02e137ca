"""The video studio: what it keeps of a script, and what it renders."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db.models.functions import Now
from django.test import Client

from accounts.models import User
from billing.models import QuotaPeriod
from generation import services
from generation.models import Job, ProjectVersion, VideoJob, VideoProject
from generation.providers.base import ProviderError
from generation.screens import video as screen
from generation.screens.pictures import Pictures
from generation.scripts import Scene, Script
from tests.factories import copy, stock
from tests.factories.jobs import access_to
from tests.unit.generation import made
from tests.unit.generation.studio import address, body, keep, stored
from workspaces import tenancy
from workspaces.models import Workspace

PICTURES = Pictures("https://shop.example")
NOBODYS = "00000000-0000-4000-8000-000000000001"
pytestmark = pytest.mark.usefixtures("clean_cache", "sent")


# --- what it keeps ------------------------------------------------------------------------------


def test_a_change_is_kept_as_a_version_and_answered_with_what_its_lines_take(
    in_acme: Workspace,
    project: VideoProject,
    script: Script,
    bob: User,
    client_for: Callable[[User], Client],
) -> None:
    longer = replace(script.scenes[0], narration="Slow mornings begin here. " * 6, seconds=3.5)
    changed = replace(script, scenes=(longer, script.scenes[1]), ratio="9:16")

    answer = keep(client_for(bob), in_acme, project, body(changed, title="Mornings")).json()

    assert (answer["version"], answer["title"], answer["seconds"]) == (2, "Mornings", 6.5)
    assert answer["units"] == 7
    assert [number for number, _over in answer["too_long"]] == [1]
    assert len(answer["spoken"]) == 2
    project = stored(in_acme, project)
    assert project.current is not None
    assert project.current.content["ratio"] == "9:16"
    assert project.current.made_by_label == bob.label


def test_a_change_on_an_older_version_overwrites_nothing(
    in_acme: Workspace,
    project: VideoProject,
    script: Script,
    alice: User,
    client_for: Callable[[User], Client],
) -> None:
    client = client_for(alice)
    keep(client, in_acme, project, body(replace(script, music="quiet_room")))

    answer = keep(client, in_acme, project, body(replace(script, music="city_walk")))

    assert answer.status_code == 409
    assert answer.json()["version"] == 2
    project = stored(in_acme, project)
    assert project.current is not None
    assert project.current.content["music"] == "quiet_room"


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        ({"seconds": 0.2}, "Scene 2: give it 1 to 20 seconds."),
        ({"seconds": 20.01}, "Scene 2: give it 1 to 20 seconds."),
        ({"narration": "a" * 401}, "Scene 2: keep what is said to 400 characters"),
        ({"picture": NOBODYS}, f"There is no photo {NOBODYS} in this workspace."),
        ({"motion": "spin"}, "Scene 2: choose a movement"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_scene(
    scene: dict[str, Any],
    words: str,
    in_acme: Workspace,
    project: VideoProject,
    script: Script,
    alice: User,
    client_for: Callable[[User], Client],
) -> None:
    wrong = replace(script, scenes=(script.scenes[0], replace(script.scenes[1], **scene)))

    answer = keep(client_for(alice), in_acme, project, body(wrong))

    assert answer.status_code == 422
    assert words in answer.json()["detail"]
    assert answer.json()["scene"] == 2
    assert stored(in_acme, project).version == 1


@pytest.mark.parametrize(
    "given",
    [
        "{",
        "[]",
        '{"version": "1", "script": {}}',
        '{"version": true, "script": {"scenes": []}}',
        '{"version": 1, "script": {"scenes": [1]}}',
        '{"version": 1, "title": 5, "script": {"scenes": []}}',
        '{"version": 1, "script": {"scenes": [{"seconds": "4"}]}}',
        '{"version": 1, "script": {"scenes": [{"seconds": NaN}]}}',
        '{"version": 1, "script": {"scenes": [], "ratio": ["9:16"]}}',
    ],
)
def test_what_is_no_script_is_refused_with_a_sentence(
    given: str,
    in_acme: Workspace,
    project: VideoProject,
    alice: User,
    client_for: Callable[[User], Client],
) -> None:
    answer = keep(client_for(alice), in_acme, project, given)

    assert answer.status_code == 422
    assert answer.json() == {
        "detail": "The script could not be read. Reload the page and try again.",
        "scene": 0,
    }


def test_a_sign_no_database_keeps_is_left_out(
    in_acme: Workspace,
    project: VideoProject,
    script: Script,
    alice: User,
    client_for: Callable[[User], Client],
) -> None:
    scene = replace(script.scenes[0], narration="One\0two")

    answer = keep(client_for(alice), in_acme, project, body(replace(script, scenes=(scene,))))

    assert answer.status_code == 200
    project = stored(in_acme, project)
    assert project.current is not None
    assert project.current.content["scenes"][0]["narration"] == "Onetwo"


def test_an_older_version_is_brought_back(
    in_acme: Workspace,
    project: VideoProject,
    script: Script,
    alice: User,
    client_for: Callable[[User], Client],
) -> None:
    client = client_for(alice)
    keep(client, in_acme, project, body(replace(script, music="quiet_room")))
    here = address(in_acme, "video_restore", project.pk)

    answer = client.post(here, {"version": 2, "number": 1}, follow=True)

    assert "Version 1 is back." in answer.content.decode()
    project = stored(in_acme, project)
    assert project.current is not None
    assert (project.version, project.current.content["music"]) == (3, "none")
    assert client.post(here, {"version": 3, "number": 9}).status_code == 404
    assert client.post(here, {"version": "x", "number": 1}).status_code == 404
    stale = client.post(here, {"version": 1, "number": 1}, follow=True)
    assert "Somebody else changed this meanwhile." in stale.content.decode()


def test_of_one_sitting_the_last_version_is_offered_to_be_brought_back(
    in_acme: Workspace,
    project: VideoProject,
    script: Script,
    alice: User,
    bob: User,
) -> None:
    access = access_to(in_acme)
    for number, music in enumerate(("open_road", "city_walk", "quiet_room"), start=1):
        changed = replace(script, music=music)
        services.change_project(access, project.pk, version=number, script=changed, by=alice)
    other = replace(script, music="none", subtitles="small")
    services.change_project(access, project.pk, version=4, script=other, by=bob)
    ProjectVersion.objects.filter(number=1).update(approved_at=Now(), approved_by_label="Alice")

    studio = screen.studio(access, screen.project_of(project.pk), pictures=PICTURES)

    assert [version.number for version in studio.versions] == [5, 4, 1]


# --- rendering ----------------------------------------------------------------------------------


def test_rendering_begins_a_job_and_the_page_stays(
    in_acme: Workspace,
    project: VideoProject,
    bob: User,
    client_for: Callable[[User], Client],
) -> None:
    client = client_for(bob)
    here = address(in_acme, "video_render", project.pk)

    head = client.post(here, HTTP_HX_REQUEST="true").content.decode()

    with tenancy.inside(in_acme.schema_name):
        job = VideoJob.objects.get()
    assert f'data-job="{job.pk}"' in head
    assert "Waiting" in head
    assert "Render MP4" not in head
    with tenancy.inside(in_acme.schema_name):
        made.begin(job.items.get(), stage="draw", percent=42)
    assert "Rendering 42 %" in client.get(address(in_acme, "video", project.pk)).content.decode()
    stop = address(in_acme, "video_stop", project.pk, job.pk)
    assert client.post(stop, HTTP_HX_REQUEST="true").status_code == 200
    with tenancy.inside(in_acme.schema_name):
        assert Job.objects.get().cancel_requested_at is not None
    assert client.post(address(in_acme, "video_stop", project.pk, uuid4())).status_code == 404


def test_without_scripts_rendering_leads_back_to_the_page(
    in_acme: Workspace,
    project: VideoProject,
    alice: User,
    client_for: Callable[[User], Client],
) -> None:
    answer = client_for(alice).post(address(in_acme, "video_render", project.pk))

    assert answer.status_code == 302
    assert answer.headers["Location"] == address(in_acme, "video", project.pk)


def test_a_video_the_plan_has_no_seconds_for_is_not_begun(
    in_acme: Workspace,
    project: VideoProject,
    alice: User,
    client_for: Callable[[User], Client],
) -> None:
    client = client_for(alice)
    client.get(address(in_acme, "video", project.pk))
    QuotaPeriod.objects.filter(meter="video_seconds").update(limit_units=5)

    answer = client.post(address(in_acme, "video_render", project.pk), HTTP_HX_REQUEST="true")

    assert answer.status_code == 422
    assert "This would use 6, but 5 are left until" in answer.content.decode()
    with tenancy.inside(in_acme.schema_name):
        assert not VideoJob.objects.exists()


def test_a_video_that_is_there_can_be_watched(
    in_acme: Workspace,
    project: VideoProject,
    alice: User,
    client_for: Callable[[User], Client],
) -> None:
    client = client_for(alice)
    client.post(address(in_acme, "video_render", project.pk))
    with tenancy.inside(in_acme.schema_name):
        job = VideoJob.objects.get()
        made.succeed(job.items.get(), style="-")

    page = client.get(address(in_acme, "video", project.pk)).content.decode()

    assert f'data-newest="/w/{in_acme.slug}/jobs/{job.pk}"' in page
    assert "Watch" in page


def test_a_voice_of_this_machine_can_be_heard_and_an_unknown_one_is_not_found(
    in_acme: Workspace,
    alice: User,
    client_for: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("generation.speaking.sample", _sample)
    client = client_for(alice)

    heard = client.get(address(in_acme, "video_voice", "en-us-clear"))

    assert (heard.content, heard.headers["Content-Type"]) == (b"RIFF", "audio/wav")
    assert client.get(address(in_acme, "video_voice", "nobody")).status_code == 404


def test_a_voice_that_cannot_speak_just_now_is_503(
    in_acme: Workspace,
    alice: User,
    client_for: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*_args: str) -> bytes:
        raise ProviderError("speech.unavailable", retryable=True)

    monkeypatch.setattr("generation.speaking.sample", away)

    answer = client_for(alice).get(address(in_acme, "video_voice", "en-us-clear"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def _sample(schema_name: str, key: str) -> bytes:
    if key != "en-us-clear":
        raise LookupError(key)
    assert schema_name == tenancy.current()
    return b"RIFF"


def test_pictures_of_the_product_stand_first_among_those_to_choose(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    product = stock.product(alice)
    stock.asset(name="Own", product=product, days_old=2)
    stock.asset(name="Other")
    stock.asset(name="Film", kind="video")
    scene = Scene(narration="", picture="", seconds=3.0)
    project = copy.project(alice, Script(scenes=(scene,), ratio="1:1"))
    VideoProject.objects.filter(pk=project.pk).update(product=product)

    here = address(in_acme, "video_pictures", project.pk)
    shown = client_for(alice).get(here).content.decode()

    assert shown.index("Own") < shown.index("Other")
    assert "Film" not in shown
    none = client_for(alice).get(here, {"q": "zebra"}).content.decode()
    assert "Nothing matches “zebra”" in none
