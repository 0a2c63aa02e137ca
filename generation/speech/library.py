"""espeak-ng as a Python function. The library keeps its state for the whole process."""

import ctypes

import espeakng_loader  # type: ignore[import-untyped,unused-ignore]
import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]

SYNCHRONOUS, DONT_EXIT = 2, 0x8000
UTF8, CHARACTERS = 1, 1
RATE, PITCH, RANGE = 1, 3, 4  # of espeak_PARAMETER

_Heard = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class VoiceMissing(Exception):
    """The library has no such voice. The message is its name."""


class Speaker:
    """Speaks with one voice after another; there can be only one in a process."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self.rate = int(self._library.espeak_Initialize(SYNCHRONOUS, 0, data, DONT_EXIT))
        if self.rate <= 0:
            raise OSError("espeak-ng did not start")
        self._pieces: list[Samples] = []
        self._callback = _Heard(self._hear)  # held, or the library would call freed memory
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(
        self, text: str, *, voice: str, words_a_minute: int, pitch: int, reach: int
    ) -> Samples:
        """Return the spoken text at the library's own rate.

        pitch, reach: how high and how lively, from 0 to 99; 50 is the voice's own.

        Raises:
            VoiceMissing: there is no such voice.
        """
        if self._library.espeak_SetVoiceByName(voice.encode()):
            raise VoiceMissing(voice)
        for parameter, value in ((RATE, words_a_minute), (PITCH, pitch), (RANGE, reach)):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._pieces.clear()
        content = text.encode()
        size = ctypes.c_size_t(len(content) + 1)
        self._library.espeak_Synth(content, size, 0, CHARACTERS, 0, UTF8, None, None)
        self._library.espeak_Synchronize()
        return np.concatenate(self._pieces) if self._pieces else np.zeros(0, np.int16)

    def _hear(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int) -> int:
        if count > 0:  # else it says, with no samples, that it is done
            self._pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0
