"""The page of one text: read it, edit it, bring a version back, have it written anew."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from assets.services import FactValue, set_facts
from generation import services
from generation.models import Text
from generation.screens import text as screen
from generation.screens.pictures import Pictures
from generation.text_forms import form_of
from tests.factories import copy
from tests.factories.jobs import access_to
from tests.unit.generation.text_page import now, url, versions_of, words
from workspaces.models import Workspace

PICTURES = Pictures("https://shop.example")
HTMX = {"HX-Request": "true"}
ATTACK = "<script>alert(1)</script>"
SHAPES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "title": ({"title": " A  mug "}, {"title": "A mug"}),
    "description": (
        {"body": "One.\r\n\r\n\r\nTwo\r\nlines."},
        {"paragraphs": ["One.", "Two\nlines."]},
    ),
    "selling_points": (
        {"head": ["Holds 350 ml", ""], "text": ["Enough for tea.", " "]},
        {"points": [{"head": "Holds 350 ml", "text": "Enough for tea."}]},
    ),
    "faq": (
        {"head": ["How large is it?"], "text": ["350 ml."]},
        {"entries": [{"question": "How large is it?", "answer": "350 ml."}]},
    ),
    "post": (
        {"title": "", "body": "A mug.", "tags": "#mug, tea  mug"},
        {"title": "", "body": "A mug.", "tags": ["mug", "tea"]},
    ),
}
pytestmark = pytest.mark.usefixtures("clean_cache", "sent")


# --- reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(SHAPES))
def test_every_kind_is_shown_in_its_shape(
    kind: str, in_acme: Workspace, write: Callable[..., Text], alices: Client
) -> None:
    text = write(kind)

    shown = words(alices.get(url(in_acme, "text", text)))

    body = shown.partition(f'data-kind="{kind}"')[2].partition("</article>")[0]
    assert "mug" in body.lower()
    assert "made offline" in shown
    assert 'data-copy="' in shown


def test_a_text_tells_the_facts_it_says_and_which_changed_since(
    in_acme: Workspace, alice: User, write: Callable[..., Text]
) -> None:
    text = write("description")
    before = {said.name: said for said in screen.page(text.pk, pictures=PICTURES).said}
    product = text.product
    assert product is not None
    facts = [fact for fact in copy.FACTS if fact.attribute not in ("Capacity", "Origin")]
    set_facts(product.pk, [*facts, FactValue("Capacity", "330", "ml")], actor=alice)

    after = {said.name: said for said in screen.page(text.pk, pictures=PICTURES).said}

    assert before["Capacity"] == screen.Said("Capacity", "350 ml", has_changed=False)
    assert after["Capacity"] == screen.Said("Capacity", "330 ml", has_changed=True)
    assert after["Origin"] == screen.Said("Origin", "", has_changed=True)
    assert not after["Height"].has_changed


def test_an_edited_text_tells_the_facts_that_still_stand_in_it(
    in_acme: Workspace, alice: User, write: Callable[..., Text]
) -> None:
    text = write("description")
    content = {"paragraphs": ["A mug of 350 ml, made in Jingdezhen, China."]}
    services.change_text(access_to(in_acme), text.pk, version=1, content=content, by=alice)

    said = [fact.name for fact in screen.page(text.pk, pictures=PICTURES).said]

    assert set(said) == {"Capacity", "Origin"}


def test_a_text_longer_than_its_place_shows_says_so(
    in_acme: Workspace, alice: User, write: Callable[..., Text], alices: Client
) -> None:
    text = write("title")
    services.change_text(
        access_to(in_acme), text.pk, version=1, content={"title": "m" * 76}, by=alice
    )

    shown = words(alices.get(url(in_acme, "text", text)))

    assert "76 of 75" in shown
    assert "Longer than this place shows" in shown


def test_a_text_whose_product_is_gone_is_read_but_not_rewritten(
    in_acme: Workspace, write: Callable[..., Text], alices: Client
) -> None:
    text = write()
    Text.objects.filter(pk=text.pk).update(product=None)

    shown = words(alices.get(url(in_acme, "text", text)))
    answer = alices.post(url(in_acme, "text_rewrite", text))

    assert "A product that was deleted" in shown
    assert 'id="text-rewrite"' not in shown
    assert answer.status_code == 422
    assert "The product of this text was deleted" in words(answer)


# --- editing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(SHAPES))
def test_what_is_typed_becomes_the_next_version(
    kind: str, in_acme: Workspace, write: Callable[..., Text], alices: Client
) -> None:
    text = write(kind)
    typed, kept = SHAPES[kind]

    answer = alices.post(url(in_acme, "text_edit", text), {"version": "1", **typed}, headers=HTMX)

    assert answer.status_code == 200
    assert json.loads(answer.headers["HX-Trigger"])["toast"]["text"] == "Saved"
    assert answer.headers["HX-Push-Url"] == url(in_acme, "text", text)
    changed = now(in_acme, text)
    assert changed.version == 2
    assert changed.current is not None
    assert changed.current.content == kept
    assert 'id="text-actions" hx-swap-oob="true"' in words(answer)


@pytest.mark.parametrize("kind", list(SHAPES))
def test_the_form_shows_what_it_says_now(
    kind: str, in_acme: Workspace, write: Callable[..., Text], alices: Client
) -> None:
    text = write(kind)

    shown = alices.get(url(in_acme, "text_edit", text), headers=HTMX).content.decode()

    form = form_of(text)
    for typed in (form.title, form.body, form.tags, *(word for row in form.rows for word in row)):
        assert typed.replace("'", "&#x27;") in shown
    assert 'name="version" value="1"' in shown


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("title", {"title": " "}, "A title needs at least one word."),
        ("description", {"body": "\n"}, "Write at least one paragraph."),
        ("selling_points", {"head": ["A head"], "text": [""]}, "Each selling point needs a head"),
        ("faq", {"head": [], "text": []}, "Each question needs an answer"),
        ("post", {"body": "", "title": "A title"}, "A post needs a text."),
        ("description", {"body": "x" * 8001}, "Keep the text to 8000 characters."),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(
    kind: str,
    typed: dict[str, Any],
    sentence: str,
    in_acme: Workspace,
    write: Callable[..., Text],
    alices: Client,
) -> None:
    text = write(kind)

    answer = alices.post(url(in_acme, "text_edit", text), {"version": "1", **typed}, headers=HTMX)

    shown = words(answer)
    assert answer.status_code == 422
    assert sentence in shown
    assert 'id="text-form"' in shown
    assert now(in_acme, text).version == 1
    kept = [
        value
        for given in typed.values()
        for value in ([given] if isinstance(given, str) else given)
    ]
    assert all(value in shown for value in kept if value.strip())


def test_two_who_edit_at_once_see_both_and_nothing_is_lost(
    in_acme: Workspace, bob: User, write: Callable[..., Text], alices: Client
) -> None:
    text = write()
    services.change_text(
        access_to(in_acme), text.pk, version=1, content={"title": "Bob's mug"}, by=bob
    )
    here = url(in_acme, "text_edit", text)

    refused = alices.post(here, {"version": "1", "title": "Alice's mug"}, headers=HTMX)
    shown = words(refused)
    saved = alices.post(here, {"version": "2", "title": "Alice's mug"}, headers=HTMX)

    assert refused.status_code == 422
    assert "Somebody changed this while you were writing" in shown
    assert "Bob&#x27;s mug" in shown
    assert 'value="Alice&#x27;s mug"' in shown
    assert 'name="version" value="2"' in shown
    assert saved.status_code == 200
    assert [version.plain for version in versions_of(in_acme, text)][:2] == [
        "Alice's mug",
        "Bob's mug",
    ]


def test_markup_that_is_typed_is_shown_as_it_was_typed(
    in_acme: Workspace, write: Callable[..., Text], alices: Client
) -> None:
    text = write("post")
    typed = {"version": "1", "title": ATTACK, "body": ATTACK, "tags": ATTACK}
    alices.post(url(in_acme, "text_edit", text), typed)

    for name in ("text", "text_edit"):
        shown = words(alices.get(url(in_acme, name, text)))
        assert ATTACK not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


# --- who may ------------------------------------------------------------------------------------


def test_a_viewer_reads_but_neither_edits_nor_orders(
    in_acme: Workspace,
    write: Callable[..., Text],
    carol: User,
    mallory: User,
    client_for: Callable[[User], Client],
) -> None:
    text, viewer = write(), client_for(carol)

    shown = words(viewer.get(url(in_acme, "text", text)))

    assert 'id="text-edit"' not in shown
    assert 'id="rewrite"' not in shown
    for name in ("text_edit", "text_restore", "text_rewrite"):
        assert viewer.post(url(in_acme, name, text)).status_code == 403
        assert client_for(mallory).post(url(in_acme, name, text)).status_code == 404
    assert client_for(mallory).get(url(in_acme, "text", text)).status_code == 404


def test_what_is_not_there_is_not_found(
    in_acme: Workspace, write: Callable[..., Text], alices: Client
) -> None:
    text, gone = write(), Text(pk=uuid4())

    assert alices.get(url(in_acme, "text", gone)).status_code == 404
    assert alices.get(url(in_acme, "text_version", text, 9)).status_code == 404
    for name, typed in (
        ("text_edit", {"version": "1", "title": "A mug"}),
        ("text_restore", {"version": "1", "number": "1"}),
        ("text_rewrite", {}),
    ):
        assert alices.post(url(in_acme, name, gone), typed).status_code == 404
    for typed in ({}, {"version": "1", "number": "9"}, {"version": "one", "number": "1"}):
        assert alices.post(url(in_acme, "text_restore", text), typed).status_code == 404


def test_a_text_is_read_in_a_fixed_number_of_questions(
    in_acme: Workspace,
    write: Callable[..., Text],
    alices: Client,
    django_assert_num_queries: Any,
) -> None:
    text = write("faq")
    alices.get(url(in_acme, "text", text))

    # Two schema switches, session, person, three of the frame; text, versions, photo, facts.
    with django_assert_num_queries(14):
        alices.get(url(in_acme, "text", text))
