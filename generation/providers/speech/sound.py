"""From a vendor's sound file to the one form of the product: WAV, 16 bit, mono, 48 kHz, trimmed."""

import io
import wave
from collections.abc import Iterator

import av
import numpy as np
import numpy.typing as npt

from generation.providers.base import ProviderError, SpeechResult

RATE = 48_000
MAX_BYTES = 20 * 2**20
MAX_SECONDS = 180
SILENT = 160  # of 32767, about -46 dB: below it a voice's file holds only its codec's noise
MARGIN = RATE // 50  # 20 ms are left before and after, so that no consonant is clipped

Samples = npt.NDArray[np.int16]


def spoken(content: bytes, *, provider: str, voice: str) -> SpeechResult:
    """Return what a sound file of any usual kind says, in the product's form.

    Raises:
        ProviderError: it is no sound, too long, or silent.
    """
    samples = trimmed(decoded(content))
    if not samples.size:
        raise _unreadable("only silence")
    return SpeechResult(
        content=as_wav(samples),
        duration_ms=round(samples.size * 1000 / RATE),
        provider=provider,
        voice=voice,
    )


def decoded(content: bytes) -> Samples:
    """Return the samples of a sound file; raises ProviderError when it cannot be read."""
    if not 0 < len(content) <= MAX_BYTES:
        raise _unreadable(f"{len(content)} bytes")
    try:
        pieces = list(_pieces(content))
    except (av.FFmpegError, ValueError, IndexError) as error:
        raise _unreadable(f"{type(error).__name__}: {error}") from error
    return np.concatenate(pieces) if pieces else np.zeros(0, np.int16)


def trimmed(samples: Samples) -> Samples:
    """Return the samples without the silence at both ends; none when all is silent."""
    # As int32: the lowest 16-bit number has no positive twin.
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > SILENT)
    if not loud.size:
        return samples[:0]
    return samples[max(0, loud[0] - MARGIN) : loud[-1] + 1 + MARGIN]


def as_wav(samples: Samples) -> bytes:
    """Return the samples as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())
    return out.getvalue()


def _pieces(content: bytes) -> Iterator[Samples]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    length = 0
    with av.open(io.BytesIO(content), mode="r") as file:
        for frame in file.decode(file.streams.audio[0]):
            for piece in resampler.resample(frame):
                samples = _flat(piece)
                length += samples.size
                if length > MAX_SECONDS * RATE:
                    raise ValueError(f"over {MAX_SECONDS} s")
                yield samples
    for piece in resampler.resample(None):
        yield _flat(piece)


def _flat(frame: av.AudioFrame) -> Samples:
    return frame.to_ndarray().reshape(-1).astype(np.int16, copy=False)


def _unreadable(detail: str) -> ProviderError:
    return ProviderError("speech.unreadable", retryable=True, detail=detail)
