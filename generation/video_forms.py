"""What is chosen for a new video, read from its address or its form."""

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import get_language

from generation.given import whole, words
from generation.kinds.script import PICTURES_AT_MOST, ScriptOrder
from generation.pipelines.copy import LANGUAGES, TONES
from generation.pipelines.video import LENGTHS, RATIOS, SUBTITLES, TUNES

MAX_BRIEF = 600
LENGTH = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """A video to be. assets: the pictures to show; None when nothing was said of them: all."""

    product: UUID | None = None
    assets: tuple[UUID, ...] | None = None
    language: str = "en"
    seconds: int = LENGTH
    tone: str = "plain"
    ratio: str = RATIOS[0]
    voice: str = ""
    music: str = TUNES[0]
    subtitles: str = SUBTITLES[0]
    brief: str = ""
    straight_through: bool = False

    def order(self, product_id: UUID) -> ScriptOrder:
        """Return what the choice orders."""
        return ScriptOrder(
            product_id=product_id,
            language=self.language,
            seconds=self.seconds,
            tone=self.tone,
            brief=self.brief,
            asset_ids=self.assets or (),
            ratio=self.ratio,
            voice=self.voice,
            subtitles=self.subtitles,
            music=self.music,
            straight_through=self.straight_through,
        )


def choice_of(query: QueryDict) -> Choice:
    """Return the choice an address or a form tells; what is none of ours has its first value.

    `of` names the product whose pictures the ticks are about: another product's are not.
    """
    product = _id(query.get("product", ""))
    own = product is not None and _id(query.get("of", "")) == product
    seconds = whole(query.get("seconds", ""))
    reader = "zh-hans" if (get_language() or "").startswith("zh") else "en"
    return Choice(
        product=product,
        assets=_ids(query) if own else None,
        language=_one(query, "language", LANGUAGES, reader),
        seconds=seconds if seconds in LENGTHS else LENGTH,
        tone=_one(query, "tone", TONES, "plain"),
        ratio=_one(query, "ratio", RATIOS, RATIOS[0]),
        voice=words(query.get("voice", ""))[:80],
        music=_one(query, "music", ("none", *TUNES), TUNES[0]),
        subtitles=_one(query, "subtitles", SUBTITLES, SUBTITLES[0]),
        brief=words(query.get("brief", "")).replace("\r\n", "\n").strip()[:MAX_BRIEF],
        straight_through=query.get("straight", "") == "1",
    )


def _one(query: QueryDict, name: str, known: tuple[str, ...], first: str) -> str:
    given = query.get(name, "")
    return given if given in known else first


def _ids(query: QueryDict) -> tuple[UUID, ...]:
    named = (word.strip() for value in query.getlist("asset") for word in value.split(","))
    found = (_id(word) for word in named)
    return tuple(dict.fromkeys(asset_id for asset_id in found if asset_id))[:PICTURES_AT_MOST]


def _id(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None
