"""Texts and scripts as people change them: every change is a version, none is lost."""

from dataclasses import replace
from typing import Any

import pytest

from accounts.models import User
from audit.models import AuditEvent
from generation import scripts, services
from generation.models import ProjectVersion, Text, TextVersion
from generation.pipelines import copy as pipeline
from generation.providers.base import Voice
from tests.factories import copy, stock
from tests.factories.jobs import access_to
from tests.unit.generation.conftest import Sent
from workspaces.models import Workspace

VOICES = (Voice("en", "Ada", "en"), Voice("zh", "晓", "zh-hans"))


@pytest.fixture
def text(in_acme: Workspace, alice: User, sent: Sent) -> Text:
    copy.write(in_acme, copy.submit(in_acme, alice, kinds=("title",), languages=("en",)))
    return services.texts().get()


def test_an_edit_is_the_next_version(in_acme: Workspace, alice: User, text: Text) -> None:
    changed = services.change_text(
        access_to(in_acme), text.pk, version=1, content={"title": "A mug"}, by=alice
    )

    assert changed.version == 2
    assert changed.current is not None
    assert (changed.current.plain, changed.current.source) == ("A mug", "edited")
    assert changed.current.made_by_label == alice.label
    assert changed.versions.get(number=1).plain == text.current.plain  # type: ignore[union-attr]
    event = AuditEvent.objects.get(action="generation.text.changed")
    assert event.data == {"version": 2, "source": "edited"}
    before = text.current.plain  # type: ignore[union-attr]
    assert event.changes == {"version": [1, 2], "text": [before[:200], "A mug"]}


def test_an_edit_that_changes_nothing_is_no_version(
    in_acme: Workspace, alice: User, text: Text
) -> None:
    content = text.current.content  # type: ignore[union-attr]

    services.change_text(access_to(in_acme), text.pk, version=1, content=content, by=alice)

    assert TextVersion.objects.count() == 1
    assert not AuditEvent.objects.filter(action="generation.text.changed").exists()


def test_an_edit_on_an_older_version_is_refused_and_overwrites_nothing(
    in_acme: Workspace, alice: User, bob: User, text: Text
) -> None:
    access = access_to(in_acme)
    services.change_text(access, text.pk, version=1, content={"title": "Bob's"}, by=bob)

    with pytest.raises(services.Conflict) as refused:
        services.change_text(access, text.pk, version=1, content={"title": "Alice's"}, by=alice)

    assert (refused.value.current, refused.value.yours) == (2, 1)
    assert services.texts().get().current.plain == "Bob's"  # type: ignore[union-attr]


def test_words_of_the_wrong_shape_are_refused(in_acme: Workspace, alice: User, text: Text) -> None:
    with pytest.raises(services.BadRequest, match="not complete"):
        services.change_text(
            access_to(in_acme), text.pk, version=1, content={"title": " "}, by=alice
        )
    assert TextVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("title", {"title": "Mug", "titel": "Mug"}),
        ("description", {"paragraphs": ["A mug."], "notes": [["x"] * 1000]}),
        ("faq", {"entries": [{"question": "Big?", "answer": "Yes.", "by": "me"}]}),
        ("post", {"title": "", "body": "A mug.", "tags": [], "image": "mug.png"}),
        ("script", {"scenes": [], "voice": "x"}),
    ],
)
def test_words_with_more_than_their_shape_are_refused(kind: str, content: dict[str, Any]) -> None:
    with pytest.raises(pipeline.ContentInvalid, match="no part of it is called"):
        pipeline.check(kind, content)


def test_an_older_version_is_brought_back_as_a_new_one(
    in_acme: Workspace, alice: User, text: Text
) -> None:
    access = access_to(in_acme)
    services.change_text(access, text.pk, version=1, content={"title": "Worse"}, by=alice)

    back = services.restore_text(access, text.pk, version=2, number=1, by=alice)

    assert back.version == 3
    assert back.current is not None
    assert back.current.content == text.current.content  # type: ignore[union-attr]
    assert back.current.source == "restored"


@pytest.fixture
def script(in_acme: Workspace) -> scripts.Script:
    return copy.script(stock.asset(name="One"), stock.asset(name="Two"))


def test_a_script_is_read_as_it_was_kept(script: scripts.Script) -> None:
    assert scripts.read(script.content()) == script
    assert script.seconds == 6.0


