"""A video's script as a person edits it: scenes in order, and how the whole looks and sounds.

It is kept as JSON in a project's versions:

    {"scenes": [{"narration", "on_screen", "picture" (asset id or ""), "seconds", "motion"}, …],
     "ratio", "language", "voice", "subtitles", "music"}
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from assets.models import Asset
from generation.orders import BadRequest
from generation.pipelines.video import (
    LONGEST_SCENE,
    MAX_SCENES,
    MAX_SECONDS,
    MOTIONS,
    RATIOS,
    SHORTEST_SCENE,
    SUBTITLES,
    TUNES,
)
from generation.providers.base import Voice

MAX_NARRATION, MAX_ON_SCREEN = 400, 60


@dataclass(frozen=True, slots=True)
class Scene:
    """What is shown and said at one time. picture: an asset's id; empty while none is chosen."""

    narration: str
    on_screen: str = ""
    picture: str = ""
    seconds: float = 4.0
    motion: str = "push_in"


@dataclass(frozen=True, slots=True)
class Script:
    """A whole video. voice: a voice's key; empty for the language's first."""

    scenes: tuple[Scene, ...]
    ratio: str = "9:16"
    language: str = "en"
    voice: str = ""
    subtitles: str = "large"
    music: str = "open_road"

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return round(sum(scene.seconds for scene in self.scenes), 2)

    def content(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {**asdict(self), "scenes": [asdict(scene) for scene in self.scenes]}


def read(content: Mapping[str, Any]) -> Script:
    """Return what a version keeps."""
    values = {**content, "scenes": tuple(Scene(**scene) for scene in content["scenes"])}
    return Script(**values)


def check(script: Script, *, voices: Sequence[Voice]) -> None:
    """Refuse a script that cannot be kept.

    Raises:
        BadRequest: the sentence names the scene and what to change.
    """
    if not script.scenes:
        raise BadRequest("script-empty", _("A video needs at least one scene."))
    if len(script.scenes) > MAX_SCENES:
        raise BadRequest(
            "script-too-long", _("A video has at most %(most)d scenes.") % {"most": MAX_SCENES}
        )
    for number, scene in enumerate(script.scenes, start=1):
        _check_scene(scene, number)
    if script.seconds > MAX_SECONDS:
        raise BadRequest(
            "script-too-long",
            _("A video lasts at most %(most)d s; these scenes last %(now)d s. Shorten some.")
            % {"most": MAX_SECONDS, "now": script.seconds},
        )
    choices = {"ratio": RATIOS, "subtitles": SUBTITLES, "music": ("none", *TUNES)}
    for name, known in choices.items():
        if getattr(script, name) not in known:
            raise BadRequest(
                "choice-unknown",
                _("“%(value)s” is none of %(name)s: %(choices)s.")
                % {"value": getattr(script, name), "name": name, "choices": ", ".join(known)},
            )
    _check_voice(script, voices)
    _check_pictures(script)


def _check_voice(script: Script, voices: Sequence[Voice]) -> None:
    known = [voice.key for voice in voices if voice.language == script.language]
    if not known:
        raise BadRequest("language-unknown", _("There is no voice for this language."))
    if script.voice and script.voice not in known:
        raise BadRequest(
            "voice-unknown",
            _("There is no voice “%(voice)s” for this language. Choose from: %(choices)s.")
            % {"voice": script.voice, "choices": ", ".join(known)},
        )


def _check_scene(scene: Scene, number: int) -> None:
    place = {"number": number}
    if not SHORTEST_SCENE <= scene.seconds <= LONGEST_SCENE:
        raise BadRequest(
            "scene-seconds",
            _("Scene %(number)d: give it %(low)g to %(high)g seconds.")
            % {**place, "low": SHORTEST_SCENE, "high": LONGEST_SCENE},
        )
    if scene.motion not in MOTIONS:
        raise BadRequest(
            "motion-unknown",
            _("Scene %(number)d: choose a movement from: %(choices)s.")
            % {**place, "choices": ", ".join(MOTIONS)},
        )
    if len(scene.narration) > MAX_NARRATION or len(scene.on_screen) > MAX_ON_SCREEN:
        raise BadRequest(
            "scene-text",
            _(
                "Scene %(number)d: keep what is said to %(said)d characters and the caption to"
                " %(caption)d."
            )
            % {**place, "said": MAX_NARRATION, "caption": MAX_ON_SCREEN},
        )


def _check_pictures(script: Script) -> None:
    asked = {scene.picture for scene in script.scenes if scene.picture}
    for picture in asked:
        try:
            UUID(picture)
        except ValueError as error:
            raise _no_picture(picture) from error
    missing = asked - set(pictures_of(script))
    if missing:
        raise _no_picture(min(missing))


def _no_picture(picture: str) -> BadRequest:
    return BadRequest(
        "asset-unknown", _("There is no photo %(id)s in this workspace.") % {"id": picture}
    )


def pictures_of(script: Script) -> dict[str, Asset]:
    """Return asset id → picture, for the pictures of the scenes that are in the library."""
    wanted = [UUID(scene.picture) for scene in script.scenes if scene.picture]
    found = Asset.objects.filter(
        pk__in=wanted, kind=Asset.Kind.IMAGE, deleted_at__isnull=True, current__isnull=False
    ).select_related("current")
    return {str(asset.pk): asset for asset in found}
