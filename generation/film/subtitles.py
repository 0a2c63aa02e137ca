"""Writes cues down: as ASS for one segment's burnt-in words, and as SRT for the whole film."""

from collections.abc import Iterable
from dataclasses import dataclass

from generation.film.cues import CAPTION, Cue, Style, spoken_style
from generation.film.spec import FPS, RATIOS, Film
from generation.film.timeline import Segment

FAMILY = "Noto Sans SC"
LINE_HEIGHT = 1.448  # ASS sizes mean ascent and descent together: (1160 + 288) / 1000 of this face
FADES = {"spoken": (90, 70), "caption": (280, 220)}  # milliseconds in and out


_STYLE_FORMAT = (
    "Format: Name,Fontname,Fontsize,PrimaryColour,OutlineColour,BackColour,Bold,BorderStyle,"
    "Outline,Shadow,Alignment,MarginL,MarginR,MarginV"
)


@dataclass(frozen=True, slots=True)
class Words:
    """The cues of one segment on a clock of its own, in frames.

    lead: how many frames before the segment that clock starts, so that a fade under way goes on.
    """

    lead: int
    cues: tuple[Cue, ...]


def words_in(cues: Iterable[Cue], segment: Segment, *, film: Film) -> Words:
    """Return what is burnt into a segment: nothing here depends on where in the film it stands."""
    burnt = [
        cue
        for cue in cues
        if cue.start < segment.end
        and cue.end > segment.start
        and (cue.kind == "caption" or film.subtitles != "none")
    ]
    origin = min([segment.start, *(cue.start for cue in burnt)])
    moved = (
        Cue(cue.kind, cue.start - origin, cue.end - origin, cue.lines, cue.factor) for cue in burnt
    )
    return Words(segment.start - origin, tuple(moved))


def ass(words: Words, *, film: Film) -> str:
    """Return an ASS document whose times are those of the words' own clock."""
    width, height = RATIOS[film.ratio]
    styles = {"spoken": spoken_style(film), "caption": CAPTION[film.ratio]}
    document = [
        "[Script Info]",
        "ScriptType: v4.00+",
        f"PlayResX: {width}",
        f"PlayResY: {height}",
        "WrapStyle: 2",
        "ScaledBorderAndShadow: yes",
        "YCbCr Matrix: TV.709",
        "",
        "[V4+ Styles]",
        _STYLE_FORMAT,
        *(_style(kind, style) for kind, style in styles.items()),
        "",
        "[Events]",
        "Format: Layer,Start,End,Style,Text",
    ]
    document += [_event(cue, styles[cue.kind]) for cue in words.cues]
    return "\n".join(document) + "\n"


def srt(cues: Iterable[Cue]) -> str:
    """Return the spoken cues as a SubRip file."""
    spoken = [cue for cue in cues if cue.kind == "spoken"]
    blocks = [
        f"{number}\n{_stamp(cue.start)} --> {_stamp(cue.end)}\n" + "\n".join(cue.lines) + "\n"
        for number, cue in enumerate(spoken, start=1)
    ]
    return "\n".join(blocks)


def escaped(line: str) -> str:
    """Return a line with nothing in it that ASS would obey."""
    return line.replace("\\", "＼").replace("{", "\\{").replace("}", "\\}")


def _style(kind: str, style: Style) -> str:
    """Captions hang from the upper edge, subtitles stand above the lower one."""
    middle = 8 if kind == "caption" else 2
    alignment = middle - 1 if style.left else middle
    fields = (
        kind,
        FAMILY,
        round(style.em * LINE_HEIGHT),
        "&H00FFFFFF",
        "&H00201A16",
        "&H00201A16",
        -1,
        1,
        0,
        0,
        alignment,
        style.left or 40,
        40,
        style.rise,
    )
    return "Style: " + ",".join(str(field) for field in fields)


def _event(cue: Cue, style: Style) -> str:
    """White letters with a soft dark glow: to be read on white ground as on black.

    The blur is the border's alone, so the letters stay sharp; one layer, as every layer costs
    a tenth of the whole encode.
    """
    em = style.em * cue.factor
    fade = "\\fad({},{})".format(*FADES[cue.kind])
    look = f"\\fs{round(em * LINE_HEIGHT)}\\bord{em * 0.1:.1f}\\blur{em * 0.09:.1f}\\3a&H38&"
    text = "\\N".join(escaped(line) for line in cue.lines)
    span = f"{_clock(cue.start)},{_clock(cue.end)},{cue.kind}"
    return f"Dialogue: 0,{span},{{{fade}{look}}}{text}"


def _clock(frame: int) -> str:
    """ASS counts hundredths: rounding down keeps a cue's first and last frame exact."""
    hundredths = frame * 100 // FPS
    return f"{hundredths // 360000}:{hundredths // 6000 % 60:02}:{hundredths % 6000 / 100:05.2f}"


def _stamp(frame: int) -> str:
    millis = round(frame * 1000 / FPS)
    seconds, millis = divmod(millis, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{millis:03}"
