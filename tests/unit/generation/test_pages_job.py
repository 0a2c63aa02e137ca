"""The page of a job: its head, its pictures, what failed and why."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assets.models import Asset
from generation.models import Job
from generation.screens import job as screen
from generation.screens.pictures import Pictures
from tests.factories import stock
from tests.unit.generation import made
from tests.unit.generation.conftest import Sent
from workspaces import tenancy
from workspaces.models import Workspace

PICTURES = Pictures("https://shop.example")
HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.usefixtures("sent")


@pytest.fixture
def three(in_acme: Workspace, alice: User, sent: Sent) -> Job:
    """A job of one photo in three looks."""
    return made.job(in_acme, alice, styles=("sky", "kitchen", "midnight"))


@pytest.fixture
def alices(alice: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(alice)


def url(place: Workspace, name: str, job: Job, *more: UUID) -> str:
    return reverse(f"generation:{name}", args=[place.slug, job.pk, *more])


def words(answer: Any) -> str:
    """Return the answer's text with its white space made one."""
    return " ".join(answer.content.decode().split())


# --- head ---------------------------------------------------------------------------------------


def test_a_waiting_job_says_how_many_stand_before_it(
    in_acme: Workspace, alice: User, three: Job
) -> None:
    made.due(three, minutes_ago=2)
    second = made.due(made.job(in_acme, alice, photos=2), minutes_ago=1)
    third = made.job(in_acme, alice)

    heads = [screen.head(job.pk, pictures=PICTURES) for job in (three, second, third)]

    assert [head.ahead for head in heads] == [
        "It starts in a moment.",
        "1 job before yours, starts in a moment",
        # Five items stand before it and four run at a time; how long they take is not known yet.
        "2 jobs before yours",
    ]


def test_a_running_job_counts_what_is_done_and_offers_to_stop_the_rest(
    in_acme: Workspace, three: Job, alices: Client
) -> None:
    made.succeed(three.items.all()[0])

    text = words(alices.get(url(in_acme, "job", three)))

    assert '1 <span class="font-normal text-muted">/ 3</span>' in text
    assert 'hx-confirm="Stop 2 images?"' in text
    assert 'data-confirm-body="1 is finished and stays. Only that one is counted."' in text
    assert "Cancel the rest" in text
    assert "Download 1" in text
    assert 'aria-valuetext="1 of 3 done, 0 failed"' in text


def test_time_left_shows_once_three_items_have_ended(in_acme: Workspace, alice: User) -> None:
    job = made.job(in_acme, alice, photos=4)
    items = list(job.items.all())
    lefts = []
    for item in items[:3]:
        made.succeed(item)
        lefts.append(screen.head(job.pk, pictures=PICTURES).left)

    assert lefts == ["", "", "almost done"]


def test_a_done_job_says_how_many_images_it_made(
    in_acme: Workspace, three: Job, alices: Client
) -> None:
    for item in three.items.all():
        made.succeed(item)

    text = words(alices.get(url(in_acme, "job", three)))

    assert "3 images</p>" in text
    assert 'class="btn btn-primary" id="job-download"' in text
    assert url(in_acme, "job_cancel", three) not in text
    assert 'id="job-bar"' not in text


def test_tabs_count_by_state_and_leave_out_what_nobody_needs(three: Job) -> None:
    first, second, third = three.items.all()
    made.succeed(first)
    made.fail(second)
    during = screen.head(three.pk, pictures=PICTURES).states
    made.succeed(third)
    after = screen.head(three.pk, pictures=PICTURES).states

    assert [(word, count) for _state, word, count in during] == [
        ("All", 3),
        ("Done", 1),
        ("Working", 0),
        ("Waiting", 1),
        ("Failed", 1),
    ]
    assert [word for _state, word, _count in after] == ["All", "Done", "Failed"]


def parts_sent(text: str) -> set[str]:
    """Return the ids of what is put into other places of the page."""
    return set(re.findall(r'id="([\w-]+)" hx-swap-oob="(?:true|morph)"', text))


