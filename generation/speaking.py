"""A sentence in each voice, to choose by; spoken once and then kept."""

from generation import registry, voices

SENTENCES = {
    "en": "This is how your video could sound.",
    "zh-hans": "你的视频听起来就是这样。",
}
ROOM_SECONDS = 20.0


def sample(schema_name: str, key: str) -> bytes:
    """Return a sentence (WAV) spoken with the voice `key`.

    Raises:
        LookupError: there is no such voice.
        ProviderError: it could not be spoken.
    """
    voice = next((voice for voice in registry.voices() if voice.key == key), None)
    if voice is None or voice.language not in SENTENCES:
        raise LookupError(key)
    line = voices.Line(SENTENCES[voice.language], ROOM_SECONDS)
    spoken = voices.record(
        schema_name, [line], language=voice.language, voice=voice.key, tell=lambda _done: None
    )
    return spoken[0].content
