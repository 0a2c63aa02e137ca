"""A text being edited: the form's fields as content in the shape of its kind, and back."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from generation.given import whole, words
from generation.limits import Limit, limits_of
from generation.models import Text
from generation.pipelines import copy as pipeline

_ROWS = {"selling_points": ("points", "head", "text"), "faq": ("entries", "question", "answer")}
_TAGS = re.compile(r"[\s,，、#＃]+")


@dataclass(frozen=True, slots=True)
class TextForm:
    """A text in its fields. version: the one the words are written on. problem: what is amiss."""

    kind: str
    channel: str
    language: str
    version: int
    content: dict[str, Any]
    problem: str = ""

    @property
    def limits(self) -> dict[str, Limit]:
        """Part → what it may measure."""
        return limits_of(self.kind, self.channel, self.language)

    @property
    def title(self) -> str:
        """The title's field."""
        return str(self.content.get("title", ""))

    @property
    def body(self) -> str:
        """The large field: paragraphs stand apart by an empty line."""
        if self.kind == "description":
            return "\n\n".join(self.content.get("paragraphs", []))
        return str(self.content.get("body", ""))

    @property
    def tags(self) -> str:
        """The tags as they are typed."""
        return " ".join(self.content.get("tags", []))

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The pairs of selling points or of an FAQ, and an empty one when there is none."""
        if self.kind not in _ROWS:
            return []
        name, first, second = _ROWS[self.kind]
        found = [(part.get(first, ""), part.get(second, "")) for part in self.content.get(name, [])]
        return found or [("", "")]


def form_of(text: Text) -> TextForm:
    """Return the form of a text as it is now."""
    content = text.current.content if text.current else {}
    return TextForm(text.kind, text.channel, text.language, text.version, content)


def filled(text: Text, given: QueryDict) -> TextForm:
    """Return the form as a person sent it."""
    content = content_of(text.kind, given)
    return TextForm(
        text.kind,
        text.channel,
        text.language,
        whole(given.get("version", "")),
        content,
        problem_of(text.kind, content),
    )


def content_of(kind: str, given: QueryDict) -> dict[str, Any]:
    """Return what was typed, in the shape of its kind; rows left empty are no rows."""
    title, body = _line(given.get("title", "")), _lines(given.get("body", ""))
    match kind:
        case "title":
            return {"title": title}
        case "description":
            parts = re.split(r"\n\s*\n", body)
            return {"paragraphs": [part.strip() for part in parts if part.strip()]}
        case "post":
            tags = [tag for tag in _TAGS.split(words(given.get("tags", ""))) if tag]
            return {"title": title, "body": body, "tags": list(dict.fromkeys(tags))}
        case _:
            name, first, second = _ROWS[kind]
            heads, texts = given.getlist("head"), given.getlist("text")
            pairs = [(_line(head), _lines(text)) for head, text in zip(heads, texts, strict=False)]
            return {name: [{first: head, second: text} for head, text in pairs if head or text]}


def problem_of(kind: str, content: dict[str, Any]) -> str:
    """Return why the content cannot be kept, as a sentence; empty when it can."""
    try:
        pipeline.check(kind, content)
    except pipeline.ContentInvalid:
        if len(pipeline.plain(kind, content)) > pipeline.MAX_TEXT:
            return _("Keep the text to %(most)d characters.") % {"most": pipeline.MAX_TEXT}
        return _incomplete(kind)
    return ""


def _incomplete(kind: str) -> str:
    match kind:
        case "title":
            return _("A title needs at least one word.")
        case "description":
            return _("Write at least one paragraph.")
        case "selling_points":
            return _("Each selling point needs a head and a text, and there is at least one.")
        case "faq":
            return _("Each question needs an answer, and there is at least one.")
        case _:
            return _("A post needs a text.")


def _line(text: str) -> str:
    return " ".join(words(text).split())


def _lines(text: str) -> str:
    return words(text).replace("\r\n", "\n").strip()