def test_the_fresh_head_brings_all_else_that_changed(
    in_acme: Workspace, alice: User, three: Job, alices: Client
) -> None:
    several = made.job(in_acme, alice, photos=2, styles=("sky",))

    one_photo = words(alices.get(url(in_acme, "job_head", three)))
    two_photos = words(alices.get(url(in_acme, "job_head", several)))
    one_tab = words(alices.get(url(in_acme, "job_head", several), {"state": "queued"}))

    # One photo: there are no heads of looks. One tab: its tiles come anew with their heads.
    everywhere = {"job-actions", "counts-as", "nav-running", "tabbar-running"}
    assert parts_sent(one_photo) == everywhere
    assert parts_sent(two_photos) == everywhere | {"look-sky"}
    assert parts_sent(one_tab) == everywhere
    assert "<html" not in one_photo


# --- tiles --------------------------------------------------------------------------------------


def test_each_picture_shows_its_own_state(in_acme: Workspace, alice: User) -> None:
    photo = stock.asset()
    made.cut(photo)
    job = made.job(in_acme, alice, photos=[photo], styles=("sky", "kitchen", "midnight", "framed"))
    done, running, failed, _waiting = job.items.all()
    picture = made.succeed(done)
    made.begin(running, stage="light", percent=78)
    made.fail(failed)

    page = screen.page(job.pk, pictures=PICTURES)

    tiles = [tile for group in page.groups for tile in group.tiles]
    assert [tile.shown_state for tile in tiles] == ["", "running", "failed", "queued"]
    assert [tile.stage for tile in tiles][1] == "Lighting"
    assert str(picture.pk) in tiles[0].src
    assert "derived/kitchen.webp" in tiles[1].src
    assert [str(photo.pk) in tile.src for tile in tiles[2:]] == [True, True]
    assert [tile.caption for tile in tiles] == ["Sky", "Kitchen", "Midnight", "Framed photo"]


def test_pictures_of_several_photos_stand_look_by_look(in_acme: Workspace, alice: User) -> None:
    job = made.job(in_acme, alice, photos=2, styles=("sky", "kitchen"))
    made.succeed(job.items.all()[0])

    page = screen.page(job.pk, pictures=PICTURES)

    assert [(group.look.name, group.look.done, group.look.total) for group in page.groups] == [
        ("Sky", 1, 2),
        ("Kitchen", 0, 2),
    ]
    assert {tile.caption for group in page.groups for tile in group.tiles} == {""}


def test_a_tab_shows_only_the_pictures_in_its_state(
    in_acme: Workspace, three: Job, alices: Client
) -> None:
    first, second, third = three.items.all()
    made.succeed(first)

    text = words(alices.get(url(in_acme, "job", three), {"state": "queued"}))

    assert f"tile-{first.pk}" not in text
    assert f"tile-{second.pk}" in text
    assert f"tile-{third.pk}" in text
    empty = words(alices.get(url(in_acme, "job", three), {"state": "failed"}))
    assert "No image is in this state now" in empty
    unknown = words(alices.get(url(in_acme, "job", three), {"state": "odd"}))
    assert f"tile-{first.pk}" in unknown


def test_changed_tiles_come_alone_and_only_those_of_the_job(
    in_acme: Workspace, alice: User, three: Job, alices: Client
) -> None:
    first, second, _third = three.items.all()
    picture = made.succeed(first)
    other = made.job(in_acme, alice).items.get()

    answer = alices.get(url(in_acme, "tile", three), {"item": [str(first.pk), str(other.pk)]})

    text = words(answer)
    assert text.count('hx-swap-oob="morph"') == 1
    assert f'id="tile-{first.pk}"' in text
    assert str(picture.pk) in text
    assert "thumb-fresh" in text
    assert str(second.pk) not in text


def test_tiles_by_names_that_are_none_are_not_found(
    in_acme: Workspace, three: Job, alices: Client
) -> None:
    assert alices.get(url(in_acme, "tile", three), {"item": "first"}).status_code == 404


