"""Speaks lines with any vendor that speaks OpenAI's speech API."""

import asyncio
from typing import Any

import openai  # noqa: TID251 - this package is the adapter

from generation.providers import errand
from generation.providers.base import SpeechRequest, SpeechResult, Voice
from generation.providers.openai import wire
from generation.providers.openai.client import COMPLAINTS, Patience, Vendor
from generation.providers.openai.errors import FAILURES, problem, said_by, translated
from generation.providers.speech import sound
from generation.providers.speech.edge import voice_of

MAX_CHARACTERS = 4096  # of one line, by the API's description
SLOWEST, FASTEST = 0.25, 4.0
# A line that takes longer than a worker's lease would never be followed by another voice.
PATIENCE = Patience(silence=30, whole=45)
UNREADABLE = "speech.unreadable"
# Those that OpenAI's older models have too, and that compatible servers take by these names. Every
# voice speaks every language; each stands under the one it is offered for.
VOICES = (
    Voice("alloy", "Alloy", "en"),
    Voice("coral", "Coral", "en"),
    Voice("nova", "Nova", "en"),
    Voice("onyx", "Onyx", "en"),
    Voice("fable", "Fable", "en"),
    Voice("shimmer", "Shimmer", "zh-hans"),
    Voice("sage", "Sage", "zh-hans"),
    Voice("ash", "Ash", "zh-hans"),
    Voice("echo", "Echo", "zh-hans"),
)


class OpenAISpeechProvider:
    """Speaks a line. voices: what a compatible server has, where it has others than OpenAI."""

    name = "openai"

    def __init__(
        self,
        *,
        key: str,
        base_url: str,
        model: str,
        patience: Patience | None = None,
        voices: tuple[Voice, ...] = VOICES,
    ) -> None:
        self._vendor = Vendor(key, base_url, model, patience or PATIENCE)
        self._voices = voices

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices there are, the best of a language first."""
        return self._voices

    def speak(self, request: SpeechRequest) -> SpeechResult:
        """Return the spoken line.

        Raises:
            ProviderError: nothing was spoken; the code says why.
        """
        voice = voice_of(request, self._voices)
        if len(request.text) > MAX_CHARACTERS:
            raise problem("speech.too_long", f"{len(request.text)} characters", retryable=False)
        content = errand.run(lambda _say: self._heard(request, voice), heed=lambda _silence: None)
        return sound.spoken(content, provider=self.name, voice=voice)

    async def _heard(self, request: SpeechRequest, voice: str) -> bytes:
        vendor = self._vendor
        body: dict[str, Any] = {
            "model": vendor.model,
            "voice": voice,
            "input": request.text,
            "response_format": "wav",
        }
        if request.speed != 1.0:
            body["speed"] = min(max(request.speed, SLOWEST), FASTEST)
        try:
            async with vendor.connect() as client, asyncio.timeout(vendor.patience.whole):
                try:
                    return await _once(client, body)
                except openai.APIStatusError as error:
                    words = said_by(error)
                    if error.status_code not in COMPLAINTS or "response_format" not in words:
                        raise
                # Whatever it sends unasked is read by what it is.
                del body["response_format"]
                return await _once(client, body)
        except FAILURES as error:
            raise translated(error, key=vendor.key, unreadable=UNREADABLE) from error


async def _once(client: openai.AsyncOpenAI, body: dict[str, Any]) -> bytes:
    async with client.audio.speech.with_streaming_response.create(**body) as response:
        return await wire.body_of(response, most=sound.MAX_BYTES, unreadable=UNREADABLE)
