"""Speech by a vendor of OpenAI's API, and the question staff ask: does it answer?"""

import io
import wave
from collections.abc import Iterator

import pytest

from generation.providers.base import ProviderError, SpeechRequest
from generation.providers.openai import client
from generation.providers.openai.check import ConnectionCheck, check_connection
from generation.providers.openai.client import Patience
from generation.providers.openai.speech import MAX_CHARACTERS, VOICES, OpenAISpeechProvider
from tests.factories import openai_server as server
from tests.factories.openai_server import StandIn

pytestmark = pytest.mark.contract
USES = {"copy": "writer-1", "image": "painter-1", "speech": "speaker-1"}


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    client.forget_all()
    with server.running() as running:
        yield running


def speaker(stand_in: StandIn) -> OpenAISpeechProvider:
    return OpenAISpeechProvider(key=server.KEY, base_url=stand_in.url, model="speaker-1")


def checked(
    stand_in: StandIn, *, models: dict[str, str] | None = None, **patience: float
) -> ConnectionCheck:
    wanted = USES if models is None else models
    return check_connection(server.KEY, stand_in.url, models=wanted, patience=Patience(**patience))


def test_a_line_is_spoken_in_the_products_own_form(stand_in: StandIn) -> None:
    request = SpeechRequest("This lamp is red.", "en", voice="coral", speed=1.2)

    result = speaker(stand_in).speak(request)

    with wave.open(io.BytesIO(result.content)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 48_000)
        assert file.getnframes() == pytest.approx(result.duration_ms * 48, abs=48)
    assert result.duration_ms == pytest.approx(17 * 60 + 40, abs=60)  # its silences are gone
    assert (result.provider, result.voice) == ("openai", "coral")
    assert stand_in.asked[0].body == {
        "model": "speaker-1",
        "voice": "coral",
        "input": "This lamp is red.",
        "response_format": "wav",
        "speed": 1.2,
    }


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_without_a_voice_the_first_of_the_language_speaks(stand_in: StandIn, language: str) -> None:
    result = speaker(stand_in).speak(SpeechRequest("Red.", language))

    assert result.voice == next(voice.key for voice in VOICES if voice.language == language)
    assert len({voice.key for voice in speaker(stand_in).voices()}) == len(VOICES)


def test_a_server_that_knows_no_formats_sends_what_it_likes(stand_in: StandIn) -> None:
    stand_in.script = [server.fails(400, "response_format wav is not supported")]

    assert speaker(stand_in).speak(SpeechRequest("Red.", "en")).duration_ms > 100
    assert "response_format" not in stand_in.asked[1].body


@pytest.mark.parametrize(
    ("step", "code", "retryable"),
    [
        (server.fails(401), "provider.key_refused", False),
        (server.fails(429), "provider.rate_limited", True),
        (server.fails(503), "provider.unavailable", True),
        (server.says("<h1>no</h1>", status=404), "provider.endpoint_missing", False),
        (server.says("<html>hello</html>"), "speech.unreadable", True),
        (server.says(b"", kind="audio/wav"), "speech.unreadable", True),
        (lambda exchange: exchange.cut(), "provider.unknown_outcome", False),
    ],
)
def test_what_goes_wrong_with_a_line_has_a_code(
    stand_in: StandIn, step: server.Step, code: str, retryable: bool
) -> None:
    stand_in.script = [step]

    with pytest.raises(ProviderError) as refusal:
        speaker(stand_in).speak(SpeechRequest("Red.", "en"))

    assert (refusal.value.code, refusal.value.retryable) == (code, retryable)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (SpeechRequest("x", "en", voice="nobody"), "speech.voice_unknown"),
        (SpeechRequest("x" * (MAX_CHARACTERS + 1), "en"), "speech.too_long"),
    ],
)
def test_what_cannot_be_spoken_is_refused_unasked(
    stand_in: StandIn, request_: SpeechRequest, code: str
) -> None:
    with pytest.raises(ProviderError) as refusal:
        speaker(stand_in).speak(request_)

    assert (refusal.value.code, refusal.value.retryable) == (code, False)
    assert not stand_in.asked


def test_a_check_names_the_uses_whose_models_are_there(stand_in: StandIn) -> None:
    check = checked(stand_in)

    assert (check.ok, check.code, check.detail) == (True, "", "")
    assert (check.found, check.missing) == (("copy", "image", "speech"), ())
    assert 0 < check.milliseconds < 5000
    assert [sent.path for sent in stand_in.asked] == ["/v1/models"]  # nothing that costs


def test_a_check_names_the_uses_whose_models_are_missing(stand_in: StandIn) -> None:
    check = checked(stand_in, models={"copy": "writer-1", "image": "painter-9", "speech": ""})

    assert not check.ok
    assert (check.found, check.missing) == (("copy",), ("image",))
    assert (check.code, check.detail) == ("provider.model_unknown", "painter-9")


def test_a_model_is_known_by_its_last_name_and_without_its_tag(stand_in: StandIn) -> None:
    names = {"data": [{"id": "models/writer-1"}, {"id": "painter-1:latest"}, {"odd": 1}]}
    stand_in.script = [lambda exchange: exchange.json(names)]

    assert checked(stand_in, models={"copy": "writer-1", "image": "painter-1"}).ok


def test_a_server_that_lists_no_models_is_asked_for_one_token(stand_in: StandIn) -> None:
    stand_in.lacks = {"/v1/models"}

    check = checked(stand_in)

    assert check.ok
    assert check.found == ("copy",)
    assert "lists no models" in check.detail
    assert stand_in.bodies()[0]["max_tokens"] == 1


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (server.fails(401, f"Incorrect API key provided: {server.KEY}"), "provider.key_refused"),
        (server.fails(429), "provider.rate_limited"),
        (server.fails(500), "provider.unavailable"),
        (server.says("<html>A router's page</html>"), "provider.unreadable"),
        (server.says("[]", kind="application/json"), "provider.unreadable"),
        (server.says("{", kind="application/json"), "provider.unreadable"),
        (lambda exchange: exchange.cut(), "provider.unknown_outcome"),
    ],
)
def test_a_check_says_what_is_wrong_and_never_the_key(
    stand_in: StandIn, step: server.Step, code: str
) -> None:
    stand_in.script = [step]

    check = checked(stand_in)

    assert (check.ok, check.code) == (False, code)
    assert server.KEY not in check.detail


def test_a_check_does_not_wait_for_ever(stand_in: StandIn) -> None:
    stand_in.script = [server.hangs]

    check = checked(stand_in, whole=0.4)

    assert (check.ok, check.code) == (False, "provider.unknown_outcome")
    assert check.milliseconds < 3000


def test_a_check_of_a_server_that_is_not_there_says_so(stand_in: StandIn) -> None:
    url = stand_in.url
    stand_in.stop()

    assert check_connection("", url, models=USES).code == "provider.unavailable"
