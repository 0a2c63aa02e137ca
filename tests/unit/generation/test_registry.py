"""Who makes what: the limits each is held to, and what stands in for what is not set up."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from assets import child
from generation import registry
from generation.providers.base import ProviderError, SpeechRequest
from generation.providers.openai import client, speech
from generation.providers.speech import edge, espeak

OPENAI = "generation.providers.openai.speech.OpenAISpeechProvider"
OWN = "generation.providers.speech.espeak.EspeakSpeechProvider"


@pytest.fixture
def afresh() -> Iterator[None]:
    registry.speech_providers.cache_clear()
    yield
    registry.speech_providers.cache_clear()


@pytest.mark.usefixtures("afresh")
@override_settings(OPENAI_API_KEY="", OPENAI_BASE_URL="", SPEECH_PROVIDERS=[OPENAI, OWN])
def test_a_vendor_of_voices_that_is_not_set_up_is_passed_over() -> None:
    assert [provider.name for provider in registry.speech_providers()] == ["espeak"]
    assert {voice.language for voice in registry.voices()} == {"en", "zh-hans"}


@pytest.mark.usefixtures("afresh")
@override_settings(OPENAI_API_KEY="", OPENAI_BASE_URL="", SPEECH_PROVIDERS=[OPENAI])
def test_where_nothing_speaks_it_is_said_why() -> None:
    with pytest.raises(ProviderError, match=r"provider\.key_missing"):
        registry.speech_providers()


@pytest.mark.usefixtures("afresh")
def test_this_machines_voice_is_held_to_limits_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    met: list[child.Limits] = []

    def run(*_args: object, limits: child.Limits, **_given: object) -> dict[str, Any]:
        met.append(limits)
        return {"ok": False, "code": "speech.failed"}

    monkeypatch.setattr(child, "run", run)
    (provider,) = registry.speech_providers()
    with pytest.raises(ProviderError):
        provider.speak(SpeechRequest("Hello", "en"))

    assert met == [child.Limits(espeak.MEMORY_MIB, espeak.CPU_SECONDS, espeak.WALL_SECONDS)]


@pytest.mark.parametrize(
    "seconds", [speech.PATIENCE.whole, edge.WHOLE_SECONDS, float(espeak.WALL_SECONDS)]
)
def test_a_line_is_given_up_before_the_lease_is(seconds: float) -> None:
    """Nothing renews it while a line is spoken: the next voice would never be asked."""
    assert seconds <= settings.JOB_LEASE_SECONDS - 10


def test_a_vendor_is_given_up_before_the_task_is() -> None:
    assert client.Patience().whole <= settings.CELERY_TASK_SOFT_TIME_LIMIT - 30
