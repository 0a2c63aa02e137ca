"""A vendor that answers something else than asked: said in words, unpaid, and no worker's harm."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from generation import failures, snapshots
from generation.models import ItemState, Job
from generation.providers.openai import pictures as asked_pictures
from generation.providers.prompts.pictures import SCENES
from generation.services import CopyOrder, ImageOrder, submit
from tests.factories import copy, files, openai_answers, openai_faults
from tests.factories.jobs import access_to
from tests.factories.openai_exchange import Step
from tests.factories.openai_faults import every, pictures, pours
from tests.factories.openai_server import breaks_off, refuses, says, writes
from tests.faults import vendors, wanted
from tests.faults.conftest import new_place
from tests.faults.ground import IMAGES, VIDEO, Ground
from tests.faults.quiet import after_quiet_time, orphans
from tests.integration.generation.conftest import Place
from workspaces import tenancy

MIB = 2**20
INSIDE = "http://169.254.169.254/latest/meta-data/"
# What comes → the code of what is said of it.
TEXTS: dict[str, tuple[Step, str]] = {
    "a page": (says("<html><body>Welcome!</body></html>"), "copy.unreadable"),
    "half a document": (says('{"choices": [', kind="application/json"), "copy.unreadable"),
    "another shape": (writes(json.dumps({"answer": 42})), "copy.unreadable"),
    "prose": (writes("I would rather tell you about lamps."), "copy.unreadable"),
    "nothing": (says("", kind="text/event-stream"), "copy.unreadable"),
    "no text": (says('{"choices": []}', kind="application/json"), "copy.unreadable"),
    "a picture": (says(b"\x89PNG\r\n\x1a\n\x00", kind="image/png"), "copy.unreadable"),
    "half a text": (breaks_off(9, how="end"), "copy.cut_off"),
    "a refusal": (refuses, "provider.refused"),
}
PICTURES: dict[str, Step] = {
    "morning-window": says("<html><body>Welcome!</body></html>"),
    "blush-arch": says('{"data": [{"b64_json": "iVBOR', kind="application/json"),
    "sage-podium": says('{"data": 5}', kind="application/json"),
    "sandstone": says("", kind="application/json"),
    "pure-white": pictures(b64_json="PHN2Zz48L3N2Zz4="),
    "soft-grey": pictures(b64_json=openai_answers.picture("64x64", kind="GIF")),
    "palette": pictures(b64_json=openai_answers.picture("64x64")[:200]),
    "new-year-red": pictures(b64_json=openai_faults.bomb()),
    "framed": pictures(),
}


@pytest.fixture(autouse=True)
def _unasked(ground: Ground) -> Iterator[None]:
    """Nobody has asked the vendor yet."""
    vendors.forget_breakers()
    yield
    vendors.forget_breakers()


def children(ground: Ground) -> list[int]:
    """Return the processes that work."""
    return sorted(ground.children(IMAGES) + ground.children(VIDEO))


def expect_next_is_made(ground: Ground, place: Place, *kinds: str) -> None:
    """What is ordered next is made at once, by the same processes."""
    jobs = [wanted.order(place, kind) for kind in kinds]
    assert after_quiet_time(place, seconds=30) == []
    assert [wanted.only(job).attempt for job in jobs] == [1] * len(kinds)
    assert {wanted.only(job).state for job in jobs} == {ItemState.SUCCEEDED}


def codes(job: Job) -> list[str]:
    return [item.error_code for item in wanted.items(job)]


@pytest.mark.slow
def test_a_text_that_is_none_is_said_in_words_and_costs_nothing(
    ground: Ground, place: Place
) -> None:
    before = children(ground)
    products = [copy.product(place.owner, name=name) for name in TEXTS]
    rules = [every(step, where=f'"{name}"') for name, (step, _code) in TEXTS.items()]
    with ground.vendor.ruled(*rules):
        order = CopyOrder([row.pk for row in products], kinds=("title",), languages=("en",))
        job = submit(access_to(place.workspace), order, by=place.owner)
        vendors.hasten(place, job)

    found = {item.label: item.error_code for item in wanted.items(job)}
    assert found == {name: code for name, (_step, code) in TEXTS.items()}
    for item in snapshots.full(job.pk)["items"]:
        words = failures.explain(item["error"]["code"])
        assert item["error"]["title"] == words.title != failures.explain("").title
    assert vendors.units(place) == ["released"] * len(TEXTS)
    expect_next_is_made(ground, place, "copy")
    assert children(ground) == before


@pytest.mark.slow
def test_a_picture_that_is_none_is_said_in_words_and_costs_nothing(
    ground: Ground, place: Place
) -> None:
    before = children(ground)
    rules = [every(step, where=SCENES[look]) for look, step in PICTURES.items()]
    with ground.vendor.ruled(*rules):
        job = order_looks(place, *PICTURES)
        vendors.hasten(place, job)

    assert codes(job) == ["image.unreadable"] * len(PICTURES)
    assert all(item["error"]["title"] for item in snapshots.full(job.pk)["items"])
    assert vendors.units(place) == ["released"] * len(PICTURES)
    expect_next_is_made(ground, place, "image")
    assert children(ground) == before
    assert orphans(place) == []


def order_looks(place: Place, *looks: str) -> Job:
    """Order a photo in these looks."""
    photo = files.asset(place.workspace, content=files.photo())
    order = ImageOrder([photo.pk], looks, long_side_px=512)
    return submit(access_to(place.workspace), order, by=place.owner)


def test_an_address_in_the_place_of_a_picture_is_never_fetched(
    ground: Ground, place: Place
) -> None:
    near = ground.vendor.url + "/secret"
    rules = [
        every(pictures(url=near), where=SCENES["kitchen"]),
        every(pictures(url=INSIDE), where=SCENES["sky"]),
        every(openai_faults.sends_elsewhere(near), where=SCENES["midnight"]),
    ]
    with ground.vendor.ruled(*rules):
        job = order_looks(place, "kitchen", "sky", "midnight")
        vendors.hasten(place, job)

    assert codes(job) == ["image.unreadable"] * 2 + ["provider.url_invalid"]
    assert {asked.path for asked in ground.vendor.asked} == {"/v1/images/edits"}
    assert vendors.units(place) == ["released"] * 3
    expect_next_is_made(ground, place, "image")


@pytest.mark.long
@pytest.mark.parametrize(
    "step",
    [
        pytest.param(says("<html>Welcome!</html>"), id="a page"),
        pytest.param(says(b"", kind="audio/wav"), id="nothing"),
        pytest.param(says(b"RIFF\x00\x00\x00\x00WAVE", kind="audio/wav"), id="no sound"),
    ],
)
def test_a_voice_that_is_none_is_followed_by_another(
    ground: Ground, place: Place, step: Step
) -> None:
    before = children(ground)
    with ground.vendor.ruled(every(step)):
        job = wanted.order(place, "video")
        assert after_quiet_time(place) == []

    item = wanted.only(job)
    assert (item.state, item.attempt) == (ItemState.SUCCEEDED, 1)
    assert item.outputs.get().facts["voice"] == "espeak"
    assert len(ground.vendor.asked) == 1
    assert vendors.units(place) == ["committed"]
    assert children(ground) == before


ENDLESS = [
    ("copy", "event"),
    pytest.param("copy", "zipped", marks=pytest.mark.long),
    pytest.param("image", "event", marks=pytest.mark.slow),
    pytest.param("image", "document", marks=pytest.mark.slow),
    pytest.param("image", "zipped", marks=pytest.mark.long),
    pytest.param("video", "sound", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("kind", "what"), ENDLESS)
def test_an_answer_without_end_is_left_early_and_fills_no_memory(
    ground: Ground, place: Place, kind: str, what: str
) -> None:
    warm_up(ground, kind)
    before = children(ground)
    peaks = {pid: peak(pid) for pid in ground.children(ground.at_work(kind))}
    ground.vendor.poured, asked = 0, len(ground.vendor.asked)

    with ground.vendor.ruled(every(pours(what))):
        job = wanted.order(place, kind)
        vendors.hasten(place, job, seconds=120)

    tries = len(ground.vendor.asked) - asked
    item = wanted.only(job)
    ends = {"copy": "copy.unreadable", "image": "image.unreadable", "video": ""}
    assert item.error_code == ends[kind]
    grown = max(peak(pid) - peaks[pid] for pid in peaks)
    print(f"\n{kind}, {what}: {tries} tries, {ground.vendor.poured / MIB:.0f} MiB, +{grown} MiB")
    assert ground.vendor.poured / tries <= 2 * asked_pictures.MAX_BODY
    assert grown <= 300
    expect_next_is_made(ground, place, kind)
    assert children(ground) == before


def warm_up(ground: Ground, kind: str) -> None:
    """Have one made elsewhere, so that what is loaded once is loaded; measure peaks from there."""
    with tenancy.outside():
        elsewhere = new_place("Elsewhere")
        with tenancy.inside(elsewhere.schema_name):
            wanted.order(elsewhere, kind, count=1 if kind == "video" else 3)
        assert after_quiet_time(elsewhere) == []
    for pid in ground.children(ground.at_work(kind)):
        Path(f"/proc/{pid}/clear_refs").write_text("5")


def peak(pid: int) -> int:
    """Return the most memory a process has had, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    found = next(line for line in lines if line.startswith("VmHWM:"))
    return int(found.split()[1]) // 1024


