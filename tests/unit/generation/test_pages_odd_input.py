"""What no browser of ours sends is answered with a sentence too, and what is sent twice once."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from billing.models import QuotaPeriod
from generation import services
from generation.models import Job, Text, VideoJob, VideoProject
from tests.factories import copy, stock
from tests.factories.jobs import access_to
from workspaces import tenancy
from workspaces.models import Workspace

NUL, ENDLESS = "Mug\0s", "9" * 5000
pytestmark = pytest.mark.usefixtures("clean_cache", "sent")


@pytest.fixture
def client(alice: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(alice)


@pytest.fixture
def project(in_acme: Workspace, alice: User) -> VideoProject:
    return copy.project(alice, copy.script(stock.asset(name="Front"), stock.asset(name="Back")))


@pytest.fixture
def title(in_acme: Workspace, alice: User) -> Text:
    copy.write(in_acme, copy.submit(in_acme, alice, kinds=("title",), languages=("en",)))
    return services.texts()[0]


def address(place: Workspace, name: str, *parts: Any) -> str:
    return reverse(f"generation:{name}", args=[place.slug, *parts])


def words_of(place: Workspace, text: Text) -> str:
    with tenancy.inside(place.schema_name):
        return services.texts().get(pk=text.pk).current.plain  # type: ignore[union-attr]


def seconds_held(place: Workspace) -> int:
    return QuotaPeriod.objects.get(workspace=place, meter="video_seconds").reserved


# --- signs and numbers that nothing here can keep -----------------------------------------------
def test_a_text_is_kept_without_signs_no_database_keeps(
    client: Client, in_acme: Workspace, title: Text
) -> None:
    answer = client.post(
        address(in_acme, "text_edit", title.pk), {"version": "1", "title": "A\0 mug"}
    )

    assert answer.status_code == 302
    assert words_of(in_acme, title) == "A mug"


def test_a_version_longer_than_any_is_one_that_somebody_changed(
    client: Client, in_acme: Workspace, title: Text
) -> None:
    here = address(in_acme, "text_edit", title.pk)

    answer = client.post(here, {"version": ENDLESS, "title": "A mug"})

    assert answer.status_code == 422
    assert "Somebody changed this while you were writing" in answer.content.decode()


def test_a_wish_is_kept_without_signs_no_database_keeps(
    client: Client, in_acme: Workspace, title: Text
) -> None:
    assert (
        client.post(address(in_acme, "text_rewrite", title.pk), {"brief": NUL}).status_code == 302
    )
    given = {"product": str(title.product_id), "kind": "title", "brief": NUL, "first": ENDLESS}
    assert client.post(address(in_acme, "copy_new"), given).status_code == 302

    with tenancy.inside(in_acme.schema_name):
        briefs = [job.params["brief"] for job in Job.objects.order_by("-created_at")[:2]]
    assert briefs == ["Mugs", "Mugs"]


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("texts", {"q": NUL}),
        ("copy_products", {"offset": ENDLESS}),
        ("studio_photos", {"offset": ENDLESS}),
        ("video_new", {"seconds": ENDLESS}),
        ("images_new", {"size": ENDLESS}),
    ],
)
def test_a_list_asked_for_oddly_is_shown_from_its_start(
    name: str, query: dict[str, str], client: Client, in_acme: Workspace
) -> None:
    assert client.get(address(in_acme, name), query).status_code == 200


def test_pictures_after_more_than_there_can_be_are_the_first_ones(
    client: Client, in_acme: Workspace, project: VideoProject
) -> None:
    here = address(in_acme, "video_pictures", project.pk)

    assert "Front" in client.get(here, {"offset": ENDLESS}).content.decode()


@pytest.mark.parametrize(
    "given",
    [
        "[" * 100_000,
        f'{{"version": 1, "seconds": {"9" * 400}}}',
        '{"version": 1, "title": "\\ud800"}',
    ],
    ids=["deep", "endless", "half a sign"],
)
def test_a_script_no_parser_should_take_is_refused_with_a_sentence(
    given: str, client: Client, in_acme: Workspace, project: VideoProject
) -> None:
    here = address(in_acme, "video_save", project.pk)

    answer = client.post(here, given, content_type="application/json")

    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("The script could not be read.")


def test_a_scene_of_endless_seconds_is_refused(
    client: Client, in_acme: Workspace, project: VideoProject
) -> None:
    assert project.current is not None
    body = {"version": 1, "title": "", "script": project.current.content}
    text = json.dumps(body).replace('"seconds": 3.0', f'"seconds": {"9" * 400}')

    answer = client.post(
        address(in_acme, "video_save", project.pk), text, content_type="application/json"
    )

    assert answer.status_code == 422


# --- once is enough -----------------------------------------------------------------------------
def test_a_version_that_is_being_rendered_is_not_rendered_and_counted_twice(
    client: Client, in_acme: Workspace, project: VideoProject
) -> None:
    here = address(in_acme, "video_render", project.pk)
    assert client.post(here).status_code == 302
    held = seconds_held(in_acme)

    second = client.post(here, HTTP_HX_REQUEST="true")

    assert second.status_code == 200
    with tenancy.inside(in_acme.schema_name):
        job = VideoJob.objects.get()
    assert f'data-job="{job.pk}"' in second.content.decode()
    assert seconds_held(in_acme) == held == 6


def test_a_version_is_rendered_anew_once_its_rendering_is_cancelled(
    in_acme: Workspace, alice: User, project: VideoProject
) -> None:
    order, access = services.VideoOrder(project_id=project.pk), access_to(in_acme)
    first = services.submit(access, order, by=alice)
    assert services.submit(access, order, by=alice).pk == first.pk

    services.cancel(access, first.pk, by=alice)

    assert services.submit(access, order, by=alice).pk != first.pk


def test_only_a_rendering_of_the_video_is_stopped_at_its_address(
    client: Client, in_acme: Workspace, project: VideoProject, alice: User
) -> None:
    other = copy.submit(in_acme, alice)

    answer = client.post(address(in_acme, "video_stop", project.pk, other.pk))

    assert answer.status_code == 404
    with tenancy.inside(in_acme.schema_name):
        assert Job.objects.get(pk=other.pk).cancel_requested_at is None


# --- names of files -----------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["🎧", "!!!", "..", 'a"\r\nX-Y: 1'])
def test_texts_of_a_product_of_any_name_are_taken_home(
    name: str, client: Client, in_acme: Workspace, alice: User
) -> None:
    row = copy.product(alice, name=name, name_zh="")
    job = copy.submit(in_acme, alice, products=[row], kinds=("title",), languages=("en",))
    copy.write(in_acme, job)

    answer = client.get(address(in_acme, "job_export", job.pk))

    assert answer.status_code == 200
    assert 'filename="' in answer.headers["Content-Disposition"]
