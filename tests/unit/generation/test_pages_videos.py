"""The list of video projects, and a job's video: how far each is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assets.models import Asset, AssetVersion
from generation import lifecycle, services, sql
from generation.models import JobItem, Output, VideoProject
from generation.screens import films
from generation.screens import videos as screen
from generation.screens.pictures import Pictures
from tests.factories import copy, stock
from tests.factories.jobs import access_to
from tests.unit.generation import made
from workspaces import tenancy
from workspaces.models import Workspace

PICTURES = Pictures("https://shop.example")
ATTACK = "<script>alert(1)</script>"
pytestmark = pytest.mark.usefixtures("clean_cache", "sent")


def address(place: Workspace) -> str:
    return reverse("generation:videos", args=[place.slug])


def rendering(place: Workspace, by: User, project: VideoProject) -> JobItem:
    """Return the item of a job that renders a project."""
    job = services.submit(access_to(place), services.VideoOrder(project_id=project.pk), by=by)
    return job.items.get()


def finish(item: JobItem) -> Asset:
    """End an item with a video that has a cover and subtitles."""
    attempt = made.begin(item)
    asset = stock.asset(name=item.label, source=Asset.Source.GENERATED, kind="video")
    AssetVersion.objects.filter(asset=asset).update(
        content_type="video/mp4",
        width_px=1080,
        height_px=1920,
        duration_ms=6000,
        companions={"cover": "derived/cover.jpg", "subtitles": "derived/words.srt"},
    )
    Output.objects.create(
        item=item,
        asset=asset,
        project_id=item.params["project"],
        provider="offline",
        made_offline=True,
    )
    lifecycle.succeed(item.pk, attempt=attempt, provider="offline")
    sql.recount(item.job_id)
    return asset


def states(place: Workspace) -> dict[str, str]:
    with tenancy.inside(place.schema_name):
        found = screen.listing(pictures=PICTURES)
        return {card.project.title: card.state for card in found.cards}


# --- the list -----------------------------------------------------------------------------------


def test_every_member_sees_the_list_and_a_stranger_does_not(
    in_acme: Workspace, carol: User, mallory: User, client_for: Callable[[User], Client]
) -> None:
    seen = client_for(carol).get(address(in_acme))

    assert "When someone makes a video" in seen.content.decode()
    assert "Make the first video" not in seen.content.decode()
    assert client_for(mallory).get(address(in_acme)).status_code == 404


def test_an_empty_list_says_how_to_begin(
    in_acme: Workspace, bob: User, client_for: Callable[[User], Client]
) -> None:
    page = client_for(bob).get(address(in_acme)).content.decode()

    assert "No videos yet" in page
    assert reverse("generation:video_new", args=[in_acme.slug]) in page


def test_each_card_says_how_far_its_video_has_come(in_acme: Workspace, alice: User) -> None:
    picture = stock.asset()
    projects = {
        title: copy.project(alice, copy.script(picture), title=title)
        for title in ("draft", "rendering", "rendered")
    }
    product = copy.product(alice)
    stock.asset(product=product)
    for title in ("writing", "failed"):
        order = services.ScriptOrder(product_id=product.pk, title=title)
        job = services.submit(access_to(in_acme), order, by=alice)
        if title == "failed":
            made.fail(job.items.get())
    made.begin(rendering(in_acme, alice, projects["rendering"]), stage="draw", percent=42)
    finish(rendering(in_acme, alice, projects["rendered"]))

    assert states(in_acme) == {
        "writing": "writing",
        "failed": "not_written",
        "draft": "draft",
        "rendering": "rendering",
        "rendered": "rendered",
    }


def test_a_video_that_was_deleted_makes_its_project_a_draft_again(
    in_acme: Workspace, alice: User
) -> None:
    project = copy.project(alice, copy.script(stock.asset()), title="Mornings")
    asset = finish(rendering(in_acme, alice, project))
    assert states(in_acme) == {"Mornings": "rendered"}

    Asset.objects.filter(pk=asset.pk).update(deleted_at="2026-01-01T00:00Z")

    assert states(in_acme) == {"Mornings": "draft"}


def test_a_card_shows_length_and_language_and_never_markup(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    script = copy.script(stock.asset(), stock.asset(), language="zh-hans")
    copy.project(alice, script, title=ATTACK)

    page = client_for(alice).get(address(in_acme)).content.decode()

    assert "0:06" in page
    assert "中文" in page
    assert "Draft" in page
    assert ATTACK not in page


def test_more_projects_come_page_by_page(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    script = copy.script(stock.asset())
    for number in range(screen.PAGE + 1):
        copy.project(alice, script, title=f"Video {number}")
    client = client_for(alice)

    first = client.get(address(in_acme)).content.decode()
    with tenancy.inside(in_acme.schema_name):
        cursor = screen.listing(pictures=PICTURES).cursor
    rest = client.get(address(in_acme), {"cursor": cursor}, HTTP_HX_REQUEST="true")

    assert first.count('class="video-card"') == screen.PAGE
    assert rest.content.decode().count('class="video-card"') == 1
    assert "That is all." in rest.content.decode()
    assert "<html" not in rest.content.decode()


@pytest.mark.parametrize("count", [1, 8])
def test_many_projects_ask_no_more_than_one(
    count: int,
    in_acme: Workspace,
    alice: User,
    client_for: Callable[[User], Client],
    django_assert_num_queries: Any,
) -> None:
    for number in range(count):
        copy.project(alice, copy.script(stock.asset()), title=f"Video {number}")
    client = client_for(alice)
    client.get(address(in_acme))

    # Two schema switches, session, person, three of the frame; projects, videos, renderings,
    # pictures.
    with django_assert_num_queries(12):
        client.get(address(in_acme))


# --- a job's video ------------------------------------------------------------------------------


def page_of(client: Client, place: Workspace, item: JobItem) -> str:
    here = reverse("generation:job", args=[place.slug, item.job_id])
    return str(client.get(here).content.decode())


def test_a_video_is_played_and_taken_home(
    in_acme: Workspace,
    alice: User,
    carol: User,
    client_for: Callable[[User], Client],
) -> None:
    project = copy.project(alice, copy.script(stock.asset()), title="Slow mornings")
    item = rendering(in_acme, alice, project)
    asset = finish(item)

    page = page_of(client_for(alice), in_acme, item)

    assert "<video" in page
    assert "derived/cover.jpg" in page
    assert "0:06 · 1080 × 1920 · made on this server" in page
    assert all(f"</svg>{name}</a>" in "".join(page.split()) for name in ("MP4", "SRT", "JPG"))
    assert reverse("generation:video", args=[in_acme.slug, project.pk]) in page
    assert reverse("assets:asset", args=[in_acme.slug, asset.pk]) in page
    assert "Open the script" in page_of(client_for(carol), in_acme, item)


def test_a_video_on_its_way_says_its_stage_and_percent(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    picture = stock.asset()
    project = copy.project(alice, copy.script(picture), title="Slow mornings")
    item = rendering(in_acme, alice, project)
    made.begin(item, stage="draw", percent=42)

    page = page_of(client_for(alice), in_acme, item)

    assert "Drawing the scenes" in page
    assert '<span class="num">42%</span>' in page
    assert f"{picture.pk}-800.webp" in page, "its first picture develops"


def test_a_video_that_could_not_be_made_says_why_and_was_not_counted(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    project = copy.project(alice, copy.script(stock.asset()), title=ATTACK)
    item = rendering(in_acme, alice, project)
    made.fail(item, "video.voice_too_long.1")

    page = page_of(client_for(alice), in_acme, item)

    assert "This video was not counted." in page
    assert reverse("generation:video", args=[in_acme.slug, project.pk]) in page
    assert ATTACK not in page


def test_a_video_that_was_deleted_says_where_it_is(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    item = rendering(in_acme, alice, copy.project(alice, copy.script(stock.asset())))
    asset = finish(item)
    Asset.objects.filter(pk=asset.pk).update(deleted_at="2026-01-01T00:00Z")

    page = page_of(client_for(alice), in_acme, item)

    assert "<video" not in page
    assert "This video was deleted." in page


def test_a_script_that_is_gone_leaves_its_videos_without_a_picture(
    in_acme: Workspace, alice: User
) -> None:
    item = rendering(in_acme, alice, copy.project(alice, copy.script(stock.asset())))
    item.params["version_id"] = None

    assert [film.cover for film in films.cards_of([item], PICTURES)] == [""]
