"""Scripts as the video studio sends them: JSON of a browser, read without trusting any of it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson
from django.utils.translation import gettext as _

from generation import registry, scripts, voices
from generation.given import words
from generation.kinds.video import too_long
from generation.orders import BadRequest
from generation.pipelines.video import MAX_SCENES
from generation.scripts import Scene, Script
from generation.writing.pace import spoken_seconds

_STYLE = ("ratio", "language", "voice", "subtitles", "music")


@dataclass(frozen=True, slots=True)
class Change:
    """A script as somebody edited it, on what it was as of `version`."""

    version: int
    title: str
    script: Script


def change_of(body: bytes) -> Change:
    """Return what was sent; what it says is still to be checked.

    Raises:
        BadRequest: it has not the shape of a change.
    """
    try:
        # It refuses what could not be kept: lone surrogates, numbers without end, deep nesting.
        given = orjson.loads(body)
    except ValueError as error:
        raise _unreadable() from error
    version = given.get("version") if isinstance(given, Mapping) else None
    if isinstance(version, bool) or not isinstance(version, int):
        raise _unreadable()
    title = " ".join(_text(given.get("title", "")).split())
    return Change(version, title, _script(given.get("script")))


def _script(given: Any) -> Script:
    if not isinstance(given, Mapping) or not isinstance(given.get("scenes"), list):
        raise _unreadable()
    scenes = tuple(_scene(scene) for scene in given["scenes"][: MAX_SCENES + 1])
    return Script(scenes=scenes, **{name: _text(given.get(name)) for name in _STYLE})


def _scene(given: Any) -> Scene:
    if not isinstance(given, Mapping):
        raise _unreadable()
    seconds = given.get("seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise _unreadable()
    return Scene(
        narration=_text(given.get("narration")),
        on_screen=_text(given.get("on_screen")),
        picture=_text(given.get("picture")),
        seconds=round(float(seconds), 2),
        motion=_text(given.get("motion")),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _unreadable()
    return words(value)


def _unreadable() -> BadRequest:
    return BadRequest(
        "script-unreadable", _("The script could not be read. Reload the page and try again.")
    )


def blamed(script: Script) -> int:
    """Return the number of the first scene that cannot be kept as it is; 0 when none is to blame."""
    known = registry.voices()
    sample = replace(script, scenes=(Scene(narration=""),))
    try:
        scripts.check(sample, voices=known)
    except BadRequest:
        return 0
    for number, scene in enumerate(script.scenes, start=1):
        try:
            scripts.check(replace(script, scenes=(scene,)), voices=known)
        except BadRequest:
            return number
    return 0


def measured(script: Script) -> dict[str, Any]:
    """Return what a script's lines take, as the studio shows it.

    spoken: seconds of speech by scene. too_long: (scene, seconds over) of lines that do not fit.
    """
    return {
        "seconds": script.seconds,
        "units": math.ceil(script.seconds),
        "spoken": [
            round(spoken_seconds(scene.narration, script.language), 2) for scene in script.scenes
        ],
        "too_long": too_long(script),
    }


def pace() -> dict[str, float]:
    """Return how speech is fitted into a scene, for pages that reckon while somebody types."""
    return {"fastest": voices.FASTEST, "breath": voices.BREATH_SECONDS}
