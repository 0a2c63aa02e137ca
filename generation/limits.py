"""How long texts may be where they go: hints for people who edit, never a reason to refuse."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from generation.writing import limits as channels


@dataclass(frozen=True, slots=True)
class Limit:
    """What a part of a text may measure.

    part: a field of the form, or `all` for the text as it is copied. measure: `signs` (code
    points), `weight` (X), `hanzi` (two letters count as one Chinese character) or `tags`.
    source: who says so.
    """

    part: str
    most: int
    measure: str
    source: str

    @property
    def unit(self) -> str:
        """What is counted, in words."""
        return {"tags": _("tags"), "hanzi": _("Chinese characters")}.get(
            self.measure, _("characters")
        )


_AMAZON = "https://sellercentral.amazon.com/help/hub/reference/external/201100890"
_TAOBAO = "https://open.taobao.com/doc.htm (alibaba.item.edit.schema.get)"
_X = "https://docs.x.com/fundamentals/counting-characters"
_XIAOHONGSHU = "https://creator.xiaohongshu.com (publishing a note)"
_INSTAGRAM = "https://developers.facebook.com/docs/instagram-platform (captions and hashtags)"

# (kind, channel, language) → limits; an empty word stands for any.
_TABLE: dict[tuple[str, str, str], tuple[Limit, ...]] = {
    ("title", "", "en"): (Limit("title", channels.TITLE_CHARACTERS, "signs", _AMAZON),),
    ("title", "", "zh-hans"): (Limit("title", channels.TITLE_BYTES // 2, "hanzi", _TAOBAO),),
    ("post", "x", ""): (Limit("all", channels.X_WEIGHT, "weight", _X),),
    ("post", "xiaohongshu", ""): (
        Limit("title", channels.NOTE_TITLE, "signs", _XIAOHONGSHU),
        Limit("body", channels.NOTE_BODY, "signs", _XIAOHONGSHU),
    ),
    ("post", "instagram", ""): (
        Limit("all", channels.CAPTION, "signs", _INSTAGRAM),
        Limit("tags", channels.CAPTION_TAGS, "tags", _INSTAGRAM),
    ),
}


def limits_of(kind: str, channel: str, language: str) -> dict[str, Limit]:
    """Return part → what it may measure, for a text of this kind."""
    found = next(
        (
            limits
            for (of_kind, of_channel, of_language), limits in _TABLE.items()
            if of_kind == kind and of_channel in ("", channel) and of_language in ("", language)
        ),
        (),
    )
    return {limit.part: limit for limit in found}


def measured(limit: Limit, content: dict[str, Any], plain: str) -> int:
    """Return what a text measures by a limit."""
    if limit.measure == "tags":
        return len(content.get("tags", []))
    text = plain if limit.part == "all" else str(content.get(limit.part, ""))
    match limit.measure:
        case "weight":
            return channels.x_weight(text)
        case "hanzi":
            return -(-channels.gbk_bytes(text) // 2)
        case _:
            return len(text)