@pytest.mark.parametrize(
    ("scene", "code"),
    [
        ({"seconds": 0.5}, "scene-seconds"),
        ({"seconds": 20.5}, "scene-seconds"),
        ({"seconds": float("nan")}, "scene-seconds"),
        ({"motion": "explode"}, "motion-unknown"),
        ({"narration": "x" * 401}, "scene-text"),
        ({"on_screen": "x" * 61}, "scene-text"),
        ({"picture": "not-an-id"}, "asset-unknown"),
        ({"picture": "00000000-0000-4000-8000-000000000001"}, "asset-unknown"),
    ],
)
def test_a_scene_that_cannot_be_kept_is_named(
    scene: dict[str, object], code: str, script: scripts.Script
) -> None:
    wrong = replace(script, scenes=(script.scenes[0], replace(script.scenes[1], **scene)))

    with pytest.raises(services.BadRequest) as refused:
        scripts.check(wrong, voices=VOICES)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"scenes": ()}, "script-empty"),
        ({"ratio": "4:3"}, "choice-unknown"),
        ({"music": "polka"}, "choice-unknown"),
        ({"subtitles": "huge"}, "choice-unknown"),
        ({"voice": "zh"}, "voice-unknown"),
        ({"language": "fr"}, "language-unknown"),
    ],
)
def test_a_whole_that_cannot_be_kept_is_refused(
    values: dict[str, object], code: str, script: scripts.Script
) -> None:
    with pytest.raises(services.BadRequest) as refused:
        scripts.check(replace(script, **values), voices=VOICES)  # type: ignore[arg-type]

    assert refused.value.code == code


def test_a_video_may_not_last_for_ever(script: scripts.Script) -> None:
    long = replace(script, scenes=tuple(replace(script.scenes[0], seconds=20.0) for _ in range(10)))

    with pytest.raises(services.BadRequest, match="at most 180 s"):
        scripts.check(long, voices=VOICES)


def test_a_projects_script_is_kept_in_versions(
    in_acme: Workspace, alice: User, bob: User, script: scripts.Script, sent: Sent
) -> None:
    project, access = copy.project(alice, script), access_to(in_acme)
    slower = replace(script, scenes=(replace(script.scenes[0], seconds=5.0), script.scenes[1]))

    changed = services.change_project(
        access, project.pk, version=1, script=slower, by=bob, title="Slower"
    )

    assert (changed.version, changed.title) == (2, "Slower")
    assert changed.current is not None
    assert scripts.read(changed.current.content) == slower
    with pytest.raises(services.Conflict):
        services.change_project(access, project.pk, version=1, script=script, by=alice)
    back = services.restore_project(access, project.pk, version=2, number=1, by=alice)
    assert back.version == 3
    assert back.current is not None
    assert scripts.read(back.current.content) == script


def test_a_new_name_alone_is_no_version(
    in_acme: Workspace, alice: User, script: scripts.Script, sent: Sent
) -> None:
    project = copy.project(alice, script)

    named = services.change_project(
        access_to(in_acme), project.pk, version=1, script=script, by=alice, title="Dawn"
    )

    assert (named.title, named.version) == ("Dawn", 1)


def test_of_one_sitting_only_the_last_version_is_kept(
    in_acme: Workspace, alice: User, bob: User, script: scripts.Script, sent: Sent
) -> None:
    project, access = copy.project(alice, script), access_to(in_acme)
    ProjectVersion.objects.update(source="generated")

    for number, seconds in enumerate((4.0, 5.0, 6.0), start=1):
        longer = replace(script.scenes[0], seconds=seconds)
        services.change_project(
            access,
            project.pk,
            version=number,
            script=replace(script, scenes=(longer,)),
            by=alice,
            goes_on=True,
        )
    services.change_project(access, project.pk, version=4, script=script, by=bob, goes_on=True)

    kept = list(project.versions.values_list("number", "made_by_label"))
    assert kept == [(5, bob.label), (4, alice.label), (1, "")]


def test_a_version_that_was_rendered_is_kept_whoever_goes_on(
    in_acme: Workspace, alice: User, script: scripts.Script, sent: Sent
) -> None:
    project, access = copy.project(alice, script), access_to(in_acme)
    services.submit(access, services.VideoOrder(project.pk), by=alice)

    slower = replace(script, scenes=(replace(script.scenes[0], seconds=6.0),))
    services.change_project(access, project.pk, version=1, script=slower, by=alice, goes_on=True)

    assert list(project.versions.values_list("number", flat=True)) == [2, 1]
