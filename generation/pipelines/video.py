"""One video: a project's version + voices + pictures → MP4, subtitles, cover. Plain Python."""

from typing import Any

from generation.film import client, motion
from generation.film import spec as film
from generation.film.client import Rendered, RunChild
from generation.providers.base import ProviderError

MOTIONS = motion.MOTIONS
SHORTEST_SCENE, LONGEST_SCENE = film.SHORTEST_SCENE, film.LONGEST_SCENE  # seconds
RATIOS = tuple(film.RATIOS)
SUBTITLES = ("large", "small", "none")
TUNES = film.TUNES
LENGTHS = (15, 20, 30, 60)  # seconds that are offered for a script
MAX_SCENES = film.MOST_SCENES
MAX_SECONDS = 180
BUSY_REASONS = ("time", "memory")  # limits met: another try may find the machine quieter


def limits(seconds: float) -> tuple[int, int, int]:
    """Return memory in MiB, processor and wall seconds for rendering so long a video.

    Measured: about 0.75 processor seconds a second of 9:16; a busy machine takes several times
    as long by the clock.
    """
    return client.MEMORY_MIB, 60 + round(4 * seconds), 180 + round(7 * seconds)


def make(run: RunChild, asked: film.Film, *, failed: type[Exception], **given: Any) -> Rendered:
    """Return the finished video. failed: what `run` raises when the child ends early.

    given: what `film.client.render` takes besides.

    Raises:
        ProviderError: it was not made; the code says why.
    """
    try:
        return client.render(run, asked, **given)
    except film.FilmInvalid as error:
        code = error.code if error.scene is None else f"{error.code}.{error.scene + 1}"
        raise ProviderError(code, retryable=False, detail=str(error)) from error
    except client.EncodingFailed as error:
        raise ProviderError(error.code, retryable=True, detail=error.detail) from error
    except failed as error:
        reason = str(getattr(error, "reason", "crash"))
        code = f"video.worker_{reason}" if reason in BUSY_REASONS else "video.worker_crash"
        raise ProviderError(code, retryable=True, detail=str(error)) from error
