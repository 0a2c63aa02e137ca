"""The video studio: what it shows of a script, what it keeps, and what it renders."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from generation import progress, services
from generation.models import JobItem, VideoProject
from generation.screens import video as screen
from generation.screens.pictures import Pictures
from generation.scripts import Script
from tests.factories import copy, stock
from tests.factories.jobs import access_to
from tests.unit.generation import made
from tests.unit.generation.studio import address, body, keep
from workspaces.models import Workspace

PICTURES = Pictures("https://shop.example")
ATTACK = "</script><script>alert(1)</script>"
NOBODYS = "00000000-0000-4000-8000-000000000001"
pytestmark = pytest.mark.usefixtures("clean_cache", "sent")


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["video", "video_head", "video_script"])
def test_every_member_sees_a_video_and_a_stranger_does_not(
    name: str,
    in_acme: Workspace,
    project: VideoProject,
    carol: User,
    mallory: User,
    client_for: Callable[[User], Client],
) -> None:
    here = address(in_acme, name, project.pk)

    assert client_for(carol).get(here).status_code == 200
    assert client_for(mallory).get(here).status_code == 404


def test_a_viewer_edits_and_renders_nothing(
    in_acme: Workspace,
    project: VideoProject,
    script: Script,
    carol: User,
    client_for: Callable[[User], Client],
) -> None:
    client = client_for(carol)
    page = client.get(address(in_acme, "video", project.pk)).content.decode()

    assert 'data-act="split"' not in page
    assert "Render MP4" not in page
    assert keep(client, in_acme, project, body(script)).status_code == 403
    for name in ("video_render", "video_write", "video_restore"):
        assert client.post(address(in_acme, name, project.pk)).status_code == 403
    assert client.get(address(in_acme, "video_pictures", project.pk)).status_code == 403
    assert client.get(address(in_acme, "video_voice", "en-us-clear")).status_code == 403


@pytest.mark.parametrize("name", ["video", "video_head", "video_script"])
def test_a_project_that_is_not_there_is_not_found(
    name: str, in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    assert client_for(alice).get(address(in_acme, name, NOBODYS)).status_code == 404


# --- what it shows ------------------------------------------------------------------------------


def test_the_studio_shows_each_scene_and_tells_what_it_counts_as(
    in_acme: Workspace,
    project: VideoProject,
    alice: User,
    client_for: Callable[[User], Client],
) -> None:
    page = client_for(alice).get(address(in_acme, "video", project.pk)).content.decode()

    assert page.count("A mug for slow mornings.</textarea>") == 2
    assert "0:06 · counts as 6 s" in page
    assert "Slow push in" in page
    assert "Render MP4" in page


def test_what_somebody_wrote_is_never_markup(
    in_acme: Workspace,
    script: Script,
    alice: User,
    client_for: Callable[[User], Client],
) -> None:
    scene = replace(script.scenes[0], narration=ATTACK, on_screen=ATTACK)
    project = copy.project(alice, replace(script, scenes=(scene,)), title=ATTACK)
    client = client_for(alice)

    pages = [
        client.get(address(in_acme, "video", project.pk)),
        client.get(address(in_acme, "video_head", project.pk)),
        client.get(address(in_acme, "videos")),
    ]

    assert all(ATTACK.encode() not in page.content for page in pages)


def test_a_line_that_is_too_long_is_told_before_it_is_rendered(
    in_acme: Workspace, script: Script, alice: User
) -> None:
    long = replace(script.scenes[0], narration="A mug for slow mornings. " * 8)
    project = copy.project(alice, replace(script, scenes=(long, script.scenes[1])))

    studio = screen.studio(access_to(in_acme), screen.project_of(project.pk), pictures=PICTURES)

    overs = [over for _scene, _src, over in studio.shown]
    assert overs[0] > 3
    assert overs[1] == 0


def test_a_picture_that_is_gone_leaves_its_scene_empty(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    gone = stock.asset(deleted_at="2026-01-01T00:00Z")
    project = copy.project(alice, copy.script(gone))

    studio = screen.studio(access_to(in_acme), screen.project_of(project.pk), pictures=PICTURES)

    assert [src for _scene, src, _over in studio.shown] == [""]
    assert studio.document["pictures"] == {}
    assert studio.document["script"]["scenes"][0]["picture"] == ""
    answer = client_for(alice).post(address(in_acme, "video_render", project.pk))
    assert answer.status_code == 422
    assert f"There is no photo {gone.pk} in this workspace." in answer.content.decode()


@pytest.mark.parametrize("scenes", [1, 12])
def test_many_scenes_ask_no_more_than_one(
    scenes: int,
    in_acme: Workspace,
    alice: User,
    client_for: Callable[[User], Client],
    django_assert_num_queries: Any,
) -> None:
    pictures = [stock.asset() for _number in range(scenes)]
    project = copy.project(alice, copy.script(*pictures))
    client = client_for(alice)
    here = address(in_acme, "video", project.pk)
    client.get(here)

    # Two schema switches, session, person, three of the frame; project, pictures, allowance, jobs,
    # versions.
    with django_assert_num_queries(14):
        client.get(here)


# --- while it is written ------------------------------------------------------------------------


def test_a_script_on_its_way_shows_its_lines_as_they_come(
    in_acme: Workspace,
    alice: User,
    client_for: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project, item = ordered(in_acme, alice)
    made.begin(item, stage="write", percent=30)
    monkeypatch.setattr(progress, "texts_so_far", lambda _schema, ids: {ids[0]: "One.\n<b>Two"})

    page = client_for(alice).get(address(in_acme, "video", project.pk)).content.decode()

    assert "Writing the script" in page
    assert ">One.<" in page
    assert "&lt;b&gt;Two" in page
    assert f'data-job="{project.script_job_id}"' in page
    assert client_for(alice).get(address(in_acme, "video_head", project.pk)).status_code == 404


def test_a_script_that_could_not_be_written_says_why_and_is_tried_again(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    project, item = ordered(in_acme, alice)
    made.fail(item, "provider.unavailable")
    client = client_for(alice)
    here = address(in_acme, "video", project.pk)

    page = client.get(here).content.decode()
    again = client.post(address(in_acme, "video_write", project.pk))

    assert "Nothing was counted." in page
    assert "Write it again" in page
    assert (again.status_code, again.headers["Location"]) == (302, here)
    assert "Writing the script" in client.get(here).content.decode()
    refused = client.post(address(in_acme, "video_write", project.pk))
    assert refused.status_code == 422


def test_a_script_whose_job_is_gone_leads_to_a_new_video(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    project = VideoProject.objects.create(title="Lost", language="en", script_job_id=uuid4())
    client = client_for(alice)

    page = client.get(address(in_acme, "video", project.pk)).content.decode()
    answer = client.post(address(in_acme, "video_write", project.pk))

    assert "This video has no script" in page
    assert "Write it again" not in page
    assert answer.status_code == 422
    assert "What wrote this script is gone." in answer.content.decode()


def test_a_video_that_was_held_back_says_so(
    in_acme: Workspace, project: VideoProject, alice: User, client_for: Callable[[User], Client]
) -> None:
    VideoProject.objects.update(held_back="plan-limit-reached", render_when_written=True)

    page = client_for(alice).get(address(in_acme, "video", project.pk)).content.decode()

    assert "The script is written, but it was not rendered" in page
    assert "There was not enough video left" in page


def ordered(place: Workspace, by: User) -> tuple[VideoProject, JobItem]:
    """Return a project whose script is ordered, and the item that writes it."""
    product = copy.product(by)
    stock.asset(product=product)
    order = services.ScriptOrder(product_id=product.pk)
    job = services.submit(access_to(place), order, by=by)
    return VideoProject.objects.get(), job.items.get()
