"""A video from its script to the file, on real servers: spoken, drawn, kept by scenes, counted."""

import contextlib
import io
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import pytest

from assets import storage
from assets.models import Asset
from billing import services as billing
from generation import archive, recovery, registry, scripts, services, work
from generation.film import client
from generation.kinds import video
from generation.models import ItemState, Job, JobItem, VideoProject
from generation.providers.base import ProviderError
from tests.factories import copy, files
from tests.factories.jobs import access_to
from tests.integration.generation.conftest import Place, add_photo

pytestmark = [pytest.mark.usefixtures("alone"), pytest.mark.timeout(240)]


def seconds(place: Place) -> tuple[int, int]:
    usage = billing.usage(workspace_id=place.workspace.pk, meter="video_seconds")
    return usage.used, usage.reserved


@pytest.fixture
def project(place: Place) -> VideoProject:
    """Two short scenes of two photos, spoken, with music."""
    photos = [add_photo(place, files.photo()), add_photo(place, files.photo(colour=(40, 90, 160)))]
    script = copy.script(*photos, music="morning_light")
    words = ("A tin for tea.", "It keeps four ounces.")
    scenes = tuple(
        replace(scene, narration=line, seconds=2.5)
        for scene, line in zip(script.scenes, words, strict=True)
    )
    return copy.project(place.owner, replace(script, scenes=scenes), title="Tea tin")


def order(place: Place, project: VideoProject) -> JobItem:
    asked = services.VideoOrder(project.pk)
    job: Job = services.submit(access_to(place.workspace), asked, by=place.owner)
    return job.items.get()


def run(place: Place, item: JobItem) -> JobItem:
    assert work.run(place.schema_name, item.pk, worker="here")
    item.refresh_from_db()
    return item


def scenes_kept(place: Place) -> set[str]:
    prefix = storage.key_for(place.schema_name, storage.SCENES, "")
    pages = storage._client().list_objects_v2(Bucket=storage.settings.S3_BUCKET, Prefix=prefix)
    return {entry["Key"] for entry in pages.get("Contents", [])}


def test_a_video_is_rendered_stored_with_its_subtitles_and_cover_and_counted_by_the_second(
    place: Place, project: VideoProject
) -> None:
    item = run(place, order(place, project))

    assert (item.state, item.error_code) == (ItemState.SUCCEEDED, "")
    output = item.outputs.select_related("asset__current", "project").get()
    assert output.project_id == project.pk
    assert output.asset is not None
    file = output.asset.file
    assert (output.asset.kind, file.content_type) == ("video", "video/mp4")
    assert (file.width_px, file.height_px, file.duration_ms) == (1080, 1080, 5000)
    with av.open(io.BytesIO(storage.read(file.key)), "r") as film:
        assert {stream.type for stream in film.streams} == {"video", "audio"}
        assert film.duration == pytest.approx(5_000_000, abs=40_000)
    subtitles = storage.read(file.companions["subtitles"]).decode()
    assert "A tin for tea." in subtitles
    assert storage.read(file.companions["cover"])[:2] == b"\xff\xd8"
    assert set(file.thumbs) == {"160", "320", "800"}
    assert output.facts["voice"] == "espeak"
    assert seconds(place) == (5, 0)


def test_the_zip_holds_the_video_with_what_goes_with_it(
    place: Place, project: VideoProject
) -> None:
    item = run(place, order(place, project))

    key = archive.write(place.schema_name, item.job_id)

    names = set(archive.zipfile.ZipFile(io.BytesIO(storage.read(key))).namelist())
    assert names == {"001-Tea_tin.mp4", "001-Tea_tin.srt", "001-Tea_tin-cover.jpg"}


class Killed(BaseException):
    """The worker is gone: nothing of it can say so."""


