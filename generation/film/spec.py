"""What a film is: scenes in a row, a shape, words and music. Frozen and plain."""

from dataclasses import dataclass

from generation.film.motion import MOTIONS

FPS = 30
SAMPLE_RATE = 48_000  # of every voice and of the film's sound, in hertz
RATIOS = {"9:16": (1080, 1920), "1:1": (1080, 1080), "16:9": (1920, 1080)}
LANGUAGES = ("en", "zh-hans")
SUBTITLES = ("none", "small", "large")
TUNES = ("open_road", "morning_light", "city_walk", "quiet_room", "market_day")
NO_MUSIC = "none"
SHORTEST_SCENE, LONGEST_SCENE = 1.0, 20.0  # seconds
MOST_SCENES = 40
LONGEST_TRANSITION = 1.0
LONGEST_NARRATION, LONGEST_CAPTION = 600, 80  # characters
SMALLEST_SCALE = 0.1
VOICE_LEAD = 0.15  # seconds from a scene's start to its first word
VOICE_ROOM = 0.3  # seconds of a scene in which nobody speaks: before the voice and after it


class FilmInvalid(Exception):
    """The film cannot be made as it is asked for; asking again cannot help.

    code: stable and dotted. scene: which scene, counted from 0, where one is to blame.
    detail: for logs and staff, never shown raw to people.
    """

    def __init__(
        self,
        code: str,
        *,
        scene: int | None = None,
        seconds_over: float = 0.0,
        detail: str = "",
    ) -> None:
        where = "" if scene is None else f" (scene {scene + 1})"
        super().__init__(f"{code}{where}: {detail}" if detail else code + where)
        self.code = code
        self.scene = scene
        self.seconds_over = seconds_over
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture with what is said and written over it.

    picture, voice: the SHA-256 of their bytes; an empty voice is silence.
    narration: spoken and shown as subtitles. on_screen: a short caption in the upper third.
    """

    picture: str
    seconds: float
    motion: str
    narration: str = ""
    on_screen: str = ""
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Film:
    """A whole film. transition: seconds of a crossfade. scale: below 1 for a small draft."""

    scenes: tuple[Scene, ...]
    ratio: str
    language: str
    subtitles: str = "large"
    music: str = "open_road"
    transition: float = 0.5
    scale: float = 1.0


def size(film: Film) -> tuple[int, int]:
    """Return width and height in pixels; both are even, as half-size colour planes need."""
    width, height = RATIOS[film.ratio]
    return 2 * round(width * film.scale / 2), 2 * round(height * film.scale / 2)


def check(film: Film) -> None:
    """Refuse what cannot be rendered.

    Raises:
        FilmInvalid: `video.request_invalid`; the detail names the field.
    """
    choices = {
        "ratio": (film.ratio, RATIOS),
        "language": (film.language, LANGUAGES),
        "subtitles": (film.subtitles, SUBTITLES),
        "music": (film.music, (NO_MUSIC, *TUNES)),
    }
    for name, (value, known) in choices.items():
        if value not in known:
            raise _invalid(f"{name}: {value!r}")
    if not 1 <= len(film.scenes) <= MOST_SCENES:
        raise _invalid(f"scenes: {len(film.scenes)}")
    if not 0 <= film.transition <= LONGEST_TRANSITION:
        raise _invalid(f"transition: {film.transition}")
    if not SMALLEST_SCALE <= film.scale <= 1:
        raise _invalid(f"scale: {film.scale}")
    for number, scene in enumerate(film.scenes):
        if fault := _fault(scene):
            raise _invalid(fault, scene=number)


def _fault(scene: Scene) -> str:
    if not SHORTEST_SCENE <= scene.seconds <= LONGEST_SCENE:
        return f"seconds: {scene.seconds}"
    if scene.motion not in MOTIONS:
        return f"motion: {scene.motion!r}"
    if not scene.picture:
        return "picture: none"
    if len(scene.narration) > LONGEST_NARRATION:
        return f"narration: {len(scene.narration)} characters"
    if len(scene.on_screen) > LONGEST_CAPTION:
        return f"on_screen: {len(scene.on_screen)} characters"
    return ""


def _invalid(detail: str, *, scene: int | None = None) -> FilmInvalid:
    return FilmInvalid("video.request_invalid", scene=scene, detail=detail)
