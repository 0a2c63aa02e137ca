"""A job's texts as cards: what is written, being written, or could not be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from generation import failures, progress, wording
from generation.models import OPEN_ITEM, ItemState, Job, JobItem, Output, Text, VideoProject
from generation.screens import items as known
from workspaces import tenancy


@dataclass(frozen=True, slots=True)
class Piece:
    """One text on the page, in whatever state it is. so_far: what is written while it runs.

    project: for a script, what it is written for.
    """

    item: JobItem
    text: Text | None
    project: VideoProject | None
    so_far: str
    made_offline: bool

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return self.item.state in OPEN_ITEM

    @property
    def content(self) -> dict[str, Any]:
        """The words in the shape of their kind; empty while there are none."""
        return self.text.current.content if self.text and self.text.current else {}

    @property
    def plain(self) -> str:
        """The words as they are copied."""
        return self.text.current.plain if self.text and self.text.current else ""

    @property
    def kind(self) -> str:
        """What kind of text, in words."""
        return wording.text_kind(str(self.item.params.get("kind", "")))

    @property
    def about(self) -> str:
        """Where it goes and in which language: "Xiaohongshu · 中文"."""
        params = self.item.params
        parts = [
            wording.channel_name(params.get("channel", "")),
            wording.language_name(params.get("language", "")),
        ]
        return " · ".join(part for part in parts if part)

    @property
    def stage(self) -> str:
        """What is being done to it."""
        return wording.stage("write" if self.so_far else self.item.stage)

    @property
    def wait(self) -> str:
        """What it waits for besides its turn."""
        return known.wait_of(self.item)

    @property
    def failure(self) -> failures.Failure | None:
        """Why it could not be written."""
        return failures.explain(self.item.error_code) if self.item.error_code else None

    @property
    def alt(self) -> str:
        """What it is, in one line."""
        return _("%(kind)s, %(name)s") % {"kind": self.kind, "name": self.item.label}


def cards_of(job: Job, items: Sequence[JobItem]) -> list[Piece]:
    """Return these items of a job as cards; one query, and one to Redis while some are written."""
    outputs = _outputs(items)
    running = [item.pk for item in items if item.state == ItemState.RUNNING]
    so_far = progress.texts_so_far(tenancy.current(), running)
    for item in items:
        item.job = job
    return [_piece(item, outputs.get(item.pk), so_far.get(item.pk, "")) for item in items]


def _piece(item: JobItem, output: Output | None, so_far: str) -> Piece:
    return Piece(
        item=item,
        text=output.text if output else None,
        project=output.project if output else None,
        so_far=so_far,
        made_offline=bool(output and output.made_offline),
    )


def _outputs(items: Sequence[JobItem]) -> dict[UUID, Output]:
    done = [item.pk for item in items if item.state == ItemState.SUCCEEDED]
    if not done:
        return {}
    found = Output.objects.filter(item__in=done).select_related("text__current", "project")
    return {output.item_id: output for output in found}
