"""What `manage.py doctor` says of what videos and AI stand on."""

import subprocess
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest

from config.stack import doctor_media as media
from config.stack.findings import State
from generation import registry


def test_the_encoder_has_what_videos_need() -> None:
    found = media.encoder()

    assert found.state is State.OK
    assert found.detail.startswith("ffmpeg ")


def test_an_encoder_without_subtitles_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho ' V..... libx264 H.264'\necho ' A..... aac AAC'\n")
    program.chmod(0o755)
    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", lambda: str(program))

    found = media.encoder()

    assert found.state is State.MISSING
    assert "ass" in found.detail


def test_an_encoder_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_options: Any) -> None:
        raise subprocess.CalledProcessError(1, ["ffmpeg"])

    monkeypatch.setattr(subprocess, "run", broken)

    assert media.encoder().state is State.MISSING


def test_fonts_are_found_or_named(settings: Any, tmp_path: Path) -> None:
    assert media.fonts().state is State.OK

    settings.VIDEO_FONTS = [tmp_path / "Nowhere.ttf"]
    found = media.fonts()
    assert found.state is State.MISSING
    assert "Nowhere.ttf" in found.detail


def test_there_are_voices_for_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    assert media.voices().state is State.OK

    english = tuple(voice for voice in registry.voices() if voice.language == "en")
    monkeypatch.setattr(registry, "voices", lambda: english)
    assert media.voices().state is State.MISSING
    assert "0 Chinese" in media.voices().detail


def test_a_vendor_that_is_not_set_up_is_told(settings: Any) -> None:
    assert "this machine" in media.makers().detail

    settings.COPY_PROVIDER = "generation.providers.openai.copy.OpenAICopyProvider"
    found = media.makers()
    assert (found.state, found.detail) == (State.WARNING, "no vendor for copy")
