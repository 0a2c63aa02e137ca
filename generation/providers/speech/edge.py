"""Speaks with the voices of Microsoft Edge's reader: no key, but every line leaves the house."""

import asyncio
from collections.abc import Callable

import aiohttp
import edge_tts
from edge_tts.exceptions import EdgeTTSException

from generation.providers import errand
from generation.providers.base import ProviderError, SpeechRequest, SpeechResult, Voice
from generation.providers.speech import sound

VOICES = (
    Voice("en-US-AriaNeural", "Aria", "en"),
    Voice("en-US-GuyNeural", "Guy", "en"),
    Voice("en-US-JennyNeural", "Jenny", "en"),
    Voice("en-GB-SoniaNeural", "Sonia", "en"),
    Voice("en-GB-RyanNeural", "Ryan", "en"),
    Voice("zh-CN-XiaoxiaoNeural", "晓晓", "zh-hans"),
    Voice("zh-CN-YunxiNeural", "云希", "zh-hans"),
    Voice("zh-CN-XiaoyiNeural", "晓伊", "zh-hans"),
    Voice("zh-CN-YunjianNeural", "云健", "zh-hans"),
    Voice("zh-CN-YunyangNeural", "云扬", "zh-hans"),
)
SLOWEST, FASTEST = 0.5, 2.0
# Less than a worker's lease: another voice speaks then.
WHOLE_SECONDS = 45.0
# The last two are what the client makes of messages that it does not understand.
_AWAY = (aiohttp.ClientError, TimeoutError, EdgeTTSException, OSError, ValueError, KeyError)

Speak = Callable[..., edge_tts.Communicate]


class EdgeSpeechProvider:
    """Speaks a line over the network.

    connect_seconds, silence_seconds: how long to wait for the service, and between two pieces of
    sound; whole_seconds: for all of a line.
    """

    name = "edge"

    def __init__(
        self,
        *,
        connect_seconds: int = 10,
        silence_seconds: int = 30,
        whole_seconds: float = WHOLE_SECONDS,
        speak: Speak = edge_tts.Communicate,
    ) -> None:
        self._connect_seconds = connect_seconds
        self._silence_seconds = silence_seconds
        self._whole_seconds = whole_seconds
        self._speak = speak

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices there are, the best of a language first."""
        return VOICES

    def speak(self, request: SpeechRequest) -> SpeechResult:
        """Return the spoken line.

        Raises:
            ProviderError: nothing was spoken; the code says why.
        """
        voice = voice_of(request, VOICES)
        content = errand.run(lambda _say: self._heard(request, voice), heed=lambda _silence: None)
        return sound.spoken(content, provider=self.name, voice=voice)

    async def _heard(self, request: SpeechRequest, voice: str) -> bytes:
        percent = round((min(max(request.speed, SLOWEST), FASTEST) - 1) * 100)
        try:
            async with asyncio.timeout(self._whole_seconds):
                return await self._collected(
                    self._speak(
                        request.text,
                        voice,
                        rate=f"{percent:+d}%",
                        connect_timeout=self._connect_seconds,
                        receive_timeout=self._silence_seconds,
                    )
                )
        except _AWAY as error:
            detail = f"{type(error).__name__}: {error}"[:300]
            raise ProviderError("speech.unavailable", retryable=True, detail=detail) from error

    async def _collected(self, line: edge_tts.Communicate) -> bytes:
        content = bytearray()
        async for chunk in line.stream():
            content += chunk.get("data", b"") if chunk["type"] == "audio" else b""
            if len(content) > sound.MAX_BYTES:
                raise ProviderError("speech.unreadable", retryable=True, detail="no end of sound")
        return bytes(content)


def voice_of(request: SpeechRequest, voices: tuple[Voice, ...]) -> str:
    """Return the voice that is asked for, or the first of the language.

    Raises:
        ProviderError: there is no such voice, or none of that language.
    """
    for voice in voices:
        if voice.key == request.voice or (not request.voice and voice.language == request.language):
            return voice.key
    detail = request.voice or request.language
    raise ProviderError("speech.voice_unknown", retryable=False, detail=detail)
