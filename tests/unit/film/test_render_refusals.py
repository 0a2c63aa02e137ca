"""What cannot be rendered is refused, each with its reason."""

import io
from dataclasses import replace
from pathlib import Path

import av
import pytest

from assets import child
from generation.film import client
from generation.film.spec import Film, FilmInvalid
from tests.unit.film import made


def opened(content: bytes) -> av.container.InputContainer:
    return av.open(io.BytesIO(content), mode="r")


def broken(film: Film, few: made.Set, **changes: object) -> str:
    with pytest.raises(FilmInvalid) as refused:
        client.render(
            made.run,
            film,
            **{
                "pictures": few.pictures,
                "voices": few.voices,
                "fonts": made.FONTS,
                "kept": few.kept.get,
                "on_event": few.events.append,
                "on_segment": few.kept.__setitem__,
                **changes,
            },
        )
    scene = "" if refused.value.scene is None else f" {refused.value.scene}"
    return refused.value.code + scene


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"", b"no picture", made.picture(9)[:300]])
def test_a_broken_picture_is_refused_with_its_scene(content: bytes) -> None:
    few = made.Set(scenes=2, voiced=False)
    pictures = dict(few.pictures)
    pictures[few.film.scenes[1].picture] = content

    assert broken(few.film, few, pictures=pictures) == "video.picture_unreadable 1"


def test_what_is_missing_or_too_long_is_refused_before_a_child_starts() -> None:
    few = made.Set(scenes=2, seconds=1.2)
    long = made.voice(1.5)
    scenes = (few.film.scenes[0], replace(few.film.scenes[1], voice=made.sha(long)))
    strange = (replace(few.film.scenes[0], picture="../etc/passwd"),)

    assert broken(few.film, few, pictures={}) == "video.request_invalid 0"
    assert broken(few.film, few, voices={}) == "video.request_invalid 0"
    assert (
        broken(replace(few.film, scenes=scenes), few, voices={**few.voices, made.sha(long): long})
        == "video.too_long 1"
    )
    assert (
        broken(replace(few.film, scenes=strange), few, pictures={"../etc/passwd": b"x"})
        == "video.request_invalid 0"
    )


@pytest.mark.slow
def test_the_worker_answers_nonsense_with_a_code(tmp_path: Path) -> None:
    for request in (
        {},
        {"film": 1, "spoken": {}},
        {"film": {"scenes": [{}]}, "spoken": {}, "fonts": ""},
    ):
        answer = made.run("generation.film", request, folder=tmp_path)

        assert (answer["ok"], answer["code"]) == (False, "video.request_invalid")


@pytest.mark.slow
def test_an_encoder_that_cannot_write_is_told_from_a_bad_film(tmp_path: Path) -> None:
    few = made.Set(scenes=1, voiced=False)

    def without_room(module: str, request: dict, *, folder: Path, on_event=None) -> dict:
        key = client.segment_keys(few.film, voices={}, fonts=made.FONTS)[0]
        (folder / f"{key}.part.mp4").mkdir()
        return child.run(module, request, folder=folder, limits=made.LIMITS, on_event=on_event)

    with pytest.raises(client.EncodingFailed) as failed:
        few.render(by=without_room)

    assert failed.value.code == "video.encoder_failed"
    assert "exit" in failed.value.detail
