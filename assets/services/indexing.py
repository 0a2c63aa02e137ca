"""By which words files are found: those of their names, their tags and the text inside."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef

from assets import searching, sql
from assets.models import Asset, Tag

# A document's text is up to 200,000 characters: so many of them are held at a time.
AT_ONCE = 100
# What the daily round does of a workspace that is older than the search.
MISSING_AT_ONCE = 20_000


def index(asset_ids: Iterable[UUID]) -> None:
    """Find these assets by what they are called and hold now; joins the transaction that is open.

    Their rows are locked first, so that two who change one asset do not undo each other's words.
    """
    wanted = sorted(set(asset_ids))
    for start in range(0, len(wanted), AT_ONCE):
        _index(wanted[start : start + AT_ONCE])


def index_missing() -> int:
    """Make those files of the workspace findable that are older than the search; return how many.

    They are found by their names meanwhile.
    """
    done = 0
    while done < MISSING_AT_ONCE:
        with transaction.atomic(durable=True):
            some = list(
                Asset.objects.select_for_update(skip_locked=True)
                .filter(words__isnull=True)
                .values_list("pk", flat=True)[:AT_ONCE]
            )
            _index(some)
        done += len(some)
        if len(some) < AT_ONCE:
            break
    return done


def _index(asset_ids: Sequence[UUID]) -> None:
    if not asset_ids:
        return
    rows = Asset.objects.filter(pk__in=asset_ids)
    list(rows.select_for_update().order_by("pk").values_list("pk"))
    tags = Tag.objects.filter(assets=OuterRef("pk")).order_by("pk").values("name")
    known = rows.annotate(tag_names=ArraySubquery(tags)).values_list(
        "pk", "name", "tag_names", "current__reading__text"
    )
    sql.set_words(
        [
            (pk, searching.lexemes(" ".join([name, *tag_names, text or ""])))
            for pk, name, tag_names, text in known
        ]
    )
