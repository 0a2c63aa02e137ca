"""The sentences several pages share."""

from datetime import timedelta

import pytest
from django.utils import translation

from generation import pace, wording
from generation.models import Job, JobState


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (1, "almost done"),
        (9, "almost done"),
        (10, "about 10 s left"),
        (47, "about 50 s left"),
        (54, "about 50 s left"),
        (55, "about 1 min left"),
        (89, "about 1 min left"),
        (130, "about 2 min left"),
    ],
)
def test_time_left_is_rounded_as_people_say_it(seconds: int | None, words: str) -> None:
    assert wording.time_left(seconds) == words


@pytest.mark.parametrize(
    ("done", "state", "spent", "left"),
    [
        (2, JobState.RUNNING, timedelta(seconds=10), None),
        (3, JobState.RUNNING, None, None),
        (3, JobState.PARTIAL, timedelta(seconds=10), None),
        (4, JobState.RUNNING, timedelta(seconds=8), 4),
    ],
)
def test_what_is_left_follows_the_jobs_own_pace(
    done: int, state: str, spent: timedelta | None, left: int | None
) -> None:
    job = Job(state=state, succeeded=done - 1, failed=1, queued=1, running=1)

    assert pace.left_of(job, spent=spent) == left


def test_a_job_says_what_it_makes() -> None:
    both = Job(total=12, kind="image", params={"photos": ["a", "b"], "styles": ["x"] * 6})
    one = Job(total=1, kind="image", params={"photos": ["a"], "styles": ["x"]})
    neither = Job(kind="image", total=1200, params={})

    assert wording.made_of(both) == "2 photos × 6 looks"
    assert wording.made_of(one) == "1 photo × 1 look"
    assert wording.made_of(neither) == "1,200 images"


def test_stages_have_words_and_an_unknown_one_is_simply_running() -> None:
    assert wording.stage("sharpen") == "Sharpening"
    assert wording.stage("") == "Starting"
    assert wording.stage("polish") == "Running"


def test_waiting_and_not_counting_are_said_for_one_and_for_many() -> None:
    assert wording.jobs_ahead(0) == "It starts in a moment."
    assert wording.jobs_ahead(2) == "2 jobs before yours"
    assert wording.not_counted("image", 1) == "This image was not counted."
    assert wording.not_counted("image", 3) == "These 3 images were not counted."


def test_a_job_without_a_title_is_named_in_its_readers_language() -> None:
    job = Job(title="", total=6)

    with translation.override("en"):
        assert str(job) == "6 images"
    with translation.override("zh-hans"):
        assert str(job) == "6 张图片"
    assert Job(title="Spring", total=6).name == "Spring"