def test_a_render_that_was_killed_goes_on_where_it_was(place: Place, project: VideoProject) -> None:
    item, keep = order(place, project), video._keep_segment

    kept: list[str] = []

    def keep_and_die(schema_name: str, key: str, content: bytes) -> None:
        keep(schema_name, key, content)
        kept.append(key)
        if len(kept) == 2:  # the sound is one of what is kept, too
            raise Killed

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        patch.setattr(video, "_keep_segment", keep_and_die)
        work.run(place.schema_name, item.pk, worker="doomed")
    JobItem.objects.filter(pk=item.pk).update(lease_until="2020-01-01T00:00:00Z")
    assert recovery.recover_lost(place.schema_name) == 1

    item = run(place, item)

    assert (item.state, item.attempt) == (ItemState.SUCCEEDED, 2)
    facts = item.outputs.get().facts
    assert facts["segments_reused"] + facts["sound_reused"] == 2
    assert facts["segments_reused"] >= 1
    assert seconds(place) == (5, 0)


@pytest.mark.slow
def test_one_changed_scene_draws_only_what_it_touches(place: Place, project: VideoProject) -> None:
    first = run(place, order(place, project)).outputs.get().facts
    script = scripts.read(project.current.content)  # type: ignore[union-attr]
    changed = replace(
        script, scenes=(replace(script.scenes[0], motion="pull_out"), script.scenes[1])
    )
    services.change_project(
        access_to(place.workspace), project.pk, version=1, script=changed, by=place.owner
    )

    again = run(place, order(place, project)).outputs.get().facts

    assert first["segments_reused"] == 0
    assert again["segments_reused"] == 1, "the other scene's body"
    assert again["segments_made"] == first["segments_made"] - 1


def test_a_line_that_is_spoken_too_long_fails_at_once_and_counts_nothing(
    place: Place, project: VideoProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = order(place, project)
    monkeypatch.setattr("generation.voices.BREATH_SECONDS", 2.2)

    item = run(place, item)

    assert (item.state, item.error_code) == (ItemState.FAILED, "video.voice_too_long.1")
    assert item.attempts.count() == 1
    assert seconds(place) == (0, 0)


def test_a_picture_that_is_gone_fails_the_video_at_once(
    place: Place, project: VideoProject
) -> None:
    item = order(place, project)
    script = scripts.read(project.current.content)  # type: ignore[union-attr]
    Asset.objects.filter(pk=script.scenes[0].picture).update(deleted_at="2026-01-01T00:00:00Z")

    item = run(place, item)

    assert (item.state, item.error_code) == (ItemState.FAILED, "video.picture_missing")


class Silent:
    """A voice that is away."""

    name = "far-away"

    def voices(self) -> tuple[Any, ...]:
        return ()

    def speak(self, request: Any) -> Any:
        raise ProviderError("speech.unavailable", retryable=True)


def test_where_a_voice_is_away_the_next_one_speaks(
    place: Place, project: VideoProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = (Silent(), *registry.speech_providers())
    monkeypatch.setattr(registry, "speech_providers", lambda: both)

    item = run(place, order(place, project))

    assert item.state == ItemState.SUCCEEDED
    assert item.outputs.get().facts["voice"] == "espeak"


def test_a_cancelled_render_leaves_no_process_and_counts_nothing(
    place: Place, project: VideoProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = order(place, project)
    monkeypatch.setattr(work, "RENEW_SECONDS", 0.0)
    render = client.render

    def cancel_first(*args: Any, **given: Any) -> Any:
        services.cancel(access_to(place.workspace), item.job_id, by=place.owner)
        return render(*args, **given)

    monkeypatch.setattr(client, "render", cancel_first)

    item = run(place, item)

    assert item.state == ItemState.CANCELLED
    assert not children_of(os.getpid())
    assert seconds(place) == (0, 0)


def children_of(parent: int) -> list[str]:
    """Return this process's children that draw or encode."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (process / "cmdline").read_text()
            is_ours = (process / "stat").read_text().rpartition(")")[2].split()[1] == str(parent)
            if is_ours and "generation.film" in words:
                found.append(process.name)
    return found
