"""The page of a copy job: texts waiting, growing, written, failed; taken home."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent
from generation import progress
from generation.models import Job, Text
from generation.screens import job as screen
from generation.screens.pictures import Pictures
from tests.factories import copy
from tests.unit.generation import made
from workspaces import tenancy
from workspaces.models import Workspace

PICTURES = Pictures("https://shop.example")
HTMX = {"HX-Request": "true"}
ATTACK = "<img src=x onerror=alert(1)>"
pytestmark = pytest.mark.usefixtures("clean_cache", "sent")


@pytest.fixture
def two(in_acme: Workspace, alice: User) -> Job:
    """A job of a title and a post for Xiaohongshu, not begun."""
    return copy.submit(
        in_acme, alice, kinds=("title", "post"), languages=("en",), networks=("xiaohongshu",)
    )


def write(place: Workspace, job: Job) -> None:
    """Write a job's texts, wherever a page has left off."""
    with tenancy.inside(place.schema_name):
        copy.write(place, job)


@pytest.fixture
def alices(alice: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(alice)


def url(place: Workspace, name: str, job: Job) -> str:
    return reverse(f"generation:{name}", args=[place.slug, job.pk])


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def so_far(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    def told(_schema: str, item_ids: Any) -> dict[Any, str]:
        return dict.fromkeys(item_ids, text)

    monkeypatch.setattr(progress, "texts_so_far", told)


# --- cards --------------------------------------------------------------------------------------


def test_a_waiting_text_is_lines_in_its_place(in_acme: Workspace, two: Job, alices: Client) -> None:
    shown = words(alices.get(url(in_acme, "job", two)))

    cards = shown.partition('id="tiles"')[2].partition("<dl")[0]
    assert cards.count('data-state="queued"') == 2
    assert "writing-ghost is-still" in shown
    assert "Xiaohongshu · English" in shown
    assert "data-copy" not in cards


def test_a_text_that_is_written_shows_what_stands_there_so_far(
    in_acme: Workspace, two: Job, alices: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.begin(two.items.all()[0], stage="start", percent=1)
    so_far(monkeypatch, f"A mug {ATTACK}")

    shown = words(alices.get(url(in_acme, "job", two)))

    assert "data-writing>A mug &lt;img src=x onerror=alert(1)&gt;</p>" in shown
    assert "data-stage>Writing</span>" in shown
    assert "aria-live" not in shown.partition('id="tiles"')[2].partition("<dl")[0]


def test_a_written_text_is_copied_opened_and_rewritten(
    in_acme: Workspace, two: Job, alices: Client
) -> None:
    copy.write(in_acme, two)
    title = Text.objects.get(kind="title")
    assert title.current is not None

    shown = words(alices.get(url(in_acme, "job", two)))

    assert f'<p class="words-title">{title.current.plain}</p>' in shown
    assert f'data-copy="{title.current.plain}"' in shown
    assert reverse("generation:text", args=[in_acme.slug, title.pk]) in shown
    assert reverse("generation:text_rewrite", args=[in_acme.slug, title.pk]) in shown
    assert "Made offline" in shown
    assert "2 texts" in shown


def test_a_viewer_copies_and_opens_but_does_not_rewrite(
    in_acme: Workspace, two: Job, carol: User, client_for: Callable[[User], Client]
) -> None:
    copy.write(in_acme, two)

    shown = words(client_for(carol).get(url(in_acme, "job", two)))

    assert "data-copy=" in shown
    assert "Write it anew" not in shown
    assert "Edit" not in shown.partition('id="tiles"')[2].partition("<dl")[0]


def test_a_failed_text_says_why_and_that_it_was_not_counted(
    in_acme: Workspace, two: Job, alices: Client
) -> None:
    made.fail(two.items.all()[0], "copy.unreadable")

    shown = words(alices.get(url(in_acme, "job", two)))

    card = shown.partition('data-state="failed"')[2].partition("</article>")[0]
    assert "This text was not counted." in card
    assert "Failed" in card


def test_texts_of_several_products_stand_product_by_product(
    in_acme: Workspace, alice: User, alices: Client
) -> None:
    products = [copy.product(alice, name=f"Mug {ATTACK}"), copy.product(alice, name="Lamp")]
    job = copy.submit(in_acme, alice, products=products, languages=("en",))

    shown = words(alices.get(url(in_acme, "job", job)))

    assert shown.count("data-items") == 2
    assert shown.count("Open the product") == 2
    assert "Mug &lt;img" in shown
    assert ATTACK not in shown


def test_one_card_comes_alone_when_its_text_is_written(
    in_acme: Workspace, two: Job, alices: Client
) -> None:
    copy.write(in_acme, two)
    first = two.items.all()[0]

    shown = words(alices.get(url(in_acme, "tile", two), {"item": str(first.pk)}))

    assert shown.startswith(f'<article class="piece" id="tile-{first.pk}"')
    assert 'data-state="succeeded" hx-swap-oob="morph"' in shown
    assert "words-fresh" in shown


def test_a_state_without_texts_says_so(in_acme: Workspace, two: Job, alices: Client) -> None:
    shown = words(alices.get(url(in_acme, "job", two) + "?state=failed"))

    assert "No text is in this state now" in shown


def test_a_script_leads_to_its_video(
    in_acme: Workspace, alice: User, two: Job, alices: Client
) -> None:
    copy.write(in_acme, two)
    item = two.items.all()[0]
    output = item.outputs.get()
    output.text, output.project = None, copy.project(alice, copy.script(), title="Slow mornings")
    output.save()

    shown = words(alices.get(url(in_acme, "job", two)))

    assert reverse("generation:video", args=[in_acme.slug, output.project.pk]) in shown
    assert "Open the video" in shown


@pytest.mark.parametrize("kinds", [("title",), ("title", "description", "faq", "selling_points")])
def test_a_job_asks_as_few_questions_for_many_texts_as_for_one(
    kinds: tuple[str, ...], in_acme: Workspace, alice: User, django_assert_max_num_queries: Any
) -> None:
    job = copy.write(in_acme, copy.submit(in_acme, alice, kinds=kinds))

    # Job, items, outputs with their texts.
    with django_assert_max_num_queries(3):
        page = screen.page(job.pk, pictures=PICTURES)
    assert len(page.cards) == len(kinds) * 2


# --- taken home ---------------------------------------------------------------------------------


def test_finished_texts_are_taken_home_as_a_spreadsheet(
    in_acme: Workspace, two: Job, alices: Client
) -> None:
    write(in_acme, two)

    answer = alices.get(url(in_acme, "job_export", two), {"as": "csv"})

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["kind"] for row in rows] == ["title", "post"]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Speckled_mug.csv"'
    assert AuditEvent.objects.filter(
        workspace_id=in_acme.pk, action="generation.text.exported"
    ).exists()


def test_finished_texts_are_taken_home_for_programs(
    in_acme: Workspace, two: Job, alices: Client
) -> None:
    write(in_acme, two)

    answer = alices.get(url(in_acme, "job_export", two), {"as": "json"})

    assert [text["kind"] for text in json.loads(answer.content)["texts"]] == ["title", "post"]


def test_what_cannot_be_exported_leads_back_with_a_sentence(
    in_acme: Workspace, two: Job, alices: Client
) -> None:
    early = alices.get(url(in_acme, "job_export", two), follow=True)
    write(in_acme, two)
    other = alices.get(url(in_acme, "job_export", two), {"as": "docx"}, follow=True)

    assert "This job has no finished text to export." in words(early)
    assert "Texts can be exported as: json, csv." in words(other)


def test_an_export_is_offered_once_a_text_is_there(
    in_acme: Workspace,
    two: Job,
    alices: Client,
    mallory: User,
    client_for: Callable[[User], Client],
) -> None:
    before = words(alices.get(url(in_acme, "job", two)))
    write(in_acme, two)
    after = words(alices.get(url(in_acme, "job", two)))

    assert 'id="job-export"' not in before
    assert "Export 2" in after
    assert "?as=csv" in after
    assert "data-download" not in after
    assert client_for(mallory).get(url(in_acme, "job_export", two)).status_code == 404
