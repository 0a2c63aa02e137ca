"""Samples of copy: written at once and not counted, where writing costs nothing."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from generation import registry, wording
from generation.copy_forms import Choice
from generation.pipelines import copy as pipeline
from generation.pipelines.copy import TONES
from generation.providers.base import CopyProvider, CopyRequest, ProviderError, Subject

# A sentence ends at a full stop before a space, in Chinese at once: "1.5 l" does not end one.
_SENTENCE = re.compile(r".+?(?:[。！？]|[.!?](?=\s|$)|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sample:
    """A text as it would be written. content: in the shape of its kind."""

    kind: str
    language: str
    content: dict[str, Any]

    @property
    def plain(self) -> str:
        """Its words as they would be copied."""
        return pipeline.plain(self.kind, self.content)


@dataclass(frozen=True, slots=True)
class Tone:
    """A tone to pick, told by a sentence in it. is_sample: whether it is about the product."""

    key: str
    name: str
    sentence: str
    is_sample: bool


def writer() -> CopyProvider | None:
    """Return the writer that costs nothing; None when texts are written by a vendor."""
    return registry.copy_provider() if registry.writes_here() else None


def sample_of(choice: Choice, subject: Subject, provider: CopyProvider) -> Sample | None:
    """Return the text the choice looks at, as it would be written; None when there is none."""
    kind, language = choice.shown_kind, choice.shown_language
    if not kind or not language or (kind == "post" and not choice.shown_network):
        return None
    content = written(
        provider,
        CopyRequest(
            kind=kind,
            language=language,
            subject=subject,
            channel=choice.shown_network if kind == "post" else "general",
            tone=choice.tone,
            length=choice.length,
            brief=choice.brief,
        ),
    )
    return Sample(kind, language, content) if content else None


def tones_of(choice: Choice, subject: Subject | None, provider: CopyProvider | None) -> list[Tone]:
    """Return the tones, each with a sentence about the product, else with what it is like."""
    names, like = wording.tones(), _likenesses()
    tones = []
    for key in TONES:
        sentence = ""
        if subject is not None and provider is not None and choice.shown_language:
            request = CopyRequest(
                kind="description",
                language=choice.shown_language,
                subject=subject,
                tone=key,
                length="short",
            )
            sentence = _first_sentence(written(provider, request))
        tones.append(Tone(key, names[key], sentence or like[key], bool(sentence)))
    return tones


def _likenesses() -> dict[str, str]:
    return {
        "plain": _("Says what it is, and what it is for."),
        "warm": _("Speaks to the reader, as a shop assistant would."),
        "lively": _("Short and quick, with a little swing."),
    }


def written(provider: CopyProvider, request: CopyRequest) -> dict[str, Any]:
    """Return the words, or nothing when they could not be written: it is only a sample."""
    try:
        return provider.write(request, report=_unheard, on_text=_unread).content
    except ProviderError:
        return {}


def _unheard(stage: str, percent: int, *, preview: bytes | None = None) -> None:
    """Nobody waits for a sample."""


def _unread(_text: str) -> None:
    """A sample is shown when it is finished."""


def _first_sentence(content: dict[str, Any]) -> str:
    paragraphs = content.get("paragraphs", [])
    found = _SENTENCE.match(paragraphs[0]) if paragraphs else None
    return found.group().strip() if found else ""
