"""Speaks lines into files; runs in a child process of its own.

A request's `lines` name text, voice, words_a_minute, pitch, reach and `out`, a file for raw
samples: 16 bit, one channel, 48 kHz. The answer's `samples` counts them, line by line.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from generation.speech.library import Samples, Speaker, VoiceMissing

RATE = 48_000
LOUDEST = 0.9  # of full scale
Answer = dict[str, Any]


def answer(request: Answer, tell: Callable[[Answer], None]) -> Answer:
    """Speak every line of a request and return what came of it."""
    try:
        speaker = Speaker()
        counts = []
        for number, line in enumerate(request["lines"]):
            counts.append(_speak(speaker, line))
            tell({"line": number})
    except VoiceMissing as error:
        return {"ok": False, "code": "speech.voice_unknown", "detail": str(error)}
    except (KeyError, TypeError, ValueError) as error:
        detail = f"{type(error).__name__}: {error}"
        return {"ok": False, "code": "speech.request_invalid", "detail": detail}
    return {"ok": True, "samples": counts}


def _speak(speaker: Speaker, line: Answer) -> int:
    spoken = speaker.speak(
        str(line["text"]),
        voice=str(line["voice"]),
        words_a_minute=int(line["words_a_minute"]),
        pitch=int(line["pitch"]),
        reach=int(line["reach"]),
    )
    samples = resampled(spoken, speaker.rate, RATE)
    samples.astype("<i2").tofile(Path(line["out"]))
    return len(samples)


def resampled(samples: Samples, old: int, new: int) -> Samples:
    """Return samples at another rate, by their spectrum: nothing is folded, nothing is dulled."""
    if not len(samples):
        return samples
    step = np.gcd(old, new)
    # Silence up to a length both rates have whole: the end may not run into the beginning.
    whole = -(-(len(samples) + old // 50) * int(step) // old) * old // int(step)
    padded = np.zeros(whole, np.float64)
    padded[: len(samples)] = samples
    count = whole * new // old
    # Above what the old rate holds there is nothing: the missing part of the spectrum is zero.
    wave = np.fft.irfft(np.fft.rfft(padded), count) * (count / whole)
    peak = max(np.abs(wave).max(), 1.0)
    limit = LOUDEST * 32767
    return np.asarray(np.rint(wave * min(1.0, limit / peak)), np.int16)
