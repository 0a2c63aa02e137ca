"""Texts as people change them: every change is a version, none is lost."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.actors import actor_of
from accounts.models import User
from assets import services as assets
from audit import services as audit
from audit.actions import Action
from generation.models import Text, TextVersion, VersionSource
from generation.orders import BadRequest
from generation.pipelines import copy as pipeline
from workspaces.access import Access

# So much of a text stands in the trail; every version is kept whole beside it.
SHOWN = 200


class Conflict(assets.Conflict):
    """Somebody changed it since it was read: nothing is written."""

    def __str__(self) -> str:
        return _(
            "Somebody else changed this meanwhile. Look at what it says now and make your change"
            " again. Nothing was overwritten."
        )


def texts() -> QuerySet[Text]:
    """Return the texts that are written, newest first, each with its words and product."""
    return (
        Text.objects.filter(current__isnull=False)
        .select_related("current", "product")
        .order_by("-created_at", "-id")
    )


def change_text(
    access: Access, text_id: UUID, *, version: int, content: dict[str, Any], by: User
) -> Text:
    """Write new words as the text's next version, on what it said as of `version`.

    Raises:
        Text.DoesNotExist: there is no such text here.
        BadRequest: the content has not the shape of the text's kind.
        Conflict: the text is at another version by now.
    """

    def edited(text: Text) -> TextVersion:
        try:
            pipeline.check(text.kind, content)
        except pipeline.ContentInvalid as error:
            raise BadRequest(
                "content-invalid",
                _("The text is not complete (%(place)s). Fill it in, or take that part out.")
                % {"place": error},
            ) from error
        return TextVersion(content=content, source=VersionSource.EDITED)

    return _add_version(access, text_id, version=version, make=edited, by=by)


def restore_text(access: Access, text_id: UUID, *, version: int, number: int, by: User) -> Text:
    """Make the words of version `number` the newest ones again.

    Raises:
        Text.DoesNotExist, TextVersion.DoesNotExist: there is no such text or version here.
        Conflict: the text is at another version by now.
    """

    def restored(text: Text) -> TextVersion:
        old = text.versions.get(number=number)
        return TextVersion(content=old.content, facts=old.facts, source=VersionSource.RESTORED)

    return _add_version(access, text_id, version=version, make=restored, by=by)


def _changes(before: TextVersion, after: TextVersion) -> dict[str, tuple[Any, Any]]:
    """Return the words as they were and are, as much of them as the trail keeps."""
    changes: dict[str, tuple[Any, Any]] = {"version": (before.number, after.number)}
    if before.plain[:SHOWN] != after.plain[:SHOWN]:
        changes["text"] = (before.plain[:SHOWN], after.plain[:SHOWN])
    return changes


def _add_version(
    access: Access,
    text_id: UUID,
    *,
    version: int,
    make: Callable[[Text], TextVersion],
    by: User,
) -> Text:
    with transaction.atomic(durable=True):
        text = (
            Text.objects.select_for_update(of=("self",)).select_related("current").get(pk=text_id)
        )
        if text.version != version or text.current is None:
            raise Conflict(current=text.version, yours=version)
        new = make(text)
        if new.content == text.current.content:
            return text
        new.text, new.number = text, version + 1
        new.plain = pipeline.plain(text.kind, new.content)
        new.made_by, new.made_by_label = by, by.label
        new.save(force_insert=True)
        Text.objects.filter(pk=text.pk).update(
            current=new, version=F("version") + 1, changed_at=Now()
        )
        audit.record(
            Action.TEXT_CHANGED,
            actor=actor_of(by),
            workspace_id=access.workspace_id,
            target=audit.Target("text", str(text.pk), new.plain[:80]),
            details=audit.Details(
                changes=_changes(text.current, new),
                data={"version": new.number, "source": new.source},
            ),
        )
    return texts().get(pk=text_id)
