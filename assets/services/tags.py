"""Words people put on files to find them again."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.actors import actor_of
from accounts.models import User
from assets import places
from assets.models import Asset, Tag
from assets.services import indexing
from audit import services as audit
from audit.actions import Action

LONGEST = 40
MOST = 20
# How often a tag may vanish under somebody who is just putting it on a file.
TRIES = 3
Marks = Asset.tags.through


class TagRefused(Exception):
    """A tag cannot be put on a file. code: `tag-too-long` or `tags-too-many`."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(code)
        self.code = code
        self.name = name

    def __str__(self) -> str:
        if self.code == "tag-too-long":
            words = _("“%(name)s” is longer than %(most)s characters. Shorten it.")
            return words % {"name": self.name, "most": LONGEST}
        words = _("“%(name)s” would have more than %(most)s tags. Nothing was changed.")
        return words % {"name": self.name, "most": MOST}


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tag, and how many files of the library it is on."""

    name: str
    files: int


def cleaned(names: Iterable[str]) -> list[str]:
    """Return tags as they are kept: without spaces at their ends, each once, empty ones left out.

    Raises:
        TagRefused: one is too long.
    """
    found: dict[str, str] = {}
    for name in names:
        kept = " ".join(unicodedata.normalize("NFC", name.replace("\0", " ")).split())
        if len(kept) > LONGEST:
            raise TagRefused("tag-too-long", kept[:LONGEST] + "…")
        if kept:
            found.setdefault(kept.lower(), kept)
    return list(found.values())


def set_tags(
    asset_ids: Sequence[UUID],
    *,
    actor: User,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
) -> list[UUID]:
    """Put tags on files of the library and take others off; return those that are different now.

    A tag that is no file's any more is forgotten.

    Raises:
        TagRefused: a tag is too long, or a file would have too many. Nothing is changed.
    """
    added, removed = cleaned(add), cleaned(remove)
    with transaction.atomic(durable=True):
        assets = list(
            Asset.objects.select_for_update()
            .filter(pk__in=asset_ids, deleted_at__isnull=True)
            .order_by("pk")
        )
        return _change(assets, added, removed, actor=actor)


def replace_tags(asset: Asset, names: Iterable[str], *, actor: User) -> None:
    """Make these all the tags of a file whose row is locked; joins the transaction that is open.

    Raises:
        TagRefused: a tag is too long, or there are too many.
    """
    wanted = cleaned(names)
    kept = {name.lower() for name in wanted}
    has = list(asset.tags.values_list("name", flat=True))
    known = {name.lower() for name in has}
    _change(
        [asset],
        [name for name in wanted if name.lower() not in known],
        [name for name in has if name.lower() not in kept],
        actor=actor,
    )


def suggestions(search: str = "", *, at_most: int = 50) -> list[Tagged]:
    """Return the tags of the library whose names hold `search`, those of most files first."""
    held = Marks.objects.filter(asset__deleted_at__isnull=True)
    if words := search.replace("\0", " ").strip():
        held = held.filter(tag__name__icontains=words)
    counted = held.values("tag__name").annotate(files=Count("asset_id"))
    return [
        Tagged(row["tag__name"], row["files"])
        for row in counted.order_by("-files", Lower("tag__name"))[:at_most]
    ]


def forget_unused(tag_ids: Sequence[int] | None = None) -> None:
    """Delete those of these tags (of all, without any named) that are on no file; joins a transaction.

    They are locked first: a file that is given one meanwhile waits, and makes it anew.
    """
    tags = Tag.objects.exclude(Exists(Marks.objects.filter(tag=OuterRef("pk"))))
    if tag_ids is not None:
        tags = tags.filter(pk__in=tag_ids)
    locked = list(
        Tag.objects.select_for_update().filter(pk__in=list(tags.values_list("pk", flat=True)))
    )
    unused = Exists(Marks.objects.filter(tag=OuterRef("pk")))
    Tag.objects.filter(pk__in=[tag.pk for tag in locked]).exclude(unused).delete()


def _change(
    assets: Sequence[Asset], added: Sequence[str], removed: Sequence[str], *, actor: User
) -> list[UUID]:
    """Write and record other tags of files whose rows are locked; return those that are changed."""
    gone = list(_called(removed).exclude(pk__in=_called(added)))
    changed = _mark(assets, tags=_made(added)) | _unmark(assets, tags=gone)
    touched = [asset for asset in assets if asset.pk in changed]
    _refuse_too_many(touched)
    forget_unused([tag.pk for tag in gone])
    indexing.index(changed)
    audit.record_many(
        Action.ASSET_CHANGED,
        actor=actor_of(actor),
        workspace_id=places.workspace_id(),
        targets=[audit.Target("asset", str(asset.pk), asset.name) for asset in touched],
        details=audit.Details(changes={"tags": (", ".join(removed), ", ".join(added))}),
    )
    return [asset.pk for asset in touched]


def _called(names: Sequence[str]) -> QuerySet[Tag]:
    """Return the tags of these names, upper and lower case being the same."""
    wanted = Q(pk__in=[])
    for name in names:
        wanted |= Q(key=name.lower())
    return Tag.objects.alias(key=Lower("name")).filter(wanted)


def _made(names: Sequence[str]) -> list[Tag]:
    """Return the tags of these names, held until the end; makes those that are missing."""
    tags: list[Tag] = []
    for _try in range(TRIES):
        Tag.objects.bulk_create([Tag(name=name) for name in names], ignore_conflicts=True)
        tags = list(_called(names).select_for_update().order_by("pk"))
        if len(tags) >= len(names):
            break
    return tags


def _mark(assets: Sequence[Asset], *, tags: Sequence[Tag]) -> set[UUID]:
    """Put every tag on every file; return the files on which one is new."""
    known = set(
        Marks.objects.filter(asset__in=assets, tag__in=tags).values_list("asset_id", "tag_id")
    )
    new = [
        Marks(asset_id=asset.pk, tag_id=tag.pk)
        for asset in assets
        for tag in tags
        if (asset.pk, tag.pk) not in known
    ]
    Marks.objects.bulk_create(new, batch_size=2000)
    return {mark.asset_id for mark in new}


def _unmark(assets: Sequence[Asset], *, tags: Sequence[Tag]) -> set[UUID]:
    marks = Marks.objects.filter(asset__in=assets, tag__in=tags)
    touched = set(marks.values_list("asset_id", flat=True))
    marks.delete()
    return touched


def _refuse_too_many(assets: Sequence[Asset]) -> None:
    counted = dict(
        Marks.objects.filter(asset__in=assets).values_list("asset_id").annotate(Count("tag_id"))
    )
    full = next((asset for asset in assets if counted.get(asset.pk, 0) > MOST), None)
    if full is not None:
        raise TagRefused("tags-too-many", full.name)
