"""A request in, a text and its facts out."""

from typing import Any

from generation.providers.base import CopyRequest
from generation.writing import brief as briefs
from generation.writing.chinese import texts as chinese
from generation.writing.chinese.speaker import ChineseSpeaker
from generation.writing.choice import Dice
from generation.writing.english import texts as english
from generation.writing.english.speaker import EnglishSpeaker
from generation.writing.faq import faq
from generation.writing.points import Point
from generation.writing.product import named
from generation.writing.reading import points_of
from generation.writing.script import script
from generation.writing.speakers import Speaker
from generation.writing.title import title


def read(request: CopyRequest) -> list[Point]:
    """Return what can be said of the product in the language asked for."""
    return points_of(request.subject.facts, language=request.language)


def speaker_for(request: CopyRequest, points: list[Point]) -> Speaker:
    """Return who speaks; the same request always gets the same dice."""
    product = named(request.subject, points, language=request.language)
    speaks = EnglishSpeaker if request.language == "en" else ChineseSpeaker
    return speaks(product, tone=request.tone, dice=Dice(*_seed(request)))


def written(
    request: CopyRequest, points: list[Point], speaker: Speaker
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the content and the attributes it says, each once."""
    content, used = _content(request, points, speaker)
    names = [name for point in used for name in point.attributes]
    return content, tuple(dict.fromkeys(names))


def _content(
    request: CopyRequest, points: list[Point], speaker: Speaker
) -> tuple[dict[str, Any], list[Point]]:
    length = request.length
    brief = briefs.sentence(request.brief, language=request.language)
    if isinstance(speaker, ChineseSpeaker) and request.kind in chinese.KINDS:
        return chinese.content(request, points, speaker, brief=brief)
    if isinstance(speaker, EnglishSpeaker) and request.kind in english.KINDS:
        return english.content(request, points, speaker, brief=brief)
    match request.kind:
        case "title":
            return title(speaker, points, length=length)
        case "faq":
            return faq(speaker, points, length=length)
        case _:
            return script(
                speaker, points, seconds=request.seconds, pictures=request.pictures, brief=brief
            )


def _seed(request: CopyRequest) -> tuple[object, ...]:
    """Return all that makes a text its own; what is known of the product counts, too."""
    subject = request.subject
    facts = [part for fact in subject.facts for part in (fact.attribute, fact.value, fact.unit)]
    return (
        request.seed, request.kind, request.language, request.channel, request.tone,
        request.length, request.seconds, subject.name, subject.name_zh, subject.brand, *facts,
    )  # fmt: skip