def test_a_picture_that_was_deleted_leaves_a_place(in_acme: Workspace, three: Job) -> None:
    picture = made.succeed(three.items.all()[0])
    Asset.objects.filter(pk=picture.pk).update(deleted_at="2026-01-01T00:00Z")

    page = screen.page(three.pk, pictures=PICTURES)

    assert page.groups[0].tiles[0].shown_state == "missing"
    assert page.groups[0].tiles[0].download == ""


# --- problems -----------------------------------------------------------------------------------


def test_each_cause_is_one_card_with_what_helps_and_what_it_cost(
    in_acme: Workspace, alice: User, alices: Client
) -> None:
    photo = stock.asset(name="Glass vase")
    job = made.job(in_acme, alice, photos=[photo], styles=("sky", "kitchen", "midnight"))
    sky, kitchen, midnight = job.items.all()
    made.fail(sky, "image.cutout_refused.unsure")
    made.fail(kitchen, "image.cutout_refused.unsure")
    made.fail(midnight, "image.worker_time")

    text = words(alices.get(url(in_acme, "job", job)))

    assert text.count('id="problem-') == 2
    assert "The cut would not be clean" in text
    assert "These 2 images were not counted." in text
    assert f"images/new?asset={photo.pk}&look=sky,kitchen&draw=1" in text
    assert "The picture took too long" in text
    assert "This image was not counted." in text
    assert "Retry 3" in text
    assert "0 of 3 done" in text


def test_more_than_three_causes_fold(in_acme: Workspace, alice: User) -> None:
    codes = ["image.worker_time", "storage.unavailable", "job.worker_lost", "image.unreadable"]
    job = made.job(in_acme, alice, photos=len(codes) + 1)
    for item, code in zip(job.items.all(), [codes[3], *codes], strict=True):
        made.fail(item, code)

    head = screen.head(job.pk, pictures=PICTURES)

    assert head.problems[0].code == "image.unreadable"
    assert (len(head.problems), len(head.more_problems)) == (3, 1)


def test_trying_again_is_not_offered_where_it_cannot_help(
    in_acme: Workspace, alice: User, alices: Client
) -> None:
    job = made.job(in_acme, alice)
    made.fail(job.items.get(), "image.cutout_refused.busy_background")

    text = words(alices.get(url(in_acme, "job", job)))

    assert "The background is too busy" in text
    assert "Retry" not in text


def test_a_viewer_reads_why_but_is_offered_nothing_to_change(
    in_acme: Workspace, alice: User, carol: User, client_for: Callable[[User], Client]
) -> None:
    job = made.job(in_acme, alice, styles=("sky", "kitchen"))
    made.fail(job.items.all()[0])

    text = words(client_for(carol).get(url(in_acme, "job", job)))

    assert "The picture took too long" in text
    assert "Retry" not in text
    assert url(in_acme, "job_cancel", job) not in text


# --- cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("photos", [2, 9])
def test_a_job_asks_as_few_questions_for_many_pictures_as_for_few(
    photos: int,
    in_acme: Workspace,
    alice: User,
    alices: Client,
    django_assert_num_queries: Any,
) -> None:
    job = made.job(in_acme, alice, photos=photos, styles=("sky", "kitchen", "midnight"))
    items = list(job.items.all())
    for number in range(photos):
        made.succeed(items[number])
        made.begin(items[photos + number])
        made.fail(items[2 * photos + number])
    alices.get(url(in_acme, "job", job))

    # Two schema switches, session, person, three of the frame; job, items, photos, pictures, cuts.
    with django_assert_num_queries(13):
        alices.get(url(in_acme, "job", job))
    with tenancy.inside(in_acme.schema_name):
        Job.objects.count()
        with django_assert_num_queries(3):
            screen.head(job.pk, pictures=PICTURES)
        with django_assert_num_queries(5):
            screen.some(job.pk, [item.pk for item in items], pictures=PICTURES)


def test_two_sentences_of_a_refusal_stand_close_together_in_chinese(
    in_acme: Workspace, alice: User, alices: Client
) -> None:
    job = made.job(in_acme, alice)
    made.fail(job.items.get())
    alices.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"

    page = alices.get(url(in_acme, "job", job)).content.decode()

    assert "。这 1 张不计入用量。" in page
