"""The page of one text: its words, its versions, and the facts it says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.text import capfirst

from assets.models import Asset
from generation import services, wording
from generation.limits import Limit, limits_of, measured
from generation.models import JobKind, Text, TextVersion
from generation.screens.allowance import Estimate, allowance_of
from generation.screens.jobs import first_photos
from generation.screens.pictures import Pictures
from workspaces.access import Access
from workspaces.roles import Permission


@dataclass(frozen=True, slots=True)
class Said:
    """A fact that the text says. value: what is known now; empty when it is known no more.

    has_changed: whether it was learnt after the words were written.
    """

    name: str
    value: str
    has_changed: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """How long a part of the text is, and how long it may be."""

    count: int
    limit: Limit

    @property
    def is_over(self) -> bool:
        """Whether it is longer than its channel shows."""
        return self.count > self.limit.most


@dataclass(frozen=True, slots=True)
class Page:
    """A text with everything beside it. versions: the newest first. shown: one of them.

    estimate: what writing it anew would use, for who may.
    """

    text: Text
    shown: TextVersion
    versions: list[TextVersion]
    said: list[Said]
    thumb: str
    estimate: Estimate | None = None

    @property
    def is_old(self) -> bool:
        """Whether the words shown are not the newest."""
        return self.shown.number != self.text.version

    @property
    def kind(self) -> str:
        """What kind of text, in words."""
        return wording.text_kind(self.text.kind)

    @property
    def about(self) -> str:
        """Where it goes and in which language."""
        return about(self.text)

    @property
    def measures(self) -> list[Measure]:
        """How long it is where there is a limit."""
        limits = limits_of(self.text.kind, self.text.channel, self.text.language)
        content, plain = self.shown.content, self.shown.plain
        return [Measure(measured(one, content, plain), one) for one in limits.values()]

    @property
    def tones(self) -> list[tuple[str, str, bool]]:
        """The tones it can be written in: (key, word, whether it is)."""
        return [(key, word, key == self.text.tone) for key, word in wording.tones().items()]

    @property
    def lengths(self) -> list[tuple[str, str, bool]]:
        """The lengths it can be written in: (key, word, whether it is)."""
        return [(key, word, key == self.text.length) for key, word in wording.lengths().items()]


def page(
    text_id: UUID,
    *,
    pictures: Pictures,
    number: int | None = None,
    access: Access | None = None,
) -> Page:
    """Return a text as of version `number`, else as it is now; six queries at the most.

    access: who looks; what writing it anew would use is told to who may.

    Raises:
        Text.DoesNotExist, TextVersion.DoesNotExist: no such text or version here.
    """
    text = services.texts().get(pk=text_id)
    versions = list(text.versions.all())
    shown = text.current if number is None else _numbered(versions, number)
    assert shown is not None  # the list of texts holds none without words
    photos = first_photos([text.product_id]) if text.product_id else {}
    may_order = access is not None and text.product_id and access.may(Permission.JOB_SUBMIT)
    return Page(
        text,
        shown,
        versions,
        _said(text, shown, versions),
        _thumb(text, photos, pictures),
        estimate=allowance_of(access, JobKind.COPY).of(1) if access and may_order else None,
    )


def about(text: Text) -> str:
    """Return where a text goes and in which language: "Xiaohongshu · 中文"."""
    parts = [wording.channel_name(text.channel), wording.language_name(text.language)]
    return " · ".join(part for part in parts if part)


def _numbered(versions: Sequence[TextVersion], number: int) -> TextVersion:
    for version in versions:
        if version.number == number:
            return version
    raise TextVersion.DoesNotExist


def _thumb(text: Text, photos: dict[UUID, Asset], pictures: Pictures) -> str:
    return pictures.thumb(photos.get(text.product_id)) if text.product_id else ""


def _said(text: Text, version: TextVersion, versions: Sequence[TextVersion]) -> list[Said]:
    """Return what the words say of the product, with what is known of it now.

    An edit does not name its facts: they are those of the words it was made on that still stand.
    """
    older = (one for one in versions if one.number <= version.number and one.facts)
    source = version if version.facts else next(older, None)
    if text.product is None or source is None:
        return []
    known = _known(text)
    found = []
    for name in dict.fromkeys(source.facts):
        value, learnt = known.get(name.lower(), ("", None))
        if source is not version and not _stands_in(value, version.plain):
            continue
        has_changed = not value or (learnt is not None and learnt > version.created_at)
        found.append(Said(_name(name), value, has_changed=has_changed))
    return found


def _known(text: Text) -> dict[str, tuple[str, datetime | None]]:
    """Return attribute → what is known of it, in the text's language, and since when."""
    product = text.product
    assert product is not None  # asked of texts that have one
    known: dict[str, tuple[str, datetime | None]] = {
        "brand": (product.brand, None),
        "category": (product.category, None),
    }
    own: set[str] = set()
    for fact in product.facts.all():
        key, is_own = fact.attribute.lower(), fact.language.lower() in ("", text.language)
        if is_own or key not in own:
            known[key] = (f"{fact.value} {fact.unit}".strip(), fact.confirmed_at)
        if is_own:
            own.add(key)
    return known


def _stands_in(value: str, words: str) -> bool:
    """Return whether every part of a value stands in the words, however it is spaced."""
    where = _bare(words)
    parts = [part for part in (_bare(part) for part in re.split("[,，、;；]", value)) if part]
    return bool(parts) and all(part in where for part in parts)


def _bare(words: str) -> str:
    return re.sub(r"[\s,.\u00a0\u202f]", "", words).casefold()


def _name(attribute: str) -> str:
    return capfirst(attribute.replace("_", " "))