@pytest.mark.parametrize(
    "step",
    [
        openai_faults.answers_twice,
        pytest.param(openai_faults.says_it_twice, marks=pytest.mark.slow),
    ],
)
def test_what_is_answered_twice_is_delivered_and_charged_once(
    ground: Ground, place: Place, step: Step
) -> None:
    with ground.vendor.ruled(every(step, path="/v1/images"), every(step, path="/v1/chat")):
        jobs = [wanted.order(place, "copy", count=3), wanted.order(place, "image", count=3)]
        assert after_quiet_time(place) == []

    for job in jobs:
        assert [item.state for item in wanted.items(job)] == [ItemState.SUCCEEDED] * 3
    assert set(ground.vendor.times().values()) == {1}
    assert vendors.units(place) == ["committed"] * 6
    expect_next_is_made(ground, place, "copy", "image")


@pytest.mark.slow
def test_a_line_that_is_answered_twice_is_spoken_once(ground: Ground, place: Place) -> None:
    with ground.vendor.ruled(every(openai_faults.answers_twice)):
        job = wanted.order(place, "video")
        assert after_quiet_time(place) == []

    assert wanted.only(job).outputs.get().facts["voice"] == "openai"
    assert len(ground.vendor.asked) == 1
    assert vendors.units(place) == ["committed"]
